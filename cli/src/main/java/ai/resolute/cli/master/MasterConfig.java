package ai.resolute.cli.master;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.TreeOption;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.session.Session;
import java.util.List;

/** master config: what is in force, secrets left out by the master. */
final class MasterConfig implements Command {
    private final TreeOption output = new TreeOption(Format.JSON);
    private final Session session;

    MasterConfig(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.arguments();
    }

    @Override
    public int run() {
        var config = session.client().get("/api/v1/master/config").view("config");
        output.write(session.around(), config.fields());
        return 0;
    }
}
