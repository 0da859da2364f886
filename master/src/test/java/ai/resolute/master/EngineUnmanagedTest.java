package ai.resolute.master;

import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
final class EngineUnmanagedTest extends EngineUnmanagedContract {}
