package ai.resolute.master.user;

import java.time.Instant;
import java.util.Optional;

/** What is changed of a user; what is not there stays. */
public record UserChange(
        Optional<String> username,
        Optional<String> displayName,
        Optional<Boolean> admin,
        Optional<Boolean> active,
        Optional<ClientPassword> password) {

    /** Lets a user in, or keeps the user out. */
    public static UserChange activity(boolean active) {
        return new UserChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(active),
                Optional.empty());
    }

    /** Whether users may change this of themselves. */
    public boolean isPersonal() {
        return username.isEmpty() && admin.isEmpty() && active.isEmpty();
    }

    User on(User user, Instant now) {
        return new User(
                user.id(),
                username.orElse(user.username()),
                displayName.orElse(user.displayName()),
                admin.orElse(user.admin()),
                active.orElse(user.active()),
                now,
                user.lastLogin());
    }
}
