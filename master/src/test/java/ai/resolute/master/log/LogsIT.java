package ai.resolute.master.log;

import ai.resolute.master.store.PostgresDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
class LogsIT extends LogsContract {}
