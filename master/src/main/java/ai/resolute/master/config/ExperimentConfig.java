package ai.resolute.master.config;

/**
 * A valid experiment configuration, with every default filled in.
 *
 * @param tree the whole configuration in the words of the current generation; what clients and
 *     trials get
 */
public record ExperimentConfig(
        String name,
        String description,
        SearcherConfig searcher,
        Hyperparameters hyperparameters,
        TrialConfig trial,
        ResourceConfig resources,
        JsonTree tree) {}
