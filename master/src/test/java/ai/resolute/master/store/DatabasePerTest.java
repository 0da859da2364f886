package ai.resolute.master.store;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Resolves parameters of type {@link Database}: one migrated, empty database a test; and of type
 * {@link EmptyDatabase}: one that is not migrated for each of them.
 */
public abstract class DatabasePerTest implements ParameterResolver {
    abstract Opened open(ExtensionContext context);

    abstract Made empty(ExtensionContext context);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == Database.class || type == EmptyDatabase.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var store = context.getStore(Namespace.create(getClass()));
        if (parameter.getParameter().getType() == Database.class) {
            return store.computeIfAbsent("database", _ -> open(context), Opened.class).database();
        }
        return store.computeIfAbsent(
                        "empty " + parameter.getIndex(), _ -> empty(context), Made.class)
                .database();
    }

    /** A database and what is left to do when it is closed. */
    record Opened(Database database, Runnable afterwards) implements AutoCloseable {
        @Override
        public void close() {
            database.close();
            afterwards.run();
        }
    }

    /** An empty database and what is left to do afterwards. */
    record Made(EmptyDatabase database, Runnable afterwards) implements AutoCloseable {
        @Override
        public void close() {
            afterwards.run();
        }
    }
}
