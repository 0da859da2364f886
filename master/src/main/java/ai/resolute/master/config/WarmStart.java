package ai.resolute.master.config;

/** Whose weights every trial of an experiment begins with. */
public sealed interface WarmStart {
    /** Those of a trial's newest complete checkpoint. */
    record OfTrial(int id) implements WarmStart {}

    /** Those of one checkpoint. */
    record OfCheckpoint(String uuid) implements WarmStart {}
}
