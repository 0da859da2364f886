package ai.resolute.master.config;

import java.util.Map;

/**
 * What the master tells a client that asked for something it cannot have. The message is written
 * for people: what failed, why, what to do, where to look.
 */
public abstract sealed class DomainException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient Map<String, Object> details;

    private DomainException(String code, String message, Map<String, Object> details) {
        super(message);
        this.code = code;
        this.details = Map.copyOf(details);
    }

    /** A word that never changes, such as {@code experiment_not_found}. */
    public final String code() {
        return code;
    }

    /** JSON values that a program needs beside the message, such as {@code next} of a gap. */
    public final Map<String, Object> details() {
        return details == null ? Map.of() : details;
    }

    /** There is no such thing. */
    public static final class NotFound extends DomainException {
        private static final long serialVersionUID = 1L;

        public NotFound(String code, String message) {
            super(code, message, Map.of());
        }
    }

    /** The request itself is wrong and will be wrong again. */
    public static non-sealed class InvalidRequest extends DomainException {
        private static final long serialVersionUID = 1L;

        public InvalidRequest(String code, String message) {
            super(code, message, Map.of());
        }

        public InvalidRequest(String code, String message, Map<String, Object> details) {
            super(code, message, details);
        }
    }

    /** The request does not fit the present state. */
    public static final class Conflict extends DomainException {
        private static final long serialVersionUID = 1L;

        public Conflict(String code, String message) {
            super(code, message, Map.of());
        }

        public Conflict(String code, String message, Map<String, Object> details) {
            super(code, message, details);
        }
    }

    /** The caller is not known, or may not do this. */
    public static final class NotAllowed extends DomainException {
        private static final long serialVersionUID = 1L;

        private final boolean known;

        private NotAllowed(String code, String message, boolean known) {
            super(code, message, Map.of());
            this.known = known;
        }

        /** Nobody is logged in, or the token is not valid: 401. */
        public static NotAllowed unknownCaller(String code, String message) {
            return new NotAllowed(code, message, false);
        }

        /** The caller is known and may not: 403. */
        public static NotAllowed forbidden(String code, String message) {
            return new NotAllowed(code, message, true);
        }

        /** Whether the caller is known. */
        public boolean known() {
            return known;
        }
    }

    /** It may work later: the disk is full, the database is away, the master is stopping. */
    public static final class Unavailable extends DomainException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String code, String message) {
            super(code, message, Map.of());
        }
    }
}
