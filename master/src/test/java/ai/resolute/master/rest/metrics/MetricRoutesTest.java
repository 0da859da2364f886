package ai.resolute.master.rest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import ai.resolute.master.trial.Trial;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Metrics over HTTP: reports, workloads, streams and curves. */
@ExtendWith(EitherDatabase.class)
class MetricRoutesTest {
    private TestMaster master;
    private TestCaller person;

    @TempDir Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
        trial =
                master.runningTrial(
                        "{name: one, entrypoint: train.py, searcher: {name: single, metric: val_loss}}");
    }

    @AfterEach
    void stop() {
        master.close();
    }

    private Trial trial;

    private TestCaller.Answer report(String group, int steps, Map<String, ?> values) {
        return report(group, steps, 1, values);
    }

    private TestCaller.Answer report(String group, int steps, int run, Map<String, ?> values) {
        return master.worker(trial)
                .post(
                        "/api/v1/trials/" + trial.id() + "/metrics",
                        Map.of(
                                "group",
                                group,
                                "metrics",
                                Map.of(
                                        "trialId",
                                        trial.id().value(),
                                        "trial_run_id",
                                        run,
                                        "stepsCompleted",
                                        steps,
                                        "metrics",
                                        Map.of("avgMetrics", values))));
    }

    @Test
    void theMetricsOfWhatBeganWithACheckpointAreListed() {
        master.cluster.report(trial.allocation(), TestCluster.checkpoint(10));
        var checkpoint =
                (String) person.read("/api/v1/experiments/1/checkpoints").at("checkpoints.0.uuid");
        var tuned =
                master.runningTrial(
                        """
                        name: tuned
                        entrypoint: train.py
                        searcher: {name: single, metric: val_loss, source_checkpoint_uuid: %s}
                        """
                                .formatted(checkpoint));
        var worker = master.worker(tuned);
        var report =
                Map.of(
                        "trialRunId", 1,
                        "stepsCompleted", 7,
                        "metrics", Map.of("avgMetrics", Map.of("val_loss", 0.25)));
        worker.done("/api/v1/trials/" + tuned.id() + "/validation_metrics", report);
        worker.done("/api/v1/trials/" + tuned.id() + "/training_metrics", report);
        var path = "/api/v1/checkpoints/" + checkpoint + "/metrics?metricGroup=";
        var found = person.read(path + "validation");
        assertThat((List<?>) found.at("metrics")).hasSize(1);
        assertThat(found.number("metrics.0.trialId")).isEqualTo(tuned.id().value());
        assertThat(found.number("metrics.0.totalBatches")).isEqualTo(7);
        assertThat(found.at("metrics.0.metrics.validation_metrics.val_loss")).isEqualTo(0.25);
        assertThat((List<?>) person.read(path).at("metrics")).hasSize(2);
        assertThat(
                        (List<?>)
                                person.read(
                                                path
                                                        + "&trialSourceInfoType=TRIAL_SOURCE_INFO_TYPE_INFERENCE")
                                        .at("metrics"))
                .isEmpty();
        person.done("/api/v1/models", Map.of("name", "m"));
        person.done(
                "/api/v1/models/m/versions",
                Map.of("modelName", "m", "checkpointUuid", checkpoint));
        assertThat((List<?>) person.read("/api/v1/models/m/versions/1/metrics").at("metrics"))
                .hasSize(2);
        assertThat(
                        person.get("/api/v1/checkpoints/%s/metrics".formatted(UUID.randomUUID()))
                                .status())
                .isEqualTo(404);
    }

    @Test
    void theSameAgainIsTakenAndAnotherValueIsNot() {
        assertThat(report("training", 10, Map.of("loss", 0.5)).status()).isEqualTo(200);
        assertThat(report("training", 10, Map.of("loss", 0.5)).status()).isEqualTo(200);
        assertThat(report("training", 10, Map.of("other", "text")).status()).isEqualTo(200);
        var conflict = report("training", 10, Map.of("loss", 0.6));
        assertThat(conflict.status()).isEqualTo(400);
        assertThat((String) conflict.at("error.error"))
                .contains("overwriting existing metric keys is not supported, conflicting key");
        var wrongRun = report("training", 20, 9, Map.of("loss", 0.5));
        assertThat(wrongRun.at("error.error"))
                .isEqualTo("invalid run id, 9 (reported) != 1 (expected)");
        assertThat(report("a.b", 20, Map.of("loss", 1)).status()).isEqualTo(400);
        assertThat(
                        master.worker(trial)
                                .post(
                                        "/api/v1/trials/" + trial.id() + "/metrics",
                                        "{\"group\":\"training\"}")
                                .status())
                .isEqualTo(400);
    }

    @Test
    void numbersThatAreNotFiniteComeAndGoAsText() {
        report("validation", 10, Map.of("val_loss", "NaN", "other", "Infinity"));
        var answer = person.read("/api/v1/trials/" + trial.id());
        assertThat(answer.at("trial.latestValidation.metrics.avgMetrics.val_loss"))
                .isEqualTo("NaN");
        assertThat(answer.at("trial.summaryMetrics.validation_metrics.other.last"))
                .isEqualTo("Infinity");
    }

    @Test
    void workloadsComeInPartsAndByKind() {
        IntStream.rangeClosed(1, 5)
                .forEach(i -> report("training", 10 * i, Map.of("loss", 1.0 / i)));
        report("validation", 30, Map.of("val_loss", 0.25));
        var path = "/api/v1/trials/" + trial.id() + "/workloads?";
        assertThat(person.read(path).number("pagination.total")).isEqualTo(6);
        var part = person.read(path + "offset=1&limit=2");
        assertThat((List<?>) part.at("workloads")).hasSize(2);
        assertThat(part.number("workloads.0.training.totalBatches")).isEqualTo(20);
        assertThat(
                        person.read(path + "orderBy=ORDER_BY_DESC")
                                .number("workloads.0.training.totalBatches"))
                .isEqualTo(50);
        var validations = person.read(path + "filter=FILTER_OPTION_VALIDATION");
        assertThat(validations.number("pagination.total")).isEqualTo(1);
        assertThat(validations.at("workloads.0.validation.metrics.avgMetrics.val_loss"))
                .isEqualTo(0.25);
    }

    @Test
    void streamsHaveTheKeysThatTheSdkReads() {
        report("training", 10, Map.of("loss", 0.5));
        report("validation", 10, Map.of("val_loss", 0.25));
        report("cpu", 10, Map.of("load", 3));
        var ids = "trialIds=" + trial.id();
        var path = "/api/v1/trials/metrics/";
        assertThat(person.read(path + "training_metrics?" + ids).at("result.metrics.0.metrics"))
                .isEqualTo(tree("avg_metrics", Map.of("loss", 0.5), "batch_metrics", null));
        assertThat(person.read(path + "validation_metrics?" + ids).at("result.metrics.0.metrics"))
                .isEqualTo(Map.of("validation_metrics", Map.of("val_loss", 0.25)));
        assertThat(
                        person.read(path + "trial_metrics?group=cpu&" + ids)
                                .at("result.metrics.0.group"))
                .isEqualTo("cpu");
        assertThat(person.get(path + "trial_metrics?" + ids).status()).isEqualTo(400);
        assertThat(person.get(path + "training_metrics?trialIds=99").status()).isEqualTo(404);
    }

    @Test
    void thinnedCurvesKeepTheirSpikes() {
        for (int i = 1; i <= 400; i++) {
            report("training", i, Map.of("loss", i == 137 ? 99.0 : i == 251 ? -99.0 : 1.0));
        }
        var series =
                "/api/v1/trials/time-series?trialIds=" + trial.id() + "&metricIds=training.loss";
        var thin =
                (List<?>) person.read(series + "&maxDatapoints=20").at("trials.0.metrics.0.data");
        assertThat(thin).hasSizeBetween(5, 60);
        var values =
                thin.stream()
                        .map(one -> ((Map<?, ?>) ((Map<?, ?>) one).get("values")).get("loss"))
                        .map(String::valueOf)
                        .toList();
        assertThat(values).contains("99", "-99");
        var part = person.read(series + "&startBatches=100&endBatches=110");
        assertThat((List<?>) part.at("trials.0.metrics.0.data")).hasSizeBetween(9, 11);
        assertThat(person.get("/api/v1/trials/time-series?trialIds=99").status()).isEqualTo(404);
        assertThat(
                        person.get(
                                        "/api/v1/trials/time-series?trialIds="
                                                + "1&trialIds=".repeat(501)
                                                + "1")
                                .status())
                .isEqualTo(400);
    }

    private static Map<String, Object> tree(
            String name, Object value, String second, Object other) {
        var tree = new java.util.LinkedHashMap<String, Object>();
        tree.put(name, value);
        tree.put(second, other);
        return tree;
    }
}
