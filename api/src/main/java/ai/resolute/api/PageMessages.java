package ai.resolute.api;

/** Parts of lists. */
public final class PageMessages {
    private PageMessages() {}

    /** In which order a list comes. */
    public enum OrderBy {
        ORDER_BY_UNSPECIFIED,
        ORDER_BY_ASC,
        ORDER_BY_DESC
    }

    /** Which part of a list this is; {@code endIndex} is behind its last element. */
    public record Pagination(int offset, int limit, int startIndex, int endIndex, int total) {}

    /** A message without members. */
    public record Nothing() {}
}
