package ai.resolute.cli.experiment;

import ai.resolute.api.client.JsonView;
import ai.resolute.api.wire.Wire;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.cluster.Interpreter;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.context.ContextDirectory;
import ai.resolute.cli.context.ExperimentFile;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** experiment create: sends a configuration and a directory. */
final class ExperimentCreate implements Command {
    private final Argument<Path> config =
            Argument.parameter("CONFIG", "YAML or JSON", Kind.PATH, Path.of(""));
    private final Argument<Path> directory =
            Argument.parameter(
                    "DIR",
                    "what trials run in, at most 95 MiB; .detignore leaves out",
                    Kind.PATH,
                    Path.of(""));
    private final Argument<Boolean> paused = Argument.flag("--paused", "do not start it yet");
    private final Argument<Boolean> follow = ExperimentWait.follow();
    private final Argument<List<String>> overrides = overrides();
    private final Argument<Optional<String>> template =
            Argument.option("--template", "NAME", "lies under the configuration", Kind.TEXT);
    private final Argument<Boolean> local =
            Argument.flag("--local", "train it on this machine, without a master");
    private final Argument<Boolean> test =
            Argument.flag(
                    "-t --test --test-mode",
                    "try one batch, a validation and a checkpoint; with --local of a trial class");
    private final Argument<Optional<Path>> python =
            Argument.option("--python", "PATH", "with --local: its interpreter", Kind.PATH);
    private final Session session;

    /** What lays single keys over a configuration. */
    static Argument<List<String>> overrides() {
        return Argument.options(
                "--config",
                "KEY=VALUE",
                "overrides a key, with dots for what is nested",
                Kind.TEXT);
    }

    ExperimentCreate(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(config, directory, paused, follow, overrides, template, local, test, python);
    }

    @Override
    public int run() {
        var file = ExperimentFile.read(config.value()).with(overrides.value());
        if (local.value()) {
            return here(file);
        }
        if (test.value() && paused.value()) {
            throw Failure.usage(
                    "These options do not go together.",
                    "--test watches the test to its end, and --paused does not start it",
                    "det experiment create CONFIG DIR --test");
        }
        var packed = new ContextDirectory(directory.value()).pack();
        var request = request(file, packed);
        if (test.value()) {
            session.experiments().create(validating(request));
            request.put("config", file.tested().text());
            request.put("archived", true);
        }
        var answer = session.experiments().create(request);
        var id = answer.view("experiment").whole("id");
        tell(answer, packed, id);
        return test.value()
                ? new Rehearsal(session, id).watch()
                : ExperimentWait.ifAsked(follow, session, id);
    }

    private Map<String, Object> request(ExperimentFile file, ContextDirectory.Packed packed) {
        var request = new LinkedHashMap<String, Object>();
        request.put("config", file.text());
        request.put("modelDefinition", packed.files());
        request.put("activate", !paused.value());
        template.value().ifPresent(name -> request.put("template", name));
        return request;
    }

    /**
     * What is wrong with the configuration as it stands is told before it becomes that of a test;
     * for that the files need not be sent.
     */
    private static Map<String, Object> validating(Map<String, Object> request) {
        var asked = new LinkedHashMap<>(request);
        asked.put("validateOnly", true);
        asked.put("modelDefinition", List.of());
        return asked;
    }

    private void tell(JsonView answer, ContextDirectory.Packed packed, long id) {
        var around = session.around();
        around.out().println("Created experiment " + id);
        around.out().flush();
        around.say(
                around.errStyle().accent("▸ ")
                        + "%s, %s%s · %s"
                                .formatted(
                                        Wording.plural(packed.count(), "file"),
                                        Wording.bytes(packed.bytes()),
                                        packed.ignored() == 0
                                                ? ""
                                                : " (.detignore left out " + packed.ignored() + ")",
                                        session.address("experiments/" + id)));
        answer.texts("warnings").forEach(warning -> around.say("  warning: " + warning));
    }

    private int here(ExperimentFile file) {
        if (paused.value() || follow.value() || template.value().isPresent()) {
            throw Failure.usage(
                    "These options do not go together.",
                    "--local needs no master: no --paused, --follow, --template",
                    "det experiment create CONFIG DIR --local");
        }
        var words = new ArrayList<String>(List.of(directory.value().toString()));
        words.add(Wire.text(file.tree()));
        if (test.value()) {
            words.add("--test");
        }
        return new Interpreter(session.around())
                .run(python.value(), "determined.experimental.local_entrypoint", words);
    }
}
