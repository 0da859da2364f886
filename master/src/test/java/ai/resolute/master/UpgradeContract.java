package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.api.wire.Wire;
import ai.resolute.master.store.EmptyDatabase;
import ai.resolute.master.store.Released;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Databases as masters of every released schema left them, brought to the newest one: {@code
 * scripts/schema-dump} made them.
 */
abstract class UpgradeContract {
    /** What is kept elsewhere by now: table and column, where it was and where it is. */
    private static final Map<String, Map.Entry<String, String>> MOVED =
            Map.of("experiments.search", Map.entry("searches", "journal"));

    @TempDir Path directory;

    static IntStream schemas() {
        return Released.all().stream().mapToInt(Released::version);
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void everyRowIsStillThere(int schema, EmptyDatabase database) {
        database.fill(schema, Released.rows(schema));
        var before = database.rows();
        assertThat(before.get("users")).isNotEmpty();
        assertThat(before.get("metrics")).isNotEmpty();

        database.open().close();

        var after = database.rows();
        before.forEach((table, rows) -> {
            assertThat(after).containsKey(table);
            assertThat(after.get(table)).as(table).hasSameSizeAs(rows);
            rows.forEach(row -> {
                var kept = new HashMap<>(row);
                row.forEach((column, value) -> {
                    var moved = MOVED.get(table + "." + column);
                    if (moved != null) {
                        kept.remove(column);
                        assertThat(after.get(moved.getKey()))
                                .as(moved.getKey())
                                .anyMatch(now -> now.get(moved.getValue()).equals(value));
                    }
                });
                assertThat(after.get(table))
                        .as(table)
                        .anyMatch(now -> now.entrySet().containsAll(kept.entrySet()));
            });
        });
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void theNewMasterTellsWhatTheOldOneTold(int schema, EmptyDatabase database) {
        database.fill(schema, Released.rows(schema));
        try (var master = new TestMaster(new TestCluster(database.open(), directory, 2))) {
            var person = master.login("determined");
            Released.answers(schema)
                    .forEach((path, told) -> {
                        var answer = person.read(path);
                        requireWithin(
                                path,
                                told,
                                told instanceof List
                                        ? answer.lines().stream()
                                                .map(line -> (Object) line.get("result"))
                                                .toList()
                                        : Wire.parse(answer.text()));
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void whatWasPausedGoesOn(int schema, EmptyDatabase database) {
        database.fill(schema, Released.rows(schema));
        try (var cluster = new TestCluster(database.open(), directory, 2)) {
            cluster.settle();
            assertThat(cluster.workers.running()).isEmpty();
            var paused =
                    cluster
                            .engine
                            .experiments
                            .list(ai.resolute.master.experiment.ExperimentFilter.ALL)
                            .stream()
                            .filter(ai.resolute.master.experiment.Experiment::live)
                            .toList();
            for (var experiment : paused) {
                cluster.engine.experiments.activate(experiment.id());
                cluster.settle();
                var trial = cluster.trial(experiment.id(), 0);
                assertThat(cluster.workers.launch(trial.allocation()).environment())
                        .hasEntrySatisfying(
                                "DET_STEPS_COMPLETED",
                                steps -> assertThat(Integer.parseInt(steps)).isPositive());
                cluster.exit(trial, 0);
                cluster.settle();
                assertThat(cluster.experiment(experiment.id()).live()).isFalse();
            }
            var fresh = cluster.start(TestCluster.SINGLE);
            assertThat(cluster.workers.running()).hasSize(1);
            cluster.exit(cluster.trial(fresh, 0), 0);
            cluster.settle();
            assertThat(cluster.experiment(fresh).live()).isFalse();
        }
    }

    /** Schema 8 was on the main branch in two forms; the first lacked two tables. */
    @Test
    void aDatabaseThatTookTheFirstFormOfASchemaGetsTheRest(EmptyDatabase database) {
        database.fill(7, Released.rows(7));
        database.take("classpath:schema/first");
        var before = database.rows();
        assertThat(before).containsKey("accelerators").doesNotContainKey("log_retentions");
        for (int start = 0; start < 2; start++) {
            database.open().close();
            var after = database.rows();
            assertThat(after).containsKeys("log_retentions", "log_removals");
            assertThat(after.get("trials")).isEqualTo(before.get("trials"));
        }
    }

    /** Everything that was told is told now; there may be more. */
    private static void requireWithin(String at, Object told, Object now) {
        switch (told) {
            case Map<?, ?> members -> {
                assertThat(now).as(at).isInstanceOf(Map.class);
                members.forEach((name, value) ->
                        requireWithin(at + " " + name, value, ((Map<?, ?>) now).get(name)));
            }
            case List<?> parts -> {
                assertThat(now).as(at).isInstanceOf(List.class);
                assertThat((List<?>) now).as(at).hasSameSizeAs(parts);
                for (int i = 0; i < parts.size(); i++) {
                    requireWithin(at + " " + i, parts.get(i), ((List<?>) now).get(i));
                }
            }
            case null -> assertThat(now).as(at).isNull();
            default -> assertThat(now).as(at).isEqualTo(told);
        }
    }
}
