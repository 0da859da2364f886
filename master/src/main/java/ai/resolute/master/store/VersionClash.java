package ai.resolute.master.store;

/** Another writer saved the row first; whoever meets this reads again and decides again. */
public final class VersionClash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public VersionClash(String row, long version) {
        super(row + " is no longer at version " + version);
    }
}
