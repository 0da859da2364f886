package ai.resolute.master.rest.route;

import ai.resolute.api.PageMessages.OrderBy;
import ai.resolute.api.PageMessages.Pagination;
import java.util.Comparator;
import java.util.List;

/** Part of a list, with the words about it. A negative offset counts from the end. */
public record Paging<T>(List<T> part, Pagination pagination) {
    /** What limits of the list of experiments mean. */
    public static int experimentLimit(int limit) {
        return switch (limit) {
            case 0 -> 100;
            case -1 -> 0;
            default -> limit;
        };
    }

    /**
     * @param limit 0 for all, -2 for none
     */
    public static <T> Paging<T> of(List<T> all, int offset, int limit) {
        var page = bounds(all.size(), offset, limit);
        return new Paging<>(all.subList(page.startIndex(), page.endIndex()), page);
    }

    /** As {@link #of}, for a list of so many that was not read. */
    public static Pagination bounds(int total, int offset, int limit) {
        var start = Math.clamp(offset < 0 ? (long) total + offset : offset, 0, total);
        var end =
                switch (limit) {
                    case 0, -1 -> total;
                    case -2 -> start;
                    default -> (int) Math.min((long) start + Math.max(limit, 0), total);
                };
        return new Pagination(offset, limit, start, end, total);
    }

    /** For lists that only know ascending and descending. */
    public static <T> Comparator<T> turned(Comparator<T> order, OrderBy direction) {
        return direction == OrderBy.ORDER_BY_DESC ? order.reversed() : order;
    }
}
