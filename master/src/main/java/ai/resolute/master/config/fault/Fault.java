package ai.resolute.master.config.fault;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path where, such as {@code searcher.max_trials}; empty for the document itself
 * @param what what is wrong, and why
 * @param todo what to do about it
 */
public record Fault(String path, String what, String todo) {
    /** How many there are, and each on a line of its own. */
    public static String list(List<Fault> faults) {
        var count = faults.size() == 1 ? "1 fault" : faults.size() + " faults";
        return count + faults.stream().map(fault -> "\n  " + fault).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return (path.isEmpty() ? "" : path + ": ") + what + " " + todo;
    }
}
