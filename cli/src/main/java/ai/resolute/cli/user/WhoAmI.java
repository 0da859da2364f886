package ai.resolute.cli.user;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.command.OutputOption;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Session;
import java.util.List;

/** user whoami: who is signed in, and where. */
final class WhoAmI implements Command {
    private final OutputOption output = new OutputOption();
    private final Session session;

    WhoAmI(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return output.arguments();
    }

    @Override
    public int run() {
        var user = session.me();
        var role = user.flag("admin") ? "admin" : "user";
        if (output.isTable()) {
            session.around()
                    .out()
                    .println(
                            "You are signed in as "
                                    + user.text("username")
                                    + " ("
                                    + role
                                    + ") at "
                                    + session.master());
            return 0;
        }
        var row =
                new Row()
                        .with("id", user.whole("id"))
                        .with("username", user.text("username"))
                        .with("admin", user.flag("admin"))
                        .with("master", session.master().url());
        output.write(session.around(), row);
        return 0;
    }
}
