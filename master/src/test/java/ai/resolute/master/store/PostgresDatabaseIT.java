package ai.resolute.master.store;

import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
class PostgresDatabaseIT extends DatabaseContract {}
