package ai.resolute.master.backup;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.store.EmptyDatabase;
import ai.resolute.master.store.PostgresDatabase;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
final class BackupsIT extends BackupsContract {
    @Override
    String kept(EmptyDatabase database) {
        return "master.dump";
    }

    @Test
    void aDatabaseThatAMasterWorksWithIsLeftAlone(EmptyDatabase here, EmptyDatabase there)
            throws IOException {
        try (var _ = here.open();
                var _ = there.open()) {
            var file = directory.resolve("two.backup");
            backups(here, "here").make(file);
            assertThatThrownBy(() -> backups(there, "there").restore(file, true))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("another program works with the database");
        }
    }
}
