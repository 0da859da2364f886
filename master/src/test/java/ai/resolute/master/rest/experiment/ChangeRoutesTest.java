package ai.resolute.master.rest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCluster;
import ai.resolute.master.config.StorageConfig.Retention;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.rest.ServedMaster;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What people change of experiments, over HTTP. */
class ChangeRoutesTest extends ServedMaster {
    private String patch(int id, String body) {
        var answer = person.send("PATCH", one(id), body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.text();
    }

    @Test
    void wordsAreChangedAndTheSubmittedTextIsKept() {
        var id = create();
        patch(
                id,
                """
                {"id": 1, "name": "renamed", "description": "why", "notes": "# Notes",
                 "labels": ["b", "a"]}
                """);
        var now = person.read(one(id));
        assertThat(now.at("experiment.name")).isEqualTo("renamed");
        assertThat(now.at("experiment.description")).isEqualTo("why");
        assertThat(now.at("experiment.notes")).isEqualTo("# Notes");
        assertThat(now.at("experiment.labels")).isEqualTo(List.of("b", "a"));
        assertThat(now.at("config.name")).isEqualTo("renamed");
        assertThat(now.at("experiment.originalConfig")).isEqualTo(TestCluster.SINGLE);
        patch(id, "{\"labels\": []}");
        assertThat(person.read(one(id)).at("experiment.labels")).isEqualTo(List.of());
        assertThat(person.read(one(id)).at("experiment.name")).isEqualTo("renamed");
        master.cluster.restart();
        assertThat(master.cluster.experiment(new ExperimentId(id)).origin().notes())
                .isEqualTo("# Notes");
        assertThat(master.cluster.experiment(new ExperimentId(id)).origin().config().name())
                .isEqualTo("renamed");
    }

    @Test
    void changesOfTwoPeopleAtOnceAreBothKept() {
        var id = create();
        master.cluster.overtake(() -> admin.send("PUT", one(id) + "/labels/theirs", ""));
        assertThat(person.send("PUT", one(id) + "/labels/mine", "").at("labels"))
                .isEqualTo(List.of("theirs", "mine"));
        assertThat(person.read(one(id)).at("experiment.labels"))
                .isEqualTo(List.of("theirs", "mine"));
        master.cluster.overtake(
                () -> admin.send("POST", one(id) + "/gc-policy", "{\"saveTrialBest\": 4}"));
        person.send("POST", one(id) + "/gc-policy", "{\"saveTrialLatest\": 5}");
        var kept = master.cluster.experiment(new ExperimentId(id)).origin().config().trial();
        assertThat(kept.storage().retention()).isEqualTo(new Retention(0, 4, 5));
    }

    @Test
    void whatIsWrongIsRefusedAndNothingOfItIsKept() {
        var id = create();
        var nameless = person.send("PATCH", one(id), "{\"name\": \" \"}");
        assertThat(nameless.status()).isEqualTo(400);
        assertThat(error(nameless)).contains("`name` is required");
        var wrong =
                person.send(
                        "PATCH",
                        one(id),
                        "{\"name\": \"x\", \"notes\": \"y\", \"resources\": {\"weight\": -1, \"priority\": 100}}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(error(wrong)).contains("resources.weight").contains("resources.priority");
        assertThat(person.read(one(id)).at("experiment.name")).isEqualTo("one");
        assertThat(person.read(one(id)).at("experiment.notes")).isEqualTo("");
        assertThat(person.send("PATCH", one(99), "{}").status()).isEqualTo(404);
    }

    @Test
    void aNewLimitOfSlotsCountsAtOnce() {
        var id = create(TestCluster.RANDOM, Map.of());
        patch(id, "{\"resources\": {\"maxSlots\": 1, \"weight\": 2.5, \"priority\": 7}}");
        master.cluster.settle();
        assertThat(master.cluster.workers.running()).hasSize(1);
        assertThat(person.read(one(id)).at("config.resources.weight")).isEqualTo(2.5);
        assertThat(person.read(one(id)).number("config.resources.priority")).isEqualTo(7);
        patch(id, "{\"resources\": {\"max_slots\": 0}}");
        master.cluster.settle();
        assertThat(master.cluster.workers.running()).hasSize(2);
        assertThat(person.read(one(id)).at("config.resources.max_slots")).isNull();
    }

    @Test
    void labelsComeAndGoOneByOne() {
        var id = create();
        var path = one(id) + "/labels/";
        person.send("PUT", path + "red", "");
        person.send("PUT", path + "red", "");
        var both = person.send("PUT", path + "dark%20blue", "");
        assertThat(both.at("labels")).isEqualTo(List.of("red", "dark blue"));
        create("labels: [red, green]\n" + TestCluster.SINGLE, Map.of());
        assertThat(person.read("/api/v1/experiment/labels").at("labels"))
                .isEqualTo(List.of("dark blue", "green", "red"));
        var left = person.send("DELETE", path + "red", "");
        assertThat(left.at("labels")).isEqualTo(List.of("dark blue"));
        assertThat(person.send("DELETE", path + "nosuch", "").status()).isEqualTo(200);
    }

    @Test
    void anExperimentCanOnlyStayWhereItIs() {
        var id = create();
        person.done(one(id) + "/move", Map.of("destinationProjectId", 1, "experimentId", id));
        var elsewhere = person.post(one(id) + "/move", Map.of("destinationProjectId", 2));
        assertThat(elsewhere.status()).isEqualTo(404);
        assertThat(error(elsewhere)).contains("project (2) not found");
        assertThat(person.post(one(9) + "/move", "{}").status()).isEqualTo(404);
    }

    @Test
    void aForkHasTheFilesAndTheInterpreterOfItsParent() {
        var file =
                Map.of(
                        "path",
                        "train.py",
                        "type",
                        48,
                        "content",
                        "print(1)".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "mtime",
                        "1700000000",
                        "mode",
                        420);
        var submitter = Map.of("python", "/usr/bin/python3", "machine", "m", "directory", "/here");
        var parent =
                create(
                        TestCluster.SINGLE,
                        Map.of("modelDefinition", List.of(file), "submitter", submitter));
        var fork = create("description: mine\n" + TestCluster.SINGLE, Map.of("parentId", parent));
        assertThat(person.read(one(fork)).number("experiment.forkedFrom")).isEqualTo(parent);
        assertThat(person.read(one(parent)).at("experiment.forkedFrom")).isNull();
        assertThat(person.read(one(fork) + "/model_def").at("b64Tgz"))
                .isEqualTo(person.read(one(parent) + "/model_def").at("b64Tgz"));
        assertThat(
                        master.cluster
                                .experiment(new ExperimentId(fork))
                                .origin()
                                .submitter()
                                .orElseThrow()
                                .python())
                .isEqualTo("/usr/bin/python3");
        var orphan =
                person.post(
                        "/api/v1/experiments",
                        Map.of("config", TestCluster.SINGLE, "parentId", 77, "activate", true));
        assertThat(orphan.status()).isEqualTo(404);
        assertThat(error(orphan)).contains("'77'");
    }

    @Test
    void onlyTheOwnerAndAdministratorsDelete() {
        var id = create();
        assertThat(person.send("DELETE", one(id), "").status()).isEqualTo(400);
        person.done(one(id) + "/kill", "");
        master.cluster.settle();
        admin.done(
                "/api/v1/users",
                Map.of("user", Map.of("username", "ada"), "password", "Secret123"));
        var login =
                person.as("")
                        .done(
                                "/api/v1/auth/login",
                                Map.of("username", "ada", "password", "Secret123"));
        var refused = person.as((String) login.at("token")).send("DELETE", one(id), "");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(error(refused))
                .isEqualTo("non admin users may not delete other users' experiments");
        assertThat(person.send("DELETE", one(id), "").status()).isEqualTo(200);
        assertThat(person.read(one(id)).at("experiment.state")).isEqualTo("STATE_DELETING");
        assertThat(person.read(one(id)).at("experiment.endTime")).isNotNull();
        assertThat(person.post(one(id) + "/activate", "").status()).isEqualTo(404);
        master.cluster.settle();
        assertThat(person.get(one(id)).status()).isEqualTo(404);
        assertThat(person.send("DELETE", one(id), "").status()).isEqualTo(404);
        var many =
                person.send(
                        "DELETE",
                        "/api/v1/projects/1/experiments/delete",
                        "{\"experimentIds\": [9]}");
        assertThat(many.at("results.0.error")).isEqualTo("experiment '9' not found");
    }

    @Test
    void anEndedExperimentIsContinued() {
        var id = create();
        var early = person.post("/api/v1/experiments/continue", Map.of("id", id));
        assertThat(early.status()).isEqualTo(400);
        person.done(one(id) + "/kill", "");
        master.cluster.settle();
        var search = create(TestCluster.RANDOM, Map.of());
        master.cluster.settle();
        person.done(one(search) + "/kill", "");
        master.cluster.settle();
        person.done("/api/v1/experiments/continue", Map.of("id", search, "overrideConfig", "{}\n"));
        person.done(one(search) + "/kill", "");
        master.cluster.settle();
        var answer =
                person.done(
                        "/api/v1/experiments/continue",
                        Map.of("id", id, "overrideConfig", "description: more"));
        assertThat(answer.number("experiment.id")).isEqualTo(id);
        assertThat(answer.at("experiment.state")).isEqualTo("STATE_QUEUED");
        assertThat(answer.at("experiment.description")).isEqualTo("more");
        assertThat(answer.at("warnings")).isEqualTo(List.of());
        master.cluster.settle();
        assertThat(person.read(one(id)).at("experiment.endTime")).isNull();
    }
}
