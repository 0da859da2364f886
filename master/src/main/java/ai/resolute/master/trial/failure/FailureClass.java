package ai.resolute.master.trial.failure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a run failed of. The kinds of failures are finer; each belongs to one class. */
public enum FailureClass {
    /** The user's script, its data or its configuration. */
    SCRIPT(
            "error in the script",
            "bad_configuration bad_data bad_environment bad_script checkpoint_mismatch data_ended"
                    + " empty_data inconsistent_metrics missing_metric no_training_loop script_exited"
                    + " script_raised startup_hook training_interrupted"),
    /** The memory of the machine, of the slot or of the device. */
    MEMORY("out of memory", "out_of_memory"),
    /** Training that diverged. */
    NOT_A_NUMBER("not a number", "nan_metric"),
    /** A disk or checkpoint storage that is full, or cannot be reached. */
    STORAGE("storage", "storage"),
    /** A worker that is gone, or does not answer. */
    LOST_WORKER("lost worker", "lost"),
    /** Slots that were taken from it at once. */
    PREEMPTED("pre-empted", "preempted"),
    /** A stop that took longer than it may. */
    TIME_LIMIT("time limit", "time_limit"),
    /** Anything else. */
    UNKNOWN("unknown", "exit_status killed start");

    private final String words;
    private final String kinds;

    FailureClass(String words, String kinds) {
        this.words = words;
        this.kinds = kinds;
    }

    /** The class of a kind; one that is not known here is {@link #UNKNOWN}. */
    public static FailureClass of(String kind) {
        return Arrays.stream(values())
                .filter(each -> each.kinds().contains(kind))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** For programs: {@code memory}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For people: "out of memory". */
    public String words() {
        return words;
    }

    /** Its kinds, for the documentation. */
    public List<String> kinds() {
        return List.of(kinds.split(" "));
    }
}
