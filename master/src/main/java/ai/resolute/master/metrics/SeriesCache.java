package ai.resolute.master.metrics;

import ai.resolute.master.id.TrialId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Long series as they were read last: looking at one again reads only what came since. This may
 * answer instead of the database because nobody else writes there, and tells what it changes.
 */
final class SeriesCache {
    /** From so many points on it takes longer to read a series than to draw it. */
    private static final int LONG = 2_000;

    /** How many points are kept in all: about 30 MB. */
    private static final int MOST = 300_000;

    private final int least;
    private final int most;
    private final SequencedMap<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Set<Reading> readings = new HashSet<>();
    private int points;

    /** Which metrics of a group; all where absent. */
    record Key(TrialId trial, String group, Optional<Set<String>> names) {}

    /**
     * What is known of a series.
     *
     * @param last the step up to which it is known
     */
    record Kept(Map<String, List<Point>> series, long last) {
        static final Kept NOTHING = new Kept(Map.of(), -1);

        private int size() {
            return series.values().stream().mapToInt(List::size).sum();
        }

        /** A copy that may grow. */
        Map<String, List<Point>> copy() {
            var copy = new LinkedHashMap<String, List<Point>>();
            series.forEach((name, points) -> copy.put(name, new ArrayList<>(points)));
            return copy;
        }
    }

    /** One look at a series, from before its first row is read. */
    static final class Reading {
        private final Key key;
        private final Kept before;
        private long changedFrom = Long.MAX_VALUE;

        private Reading(Key key, Kept before) {
            this.key = key;
            this.before = before;
        }

        /** What need not be read again. */
        Kept before() {
            return before;
        }
    }

    SeriesCache() {
        this(LONG, MOST);
    }

    /**
     * @param least points that a series must have to be kept
     * @param most points that are kept in all
     */
    SeriesCache(int least, int most) {
        this.least = least;
        this.most = most;
    }

    /** Whether something of it is kept. */
    synchronized boolean knows(Key key) {
        return kept.containsKey(key);
    }

    /** Begins to look at a series; {@link #end} must follow. */
    synchronized Reading begin(Key key) {
        var reading = new Reading(key, kept.getOrDefault(key, Kept.NOTHING));
        readings.add(reading);
        return reading;
    }

    /** Keeps what was read; answers whether none of it has changed meanwhile. */
    synchronized boolean end(Reading reading, Kept read) {
        readings.remove(reading);
        if (reading.changedFrom <= read.last()) {
            return false;
        }
        if (read.size() >= least && read.size() <= most) {
            forget(reading.key);
            kept.put(reading.key, read);
            points += read.size();
            while (points > most) {
                forget(kept.firstEntry().getKey());
            }
        }
        return true;
    }

    /** Gives a look up that failed. */
    synchronized void drop(Reading reading) {
        readings.remove(reading);
    }

    /** Rows of a group from this step on have come, changed or gone. */
    synchronized void changed(TrialId trial, String group, long from) {
        for (var reading : readings) {
            if (reading.key.trial().equals(trial) && reading.key.group().equals(group)) {
                reading.changedFrom = Math.min(reading.changedFrom, from);
            }
        }
        kept.entrySet().stream()
                .filter(entry ->
                        entry.getKey().trial().equals(trial)
                                && entry.getKey().group().equals(group)
                                && entry.getValue().last() >= from)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::forget);
    }

    private void forget(Key key) {
        var gone = kept.remove(key);
        points -= gone == null ? 0 : gone.size();
    }
}
