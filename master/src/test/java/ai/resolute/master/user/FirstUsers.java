package ai.resolute.master.user;

import ai.resolute.master.id.UserId;
import ai.resolute.master.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The first two users, whose passwords are empty, with hashes that cost next to nothing to check:
 * real ones would take most of the time of tests that log in.
 */
public final class FirstUsers {
    private static final String HASH =
            "$argon2id$v=19$m=8,t=1,p=1$Pgo4mt9xJMp2YOxn92kBfQ$W7vAm365DhrLH3SoMadST+0s4WxqfmplMAUSPOhX7Ng";

    private FirstUsers() {}

    /** Into a database that has none. */
    public static void add(Database database, Instant now) {
        var store = new UserStore();
        database.execute(handle -> {
            for (var name : List.of(Users.ADMIN, Users.DETERMINED)) {
                var id = new UserId(database.next(handle, "users"));
                var admin = name.equals(Users.ADMIN);
                store.insert(
                        handle, new User(id, name, "", admin, true, now, Optional.empty()), HASH);
            }
        });
    }
}
