package ai.resolute.master.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.ConfigDefaults;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.config.JsonTree;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.Overtaken;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Templates on any database. */
abstract class TemplatesContract {
    private Templates templates;

    private Overtaken database;

    @BeforeEach
    void open(Database opened) {
        database = new Overtaken(opened);
        templates =
                new Templates(
                        database,
                        InstantSource.system(),
                        () -> new ConfigDefaults(Path.of("/tmp"), 2, 1, "name"));
    }

    @Test
    void oneIsKeptReplacedAndRemoved() {
        templates.create(template(1));
        assertThatThrownBy(() -> templates.create(template(2))).isInstanceOf(Conflict.class);
        assertThat(templates.get("t")).isEqualTo(template(1));
        templates.set(template(2));
        assertThat(templates.list()).containsExactly(template(2));
        templates.replace(template(3));
        assertThat(templates.get("t")).isEqualTo(template(3));
        database.overtake(() -> templates.remove("t"));
        assertThatThrownBy(() -> templates.replace(template(4))).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> templates.get("t")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> templates.remove("t")).isInstanceOf(NotFound.class);
    }

    private static Template template(int restarts) {
        return new Template("t", new JsonTree(Map.of("max_restarts", restarts)));
    }
}
