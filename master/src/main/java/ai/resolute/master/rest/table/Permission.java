package ai.resolute.master.rest.table;

/** Who may use a route. There is no route without one. */
public enum Permission {
    /** Everyone, without a token. */
    OPEN("everyone"),
    /** Every valid token, of a person or of a worker. */
    SIGNED_IN("any token"),
    /** Persons, and workers for what belongs to their own experiment. */
    EXPERIMENT("a person's token, or a worker's of this experiment"),
    /** Persons only. */
    PERSON("a person's token"),
    /** The worker of this very allocation only. */
    WORKER("the token of this allocation"),
    /** Administrators only. */
    ADMIN("an administrator's token");

    private final String words;

    Permission(String words) {
        this.words = words;
    }

    /** For the page of routes. */
    public String words() {
        return words;
    }
}
