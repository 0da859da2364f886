package ai.resolute.master.template;

import ai.resolute.master.config.JsonTree;
import ai.resolute.master.store.column.Times;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** The table {@code templates}. */
final class TemplateStore {
    void save(Handle handle, Template template, Instant now) {
        handle.createUpdate(
                        """
                        INSERT INTO templates (name, config, modified_at) VALUES (:name, :config, :now)
                        ON CONFLICT (name)
                        DO UPDATE SET config = excluded.config, modified_at = excluded.modified_at
                        """)
                .bind("name", template.name())
                .bind("config", template.config().toJson())
                .bind("now", Times.micros(now))
                .execute();
    }

    Optional<Template> find(Handle handle, String name) {
        return handle.createQuery("SELECT * FROM templates WHERE name = :name")
                .bind("name", name)
                .map(TemplateStore::row)
                .findOne();
    }

    List<Template> list(Handle handle) {
        return handle.createQuery("SELECT * FROM templates ORDER BY name")
                .map(TemplateStore::row)
                .list();
    }

    boolean delete(Handle handle, String name) {
        return handle.createUpdate("DELETE FROM templates WHERE name = :name")
                        .bind("name", name)
                        .execute()
                == 1;
    }

    private static Template row(ResultSet row, @SuppressWarnings("unused") StatementContext context)
            throws SQLException {
        return new Template(row.getString("name"), JsonTree.read(row.getString("config")));
    }
}
