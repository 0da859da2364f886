package ai.resolute.master.registry;

import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
class ModelsTest extends ModelsContract {}
