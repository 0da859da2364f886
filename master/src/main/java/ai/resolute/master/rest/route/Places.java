package ai.resolute.master.rest.route;

/** The one project in the one workspace, where every experiment is. */
public final class Places {
    /** The number of either. */
    public static final int ONLY = 1;

    /** The name of either. */
    public static final String NAME = "Uncategorized";

    private Places() {}
}
