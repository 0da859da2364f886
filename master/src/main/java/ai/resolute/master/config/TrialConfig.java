package ai.resolute.master.config;

import java.util.Map;
import java.util.Optional;

/**
 * How each trial runs.
 *
 * @param seed the experiment's seed, from which the generator of the search starts
 * @param python interpreter, when the configuration names one
 * @param environment variables for the trial's process
 */
public record TrialConfig(
        Entrypoint entrypoint,
        long seed,
        int maxRestarts,
        Optional<String> python,
        Map<String, String> environment,
        StorageConfig storage) {
    public TrialConfig {
        environment = Map.copyOf(environment);
    }
}
