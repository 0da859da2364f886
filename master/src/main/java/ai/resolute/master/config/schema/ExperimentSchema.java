package ai.resolute.master.config.schema;

import ai.resolute.master.config.ConfigDefaults;
import java.util.List;
import java.util.Map;

/** The keys of an experiment configuration. */
final class ExperimentSchema {
    private static final long LARGEST_SEED = (1L << 32) - 1;
    private static final int HOUR = 3600;

    private ExperimentSchema() {}

    static Fields of(ConfigDefaults defaults, boolean grid) {
        return general(defaults)
                .with("entrypoint", EntrypointSchema::read)
                .with("internal", internal())
                .with("hyperparameters", new SpaceSchema(grid))
                .with("searcher", new SearcherSchema())
                .with("checkpoint_storage", new StorageSchema(defaults.checkpointRoot()))
                .with("resources", new ResourceSchema(defaults.slots()))
                .with("environment", EnvironmentSchema.fields())
                .with(training())
                .with("reproducibility", reproducibility(defaults))
                .with("profiling", profiling())
                .with("optimizations", optimizations())
                .with(passedOn());
    }

    private static Fields general(ConfigDefaults defaults) {
        return new Fields()
                .with("name", Shapes.TEXT.or(defaults.name()))
                .with("description", Shapes.TEXT.orNull())
                .with("labels", Shapes.TEXTS.or(List.of()))
                .with("workspace", Shapes.TEXT.or(""))
                .with("project", Shapes.TEXT.or(""));
    }

    private static Fields training() {
        return new Fields()
                .with("scheduling_unit", Shapes.whole(1).or(100))
                .with("records_per_epoch", Shapes.whole(0).or(0))
                .with("min_validation_period", new LengthShape(0).or(Map.of("batches", 0)))
                .with("min_checkpoint_period", new LengthShape(0).or(Map.of("batches", 0)))
                .with("checkpoint_policy", Shapes.oneOf("best", "all", "none").or("best"))
                .with("perform_initial_validation", Shapes.FLAG.or(false))
                .with("max_restarts", Shapes.whole(0).or(5))
                .with("preemption_timeout", Shapes.whole(0).or(HOUR))
                .with("debug", Shapes.FLAG.or(false));
    }

    private static Fields internal() {
        var command = Shapes.TEXTS.orNull();
        return new Fields()
                .with("native", new Fields().with("command", command))
                .with("metric_defaulted", Shapes.FLAG.or(false));
    }

    private static Fields reproducibility(ConfigDefaults defaults) {
        var seed = Shapes.whole(0, LARGEST_SEED).or(defaults.experimentSeed());
        return new Fields().with("experiment_seed", seed);
    }

    private static Fields profiling() {
        return new Fields()
                .with("enabled", Shapes.FLAG.or(false))
                .with("begin_on_batch", Shapes.whole(0).or(0))
                .with("end_after_batch", Shapes.whole(0).orNull())
                .with("sync_timings", Shapes.FLAG.or(true));
    }

    private static Fields optimizations() {
        return new Fields()
                .with("aggregation_frequency", Shapes.whole(1).or(1))
                .with("average_aggregated_gradients", Shapes.FLAG.or(true))
                .with("average_training_metrics", Shapes.FLAG.or(true))
                .with("gradient_compression", Shapes.FLAG.or(false))
                .with("mixed_precision", Shapes.oneOf("O0", "O1", "O2", "O3").or("O0"))
                .with("tensor_fusion_threshold", Shapes.whole(0).or(64))
                .with("tensor_fusion_cycle_time", Shapes.whole(0).or(1))
                .with("auto_tune_tensor_fusion", Shapes.FLAG.or(false))
                .with("grad_updates_size_file", Shapes.TEXT.orNull());
    }

    /** What trials and clients may read, and the master does not. */
    private static Fields passedOn() {
        return new Fields()
                .with("data", Shapes.OBJECT.or(Map.of()))
                .with("data_layer", Shapes.OBJECT.orNull())
                .with("integrations", Shapes.OBJECT.orNull())
                .with("retention_policy", Shapes.OBJECT.orNull())
                .with("security", Shapes.OBJECT.orNull())
                .with("tensorboard_storage", Shapes.OBJECT.orNull())
                .with("bind_mounts", Shapes.LIST.or(List.of()))
                .with("log_policies", Shapes.LIST.or(List.of()))
                .with("slurm", Shapes.OBJECT.or(Map.of()))
                .with("pbs", Shapes.OBJECT.or(Map.of()));
    }
}
