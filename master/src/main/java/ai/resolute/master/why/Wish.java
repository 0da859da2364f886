package ai.resolute.master.why;

import java.time.Instant;

/**
 * What a person last asked of an experiment or a trial.
 *
 * @param verb pause, activate, cancel, kill …
 */
public record Wish(String verb, String by, Instant at) {}
