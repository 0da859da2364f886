package ai.resolute.master.schedule;

/** A scheduling policy: one pure function from what is to what should be. */
public interface Scheduler {
    Plan plan(Snapshot snapshot);
}
