package ai.resolute.master.id;

/** Name of one allocation of a task: {@code <task>.<run>}, where runs count from 1. */
public record AllocationId(String value) {
    public static AllocationId of(TaskId task, int run) {
        return new AllocationId(task + "." + run);
    }

    /** The task that this allocation belongs to. */
    public TaskId task() {
        return new TaskId(value.substring(0, value.lastIndexOf('.')));
    }

    /** The run number, from 1; a trial's {@code trial_run_id}. */
    public int run() {
        return Integer.parseInt(value.substring(value.lastIndexOf('.') + 1));
    }

    @Override
    public String toString() {
        return value;
    }
}
