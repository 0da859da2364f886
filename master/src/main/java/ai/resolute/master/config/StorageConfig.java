package ai.resolute.master.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where checkpoints are kept.
 *
 * @param section the whole section of the configuration, as the harness reads it
 * @param directory the directory that it is, unless it is a bucket
 */
public record StorageConfig(JsonTree section, Optional<Path> directory, Retention retention) {
    /** How many checkpoints are kept once the experiment is over. */
    public record Retention(int experimentBest, int trialBest, int trialLatest) {}
}
