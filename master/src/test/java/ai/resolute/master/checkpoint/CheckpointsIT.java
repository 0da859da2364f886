package ai.resolute.master.checkpoint;

import ai.resolute.master.store.PostgresDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
class CheckpointsIT extends CheckpointsContract {}
