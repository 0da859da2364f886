package ai.resolute.master.experiment.submission;

import ai.resolute.master.experiment.submission.ContextArchive.Packed;
import ai.resolute.master.experiment.submission.ContextArchive.Same;
import ai.resolute.master.id.ExperimentId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The tables {@code contexts}, of the first parts, and {@code context_parts}, of all others. */
public final class ContextStore {
    private static final int PART = 1 << 20;

    public void insert(Handle handle, ExperimentId id, ContextArchive archive) {
        switch (archive) {
            case Packed packed -> insert(handle, id, packed);
            case Same(var other) -> copy(handle, id, other);
        }
    }

    private static void insert(Handle handle, ExperimentId id, Packed packed) {
        try (var in = packed.source().open()) {
            var number = 0;
            for (var part = in.readNBytes(PART);
                    number == 0 || part.length > 0;
                    part = in.readNBytes(PART)) {
                insert(handle, id, number++, part);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void insert(Handle handle, ExperimentId id, int number, byte[] part) {
        var update =
                number == 0
                        ? handle.createUpdate(
                                "INSERT INTO contexts (experiment_id, tgz) VALUES (:id, :part)")
                        : handle.createUpdate(
                                        """
                                        INSERT INTO context_parts (experiment_id, number, bytes)
                                        VALUES (:id, :number, :part)
                                        """)
                                .bind("number", number);
        update.bind("id", id.value()).bind("part", part).execute();
    }

    private static void copy(Handle handle, ExperimentId id, ExperimentId other) {
        for (var statement :
                List.of(
                        """
                        INSERT INTO contexts (experiment_id, tgz)
                        SELECT CAST(:id AS INTEGER), tgz FROM contexts WHERE experiment_id = :other
                        """,
                        """
                        INSERT INTO context_parts (experiment_id, number, bytes)
                        SELECT CAST(:id AS INTEGER), number, bytes FROM context_parts
                        WHERE experiment_id = :other
                        """)) {
            handle.createUpdate(statement)
                    .bind("id", id.value())
                    .bind("other", other.value())
                    .execute();
        }
    }

    /** In bytes. */
    public Optional<Long> size(Handle handle, ExperimentId id) {
        return handle.createQuery(
                        """
                        SELECT LENGTH(tgz) + COALESCE((SELECT SUM(LENGTH(bytes)) FROM context_parts
                            WHERE experiment_id = :id), 0)
                        FROM contexts WHERE experiment_id = :id
                        """)
                .bind("id", id.value())
                .mapTo(Long.class)
                .findOne();
    }

    public Optional<byte[]> part(Handle handle, ExperimentId id, int number) {
        return (number == 0
                        ? handle.createQuery("SELECT tgz FROM contexts WHERE experiment_id = :id")
                        : handle.createQuery(
                                        """
                                        SELECT bytes FROM context_parts
                                        WHERE experiment_id = :id AND number = :number
                                        """)
                                .bind("number", number))
                .bind("id", id.value())
                .mapTo(byte[].class)
                .findOne();
    }

    public void delete(Handle handle, ExperimentId id) {
        for (var table : List.of("context_parts", "contexts")) {
            handle.createUpdate("DELETE FROM " + table + " WHERE experiment_id = :id")
                    .bind("id", id.value())
                    .execute();
        }
    }
}
