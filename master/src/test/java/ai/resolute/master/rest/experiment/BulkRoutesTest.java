package ai.resolute.master.rest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.rest.ServedMaster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One verb for many experiments. */
class BulkRoutesTest extends ServedMaster {
    private List<?> bulk(String verb, Object request) {
        return (List<?>)
                person.done("/api/v1/projects/1/experiments/" + verb, request).at("results");
    }

    private static Map<String, Object> done(int id) {
        return Map.of("id", (long) id, "error", "");
    }

    @Test
    void eachOneAnswersForItself() {
        create();
        create();
        assertThat(bulk("pause", Map.of("experimentIds", List.of(1, 2, 9))))
                .isEqualTo(
                        List.of(
                                done(1),
                                done(2),
                                Map.of("id", 9L, "error", "experiment '9' not found")));
        assertThat(person.read(one(2)).at("experiment.state")).isEqualTo("STATE_PAUSED");
        bulk("activate", Map.of("experimentIds", List.of(1)));
        assertThat(person.read(one(1)).at("experiment.state")).isEqualTo("STATE_QUEUED");
        assertThat(bulk("archive", Map.of("experimentIds", List.of(1))).toString())
                .contains("is active and cannot be archived");
    }

    @Test
    void filtersChooseThoseThatFit() {
        create("labels: [old]\nname: a\nentrypoint: t.py\n", Map.of());
        create("labels: [old]\nname: b\nentrypoint: t.py\n", Map.of());
        create("labels: [new]\nname: c\nentrypoint: t.py\n", Map.of());
        var killed =
                bulk(
                        "kill",
                        Map.of(
                                "filters",
                                Map.of(
                                        "labels", List.of("old"),
                                        "excludedExperimentIds", List.of(2))));
        assertThat(killed).isEqualTo(List.of(done(1)));
        master.cluster.settle();
        assertThat(person.read(one(2)).at("experiment.state")).isNotEqualTo("STATE_CANCELED");
        assertThat(bulk("archive", Map.of("filters", Map.of("states", List.of("STATE_CANCELED")))))
                .isEqualTo(List.of(done(1)));
        assertThat(bulk("unarchive", Map.of("filters", Map.of("archived", true))))
                .isEqualTo(List.of(done(1)));
        assertThat(bulk("cancel", Map.of("filters", Map.of("name", "C"))))
                .isEqualTo(List.of(done(3)));
    }

    @Test
    void allCanOnlyStayWhereTheyAre() {
        create();
        assertThat(bulk("move", Map.of("experimentIds", List.of(1), "destinationProjectId", 1)))
                .isEqualTo(List.of(done(1)));
        var elsewhere =
                person.post(
                        "/api/v1/projects/1/experiments/move",
                        Map.of("experimentIds", List.of(1), "destinationProjectId", 5));
        assertThat(elsewhere.status()).isEqualTo(404);
    }
}
