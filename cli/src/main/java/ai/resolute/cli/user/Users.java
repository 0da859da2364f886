package ai.resolute.cli.user;

import ai.resolute.cli.command.Menu;
import ai.resolute.cli.command.Menu.Entry;

/** The noun user. */
public final class Users {
    public static final Menu MENU =
            Menu.of(
                    Entry.of("list ls", "List users.", ListUsers::new),
                    Entry.of(
                            "login",
                            "Sign in and stay signed in. The password is asked for, or is in DET_PASS.",
                            SignIn::new),
                    Entry.of(
                            "logout",
                            "Sign out: the master and this machine forget the token.",
                            SignOut::new),
                    Entry.of("whoami", "Say who is signed in, and where.", WhoAmI::new),
                    Entry.of("create", "Make a user.", UserChanges.Create::new),
                    Entry.of(
                            "change-password",
                            "Set a new password: yours, or as an administrator another's.",
                            UserChanges.ChangePassword::new),
                    Entry.of(
                            "activate",
                            "Let users sign in again.",
                            session -> new UserChanges.Activity(session, true)),
                    Entry.of(
                            "deactivate",
                            "Keep users out, from now on. What they run goes on.",
                            session -> new UserChanges.Activity(session, false)),
                    Entry.of("rename", "Give a user another name.", UserChanges.Rename::new),
                    Entry.of(
                            "edit",
                            "Change the display name and the rights of a user.",
                            UserChanges.Edit::new));

    private Users() {}
}
