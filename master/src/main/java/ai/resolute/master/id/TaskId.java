package ai.resolute.master.id;

/** Name of a task; a trial's is {@code <experiment>.<request>}. */
public record TaskId(String value) {
    public static TaskId ofTrial(ExperimentId experiment, RequestId request) {
        return new TaskId(experiment + "." + request);
    }

    @Override
    public String toString() {
        return value;
    }
}
