package ai.resolute.master.user;

import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.UserId;
import ai.resolute.master.store.column.Times;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table of sessions, found by the digests of their tokens. */
final class SessionStore {
    void insertPerson(Handle handle, String digest, UserId user, Instant expires) {
        handle.createUpdate(
                        """
                        INSERT INTO sessions (digest, user_id, expires_at) VALUES (:digest, :user, :expires)
                        """)
                .bind("digest", digest)
                .bind("user", user.value())
                .bind("expires", Times.micros(expires))
                .execute();
    }

    void insertWorker(Handle handle, String digest, UserId owner, AllocationId allocation) {
        handle.createUpdate(
                        """
                        INSERT INTO sessions (digest, user_id, allocation_id)
                        VALUES (:digest, :owner, :allocation)
                        """)
                .bind("digest", digest)
                .bind("owner", owner.value())
                .bind("allocation", allocation.value())
                .execute();
    }

    /** Sessions of people who are not active any more count no longer; their workers go on. */
    Optional<Principal> find(Handle handle, String digest, Instant now) {
        return handle.createQuery(
                        """
                        SELECT users.*, sessions.allocation_id
                        FROM sessions JOIN users ON users.id = sessions.user_id
                        WHERE sessions.digest = :digest
                          AND (sessions.expires_at IS NULL OR sessions.expires_at > :now)
                          AND (users.active = 1 OR sessions.allocation_id IS NOT NULL)
                        """)
                .bind("digest", digest)
                .bind("now", Times.micros(now))
                .<Principal>map((row, context) -> {
                    var user = UserStore.read(row, context);
                    var allocation = row.getString("allocation_id");
                    return allocation == null
                            ? new Principal.Person(user)
                            : new Principal.Worker(new AllocationId(allocation), user);
                })
                .findOne();
    }

    void delete(Handle handle, String digest) {
        handle.createUpdate("DELETE FROM sessions WHERE digest = :digest")
                .bind("digest", digest)
                .execute();
    }

    void deleteOfAllocation(Handle handle, AllocationId allocation) {
        handle.createUpdate("DELETE FROM sessions WHERE allocation_id = :allocation")
                .bind("allocation", allocation.value())
                .execute();
    }

    void deleteOfPerson(Handle handle, UserId user) {
        handle.createUpdate("DELETE FROM sessions WHERE user_id = :user AND allocation_id IS NULL")
                .bind("user", user.value())
                .execute();
    }

    void deleteExpired(Handle handle, UserId user, Instant now) {
        handle.createUpdate("DELETE FROM sessions WHERE user_id = :user AND expires_at <= :now")
                .bind("user", user.value())
                .bind("now", Times.micros(now))
                .execute();
    }
}
