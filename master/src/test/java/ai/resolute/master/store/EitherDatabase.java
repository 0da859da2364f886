package ai.resolute.master.store;

import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives each test a {@link Database} of its own: on PostgreSQL where the class is named {@code
 * …IT}, on SQLite elsewhere. So a suite runs on both, by a subclass that says nothing more.
 */
public final class EitherDatabase extends DatabasePerTest {
    private final DatabasePerTest sqlite = new SqliteDatabase();
    private final DatabasePerTest postgres = new PostgresDatabase();

    @Override
    Opened open(ExtensionContext context) {
        return of(context).open(context);
    }

    @Override
    Made empty(ExtensionContext context) {
        return of(context).empty(context);
    }

    private DatabasePerTest of(ExtensionContext context) {
        return context.getRequiredTestClass().getSimpleName().endsWith("IT") ? postgres : sqlite;
    }
}
