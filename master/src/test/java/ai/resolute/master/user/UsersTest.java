package ai.resolute.master.user;

import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
class UsersTest extends UsersContract {}
