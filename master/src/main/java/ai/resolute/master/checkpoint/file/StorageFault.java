package ai.resolute.master.checkpoint.file;

/** A storage does not do as asked; the message says which, why and what to do. */
public final class StorageFault extends Exception {
    private static final long serialVersionUID = 1L;

    public StorageFault(String message) {
        super(message);
    }
}
