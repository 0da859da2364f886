package ai.resolute.master.id;

/** Number of an experiment, from 1. */
public record ExperimentId(int value) {
    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
