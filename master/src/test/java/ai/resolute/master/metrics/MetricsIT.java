package ai.resolute.master.metrics;

import ai.resolute.master.store.PostgresDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
class MetricsIT extends MetricsContract {}
