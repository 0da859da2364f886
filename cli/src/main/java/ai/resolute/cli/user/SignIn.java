package ai.resolute.cli.user;

import ai.resolute.api.client.MasterClient;
import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.session.Login;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Optional;

/** user login: signs in and stays signed in. */
final class SignIn implements Command {
    private final Argument<Optional<String>> name =
            Argument.perhaps("NAME", "the user (default: determined)", Kind.TEXT);
    private final Session session;

    SignIn(Session session) {
        this.session = session;
    }

    @Override
    public List<Argument<?>> arguments() {
        return List.of(name);
    }

    @Override
    public int run() {
        var login = new Login(session, new MasterClient(session.master(), Optional.empty()));
        var user = name.value().or(login::asked).orElse("determined");
        login.signIn(user, Optional.ofNullable(session.around().environment().get("DET_PASS")));
        session.around().out().println("Signed in as " + user + " at " + session.master());
        return 0;
    }
}
