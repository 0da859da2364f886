package ai.resolute.master.experiment;

import ai.resolute.master.store.PostgresDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
final class ExperimentStoreIT extends ExperimentStoreContract {}
