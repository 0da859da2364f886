package ai.resolute.cli.user;

import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;

/** The noun user. */
public final class Users {
    public static final Menu MENU =
            Menu.of(
                    Entry.of(
                            "login",
                            "Sign in and stay signed in. The password is asked for, or is in DET_PASS.",
                            SignIn::new),
                    Entry.of(
                            "logout",
                            "Sign out: the master and this machine forget the token.",
                            SignOut::new),
                    Entry.of("whoami", "Say who is signed in, and where.", WhoAmI::new));

    private Users() {}
}
