package ai.resolute.master.config.schema;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.shape.Fields;
import ai.resolute.master.config.shape.LengthShape;
import ai.resolute.master.config.shape.Schemas;
import ai.resolute.master.config.shape.Shapes;
import java.util.List;
import java.util.Map;

/** The keys of an experiment configuration. */
final class ExperimentSchema {
    private static final long LARGEST_SEED = (1L << 32) - 1;
    private static final int HOUR = 3600;

    private ExperimentSchema() {}

    static Fields of(ConfigDefaults defaults, boolean grid) {
        return general(defaults)
                .with("entrypoint", EntrypointSchema.SHAPE)
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
                .with(PassedOnSchema.fields());
    }

    private static Fields general(ConfigDefaults defaults) {
        return new Fields()
                .with("name", Shapes.TEXT.orGiven(defaults.name()))
                .with("description", Shapes.TEXT.orNull())
                .with("labels", LegacyKeys.labels(Shapes.TEXTS.or(List.of())))
                .with("workspace", Shapes.TEXT.or(""))
                .with("project", Shapes.TEXT.or(""));
    }

    private static Fields training() {
        var never = Map.of("batches", 0);
        return new Fields()
                .with("scheduling_unit", Shapes.whole(1).or(100))
                .older("batches_per_step", Schemas.type("integer"), "0.12; now scheduling_unit")
                .with("records_per_epoch", Shapes.whole(0).or(0))
                .with("min_validation_period", new LengthShape(0).or(never))
                .with("min_checkpoint_period", new LengthShape(0).or(never))
                .with("checkpoint_policy", Shapes.oneOf("best", "all", "none").or("best"))
                .with("perform_initial_validation", Shapes.FLAG.or(false))
                .with("max_restarts", Shapes.whole(0).or(5))
                .with("preemption_timeout", Shapes.whole(0).or(HOUR))
                .with("debug", Shapes.FLAG.or(false));
    }

    private static Fields internal() {
        return new Fields()
                .with("native", new Fields().with("command", Shapes.TEXTS.orNull()))
                .with("metric_defaulted", Shapes.FLAG.or(false))
                .with("unmanaged", Shapes.FLAG.ifSet());
    }

    private static Fields reproducibility(ConfigDefaults defaults) {
        var seed = Shapes.whole(0, LARGEST_SEED).orGiven(defaults.experimentSeed());
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
}
