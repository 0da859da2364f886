package ai.resolute.master.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a configuration gets from this cluster when it says nothing.
 *
 * @param checkpointRoot directory of a {@code shared_fs} that names none
 * @param storage what lies below every {@code checkpoint_storage} of the same kind
 * @param slots how many slots the cluster has
 * @param experimentSeed from 0 to 2^31 - 1
 * @param name name of an experiment that has none
 */
public record ConfigDefaults(
        Path checkpointRoot,
        Optional<JsonTree> storage,
        int slots,
        long experimentSeed,
        String name) {
    /** With directories below this one for checkpoints. */
    public ConfigDefaults(Path checkpointRoot, int slots, long experimentSeed, String name) {
        this(checkpointRoot, Optional.empty(), slots, experimentSeed, name);
    }
}
