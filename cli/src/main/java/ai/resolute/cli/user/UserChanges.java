package ai.resolute.cli.user;

import ai.resolute.cli.argument.Argument;
import ai.resolute.cli.argument.Kind;
import ai.resolute.cli.command.Command;
import ai.resolute.cli.output.Failure;
import ai.resolute.cli.session.Session;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What administrators do to users, and everybody to themselves. */
final class UserChanges {
    private static final String ALL = "/api/v1/users";

    private UserChanges() {}

    private static Argument<String> name(String label) {
        return Argument.parameter(label, "", Kind.TEXT, "");
    }

    private static void patch(Session session, String user, Map<String, ?> changes) {
        var path = ALL + "/" + URLEncoder.encode(user, StandardCharsets.UTF_8) + "/by-username";
        var found = session.client().get(path).view("user");
        session.client().patch(ALL + "/" + found.whole("id"), changes);
    }

    /** user create. */
    static final class Create implements Command {
        private final Argument<String> name = name("NAME");
        private final Argument<Boolean> admin =
                Argument.flag("--admin", "with the rights of an administrator");
        private final Argument<Optional<String>> display =
                Argument.option("--display-name", "TEXT", "as others see the user", Kind.TEXT);
        private final NewPassword password = new NewPassword();
        private final Session session;

        Create(Session session) {
            this.session = session;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(name, admin, display, password.argument());
        }

        @Override
        public int run() {
            var user = new LinkedHashMap<String, Object>();
            user.put("username", name.value());
            user.put("admin", admin.value());
            user.put("active", true);
            display.value().ifPresent(text -> user.put("displayName", text));
            var request =
                    new HashMap<String, Object>(password.members(session.around(), name.value()));
            request.put("user", user);
            session.client().post(ALL, request);
            session.around().out().println("Created user " + name.value());
            return 0;
        }
    }

    /** user change-password: one's own, or as an administrator another's. */
    static final class ChangePassword implements Command {
        private final Argument<Optional<String>> name =
                Argument.perhaps("NAME", "the user (default: you)", Kind.TEXT);
        private final NewPassword password = new NewPassword();
        private final Session session;

        ChangePassword(Session session) {
            this.session = session;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(name, password.argument());
        }

        @Override
        public int run() {
            var me = session.me();
            var user = name.value().orElse(me.text("username"));
            patch(session, user, password.members(session.around(), user));
            session.around().out().println("Changed the password of " + user);
            if (user.equals(me.text("username"))) {
                session.tokens().forget(session.master(), user);
                session.around()
                        .say("You are signed out everywhere; sign in: det user login " + user);
            }
            return 0;
        }
    }

    /** user activate, deactivate. */
    static final class Activity implements Command {
        private final Argument<List<String>> names =
                Argument.parameters("NAME", "one or several users", Kind.TEXT);
        private final Session session;
        private final boolean active;

        Activity(Session session, boolean active) {
            this.session = session;
            this.active = active;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(names);
        }

        @Override
        public int run() {
            for (var name : names.value()) {
                patch(session, name, Map.of("active", active));
                session.around()
                        .out()
                        .println((active ? "Activated user " : "Deactivated user ") + name);
            }
            return 0;
        }
    }

    /** user rename. */
    static final class Rename implements Command {
        private final Argument<String> old = name("OLD");
        private final Argument<String> fresh = name("NEW");
        private final Session session;

        Rename(Session session) {
            this.session = session;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(old, fresh);
        }

        @Override
        public int run() {
            patch(session, old.value(), Map.of("username", fresh.value()));
            session.around().out().println("Renamed user " + old.value() + " to " + fresh.value());
            return 0;
        }
    }

    /** user edit. */
    static final class Edit implements Command {
        private final Argument<String> name = name("NAME");
        private final Argument<Optional<String>> display =
                Argument.option("--display-name", "TEXT", "as others see the user", Kind.TEXT);
        private final Argument<Optional<Boolean>> admin =
                Argument.option(
                        "--admin",
                        "BOOL",
                        "whether with the rights of an administrator",
                        Kind.FLAG);
        private final Argument<Optional<Boolean>> active =
                Argument.option("--active", "BOOL", "whether the user may sign in", Kind.FLAG);
        private final Session session;

        Edit(Session session) {
            this.session = session;
        }

        @Override
        public List<Argument<?>> arguments() {
            return List.of(name, display, admin, active);
        }

        @Override
        public int run() {
            var changes = new LinkedHashMap<String, Object>();
            display.value().ifPresent(text -> changes.put("displayName", text));
            admin.value().ifPresent(value -> changes.put("admin", value));
            active.value().ifPresent(value -> changes.put("active", value));
            if (changes.isEmpty()) {
                throw Failure.usage(
                        "Nothing is to be changed of user " + name.value() + ".",
                        "--display-name, --admin and --active say what",
                        "det user edit " + name.value() + " --admin true");
            }
            patch(session, name.value(), changes);
            session.around().out().println("Changed user " + name.value());
            return 0;
        }
    }
}
