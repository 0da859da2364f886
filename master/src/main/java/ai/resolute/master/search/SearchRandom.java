package ai.resolute.master.search;

import ai.resolute.master.id.RequestId;
import java.util.UUID;

/**
 * The random source of an experiment: MT19937 with the seeding and the draws of NumPy's
 * RandomState, so that a seed gives the same search everywhere. Its position can be saved.
 */
public final class SearchRandom {
    private static final int SIZE = 624;
    private static final int SHIFT = 397;
    private static final int LOWER_BITS = 0x7fffffff;

    private final long seed;
    private final int[] words = new int[SIZE];
    private int next = SIZE;
    private long drawn;
    private boolean begun;

    /**
     * Where a generator stands.
     *
     * @param drawn how many 32-bit words were drawn since the seed
     */
    public record Position(long seed, long drawn) {}

    private SearchRandom(long seed) {
        this.seed = seed;
    }

    /** Only when something is drawn: most events draw nothing. */
    private void begin() {
        words[0] = (int) seed;
        for (int i = 1; i < SIZE; i++) {
            var before = words[i - 1];
            words[i] = 1812433253 * (before ^ (before >>> 30)) + i;
        }
        for (long twists = (drawn + SIZE - 1) / SIZE; twists > 0; twists--) {
            twist();
        }
        next = (int) ((drawn + SIZE - 1) % SIZE) + 1;
        begun = true;
    }

    /** A generator at its start; the lower 32 bits of the seed count. */
    public static SearchRandom seeded(long seed) {
        return new SearchRandom(seed);
    }

    /** A generator that goes on after so many words. */
    public static SearchRandom at(long seed, long drawn) {
        var random = new SearchRandom(seed);
        random.drawn = drawn;
        return random;
    }

    /** A generator that goes on where another one stood. */
    public static SearchRandom at(Position position) {
        return at(position.seed(), position.drawn());
    }

    /** Where this generator stands. */
    public Position position() {
        return new Position(seed, drawn);
    }

    /** The next word, from 0 to 2^32 - 1. */
    public long bits() {
        if (!begun) {
            begin();
        }
        if (next == SIZE) {
            twist();
        }
        drawn++;
        var word = words[next++];
        word ^= word >>> 11;
        word ^= (word << 7) & 0x9d2c5680;
        word ^= (word << 15) & 0xefc60000;
        word ^= word >>> 18;
        return Integer.toUnsignedLong(word);
    }

    /** A real number from 0 to 1, without 1. */
    public double unit() {
        var high = bits() >>> 5;
        var low = bits() >>> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

    /** A whole number from 0 to {@code count - 1}, where {@code count} is at most 2^32. */
    public long below(long count) {
        var largest = count - 1;
        if (largest == 0) {
            return 0;
        }
        var mask = (Long.highestOneBit(largest) << 1) - 1;
        var value = bits() & mask;
        while (value > largest) {
            value = bits() & mask;
        }
        return value;
    }

    /** A name for a trial. */
    public RequestId requestId() {
        var high = (bytesOf(bits()) << 32) | bytesOf(bits());
        var low = (bytesOf(bits()) << 32) | bytesOf(bits());
        var version4 = (high & ~0xf000L) | 0x4000L;
        var variant = (low & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new RequestId(new UUID(version4, variant));
    }

    /** A seed for a trial, from 0 to 2^31 - 1. */
    public int trialSeed() {
        return (int) bits() & LOWER_BITS;
    }

    private static long bytesOf(long word) {
        return Integer.toUnsignedLong(Integer.reverseBytes((int) word));
    }

    private void twist() {
        for (int i = 0; i < SIZE; i++) {
            var mixed = (words[i] & ~LOWER_BITS) | (words[(i + 1) % SIZE] & LOWER_BITS);
            var odd = (mixed & 1) == 0 ? 0 : 0x9908b0df;
            words[i] = words[(i + SHIFT) % SIZE] ^ (mixed >>> 1) ^ odd;
        }
        next = 0;
    }
}
