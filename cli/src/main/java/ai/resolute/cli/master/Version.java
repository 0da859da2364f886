package ai.resolute.cli.master;

import ai.resolute.api.client.MasterClient;
import ai.resolute.api.client.MasterException;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Session;
import java.util.Optional;

/** version: of this command line and of the master. */
public final class Version implements Command {
    private final Session session;

    public Version(Session session) {
        this.session = session;
    }

    static String own() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("0.1.0");
    }

    @Override
    public int run() {
        var out = session.around().out();
        out.println("det     " + own());
        try {
            var info = new MasterClient(session.master(), Optional.empty()).get("/info");
            out.println("master  API " + info.text("version") + " at " + session.master());
        } catch (MasterException absent) {
            out.println("master  none at " + session.master());
        }
        return 0;
    }
}
