package ai.resolute.master.template;

import ai.resolute.master.store.PostgresDatabase;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
final class TemplatesIT extends TemplatesContract {}
