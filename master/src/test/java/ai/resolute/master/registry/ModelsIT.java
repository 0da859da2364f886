package ai.resolute.master.registry;

import ai.resolute.master.store.PostgresDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
class ModelsIT extends ModelsContract {}
