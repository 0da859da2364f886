package ai.resolute.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpoolTest {
    /** What a file of a request may be: text around it goes through memory. */
    record Request(String name, List<Item> modelDefinition) {}

    record Item(String path, Content content, String note) {}

    @Test
    void contentsOfAnySizeComeBackAsOftenAsTheyAreAsked() throws IOException {
        var seed = System.nanoTime();
        System.out.println("SpoolTest: seed " + seed);
        var dice = new Random(seed);
        try (var spool = new Spool()) {
            var kept = new ArrayList<Content>();
            var wanted = new ArrayList<byte[]>();
            for (var size : List.of(0, 10, 500_000, 700_000, 3, 2_000_000, 0, 90_000)) {
                var bytes = new byte[size];
                dice.nextBytes(bytes);
                kept.add(
                        spool.keep(out -> {
                            var half = size / 2;
                            out.write(bytes, 0, half);
                            out.write(bytes, half, size - half);
                        }));
                wanted.add(bytes);
            }
            for (var look = 0; look < 2; look++) {
                for (var i = 0; i < kept.size(); i++) {
                    assertThat(kept.get(i).size()).isEqualTo(wanted.get(i).length);
                    try (var in = kept.get(i).open()) {
                        assertThat(in.readAllBytes()).isEqualTo(wanted.get(i));
                    }
                }
            }
            spool.close();
            assertThat(kept.getFirst().open().read()).isEqualTo(-1);
            assertThatThrownBy(() -> kept.get(5).open()).hasMessage("the request is over");
        }
    }

    @Test
    void onlyTheBytesOfFilesGoThere() throws IOException {
        var large = "x".repeat(3_000_000);
        var json =
                """
                {"name": "content", "model_definition":
                  [{"path": "a", "content": "%s", "note": "eA=="}, {"content": "", "path": "b"}]}
                """
                        .formatted(
                                Base64.getEncoder()
                                        .encodeToString(large.getBytes(StandardCharsets.UTF_8)));
        try (var spool = new Spool()) {
            var request = read(json, spool);
            assertThat(request.name()).isEqualTo("content");
            var first = request.modelDefinition().getFirst();
            assertThat(first.note()).isEqualTo("eA==");
            try (var in = first.content().open()) {
                assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo(large);
            }
            assertThat(request.modelDefinition().getLast().content().size()).isZero();
            assertThatThrownBy(() -> read(json.replace("\"\"", "\"?\""), spool))
                    .isInstanceOf(MalformedMessage.class)
                    .hasMessageStartingWith("content of a file: not base64");
        }
    }

    private static Request read(String json, Spool spool) {
        var bytes = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        return Wire.read(Wire.parse(bytes, spool), Request.class);
    }

    @Test
    void aContentIsWrittenAsBase64() {
        assertThat(Wire.text(new Item("a", Content.of(new byte[] {1, 2, 3}), "")))
                .isEqualTo("{\"path\":\"a\",\"content\":\"AQID\",\"note\":\"\"}");
        var read = Wire.read(Wire.parse("{\"content\": \"AQID\"}"), Item.class);
        assertThat(read.content().size()).isEqualTo(3);
    }
}
