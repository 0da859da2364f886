package ai.resolute.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WireTest {
    enum Order {
        ORDER_BY_UNSPECIFIED,
        ORDER_BY_DESC
    }

    record Part(int id) {}

    record Message(
            int totalBatches,
            long checkpointSize,
            Map<String, Long> resources,
            Map<String, Object> tree,
            List<Part> parts,
            Part best,
            Instant endTime,
            Optional<String> note,
            Order orderBy,
            byte[] data,
            boolean archived) {}

    private static final String EMPTY =
            "{\"totalBatches\":0,\"checkpointSize\":\"0\",\"resources\":{},\"tree\":{},\"parts\":[],\"best\":null,"
                    + "\"endTime\":null,\"orderBy\":\"ORDER_BY_UNSPECIFIED\",\"data\":\"\",\"archived\":false}";

    @Test
    void writesDefaultsAndNullMessagesButLeavesOutEmptyOptionals() {
        assertThat(Wire.text(Wire.read(new byte[0], Message.class))).isEqualTo(EMPTY);
    }

    @Test
    void takesBothSpellingsOfANameAndBothFormsOfALongNumber() {
        var camel =
                Wire.read(
                        bytes("{\"totalBatches\":7,\"checkpointSize\":5,\"endTime\":null}"),
                        Message.class);
        var snake =
                Wire.read(
                        bytes("{\"total_batches\":\"7\",\"checkpoint_size\":\"5\",\"x\":1}"),
                        Message.class);
        assertThat(camel.totalBatches()).isEqualTo(7).isEqualTo(snake.totalBatches());
        assertThat(camel.checkpointSize()).isEqualTo(5).isEqualTo(snake.checkpointSize());
    }

    @Test
    void writesLongNumbersAsTextOnlyWhereTheMessageSaysSo() {
        var text =
                Wire.text(
                        Wire.read(
                                bytes("{\"resources\":{\"a\":\"9\"},\"tree\":{\"n\":9,\"d\":0.5}}"),
                                Message.class));
        assertThat(text)
                .contains("\"resources\":{\"a\":\"9\"}")
                .contains("\"tree\":{\"n\":9,\"d\":0.5}");
    }

    @Test
    void writesTimesInUtcWithMicrosecondsAndReadsOffsets() {
        var message =
                Wire.read(
                        bytes("{\"endTime\":\"2026-01-31T12:00:00.123456789+01:00\"}"),
                        Message.class);
        assertThat(Wire.text(message)).contains("\"endTime\":\"2026-01-31T11:00:00.123456Z\"");
        assertThat(Times.parse("2026-01-31T12:00:00"))
                .isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    }

    @Test
    void writesNumbersThatAreNotFiniteAsText() {
        assertThat(
                        Wire.text(
                                Arrays.asList(
                                        Double.NaN, Double.POSITIVE_INFINITY, 1.0, 0.1, null, 2L)))
                .isEqualTo("[\"NaN\",\"Infinity\",1,0.1,null,2]");
    }

    @Test
    void readsFractionsAsTheClosestDoubleWhichIsWrittenBackTheSame() {
        var numbers = "[0.1,1.0E-300,123456.789,1.7976931348623157E308]";
        assertThat(Wire.text(Wire.parse(numbers))).isEqualTo(numbers);
    }

    @Test
    void namesThePlaceOfAValueThatDoesNotFit() {
        refuses(
                "{\"parts\":[{\"id\":1},{\"id\":\"x\"}]}",
                "parts.1.id: expected a whole number, got \"x\"");
        refuses("{\"orderBy\":\"UP\"}", "orderBy: \"UP\" is not a value of Order");
        refuses(
                "{\"totalBatches\":3000000000}",
                "totalBatches: expected a whole number of 32 bits, got 3000000000");
        refuses("{\"data\":\"*\"}", "data: not base64");
        refuses("{\"endTime\":\"noon\"}", "endTime: \"noon\" is not a time");
        refuses("[]", "the body: expected an object, got a list");
        refuses("{\"archived\":1}", "archived: expected true or false, got 1");
    }

    @Test
    void refusesWhatIsNotJson() {
        refuses("{", "the body is not JSON");
        refuses("{} {}", "the body is not JSON: something follows its end");
        refuses("nul", "the body is not JSON");
        refuses("[".repeat(10_000), "the body is not JSON");
    }

    @Test
    void writesATreeInItsOwnOrder() {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("z", List.of(true, "ü\n"));
        tree.put("a", new byte[] {1, 2});
        assertThat(Wire.text(tree)).isEqualTo("{\"z\":[true,\"ü\\n\"],\"a\":\"AQI=\"}");
    }

    private static void refuses(String json, String why) {
        assertThatThrownBy(() -> Wire.read(bytes(json), Message.class))
                .isInstanceOf(MalformedMessage.class)
                .hasMessageContaining(why);
    }

    private static byte[] bytes(String json) {
        return json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
