package ai.resolute.master;

import ai.resolute.master.config.JsonTree;
import ai.resolute.master.resource.Hardware;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a master is started with.
 *
 * @param data directory of everything that it keeps
 * @param port where it listens on the loopback interface; 0 for any free port
 * @param hosts names beside those of the loopback interface that requests may come under
 * @param storage what experiments get as {@code checkpoint_storage} when they say nothing
 * @param initialPassword password of the first two users; random ones where absent
 */
public record MasterConfig(
        Path data,
        int port,
        Set<String> hosts,
        Slots slots,
        Programs programs,
        Optional<JsonTree> storage,
        DatabaseChoice database,
        Optional<String> initialPassword) {

    /**
     * What trials run on.
     *
     * @param gpus a slot for each; where there are none, slots share the processors
     * @param gpusHidden whether trials on processors are kept from the GPUs that there may be
     */
    public record Slots(int count, List<Hardware> gpus, boolean gpusHidden) {
        public Slots {
            gpus = List.copyOf(gpus);
        }
    }

    /**
     * What it runs and shows.
     *
     * @param python interpreter of supervisors, and of trials that come with none
     * @param harness directory to import {@code determined} from
     * @param web directory of the built web pages
     */
    public record Programs(String python, Path harness, Path web) {}

    /** Where it keeps its state. */
    public sealed interface DatabaseChoice {
        /** A word for its kind. */
        default String kind() {
            return switch (this) {
                case Sqlite _ -> "sqlite";
                case Postgresql _ -> "postgresql";
            };
        }
    }

    /** A file of its own. */
    public record Sqlite(Path file) implements DatabaseChoice {}

    /** A database of a PostgreSQL server. */
    public record Postgresql(String url, String user, String password) implements DatabaseChoice {}
}
