package ai.resolute.master.experiment.submission;

/** A context directory as a gzipped tar file. */
public final class ContextArchive {
    private final byte[] tgz;

    /** Takes the bytes as they are; the caller leaves them alone from then on. */
    public ContextArchive(byte[] tgz) {
        this.tgz = tgz;
    }

    /** The bytes themselves, not a copy. */
    public byte[] tgz() {
        return tgz;
    }
}
