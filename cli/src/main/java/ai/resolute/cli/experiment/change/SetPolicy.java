package ai.resolute.cli.experiment.change;

import ai.resolute.api.client.CheckpointView;
import ai.resolute.api.client.JsonView;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.checkpoint.Checkpoints;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.Confirmation;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** experiment set gc-policy: which checkpoints stay; says what goes before it goes. */
final class SetPolicy implements Command {
    private final Argument<Long> id = Argument.id("EXPERIMENT");
    private final Argument<Optional<Integer>> experimentBest =
            count("--save-experiment-best", "so many best of the experiment stay");
    private final Argument<Optional<Integer>> trialBest =
            count("--save-trial-best", "so many best of each trial stay");
    private final Argument<Optional<Integer>> trialLatest =
            count("--save-trial-latest", "so many newest of each trial stay");
    private final Argument<Boolean> dryRun = Argument.flag("--dry-run", "only say what would go");
    private final Confirmation confirmation = new Confirmation();
    private final OutputOption output = new OutputOption();
    private final Session session;

    SetPolicy(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(
                id, experimentBest, trialBest, trialLatest, dryRun, confirmation.argument());
    }

    @Override
    public int run() {
        if (!dryRun.value() && policy().isEmpty()) {
            throw Failure.usage(
                    "Which checkpoints of experiment " + id.value() + " are to stay?",
                    "none of --save-experiment-best, --save-trial-best and --save-trial-latest is given",
                    "det experiment set gc-policy " + id.value() + " --save-trial-best 1");
        }
        var going = ask(true);
        var rows =
                going.views("checkpoints").stream()
                        .map(CheckpointView::new)
                        .map(Checkpoints::row)
                        .toList();
        if (dryRun.value() || !rows.isEmpty()) {
            var metric = session.experiments().get(id.value()).metric();
            output.write(
                    session.around(),
                    Checkpoints.listing(rows, metric, session.around().clock()),
                    "No checkpoint would go by this policy.");
        }
        if (dryRun.value()) {
            return 0;
        }
        if (!rows.isEmpty()) {
            confirmation.require(session.around(), "Delete " + sum(going) + " for good?");
        }
        var applied = ask(false);
        session.around()
                .say(
                        "The policy of experiment "
                                + id.value()
                                + " is set; deleted: "
                                + sum(applied));
        return 0;
    }

    private JsonView ask(boolean dry) {
        var asked = new LinkedHashMap<String, Object>(Map.of("dryRun", dry));
        asked.putAll(policy());
        return session.client().post("/api/v1/experiments/" + id.value() + "/gc-policy", asked);
    }

    private Map<String, Object> policy() {
        var policy = new LinkedHashMap<String, Object>();
        experimentBest.value().ifPresent(count -> policy.put("saveExperimentBest", count));
        trialBest.value().ifPresent(count -> policy.put("saveTrialBest", count));
        trialLatest.value().ifPresent(count -> policy.put("saveTrialLatest", count));
        return policy;
    }

    private static String sum(JsonView going) {
        var count = going.views("checkpoints").size();
        return Wording.plural(count, "checkpoint") + ", " + Wording.bytes(going.whole("bytes"));
    }

    private static Argument<Optional<Integer>> count(String name, String description) {
        return Argument.option(name, "N", description, Kind.COUNT);
    }
}
