package ai.resolute.master.checkpoint;

import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
class CheckpointsTest extends CheckpointsContract {}
