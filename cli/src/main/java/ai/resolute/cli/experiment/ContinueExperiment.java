package ai.resolute.cli.experiment;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.context.ExperimentFile;
import ai.resolute.cli.session.Session;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** experiment continue: what failed or was canceled goes on from its newest checkpoints. */
final class ContinueExperiment implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final Argument<Optional<Path>> config =
            Argument.perhaps("CONFIG", "what is laid over its configuration", Kind.PATH);
    private final Argument<List<String>> overrides = ExperimentCreate.overrides();
    private final Argument<Boolean> follow = ExperimentWait.follow();
    private final Session session;

    ContinueExperiment(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(id, config, overrides, follow);
    }

    @Override
    public int run() {
        session.client()
                .post(
                        "/api/v1/experiments/continue",
                        Map.of("id", id.value(), "overrideConfig", override()));
        session.around().out().println("Continued experiment " + id.value());
        session.around().out().flush();
        return ExperimentWait.ifAsked(follow, session, id.value());
    }

    private String override() {
        if (config.value().isEmpty() && overrides.value().isEmpty()) {
            return "";
        }
        return config.value()
                .map(ExperimentFile::read)
                .orElseGet(() -> new ExperimentFile(Path.of("--config"), "{}"))
                .with(overrides.value())
                .text();
    }
}
