package ai.resolute.master.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestMaster;
import ai.resolute.master.rest.table.Permission;
import ai.resolute.master.rest.table.Route;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every route of the table, on a real server over real services. */
class EveryRouteTest {
    private TestMaster master;
    private TestCaller person;

    @TempDir Path directory;

    @BeforeEach
    void start() {
        master = new TestMaster(directory, 2);
        person = master.login("determined");
    }

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void withoutATokenOnlyTheOpenOnesAnswer() {
        var nobody = person.as("");
        for (var route : master.table()) {
            var answer = nobody.send(route.method(), concrete(route), "");
            if (route.permission() == Permission.OPEN) {
                assertThat(answer.status()).as(name(route)).isNotIn(403, 500, 501);
            } else {
                assertThat(answer.status()).as(name(route)).isEqualTo(401);
            }
        }
    }

    @Test
    void aTokenThatIsNoneIsRefusedByAllButTheOpenOnes() {
        var stranger = person.as("no-such-token");
        for (var route : master.table()) {
            if (route.permission() != Permission.OPEN) {
                assertThat(stranger.send(route.method(), concrete(route), "").status())
                        .as(name(route))
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void malformedJsonIsTheCallersFault() {
        for (var route : master.table()) {
            if (route.takesBody()) {
                for (var body : List.of("{", "{\"a\":}", "\u0000", "{\"a\":1}x")) {
                    var answer = person.send(route.method(), concrete(route), body);
                    assertThat(answer.status()).as(name(route) + " " + body).isBetween(400, 499);
                }
            }
        }
    }

    @Test
    void whatIsNotThereIsNotFoundAndNeverAFailureOfOurs() {
        for (var route : master.table()) {
            if (!route.variables().isEmpty()) {
                assertThat(person.send(route.method(), concrete(route), "{}").status())
                        .as(name(route))
                        .isLessThan(500);
            }
        }
    }

    @Test
    void aVariableThatCannotBeReadIsTheCallersFault() {
        for (var route : master.table()) {
            if (route.variables().stream().anyMatch(List.of("experimentId", "trialId")::contains)) {
                for (var odd : List.of("x", "-1", "99999999999", "%00", "1.5")) {
                    var path = route.path().replaceAll("\\{[^}]*}", odd);
                    assertThat(person.send(route.method(), path, "").status())
                            .as(name(route) + " with " + odd)
                            .isBetween(400, 499);
                }
            }
        }
    }

    @Test
    void aWorkerIsKeptFromWhatIsNotItsOwn() {
        var mine = master.runningTrial(CONFIG);
        master.runningTrial(CONFIG);
        var worker = master.worker(mine);
        for (var route : master.table()) {
            var others = concrete(route).replace("4711", "2");
            switch (route.permission()) {
                case OPEN, SIGNED_IN -> {}
                case PERSON, ADMIN, WORKER ->
                        assertThat(worker.send(route.method(), others, "").status())
                                .as(name(route))
                                .isEqualTo(403);
                case EXPERIMENT -> {
                    if (!others.contains("00000000")) {
                        assertThat(worker.send(route.method(), others, "").status())
                                .as(name(route))
                                .isEqualTo(403);
                    }
                }
            }
        }
    }

    private static final String CONFIG =
            "{\"name\": \"one\", \"entrypoint\": \"train.py\", \"searcher\": {\"name\": \"single\", \"metric\": \"val_loss\"}}";

    /** With things in the path that look right and are not there. */
    private static String concrete(Route<?, ?> route) {
        return route.path()
                .replace("{checkpointUuid}", "00000000-0000-4000-8000-000000000000")
                .replace("{taskId}", "4711.1")
                .replace("{allocationId}", "4711.1.1")
                .replaceAll("\\{[^}]*}", "4711");
    }

    private static String name(Route<?, ?> route) {
        return route.method() + " " + route.path();
    }
}
