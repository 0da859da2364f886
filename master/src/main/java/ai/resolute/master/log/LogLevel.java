package ai.resolute.master.log;

/** How much a line matters, the least first. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARNING,
    ERROR,
    CRITICAL
}
