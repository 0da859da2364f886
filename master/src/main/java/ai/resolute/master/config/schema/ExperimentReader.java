package ai.resolute.master.config.schema;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.ExperimentConfig;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.config.TrialConfig;
import ai.resolute.master.config.fault.Fault;
import ai.resolute.master.config.fault.InvalidConfigException;
import ai.resolute.master.config.shape.Characters;
import ai.resolute.master.config.shape.Place;
import ai.resolute.master.config.shape.Shapes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns a parsed document into a configuration. */
public final class ExperimentReader {
    static final String STORAGE = "checkpoint_storage";
    private static final String SPACE = "hyperparameters";
    private static final String DEFAULT_METRIC = "val_loss";

    private final ConfigDefaults defaults;
    private final List<Fault> faults = new ArrayList<>();
    private final Place top = new Place("", faults);

    private ExperimentReader(ConfigDefaults defaults) {
        this.defaults = defaults;
    }

    /**
     * The configuration that a document describes; nothing means a single trial.
     *
     * @throws InvalidConfigException with every fault there is
     */
    public static ExperimentConfig read(@Nullable Object document, ConfigDefaults defaults) {
        return new ExperimentReader(defaults).read(document);
    }

    /** Adds the faults of a {@code checkpoint_storage} that stands in another document. */
    public static void checkStorage(@Nullable Object section, List<Fault> faults) {
        new StorageSchema(Path.of("/")).read(section, new Place(STORAGE, faults));
    }

    private ExperimentConfig read(@Nullable Object document) {
        if (document != null && !(document instanceof Map)) {
            Shapes.wrong(document, "an object", "Give keys with values.", top);
            throw new InvalidConfigException(faults);
        }
        var given = document instanceof Map<?, ?> map ? map : Map.of();
        var root = LegacyKeys.rewrite(given, top);
        defaultSearcher(root);
        defaults.storage().ifPresent(below -> StorageSchema.lay(root, below.root()));
        EntrypointSchema.complete(root);
        var read = ExperimentSchema.of(defaults, isGrid(root)).read(root, top);
        if (read instanceof Map<?, ?> tree) {
            if (isSound("entrypoint") && isSound("internal.native")) {
                EntrypointSchema.check(new Branch(tree), top.at("entrypoint"));
            }
            checkProject(new Branch(tree));
            checkGrid(new Branch(tree), isGrid(root));
        }
        Characters.check(given, top);
        refuseIfFaulty();
        return typed(new Branch((Map<?, ?>) Objects.requireNonNull(read)));
    }

    private void checkProject(Branch root) {
        var workspace = root.raw("workspace");
        var project = root.raw("project");
        if ("".equals(workspace) && project instanceof String text && !text.isEmpty()) {
            top.at("project")
                    .fault("is '" + text + "', without a workspace.", "Give both or neither.");
        } else if ("".equals(project) && workspace instanceof String text && !text.isEmpty()) {
            top.at("workspace")
                    .fault("is '" + text + "', without a project.", "Give both or neither.");
        }
    }

    /** How many points a grid has can be told once the space is without a fault. */
    private void checkGrid(Branch root, boolean grid) {
        if (grid && isSound(SPACE)) {
            SearcherSchema.checkPoints(SpaceSchema.typed(root.at(SPACE)), top.at(SPACE));
        }
    }

    /** Whether nothing at this key or below it is wrong; what is wrong there is no longer known. */
    private boolean isSound(String key) {
        return faults.stream().noneMatch(fault -> fault.path().startsWith(key));
    }

    /** Without a searcher, one trial is ranked by validation loss, or by loss if it has none. */
    private static void defaultSearcher(Map<String, @Nullable Object> root) {
        if (root.get("searcher") != null) {
            return;
        }
        root.put("searcher", Map.of("name", "single", "metric", DEFAULT_METRIC));
        var internal = new LinkedHashMap<String, @Nullable Object>();
        if (root.get("internal") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> internal.put(String.valueOf(key), value));
        } else if (root.get("internal") != null) {
            return;
        }
        var told = internal.get("metric_defaulted");
        if (told == null || told instanceof Boolean) {
            internal.put("metric_defaulted", true);
        }
        root.put("internal", internal);
    }

    private static boolean isGrid(Map<String, @Nullable Object> root) {
        return root.get("searcher") instanceof Map<?, ?> searcher
                && "grid".equals(searcher.get("name"));
    }

    private ExperimentConfig typed(Branch root) {
        var space = SpaceSchema.typed(root.at(SPACE));
        return new ExperimentConfig(
                root.text("name"),
                root.findText("description").orElse(""),
                SearcherReader.read(root, space),
                space,
                trial(root),
                ResourceSchema.typed(root),
                tree(root));
    }

    private static TrialConfig trial(Branch root) {
        var environment = root.at("environment");
        return new TrialConfig(
                EntrypointSchema.command(root),
                root.at("reproducibility").wide("experiment_seed"),
                root.whole("max_restarts"),
                environment.findText("python"),
                EnvironmentSchema.typedVariables(environment, "cpu"),
                EnvironmentSchema.typedVariables(environment, "cuda"),
                StorageSchema.typed(root.at("checkpoint_storage")),
                SearcherReader.warmStart(root.at("searcher")),
                PassedOnSchema.logPolicies(root.list("log_policies")));
    }

    private static JsonTree tree(Branch root) {
        var tree = new LinkedHashMap<String, @Nullable Object>();
        root.keys().forEach((key, value) -> tree.put((String) key, value));
        return new JsonTree(tree);
    }

    private void refuseIfFaulty() {
        if (!faults.isEmpty()) {
            throw new InvalidConfigException(faults);
        }
    }
}
