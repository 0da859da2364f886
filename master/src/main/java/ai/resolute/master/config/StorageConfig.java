package ai.resolute.master.config;

import java.nio.file.Path;

/** Where checkpoints are kept: a directory that the master and every trial can reach. */
public record StorageConfig(Path directory, Retention retention) {
    /** How many checkpoints are kept once the experiment is over. */
    public record Retention(int experimentBest, int trialBest, int trialLatest) {}
}
