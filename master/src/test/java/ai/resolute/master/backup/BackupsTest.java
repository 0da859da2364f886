package ai.resolute.master.backup;

import ai.resolute.master.store.EmptyDatabase;
import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
final class BackupsTest extends BackupsContract {
    @Override
    String kept(EmptyDatabase database) {
        return "master.db";
    }
}
