package ai.resolute.master.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresDatabase.class)
class PostgresDatabaseIT extends DatabaseContract {
    @Test
    void aTextThatItCannotKeepIsTheFaultOfTheRequest(Database database) {
        assertThatThrownBy(() -> database.write(handle -> database.next(handle, "a\0b")))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("has a character that the database cannot keep");
    }
}
