package ai.resolute.cli;

import ai.resolute.api.client.MasterClient;
import ai.resolute.cli.Menu.Entry;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.output.Failure.Status;
import ai.resolute.cli.output.Format;
import ai.resolute.cli.output.Listing;
import ai.resolute.cli.output.Row;
import ai.resolute.cli.session.Login;
import ai.resolute.cli.session.OutputOption;
import ai.resolute.cli.session.Session;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The noun user. */
final class Users {
    static final Menu MENU =
            Menu.of(
                    Entry.of("login", SignIn::new),
                    Entry.of("logout", SignOut::new),
                    Entry.of("whoami", Who::new));

    private Users() {}

    @Command(
            description =
                    "Sign in and stay signed in. The password is asked for, or is in DET_PASS.")
    static final class SignIn implements Callable<Integer> {
        @Parameters(
                paramLabel = "NAME",
                arity = "0..1",
                description = "the user (default: determined)")
        private Optional<String> name = Optional.empty();

        private final Session session;

        SignIn(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var login = new Login(session, new MasterClient(session.master(), Optional.empty()));
            var user = name.or(login::asked).orElse("determined");
            login.signIn(user, Optional.ofNullable(session.around().environment().get("DET_PASS")));
            session.around().out().println("Signed in as " + user + " at " + session.master());
            return 0;
        }
    }

    @Command(description = "Sign out: the master and this machine forget the token.")
    static final class SignOut implements Callable<Integer> {
        private final Session session;

        SignOut(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
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
            session.around()
                    .out()
                    .println("Signed out " + stored.user() + " from " + session.master());
            return 0;
        }
    }

    @Command(description = "Say who is signed in, and where.")
    static final class Who implements Callable<Integer> {
        @Mixin private final OutputOption output = new OutputOption();
        private final Session session;

        Who(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            var user = session.client().get("/api/v1/me").view("user");
            var role = user.flag("admin") ? "admin" : "user";
            if (output.format() == Format.TABLE) {
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
            output.write(session.around(), new Listing(List.of(), List.of(row)), "");
            return 0;
        }
    }
}
