package ai.resolute.cli;

import ai.resolute.cli.context.ContextDirectory;
import ai.resolute.cli.context.ExperimentFile;
import ai.resolute.cli.output.Wording;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** experiment create: sends a configuration and a directory. */
@Command(
        description = "Submit an experiment: a configuration file and the directory with its code.")
final class ExperimentCreate implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "YAML or JSON")
    private Path config = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "DIR",
            description = "what trials run in, at most 95 MiB; .detignore leaves out")
    private Path directory = Path.of("");

    @Option(names = "--paused", description = "do not start it yet")
    private boolean paused;

    @Option(
            names = {"-f", "--follow"},
            description = "watch it until it ends")
    private boolean follow;

    @Option(
            names = "--config",
            paramLabel = "KEY=VALUE",
            description = "overrides a key, with dots for what is nested")
    private List<String> overrides = new ArrayList<>();

    private final Session session;

    ExperimentCreate(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        var around = session.around();
        var text = ExperimentFile.read(config).with(overrides).text();
        var packed = new ContextDirectory(directory).pack();
        var request = new LinkedHashMap<String, Object>();
        request.put("config", text);
        request.put("modelDefinition", packed.files());
        request.put("activate", !paused);
        var answer = session.experiments().create(request);
        var id = answer.view("experiment").whole("id");
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
        return follow ? ExperimentWait.watch(session, id, Duration.ofSeconds(1), false) : 0;
    }
}
