package ai.resolute.master;

import java.util.List;
import java.util.random.RandomGenerator;

/** Names for experiments that have none. */
final class Names {
    private static final List<String> HOW =
            List.of(
                    "amber", "brisk", "calm", "daring", "early", "fond", "gentle", "hidden",
                    "keen");
    private static final List<String> WHAT =
            List.of("birch", "cedar", "delta", "ember", "fjord", "harbor", "island", "lagoon");
    private static final List<String> WHO =
            List.of("badger", "crane", "dolphin", "falcon", "heron", "lynx", "otter", "raven");

    private final RandomGenerator random;

    Names(RandomGenerator random) {
        this.random = random;
    }

    /** Three words that people can tell apart. */
    String next() {
        return "Experiment (%s-%s-%s)".formatted(pick(HOW), pick(WHAT), pick(WHO));
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
