package ai.resolute.master.store;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.statement.StatementBuilder;
import org.jdbi.v3.core.statement.StatementBuilderFactory;
import org.jdbi.v3.core.statement.StatementContext;
import org.sqlite.SQLiteConnection;

/**
 * Statements of a SQLite connection that were prepared once and are used again: its driver would
 * compile the same text each time. A statement in use is not here, so that the same text inside its
 * own rows gets another one.
 */
final class KeptStatements implements StatementBuilder {
    private static final int KEPT = 300;

    private final SQLiteConnection connection;
    private final SequencedMap<String, PreparedStatement> idle = new LinkedHashMap<>();

    /** By their text as SQLite got it; whoever closes them knows another. */
    private final IdentityHashMap<Statement, String> busy = new IdentityHashMap<>();

    private KeptStatements(SQLiteConnection connection) {
        this.connection = connection;
    }

    /** For the connections of one pool; few of them ever end before it. */
    static StatementBuilderFactory perConnection() {
        var all = new ConcurrentHashMap<SQLiteConnection, KeptStatements>();
        return pooled -> {
            var connection = behind(pooled);
            if (!all.containsKey(connection)) {
                all.keySet().removeIf(KeptStatements::ended);
            }
            return all.computeIfAbsent(connection, KeptStatements::new);
        };
    }

    private static boolean ended(SQLiteConnection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException unknown) {
            return true;
        }
    }

    private static SQLiteConnection behind(Connection pooled) {
        try {
            return pooled.unwrap(SQLiteConnection.class);
        } catch (SQLException closed) {
            throw new IllegalStateException("not a connection to SQLite: " + pooled, closed);
        }
    }

    @Override
    public Statement create(Connection pooled, StatementContext context) throws SQLException {
        return connection.createStatement();
    }

    @Override
    public PreparedStatement create(Connection pooled, String sql, StatementContext context)
            throws SQLException {
        var found = idle.remove(sql);
        var statement = found == null ? connection.prepareStatement(sql) : found;
        busy.put(statement, sql);
        return statement;
    }

    @Override
    public CallableStatement createCall(Connection pooled, String sql, StatementContext context)
            throws SQLException {
        return connection.prepareCall(sql);
    }

    /** The one that was used longest ago goes first. */
    @Override
    public void close(Connection pooled, String named, Statement used) throws SQLException {
        var sql = busy.remove(used);
        if (sql == null || !(used instanceof PreparedStatement prepared) || idle.containsKey(sql)) {
            used.close();
            return;
        }
        prepared.clearBatch();
        prepared.clearParameters();
        idle.put(sql, prepared);
        if (idle.size() > KEPT) {
            idle.pollFirstEntry().getValue().close();
        }
    }
}
