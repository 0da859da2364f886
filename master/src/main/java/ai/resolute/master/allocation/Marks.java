package ai.resolute.master.allocation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What a worker has said of itself, beside that it lives.
 *
 * @param ready whether what it serves is ready, or waits for its input; one that never says is
 *     ready as soon as it runs
 * @param daemons the resources whose end nobody waits for
 * @param address where what it serves is reached
 */
public record Marks(Optional<Boolean> ready, List<String> daemons, Optional<String> address) {
    public static final Marks NONE = new Marks(Optional.empty(), List.of(), Optional.empty());

    /** One thing that a worker says. */
    public sealed interface Word {
        /** What it serves is ready. */
        record Ready() implements Word {}

        /** It waits for its input. */
        record Waiting() implements Word {}

        /** These resources of it end with the others, and need not end by themselves. */
        record Daemon(String resources) implements Word {}

        /** What it serves is reached there. */
        record Address(String address) implements Word {}
    }

    /** Whether it has said that it waits. */
    public boolean waiting() {
        return ready.equals(Optional.of(false));
    }

    Marks with(Word word) {
        return switch (word) {
            case Word.Ready _ -> new Marks(Optional.of(true), daemons, address);
            case Word.Waiting _ -> new Marks(Optional.of(false), daemons, address);
            case Word.Daemon(var resources) -> new Marks(ready, and(resources), address);
            case Word.Address(var where) -> new Marks(ready, daemons, Optional.of(where));
        };
    }

    private List<String> and(String resources) {
        var all = new LinkedHashSet<>(daemons);
        all.add(resources);
        return List.copyOf(all);
    }
}
