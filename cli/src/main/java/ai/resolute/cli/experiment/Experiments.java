package ai.resolute.cli.experiment;

import ai.resolute.api.client.ExperimentView;
import ai.resolute.cli.checkpoint.ListCheckpoints;
import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;
import ai.resolute.cli.experiment.change.ChangeState;
import ai.resolute.cli.experiment.change.Changes;
import ai.resolute.cli.experiment.change.DeleteExperiments;
import ai.resolute.cli.experiment.change.MoveExperiment;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.trial.ListTrials;
import java.time.Duration;
import java.time.Instant;

/** The noun experiment. */
public final class Experiments {
    public static final Menu MENU =
            Menu.of(
                    Entry.of(
                            "list ls",
                            "List your experiments, newest first.",
                            ListExperiments::new),
                    Entry.of(
                            "describe",
                            "Describe experiments: state, reasons, plan, trials.",
                            ExperimentDescription::new),
                    Entry.of(
                            "create",
                            "Submit an experiment: a configuration file and the directory with its code.",
                            ExperimentCreate::new),
                    Entry.of(
                            "fork",
                            "Submit another experiment with the files and the configuration of this one.",
                            ForkExperiment::new),
                    Entry.of(
                            "continue",
                            "Let an ended experiment go on from its newest checkpoints.",
                            ContinueExperiment::new),
                    Entry.of(
                            "wait",
                            "Watch a search until it ends. Status 0 only when it completed. Ctrl-C detaches.",
                            ExperimentWait::new),
                    Entry.of(
                            "logs",
                            "Print the log of the first trial of an experiment.",
                            ExperimentLogs::new),
                    change(
                            "pause",
                            "Paused",
                            "Pause experiments: trials write a checkpoint first."),
                    change("activate", "Activated", "Let paused experiments go on."),
                    change(
                            "cancel",
                            "Canceled",
                            "End experiments; trials write a checkpoint first."),
                    change("kill", "Killed", "End experiments at once, without checkpoints."),
                    change("archive", "Archived", "Leave ended experiments out of lists."),
                    change("unarchive", "Unarchived", "Show archived experiments in lists again."),
                    Entry.of(
                            "delete",
                            "Delete ended experiments with all that belongs to them.",
                            DeleteExperiments::whole),
                    Entry.of(
                            "delete-tb-files",
                            "Delete the TensorBoard files of experiments; all else stays.",
                            DeleteExperiments::eventFiles),
                    Entry.group(
                            "set", "Change what an experiment is called or weighs.", Changes.SET),
                    Entry.group("label", "Put labels on experiments.", Changes.LABEL),
                    Entry.of("move", "Move an experiment to another project.", MoveExperiment::new),
                    Entry.of(
                            "list-trials lt", "List the trials of an experiment.", ListTrials::new),
                    Entry.of(
                            "list-checkpoints lc",
                            "List the checkpoints of an experiment, best first.",
                            ListCheckpoints::new),
                    Entry.of(
                            "config",
                            "Print the configuration of an experiment with all defaults, as YAML.",
                            ExperimentConfig::new),
                    Entry.of(
                            "download",
                            "Download the best checkpoints of an experiment.",
                            DownloadExperiment::new),
                    Entry.of(
                            "download-model-def",
                            "Save the context directory of an experiment as it was submitted.",
                            DownloadModelDef::new));

    private Experiments() {}

    private static Entry change(String verb, String done, String description) {
        return Entry.of(verb, description, session -> new ChangeState(session, verb, done));
    }

    /** Of what the cluster does not run. */
    static final String ELSEWHERE = "processes that the cluster did not start (unmanaged)";

    /** What lists and descriptions say alike. */
    static Row summary(ExperimentView experiment, Instant now) {
        return new Row()
                .with("id", experiment.id())
                .with("name", experiment.name())
                .with("state", experiment.state())
                .with(
                        "progress",
                        experiment.state().isTerminal() && experiment.progress() == 0
                                ? 1.0
                                : experiment.progress())
                .with("trials", experiment.trials())
                .with("searcher", experiment.searcher())
                .with("metric", experiment.metric())
                .with("best", experiment.best())
                .with("bestTrial", experiment.bestTrial())
                .with("started", experiment.started())
                .with("ended", experiment.ended())
                .with(
                        "seconds",
                        experiment
                                .started()
                                .map(from ->
                                        Duration.between(from, experiment.ended().orElse(now))
                                                .toSeconds()))
                .with("owner", experiment.owner())
                .with("archived", experiment.archived())
                .with("unmanaged", experiment.unmanaged())
                .with("waitReason", experiment.waitReason())
                .with("failure", experiment.failure());
    }
}
