package ai.resolute.master.metrics;

import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
class MetricsTest extends MetricsContract {}
