package ai.resolute.cli.user;

import ai.resolute.api.client.MasterClient;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.session.Login;
import ai.resolute.cli.session.Session;
import java.util.Map;
import java.util.Optional;

/** user logout: the master and this machine forget the token. */
final class SignOut implements Command {
    private final Session session;

    SignOut(Session session) {
        this.session = session;
    }

    @Override
    public int run() {
        var open = new MasterClient(session.master(), Optional.empty());
        var stored =
                new Login(session, open)
                        .stored()
                        .orElseThrow(() ->
                                new Failure(
                                        Status.NOT_FOUND,
                                        "Nobody is signed in at " + session.master() + ".",
                                        "there is no token for it on this machine",
                                        "det user login NAME",
                                        ""));
        session.tokens().forget(session.master(), stored.user());
        open.withToken(stored.token()).post("/api/v1/auth/logout", Map.of());
        session.around().out().println("Signed out " + stored.user() + " from " + session.master());
        return 0;
    }
}
