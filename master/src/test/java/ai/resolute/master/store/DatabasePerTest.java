package ai.resolute.master.store;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves parameters of type {@link Database}: one migrated, empty database a test. */
public abstract class DatabasePerTest implements ParameterResolver {
    abstract Opened open(ExtensionContext context);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Database.class;
    }

    @Override
    public Database resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getStore(Namespace.create(getClass()));
        return store.computeIfAbsent("database", _ -> open(context), Opened.class).database();
    }

    /** A database and what is left to do when it is closed. */
    record Opened(Database database, Runnable afterwards) implements AutoCloseable {
        @Override
        public void close() {
            database.close();
            afterwards.run();
        }
    }
}
