package ai.resolute.cli.output;

/**
 * Why a command could not do its work, in four parts: what failed, why, what to do, where to look.
 * Empty parts are not shown.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a script learns from the exit status. */
    public enum Status {
        RUN_FAILED(1),
        USAGE(2),
        NOT_REACHABLE(3),
        NOT_ALLOWED(4),
        NOT_FOUND(5);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private final Status status;
    private final String why;
    private final String todo;
    private final String where;

    public Failure(Status status, String what, String why, String todo, String where) {
        super(what);
        this.status = status;
        this.why = why;
        this.todo = todo;
        this.where = where;
    }

    public static Failure usage(String what, String why, String todo) {
        return new Failure(Status.USAGE, what, why, todo, "");
    }

    public Status status() {
        return status;
    }

    /** The parts as lines, first what failed. */
    public String text(Style style) {
        var text = new StringBuilder(style.red("✗ ") + style.bold(getMessage()));
        part(text, style, "why", why);
        part(text, style, "do", todo);
        part(text, style, "see", where);
        return text.toString();
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    private static void part(StringBuilder text, Style style, String name, String content) {
        if (!content.isBlank()) {
            text.append('\n')
                    .append(style.dim("  %-4s".formatted(name)))
                    .append(content.strip().replace("\n", "\n      "));
        }
    }
}
