package ai.resolute.cli.experiment;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.context.ExperimentFile;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * experiment fork: another experiment with the files and the configuration of one that is there.
 */
final class ForkExperiment implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final Argument<Optional<Path>> config =
            Argument.perhaps("CONFIG", "instead of its configuration", Kind.PATH);
    private final Argument<List<String>> overrides = ExperimentCreate.overrides();
    private final Argument<Boolean> paused = Argument.flag("--paused", "do not start it yet");
    private final Argument<Boolean> follow = ExperimentWait.follow();
    private final Session session;

    ForkExperiment(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(id, config, overrides, paused, follow);
    }

    @Override
    public int run() {
        var around = session.around();
        var request = new LinkedHashMap<String, Object>();
        request.put("config", source().with(overrides.value()).text());
        request.put("modelDefinition", List.of());
        request.put("parentId", id.value());
        request.put("activate", !paused.value());
        var fork = session.experiments().create(request).view("experiment").whole("id");
        around.out().println("Created experiment " + fork);
        around.out().flush();
        around.say(
                around.errStyle().accent("▸ ")
                        + "with the files of experiment "
                        + id.value()
                        + " · "
                        + session.address("experiments/" + fork));
        return ExperimentWait.ifAsked(follow, session, fork);
    }

    private ExperimentFile source() {
        return config.value()
                .map(ExperimentFile::read)
                .orElseGet(() ->
                        new ExperimentFile(
                                Path.of("experiment " + id.value()),
                                session.experiments()
                                        .get(id.value())
                                        .json()
                                        .text("originalConfig")));
    }
}
