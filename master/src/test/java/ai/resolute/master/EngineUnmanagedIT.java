package ai.resolute.master;

import ai.resolute.master.store.PostgresDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
final class EngineUnmanagedIT extends EngineUnmanagedContract {}
