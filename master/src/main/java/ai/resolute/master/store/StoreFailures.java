package ai.resolute.master.store;

import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.config.DomainException.Unavailable;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells what people must know about a failed transaction from what only programmers must. */
public final class StoreFailures {
    private static final String NO_SPACE =
            "The database cannot grow: its disk is full. Nothing of this request was saved, and nothing saved"
                    + " before is harmed. Make room where the data directory lies; work goes on by itself then."
                    + " Look at `df` and at the master's log.";
    private static final String BAD_DISK =
            "The disk refused to read or write the database. Nothing of this request was saved. Check the disk"
                    + " that holds the data directory, its room and its permissions; see the master's log.";
    private static final String BUSY =
            "Another program holds the database. Nothing of this request was saved. Close what else has the"
                    + " database file open, or try again.";
    private static final String AWAY =
            "The database does not answer. Nothing of this request was saved. Check that it runs and takes"
                    + " connections; the master goes on by itself when it does. See the master's log.";
    private static final String NO_TEXT =
            "A text of this request has a character that the database cannot keep, such as the character 0. Nothing"
                    + " of this request was saved. Leave the character out.";

    /** What PostgreSQL says of such a text. */
    private static final String NOT_IN_REPERTOIRE = "22021";

    private static final String UNSURE =
            "The disk did not confirm what this request saved, so that a power cut could still take it. Check the"
                    + " disk that holds the data directory, then send the request again; see the master's log.";

    private StoreFailures() {}

    /** Something is saved, but the disk failed when it was asked to keep it. */
    static RuntimeException unsure(IOException failure) {
        var unavailable = new Unavailable("database_unavailable", UNSURE);
        unavailable.initCause(failure);
        return unavailable;
    }

    /** The failure itself, or what people are told of it. */
    public static RuntimeException explained(RuntimeException failure) {
        var told = sqlFailure(failure).map(StoreFailures::told);
        told.ifPresent(one -> one.initCause(failure));
        return told.orElse(failure);
    }

    private static RuntimeException told(SQLException failure) {
        var said = sentence(failure).orElseThrow();
        return said.equals(NO_TEXT)
                ? new InvalidRequest("text_not_storable", said)
                : new Unavailable("database_unavailable", said);
    }

    /** The first failure of the database that has a sentence, among causes and suppressed ones. */
    private static Optional<SQLException> sqlFailure(Throwable failure) {
        var open = new ArrayDeque<Throwable>();
        var seen = new HashSet<Throwable>();
        open.add(failure);
        while (!open.isEmpty()) {
            var next = open.remove();
            if (!seen.add(next)) {
                continue;
            }
            if (next instanceof SQLException sql && sentence(sql).isPresent()) {
                return Optional.of(sql);
            }
            if (next.getCause() != null) {
                open.add(next.getCause());
            }
            open.addAll(List.of(next.getSuppressed()));
        }
        return Optional.empty();
    }

    private static Optional<String> sentence(SQLException failure) {
        if (failure instanceof SQLiteException sqlite) {
            return sqliteSentence(sqlite.getResultCode());
        }
        if (failure instanceof SQLTransientConnectionException) {
            return Optional.of(AWAY);
        }
        var state = failure.getSQLState();
        if (state == null) {
            return Optional.empty();
        }
        if (state.equals(NOT_IN_REPERTOIRE)) {
            return Optional.of(NO_TEXT);
        }
        if (state.equals("53100")) {
            return Optional.of(NO_SPACE);
        }
        var away = state.startsWith("08") || state.startsWith("53") || state.startsWith("57P");
        return away ? Optional.of(AWAY) : Optional.empty();
    }

    /** Extended codes carry the plain one in their low byte. */
    private static Optional<String> sqliteSentence(SQLiteErrorCode code) {
        var plain = code.code & 0xff;
        if (plain == SQLiteErrorCode.SQLITE_FULL.code) {
            return Optional.of(NO_SPACE);
        }
        if (plain == SQLiteErrorCode.SQLITE_IOERR.code
                || plain == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || plain == SQLiteErrorCode.SQLITE_READONLY.code) {
            return Optional.of(BAD_DISK);
        }
        var busy =
                plain == SQLiteErrorCode.SQLITE_BUSY.code
                        || plain == SQLiteErrorCode.SQLITE_LOCKED.code;
        return busy ? Optional.of(BUSY) : Optional.empty();
    }
}
