package ai.resolute.master.template;

import ai.resolute.master.store.SqliteDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SqliteDatabase.class)
final class TemplatesTest extends TemplatesContract {}
