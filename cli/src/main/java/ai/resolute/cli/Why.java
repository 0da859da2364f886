package ai.resolute.cli;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.client.RunState;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** why: what an experiment or a trial waits for and who holds that, or what ended it. */
final class Why implements Command {
    private static final Set<String> PAST =
            Set.of("ended", "asked", "heard", "runner", "report", "removal");

    private final Argument<List<String>> words =
            Argument.parameters("[trial] ID", "an experiment, or a trial", Kind.TEXT);
    private final OutputOption output = new OutputOption();
    private final Session session;

    Why(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(words);
    }

    @Override
    public int run() {
        var why = session.client().get("/api/v1/" + noun() + "/" + id() + "/why");
        if (output.isTable()) {
            show(why);
        } else {
            output.write(session.around(), row(why));
        }
        return 0;
    }

    private String noun() {
        var noun = words.value().size() == 2 ? words.value().getFirst() : "experiment";
        if ("trial".startsWith(noun)) {
            return "trials";
        }
        if ("experiment".startsWith(noun)) {
            return "experiments";
        }
        throw unclear();
    }

    private long id() {
        try {
            if (words.value().size() <= 2) {
                return Long.parseLong(words.value().getLast());
            }
        } catch (NumberFormatException noNumber) {
            throw unclear();
        }
        throw unclear();
    }

    private Failure unclear() {
        return Failure.usage(
                "Why what?",
                "'%s' is neither the number of an experiment nor 'trial' and a number"
                        .formatted(String.join(" ", words.value())),
                "det why 3, or: det why trial 7");
    }

    private void show(JsonView why) {
        var around = session.around();
        var style = around.outStyle();
        var state = style.state(RunState.of(why.text("state")));
        around.out().println(why.text("summary") + " · " + state);
        for (var reason : why.views("reasons")) {
            around.out()
                    .println(
                            "  "
                                    + reason.text("text")
                                    + style.dim(times(reason, around.clock().instant())));
        }
    }

    /** Since when, how long ago, and for how much longer. */
    private static String times(JsonView reason, Instant now) {
        var past = PAST.contains(reason.text("kind"));
        return reason.time("since")
                        .map(since -> Wording.duration(Duration.between(since, now)))
                        .map(age -> past ? " · " + age + " ago" : " · for " + age)
                        .orElse("")
                + reason.time("until")
                        .map(until -> Wording.duration(Duration.between(now, until)))
                        .map(left -> " · " + left + " left")
                        .orElse("");
    }

    private static Row row(JsonView why) {
        return new Row()
                .with("subject", why.text("subject"))
                .with("state", why.text("state").replace("STATE_", ""))
                .with("summary", why.text("summary"))
                .with("reasons", why.views("reasons").stream().map(JsonView::fields).toList());
    }
}
