package ai.resolute.master.why;

import ai.resolute.master.store.column.Times;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The table {@code wishes}. */
final class WishStore {
    void save(Handle handle, String subject, Wish wish) {
        handle.createUpdate(
                        """
                        INSERT INTO wishes (subject, verb, asked_by, asked_at)
                        VALUES (:subject, :verb, :by, :at)
                        ON CONFLICT (subject) DO UPDATE SET verb = excluded.verb,
                            asked_by = excluded.asked_by, asked_at = excluded.asked_at
                        """)
                .bind("subject", subject)
                .bind("verb", wish.verb())
                .bind("by", wish.by())
                .bind("at", Times.micros(wish.at()))
                .execute();
    }

    void delete(Handle handle, String subject) {
        handle.createUpdate("DELETE FROM wishes WHERE subject = :subject")
                .bind("subject", subject)
                .execute();
    }

    Optional<Wish> find(Handle handle, String subject) {
        return handle.createQuery("SELECT * FROM wishes WHERE subject = :subject")
                .bind("subject", subject)
                .map((row, _) ->
                        new Wish(
                                row.getString("verb"),
                                row.getString("asked_by"),
                                Times.instant(row.getLong("asked_at"))))
                .findOne();
    }
}
