package ai.resolute.master;

/** The same on PostgreSQL. */
class EngineWarmStartIT extends EngineWarmStartTest {}
