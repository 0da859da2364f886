package ai.resolute.api.client;

/** Why a call to a master gave no answer to work with. */
public abstract sealed class MasterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private MasterException(String message, Throwable cause) {
        super(message, cause);
    }

    private MasterException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /** Nothing that speaks HTTP answers at the address, or the connection broke. */
    public static final class Unreachable extends MasterException {
        private static final long serialVersionUID = 1L;

        Unreachable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The master said no; the message is the master's own. */
    public static final class Refused extends MasterException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }
}
