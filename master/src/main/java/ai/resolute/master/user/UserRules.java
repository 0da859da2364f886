package ai.resolute.master.user;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What must hold of users together. */
final class UserRules {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._@+-]{1,100}");
    private static final int LONGEST_DISPLAY_NAME = 100;

    private UserRules() {}

    /** Refuses a user who may not be so beside the others; the user may be among them. */
    static void check(User user, List<User> all) {
        if (!NAME.matcher(user.username()).matches()) {
            throw new InvalidRequest(
                    "bad_username",
                    "'%s' is no name of a user: it has 1 to 100 letters, digits and . _ @ + -"
                            .formatted(user.username()));
        }
        if (user.displayName().length() > LONGEST_DISPLAY_NAME) {
            throw new InvalidRequest(
                    "bad_display_name",
                    "the display name is longer than %d characters. Take a shorter one."
                            .formatted(LONGEST_DISPLAY_NAME));
        }
        var others = all.stream().filter(other -> !other.id().equals(user.id())).toList();
        others.forEach(other -> requireOther(user, other));
        if (!administers(user) && others.stream().noneMatch(UserRules::administers)) {
            throw new Conflict(
                    "last_administrator",
                    "nobody would be left who may administer this cluster. Make another user an administrator first (det user edit NAME --admin true).");
        }
    }

    private static void requireOther(User user, User other) {
        if (same(user.username(), other.username())) {
            throw new Conflict(
                    "user_exists",
                    "user already exists: '%s' is taken. Choose another name (det user list)."
                            .formatted(other.username()));
        }
        var display = user.displayName();
        if (!display.isEmpty()
                && (same(display, other.username()) || same(display, other.displayName()))) {
            throw new Conflict(
                    "display_name_exists",
                    "the display name '%s' is a name of user '%s' already. Choose another one."
                            .formatted(display, other.username()));
        }
    }

    private static boolean administers(User user) {
        return user.admin() && user.active();
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}
