package ai.resolute.master.rest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.Mutations;
import ai.resolute.master.rest.ServedMaster;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A thousand configurations that were good before somebody changed them, sent by HTTP. */
class MutationRoutesTest extends ServedMaster {
    private static final int MUTATIONS = 1000;
    private static final int SUBMITTED = 100;
    private static final List<String> ODDITIES =
            List.of(
                    "name: \"\\ud800\"",
                    "name: \"\\ufdd0\\ufffe\"",
                    "name: " + "n".repeat(1 << 20),
                    "hyperparameters: {\"a\\0b\": 1, \"\\ud800\": 1}",
                    "hyperparameters: {a: \"a\\0b\", b: \"\\ud800\"}",
                    "data: {\"a\\0b\": \"\\0\", \"\\ud800\": \"\\udfff\"}",
                    "data: " + "[".repeat(900) + "]".repeat(900),
                    "data: " + "[".repeat(20000) + "]".repeat(20000),
                    "data: " + "{a: ".repeat(20000) + "1" + "}".repeat(20000),
                    "data: {a: 1e999, b: -1e999, c: .nan, d: .inf}",
                    "data: {a: 123456789012345678901234567890, b: 0x7fffffffffffffffffff}",
                    "max_restarts: 123456789012345678901234567890",
                    "data: &a [*a]",
                    "data: {a: &a [x, x], b: &b [*a, *a], c: &c [*b, *b], d: [*c, *c]}",
                    "data: !!binary aGk=",
                    "data: !!java.lang.Object {}",
                    "? [a]\n: b",
                    "--- 1\n--- 2",
                    "labels: [" + "l, ".repeat(20000) + "l]",
                    "{}",
                    "\ufeffname: a",
                    "\u0007");

    @Test
    void eachIsAcceptedOrRefusedWithItsFaults() {
        var seed = new Random().nextLong();
        System.out.println("eachIsAcceptedOrRefusedWithItsFaults: seed " + seed);
        var dice = new Random(seed);
        var accepted = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            var text = Mutations.text(dice);
            if (takes(text, true) && accepted++ < SUBMITTED) {
                assertThat(takes(text, false)).as(text).isTrue();
                person.read(one(accepted));
            }
        }
        assertThat(accepted).isBetween(SUBMITTED, MUTATIONS * 9 / 10);
        var listed = person.read("/api/v1/experiments?limit=0&sortBy=SORT_BY_NAME");
        assertThat(listed.number("pagination.total")).isEqualTo(SUBMITTED);
    }

    @Test
    void whatNobodyWouldWriteIsAcceptedOrRefusedTooAndCanBeRead() {
        var accepted = 0;
        for (var odd : ODDITIES) {
            if (takes("entrypoint: train.py\n" + odd, false)) {
                accepted++;
                person.read(one(accepted));
            }
        }
        var listed = person.read("/api/v1/experiments?limit=0");
        assertThat(listed.number("pagination.total")).isEqualTo(accepted);
    }

    /** Whether it was accepted; if not, the refusal says why. */
    private boolean takes(String text, boolean onlyCheck) {
        var answer =
                person.post(
                        "/api/v1/experiments",
                        Map.of(
                                "config",
                                text,
                                "modelDefinition",
                                List.of(),
                                "validateOnly",
                                onlyCheck,
                                "activate",
                                false));
        assertThat(answer.status()).as("%s: %s", answer.text(), text).isIn(200, 400);
        if (answer.status() == 400) {
            assertThat(error(answer))
                    .as(text)
                    .containsAnyOf(
                            "invalid experiment configuration: ",
                            "searcher.source_trial_id is",
                            "searcher.source_checkpoint_uuid is");
        }
        return answer.status() == 200;
    }
}
