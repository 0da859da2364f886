package ai.resolute.master.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path where, such as {@code searcher.max_trials}; empty for the document itself
 * @param what what is wrong, and why
 * @param todo what to do about it
 */
public record Fault(String path, String what, String todo) {
    @Override
    public String toString() {
        return (path.isEmpty() ? "" : path + ": ") + what + " " + todo;
    }
}
