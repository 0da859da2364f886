package ai.resolute.master;

/** The master cannot start; the message says why and what to do. */
final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Exit status of a master that could not start. */
    static final int STATUS = 2;

    StartFailure(String message) {
        super(message);
    }

    StartFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
