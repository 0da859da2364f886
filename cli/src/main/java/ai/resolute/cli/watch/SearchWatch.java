package ai.resolute.cli.watch;

import ai.resolute.api.client.MasterException;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Watches a search until it ends. A master that is away for a while is waited for, and that is
 * said.
 */
public final class SearchWatch {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final Surroundings around;
    private final Lookout lookout;
    private final long id;
    private final Duration interval;
    private final boolean quiet;

    private Instant heard;
    private Instant told = Instant.EPOCH;
    private Optional<Sighting> last = Optional.empty();
    private Optional<Double> lastBest = Optional.empty();
    private boolean away;

    public SearchWatch(
            Surroundings around, Lookout lookout, long id, Duration interval, boolean quiet) {
        this.around = around;
        this.lookout = lookout;
        this.id = id;
        this.interval = interval;
        this.quiet = quiet;
        this.heard = around.clock().instant();
    }

    /** Shows how it goes; returns what was seen at the end. */
    public Result run() {
        var first = look();
        if (!quiet) {
            around.say(new Picture(first, around.errStyle(), around.terminal().width()).heading());
        }
        var end = first.over() ? first : follow(first);
        return new Result(around, end);
    }

    private Sighting follow(Sighting first) {
        var detached = new Detached(around, id);
        try (detached) {
            return quiet || !around.canRedraw() ? plain(first) : live(first, detached);
        }
    }

    private Sighting plain(Sighting first) {
        var seen = first;
        while (!seen.over()) {
            if (!quiet && worthTelling(seen)) {
                around.say(new Picture(seen, around.errStyle(), around.terminal().width()).line());
            }
            pause();
            seen = next();
        }
        return seen;
    }

    private Sighting live(Sighting first, Detached detached) {
        var seen = first;
        try (var region = new LiveRegion(around.err())) {
            detached.restore(region);
            while (!seen.over()) {
                region.draw(lines(seen), around.terminal().width());
                pause();
                seen = next();
            }
            region.clear();
        }
        return seen;
    }

    private List<String> lines(Sighting seen) {
        var lines = new Picture(seen, around.errStyle(), around.terminal().width()).region();
        if (away) {
            var since = Duration.between(heard, around.clock().instant());
            lines.add(
                    around.errStyle()
                            .red(
                                    "  the master does not answer since "
                                            + Wording.duration(since)
                                            + "; trials go on, waiting for it"));
        }
        return lines;
    }

    /** Every ten seconds, and when there is a better value. */
    private boolean worthTelling(Sighting seen) {
        var better = !seen.bestValue().equals(lastBest);
        var due = Duration.between(told, seen.now()).compareTo(BETWEEN_LINES) >= 0;
        if (better || due) {
            lastBest = seen.bestValue();
            told = seen.now();
            return true;
        }
        return false;
    }

    private Sighting next() {
        try {
            return look();
        } catch (MasterException.Unreachable gone) {
            var now = around.clock().instant();
            if (Duration.between(heard, now).compareTo(PATIENCE) > 0) {
                throw gone;
            }
            if (!away && !around.canRedraw()) {
                around.say("  the master does not answer; trials go on, waiting for it");
            }
            away = true;
            return last.map(seen -> Sighting.of(seen.experiment(), seen.trials(), now))
                    .orElseThrow(() -> gone);
        }
    }

    private Sighting look() {
        var seen = lookout.look(around.clock().instant());
        heard = seen.now();
        away = false;
        last = Optional.of(seen);
        return seen;
    }

    private void pause() {
        try {
            Thread.sleep(interval);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", asked);
        }
    }
}
