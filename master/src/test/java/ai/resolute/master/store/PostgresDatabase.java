package ai.resolute.master.store;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Gives each test a {@link Database} of its own on a real PostgreSQL, started once a test run. */
public final class PostgresDatabase extends DatabasePerTest {
    @Override
    Opened open(ExtensionContext context) {
        var server = server(context);
        var name = server.createDatabase();
        return new Opened(server.open(name), () -> server.dropDatabase(name));
    }

    @Override
    Made empty(ExtensionContext context) {
        var server = server(context);
        var name = server.createEmptyDatabase();
        return new Made(
                new EmptyDatabase.OnPostgres(server.url(name)), () -> server.dropDatabase(name));
    }

    private static PostgresServer server(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(PostgresServer.class))
                .computeIfAbsent("server", _ -> PostgresServer.start(), PostgresServer.class);
    }
}
