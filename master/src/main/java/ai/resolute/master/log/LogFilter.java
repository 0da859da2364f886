package ai.resolute.master.log;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which lines of a task are wanted. An empty set asks for all.
 *
 * @param search part of the text, whatever the case of its letters
 */
public record LogFilter(
        Set<LogLevel> levels,
        Optional<String> search,
        Set<Integer> ranks,
        Set<LogSource> sources,
        Window window,
        Page page) {
    public static final LogFilter ALL =
            new LogFilter(
                    Set.of(), Optional.empty(), Set.of(), Set.of(), Window.ALWAYS, Page.WHOLE);

    public LogFilter {
        levels = Set.copyOf(levels);
        ranks = Set.copyOf(ranks);
        sources = Set.copyOf(sources);
    }

    public LogFilter on(Page other) {
        return new LogFilter(levels, search, ranks, sources, window, other);
    }

    /** Lines written from {@code from} on and before {@code to}. */
    public record Window(Optional<Instant> from, Optional<Instant> to) {
        public static final Window ALWAYS = new Window(Optional.empty(), Optional.empty());
    }

    /**
     * Part of the lines that fit.
     *
     * @param limit at most so many; all where 0
     */
    public record Page(Order order, long offset, int limit) {
        public static final Page WHOLE = new Page(Order.OLDEST_FIRST, 0, 0);

        /** The last lines, the oldest of them first. */
        public static Page tail(int lines) {
            return new Page(Order.TAIL, 0, lines);
        }
    }

    /** Which lines come, and in which order. */
    public enum Order {
        OLDEST_FIRST,
        NEWEST_FIRST,
        /** As {@link #NEWEST_FIRST}, then turned round. */
        TAIL
    }
}
