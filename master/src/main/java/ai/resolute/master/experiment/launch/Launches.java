package ai.resolute.master.experiment.launch;

import ai.resolute.master.allocation.Allocation;
import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.allocation.TaskOwner;
import ai.resolute.master.checkpoint.Checkpoint;
import ai.resolute.master.checkpoint.Checkpoints;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.config.Length;
import ai.resolute.master.experiment.Experiment;
import ai.resolute.master.experiment.ExperimentOrigin;
import ai.resolute.master.experiment.Experiments;
import ai.resolute.master.experiment.collection.Collector;
import ai.resolute.master.experiment.submission.Submitter;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.resource.Launch;
import ai.resolute.master.resource.Slot;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.Trial;
import ai.resolute.master.trial.Trials;
import ai.resolute.master.user.Sessions;
import ai.resolute.master.user.Users;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Says what to start for a run of a trial: interpreter, variables, token. */
public final class Launches implements TaskOwner {
    private final Database database;
    private final Experiments experiments;
    private final Trials trials;
    private final Facts facts;

    /** Where the parts of a launch come from. */
    public record Facts(
            Cluster cluster,
            Sessions sessions,
            Users users,
            Checkpoints checkpoints,
            Collector collector) {}

    public Launches(Database database, Experiments experiments, Trials trials, Facts facts) {
        this.database = database;
        this.experiments = experiments;
        this.trials = trials;
        this.facts = facts;
    }

    @Override
    public Launch launch(Allocation allocation) {
        return database.write(handle -> launch(handle, allocation));
    }

    private Launch launch(Handle handle, Allocation allocation) {
        var trial = trials.find(allocation.id().task()).orElseThrow();
        var experiment = experiments.get(trial.origin().experiment());
        var slots = allocation.state().slots();
        // An earlier token of the same allocation stays good: its worker may have started.
        var token =
                facts.sessions()
                        .openAllocation(handle, allocation.id(), experiment.origin().owner());
        return new Launch(
                allocation.id(),
                slots,
                python(experiment.origin()),
                environment(experiment, trial, slots, token),
                metadata(experiment, trial, token));
    }

    @Override
    public void ended(AllocationId allocation, AllocationEnd end) {
        database.execute(handle -> {
            facts.collector().abandon(allocation);
            trials.ended(allocation, end);
            facts.sessions().closeAllocation(handle, allocation);
        });
    }

    private Map<String, Object> metadata(Experiment experiment, Trial trial, String token) {
        return Map.of(
                "master", facts.cluster().url(),
                "task_id", trial.origin().task().value(),
                "trial_id", trial.id().value(),
                "experiment_id", experiment.id().value(),
                "run_id", trial.attempts().run(),
                "token", token,
                "harness", facts.cluster().harness().toString(),
                "isolate_tmp", experiment.origin().config().resources().isolateTmp(),
                "processes", experiment.origin().config().resources().processesPerTrial());
    }

    private Map<String, String> environment(
            Experiment experiment, Trial trial, List<Slot> slots, String token) {
        var cluster = facts.cluster();
        var config = experiment.origin().config();
        var task = trial.origin().task().value();
        var variables = new LinkedHashMap<String, String>();
        var onCuda = slots.stream().anyMatch(slot -> slot.device() == Slot.Device.CUDA);
        variables.putAll(onCuda ? config.trial().cudaEnvironment() : config.trial().environment());
        variables.put("DET_MASTER", cluster.url());
        variables.put("DET_CLUSTER_ID", cluster.id());
        variables.put("DET_AGENT_ID", slots.stream().findFirst().map(Slot::node).orElse("master"));
        variables.put("DET_SLOT_IDS", slots.stream().map(Slot::index).toList().toString());
        variables.put("DET_TASK_ID", task);
        variables.put("DET_ALLOCATION_ID", trial.allocation().value());
        variables.put("DET_SESSION_TOKEN", token);
        variables.put("DET_TASK_TYPE", "TRIAL");
        variables.put("DET_USER", facts.users().get(experiment.origin().owner()).username());
        variables.put("DET_RESOURCES_ID", trial.allocation().value());
        variables.put("DET_RESOURCES_TYPE", "docker-container");
        variables.put("DET_EXPERIMENT_ID", experiment.id().toString());
        variables.put("DET_TRIAL_ID", trial.id().toString());
        variables.put("DET_TRIAL_RUN_ID", Integer.toString(trial.attempts().run()));
        variables.put("DET_TRIAL_SEED", Integer.toString(trial.origin().seed()));
        variables.put("DET_EXPERIMENT_CONFIG", config.tree().toJson());
        variables.put("DET_HPARAMS", new JsonTree(trial.origin().hyperparameters()).toJson());
        config.trial()
                .storage()
                .directory()
                .ifPresent(path -> variables.put("DET_CHECKPOINT_DIR", path.toString()));
        variables.put("DET_SEGMENT_ENABLED", "false");
        variables.putAll(start(trial));
        trial.goal()
                .map(goal -> words(goal.length()))
                .ifPresent(length -> variables.put("DET_TRIAL_LENGTH", length));
        experiment
                .origin()
                .submitter()
                .map(by -> new JsonTree(new LinkedHashMap<>(by.packages())).toJson())
                .ifPresent(packages -> variables.put("DET_SUBMITTER_PACKAGES", packages));
        return variables;
    }

    private static String words(Length length) {
        return "{\"%s\": %d}".formatted(length.unit().word(), length.count());
    }

    /** The checkpoint to start from, its batches, and those before it in case it is damaged. */
    private Map<String, String> start(Trial trial) {
        // Its first run has none to go on from.
        var complete =
                trial.attempts().run() <= 1
                        ? List.<Checkpoint>of()
                        : facts.checkpoints().listComplete(trial.id());
        if (complete.isEmpty()) {
            var variables = new LinkedHashMap<>(Map.of("DET_STEPS_COMPLETED", "0"));
            trial.origin()
                    .warmStart()
                    .ifPresent(id -> variables.put("DET_LATEST_CHECKPOINT", id.toString()));
            return variables;
        }
        var newest = complete.getFirst();
        return Map.of(
                "DET_LATEST_CHECKPOINT",
                newest.id().toString(),
                "DET_STEPS_COMPLETED",
                Long.toString(newest.stepsCompleted()),
                "DET_EARLIER_CHECKPOINTS",
                complete.stream()
                        .skip(1)
                        .map(found -> found.id().toString())
                        .collect(Collectors.joining(" ")));
    }

    /**
     * What the configuration names; else the submitter's own when it ran here; else the cluster's.
     */
    private String python(ExperimentOrigin origin) {
        return origin.config()
                .trial()
                .python()
                .or(() -> origin.submitter().flatMap(this::pythonOf))
                .orElse(facts.cluster().python());
    }

    private Optional<String> pythonOf(Submitter submitter) {
        var here = facts.cluster().machine().filter(submitter.machine().strip()::equals);
        return here.isPresent() && Files.isExecutable(Path.of(submitter.python()))
                ? Optional.of(submitter.python())
                : Optional.empty();
    }
}
