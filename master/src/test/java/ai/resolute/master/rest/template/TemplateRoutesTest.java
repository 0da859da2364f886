package ai.resolute.master.rest.template;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCluster;
import ai.resolute.master.rest.ServedMaster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Templates over HTTP, and submissions that are laid over them. */
class TemplateRoutesTest extends ServedMaster {
    private static final String ONE = "/api/v1/templates/big%20one";
    private static final Map<String, Object> CONFIG =
            Map.of(
                    "max_restarts", 1,
                    "resources", Map.of("weight", 3, "max_slots", 2),
                    "bind_mounts", List.of(Map.of("host_path", "/a", "container_path", "/a")),
                    "environment", Map.of("environment_variables", List.of("A=1", "B=1")));

    private static Map<String, Object> body(Map<String, Object> config) {
        return Map.of("name", "big one", "config", config, "workspaceId", 1);
    }

    @Test
    void aTemplateIsMadeShownReplacedAndRemoved() {
        person.done(ONE, body(CONFIG));
        assertThat(person.read(ONE).number("template.config.max_restarts")).isEqualTo(1);
        assertThat(person.read(ONE).at("template.name")).isEqualTo("big one");
        assertThat(person.post(ONE, body(CONFIG)).status()).isEqualTo(409);
        person.send("PATCH", ONE, "{\"max_restarts\": 9}");
        assertThat(person.read(ONE).at("template.config")).isEqualTo(Map.of("max_restarts", 9L));
        person.send("PUT", ONE, "{\"config\": {\"max_restarts\": 8}}");
        person.send("PUT", "/api/v1/templates/Another", "{\"config\": {}}");
        var list = person.read("/api/v1/templates?limit=1");
        assertThat(list.at("templates.0.name")).isEqualTo("Another");
        assertThat(list.number("pagination.total")).isEqualTo(2);
        assertThat(person.read("/api/v1/templates?name=BIG").number("pagination.total"))
                .isEqualTo(1);
        assertThat(person.send("DELETE", ONE, "").status()).isEqualTo(200);
        assertThat(person.get(ONE).status()).isEqualTo(404);
        assertThat(person.send("DELETE", ONE, "").status()).isEqualTo(404);
        assertThat(person.send("PATCH", ONE, "{}").status()).isEqualTo(404);
    }

    @Test
    void theSubmittedConfigurationWinsOverTheTemplate() {
        person.done(ONE, body(CONFIG));
        var id =
                create(
                        """
                        name: one
                        entrypoint: train.py
                        resources: {weight: 5}
                        environment: {environment_variables: [B=2]}
                        bind_mounts: [{host_path: /b, container_path: /b}]
                        searcher: {name: single, metric: val_loss}
                        """,
                        Map.of("template", "big one"));
        var config = person.read(one(id));
        assertThat(config.number("config.max_restarts")).isEqualTo(1);
        assertThat(config.number("config.resources.weight")).isEqualTo(5);
        assertThat(config.number("config.resources.max_slots")).isEqualTo(2);
        assertThat(config.at("config.bind_mounts.0.host_path")).isEqualTo("/a");
        assertThat(config.at("config.bind_mounts.1.host_path")).isEqualTo("/b");
        assertThat(config.at("config.environment.environment_variables").toString())
                .contains("A=1")
                .contains("B=2");
        master.cluster.settle();
        var launch =
                master.cluster.workers.launch(
                        master.cluster.run(new ai.resolute.master.id.ExperimentId(id)));
        assertThat(launch.environment()).containsEntry("A", "1").containsEntry("B", "2");
        person.send("DELETE", ONE, "");
        assertThat(person.read(one(id)).number("config.max_restarts")).isEqualTo(1);
    }

    @Test
    void allFaultsOfTheWholeComeTogetherAndAMissingTemplateIsSaid() {
        person.done(ONE, body(Map.of("searcher", Map.of("max_trials", 0))));
        var answer =
                person.post(
                        "/api/v1/experiments",
                        Map.of(
                                "config",
                                "entrypoint: train.py\nmax_restart: 1\n"
                                        + "searcher: {name: random, metric: m}\n",
                                "template",
                                "big one"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer)).contains("searcher.max_trials").contains("max_restart");
        var missing =
                person.post(
                        "/api/v1/experiments",
                        Map.of("config", TestCluster.SINGLE, "template", "nosuch"));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(error(missing)).contains("template 'nosuch' not found").contains("det template");
    }

    @Test
    void aTemplateThatNothingCouldMakeGoodIsRefusedWithEveryFault() {
        var answer =
                person.post(
                        ONE,
                        body(
                                Map.of(
                                        "max_restart", 1,
                                        "resources", Map.of("weight", -1),
                                        "searcher", Map.of("name", "nosuch"))));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(error(answer))
                .contains("max_restart")
                .contains("resources.weight")
                .contains("searcher.name");
        for (var partial :
                List.of(
                        Map.<String, Object>of("searcher", Map.of("max_trials", 3)),
                        Map.<String, Object>of("searcher", Map.of("name", "random")),
                        Map.<String, Object>of("hyperparameters", Map.of("lr", 0.1)),
                        Map.<String, Object>of())) {
            assertThat(
                            person.send("PUT", ONE, ai.resolute.api.wire.Wire.text(body(partial)))
                                    .status())
                    .as(partial.toString())
                    .isEqualTo(200);
        }
        assertThat(person.post("/api/v1/templates/%20x", body(CONFIG)).status()).isEqualTo(400);
    }
}
