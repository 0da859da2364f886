package ai.resolute.master.user;

import ai.resolute.master.id.UserId;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table of users. */
final class UserStore {
    /** A user with what checks the password. */
    record Account(User user, String passwordHash) {}

    boolean isEmpty(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM users").mapTo(Long.class).one() == 0;
    }

    void insert(Handle handle, User user, String passwordHash) {
        handle.createUpdate(
                        """
                        INSERT INTO users (id, username, password, display_name, admin, active, modified_at)
                        VALUES (:id, :username, :password, :display, :admin, :active, :modified)
                        """)
                .bind("id", user.id().value())
                .bind("username", user.username())
                .bind("password", passwordHash)
                .bind("display", user.displayName())
                .bind("admin", user.admin() ? 1 : 0)
                .bind("active", user.active() ? 1 : 0)
                .bind("modified", Times.micros(user.modifiedAt()))
                .execute();
    }

    Optional<Account> findAccount(Handle handle, String username) {
        return handle.createQuery("SELECT * FROM users WHERE username = :username")
                .bind("username", username)
                .map((row, context) -> new Account(read(row, context), row.getString("password")))
                .findOne();
    }

    Optional<User> find(Handle handle, UserId id) {
        return handle.createQuery("SELECT * FROM users WHERE id = :id")
                .bind("id", id.value())
                .map(UserStore::read)
                .findOne();
    }

    List<User> list(Handle handle) {
        return handle.createQuery("SELECT * FROM users ORDER BY id").map(UserStore::read).list();
    }

    /** Saves all but the password. */
    void save(Handle handle, User user) {
        handle.createUpdate(
                        """
                        UPDATE users SET username = :username, display_name = :display, admin = :admin,
                            active = :active, modified_at = :modified
                        WHERE id = :id
                        """)
                .bind("username", user.username())
                .bind("display", user.displayName())
                .bind("admin", user.admin() ? 1 : 0)
                .bind("active", user.active() ? 1 : 0)
                .bind("modified", Times.micros(user.modifiedAt()))
                .bind("id", user.id().value())
                .execute();
    }

    void saveLogin(Handle handle, UserId id, Instant now) {
        handle.createUpdate("UPDATE users SET last_login_at = :now WHERE id = :id")
                .bind("now", Times.micros(now))
                .bind("id", id.value())
                .execute();
    }

    boolean savePassword(Handle handle, UserId id, String passwordHash, Instant now) {
        return handle.createUpdate(
                                """
                                UPDATE users SET password = :password, modified_at = :now WHERE id = :id
                                """)
                        .bind("password", passwordHash)
                        .bind("now", Times.micros(now))
                        .bind("id", id.value())
                        .execute()
                == 1;
    }

    /** A row that holds the columns of the table. */
    static User read(ResultSet row, @SuppressWarnings("unused") StatementContext context)
            throws SQLException {
        var login = row.getLong("last_login_at");
        return new User(
                new UserId(row.getInt("id")),
                row.getString("username"),
                row.getString("display_name"),
                row.getInt("admin") == 1,
                row.getInt("active") == 1,
                Times.instant(row.getLong("modified_at")),
                login == 0 ? Optional.empty() : Optional.of(Times.instant(login)));
    }
}
