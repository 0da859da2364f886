package ai.resolute.master.store;

import java.util.function.Supplier;

/** Another writer saved the row first; whoever meets this reads again and decides again. */
public final class VersionClash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VersionClash(String row, long version) {
        super(row + " is no longer at version " + version);
    }

    /** Does work that reads, decides and saves, again for as long as another writer comes first. */
    public static <T> T again(Supplier<T> work) {
        while (true) {
            try {
                return work.get();
            } catch (VersionClash clash) {
                Thread.onSpinWait();
            }
        }
    }
}
