package ai.resolute.master.config;

import java.util.Locale;

/** How long a trial trains in total. */
public record Length(Unit unit, long count) {
    /** What lengths are counted in. */
    public enum Unit {
        BATCHES,
        RECORDS,
        EPOCHS;

        /** The word that configurations have for it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** So many times this length. */
    public Length times(long factor) {
        return new Length(unit, Math.multiplyExact(count, factor));
    }

    @Override
    public String toString() {
        return count + " " + unit.word();
    }
}
