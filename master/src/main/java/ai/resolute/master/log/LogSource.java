package ai.resolute.master.log;

/** Where a line comes from. */
public enum LogSource {
    STDOUT,
    STDERR,
    /** The master itself, about the task. */
    MASTER
}
