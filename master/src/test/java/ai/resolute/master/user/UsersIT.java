package ai.resolute.master.user;

import ai.resolute.master.store.PostgresDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
class UsersIT extends UsersContract {}
