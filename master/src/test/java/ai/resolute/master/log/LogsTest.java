package ai.resolute.master.log;

import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
class LogsTest extends LogsContract {}
