package ai.resolute.master.experiment;

import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
final class ExperimentStoreTest extends ExperimentStoreContract {}
