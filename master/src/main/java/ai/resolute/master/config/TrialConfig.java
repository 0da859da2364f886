package ai.resolute.master.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How each trial runs.
 *
 * @param command the user's script, relative to the context, and its arguments
 * @param seed the experiment's seed, from which the generator of the search starts
 * @param python interpreter, when the configuration names one
 * @param environment variables for the process of a trial on CPU slots
 * @param cudaEnvironment the same on CUDA slots; they differ only if the configuration says so
 * @param logPolicies what follows lines of its log
 * @param warmStart whose weights a trial begins with, if not with those of its script
 */
public record TrialConfig(
        List<String> command,
        long seed,
        int maxRestarts,
        Optional<String> python,
        Map<String, String> environment,
        Map<String, String> cudaEnvironment,
        StorageConfig storage,
        Optional<WarmStart> warmStart,
        List<LogPolicy> logPolicies) {
    public TrialConfig {
        command = List.copyOf(command);
        logPolicies = List.copyOf(logPolicies);
        environment = Map.copyOf(environment);
        cudaEnvironment = Map.copyOf(cudaEnvironment);
    }
}
