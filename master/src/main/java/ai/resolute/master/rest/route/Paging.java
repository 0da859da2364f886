package ai.resolute.master.rest.route;

import ai.resolute.api.PageMessages.Pagination;
import java.util.List;

/** Part of a list, with the words about it. A negative offset counts from the end. */
record Paging<T>(List<T> part, Pagination pagination) {
    /** What limits of the list of experiments mean. */
    static int experimentLimit(int limit) {
        return switch (limit) {
            case 0 -> 100;
            case -1 -> 0;
            default -> limit;
        };
    }

    /**
     * @param limit 0 for all, -2 for none
     */
    static <T> Paging<T> of(List<T> all, int offset, int limit) {
        var total = all.size();
        var start = Math.clamp(offset < 0 ? (long) total + offset : offset, 0, total);
        var end =
                switch (limit) {
                    case 0, -1 -> total;
                    case -2 -> start;
                    default -> (int) Math.min((long) start + Math.max(limit, 0), total);
                };
        return new Paging<>(
                all.subList(start, end), new Pagination(offset, limit, start, end, total));
    }
}
