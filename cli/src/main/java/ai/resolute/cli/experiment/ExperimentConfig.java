package ai.resolute.cli.experiment;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.TreeOption;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.session.Session;
import java.util.List;

/** experiment config: with all defaults, as YAML or JSON. */
final class ExperimentConfig implements Command {
    private final Argument<Long> id = Argument.id("ID");
    private final TreeOption output = new TreeOption(Format.YAML);
    private final Session session;

    ExperimentConfig(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.after(id);
    }

    @Override
    public int run() {
        var config = session.experiments().get(id.value()).config();
        output.write(session.around(), config.fields());
        return 0;
    }
}
