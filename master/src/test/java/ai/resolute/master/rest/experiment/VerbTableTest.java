package ai.resolute.master.rest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCluster;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.rest.ServedMaster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every verb in every state: the status, and words that name the state and what is possible. */
class VerbTableTest extends ServedMaster {
    private static final String TABLE =
            """
            verb      | active | hidden | paused | stopping | ended | archived | deleting | stuck
            pause     | 200    | 200    | 200    | 400      | 400   | 400      | 400      | 400
            activate  | 200    | 200    | 200    | 400      | 404   | 404      | 404      | 404
            cancel    | 200    | 200    | 200    | 200      | 200   | 404      | 200      | 200
            kill      | 200    | 200    | 200    | 200      | 200   | 404      | 200      | 200
            archive   | 400    | 400    | 400    | 400      | 200   | 400      | 400      | 400
            unarchive | 400    | 200    | 400    | 400      | 400   | 200      | 400      | 400
            continue  | 400    | 400    | 400    | 400      | 200   | 400      | 400      | 400
            delete    | 400    | 400    | 400    | 400      | 200   | 200      | 200      | 200
            """;

    /** What a refusal says, by state. */
    private static final Map<String, String> WORDS =
            Map.of(
                    "active", "is active and cannot .* It can be paused, canceled or killed.",
                    "hidden",
                            "is active, archived, and cannot .* It can be unarchived, paused, canceled or killed.",
                    "paused", "is paused and cannot .* It can be activated, canceled or killed.",
                    "stopping", "is being canceled and cannot .* It can be killed.",
                    "ended", "is killed and cannot .* It can be continued, archived or deleted.",
                    "archived",
                            "is killed, archived, and cannot .* It can be unarchived or deleted.",
                    "deleting",
                            "is being deleted and cannot .* It can be left alone until it is gone.",
                    "stuck", "is not deleted and cannot .* It can be deleted.");

    @Test
    void eachVerbAnswersInEachState() {
        var lines = TABLE.lines().map(VerbTableTest::cells).toList();
        var states = lines.getFirst().subList(1, lines.getFirst().size());
        var wrong = new ArrayList<String>();
        for (var line : lines.subList(1, lines.size())) {
            for (var column = 0; column < states.size(); column++) {
                check(line.getFirst(), states.get(column), line.get(column + 1), wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    private void check(String verb, String state, String status, List<String> wrong) {
        var id = in(state);
        var path = one(id);
        var answer =
                switch (verb) {
                    case "delete" -> person.send("DELETE", path, "");
                    case "continue" ->
                            person.post("/api/v1/experiments/continue", Map.of("id", id));
                    default -> person.post(path + "/" + verb, "");
                };
        var said = answer.status() == 200 ? "" : error(answer);
        var fits =
                Integer.toString(answer.status()).equals(status)
                        && (status.equals("200")
                                || says(verb, state, said, "experiment " + id + " "));
        person.post(path + "/kill", "");
        master.cluster.settle();
        if (!fits) {
            wrong.add("%s of %s: %d %s".formatted(verb, state, answer.status(), said));
        }
    }

    /** Some say more than the state, as they are asked for what is so already. */
    private static boolean says(String verb, String state, String said, String name) {
        return switch (verb + " " + state) {
            case "archive archived" ->
                    said.equals("Experiment is already archived. It can be unarchived.");
            case "unarchive ended" ->
                    said.equals("Experiment is not archived. It can be archived.");
            default -> said.matches("(.*: )?" + name + WORDS.get(state));
        };
    }

    private int in(String state) {
        var id = create(TestCluster.SINGLE, Map.of("archived", state.equals("hidden")));
        master.cluster.settle();
        switch (state) {
            case "active", "hidden" -> {}
            case "paused" -> person.done(one(id) + "/pause", "");
            case "stopping" -> person.done(one(id) + "/cancel", "");
            default -> over(id, state);
        }
        return id;
    }

    private void over(int id, String state) {
        if (state.equals("stuck")) {
            master.cluster.report(
                    master.cluster.run(new ExperimentId(id)), TestCluster.checkpoint(10));
        }
        person.done(one(id) + "/kill", "");
        master.cluster.settle();
        assertThat(person.read(one(id)).at("experiment.state")).isEqualTo("STATE_CANCELED");
        switch (state) {
            case "archived" -> person.done(one(id) + "/archive", "");
            case "deleting" -> person.send("DELETE", one(id), "");
            case "stuck" -> {
                master.cluster.storage.failBy(Optional.of("the disk is away"));
                person.send("DELETE", one(id), "");
                for (var look = 0; look < 3; look++) {
                    master.cluster.settle();
                    master.cluster.clock.pass(Duration.ofSeconds(1));
                }
                master.cluster.storage.failBy(Optional.empty());
                assertThat(person.read(one(id)).at("experiment.state"))
                        .isEqualTo("STATE_DELETE_FAILED");
            }
            default -> {}
        }
    }

    @Test
    void whoAsksWhatIsOverToEndIsNotNamedAsWhoEndedIt() {
        var id = create();
        master.cluster.settle();
        admin.done(one(id) + "/kill", "");
        master.cluster.settle();
        person.done(one(id) + "/kill", "");
        person.done("/api/v1/trials/1/kill", "");
        for (var path : List.of(one(id), "/api/v1/trials/1")) {
            assertThat(person.read(path + "/why").text())
                    .contains("admin asked: kill")
                    .doesNotContain("determined asked");
        }
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).map(String::strip).toList();
    }
}
