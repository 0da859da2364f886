package ai.resolute.master.metrics;

/** Steps from {@code first} to {@code last}, both included. */
public record StepRange(long first, long last) {
    public static final StepRange ALL = new StepRange(0, Long.MAX_VALUE);

    public static StepRange from(long first) {
        return new StepRange(first, Long.MAX_VALUE);
    }
}
