package ai.resolute.master.search.halving;

/**
 * A rung of synchronous halving.
 *
 * @param steps how far trials train to reach it
 * @param trials how many reach it
 * @param promoted how many of them go on
 */
record Rung(long steps, int trials, int promoted) {}
