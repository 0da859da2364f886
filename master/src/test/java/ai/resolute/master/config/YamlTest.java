package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class YamlTest {
    @Test
    void numbersAreThoseOfTheCoreRules() {
        assertThat(values("1e-3, .5, +1, -0x1, 12e03, 0o17, 0x1F, 1_000, 1., 1e3"))
                .containsExactly(1e-3, 0.5, 1, "-0x1", 12e3, 15, 31, "1_000", 1.0, 1e3);
        assertThat(values(".inf, -.inf, .nan"))
                .containsExactly(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN);
        assertThat(values("99999999999999999999, 3000000000"))
                .containsExactly(new BigInteger("99999999999999999999"), 3_000_000_000L);
    }

    @Test
    void wordsAreTextButForTrueFalseAndNull() {
        assertThat(values("yes, no, on, off, y, 2026-01-01, 12:30, NaN"))
                .containsExactly("yes", "no", "on", "off", "y", "2026-01-01", "12:30", "NaN");
        assertThat(values("true, True, FALSE, null, Null, ~"))
                .containsExactly(true, true, false, null, null, null);
    }

    @Test
    void jsonIsReadWithAllItsEscapes() {
        assertThat(Yaml.parse("{\"a\": \"\\ud83d\\ude00 \\/ \\t\",\t\"b\": [1, 1e-3, null]}"))
                .isEqualTo(
                        Map.of(
                                "a",
                                "\ud83d\ude00 / \t",
                                "b",
                                java.util.Arrays.asList(1, 1e-3, null)));
        assertThat(Yaml.parse("{a: 1, b: [x]}")).isEqualTo(Map.of("a", 1, "b", List.of("x")));
    }

    @Test
    void nothingIsNull() {
        assertThat(Yaml.parse("")).isNull();
        assertThat(Yaml.parse("# only a comment\n")).isNull();
        assertThat(Yaml.parse("null")).isNull();
    }

    @Test
    void aliasesAreCopies() {
        assertThat(Yaml.parse("a: &x [1]\nb: *x"))
                .isEqualTo(Map.of("a", List.of(1), "b", List.of(1)));
    }

    @Test
    void aKeyMayStandOnlyOnce() {
        assertThatThrownBy(() -> Yaml.parse("a: 1\nb: {c: 1, c: 2}"))
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> Yaml.parse("{\"a\": 1,\n \"a\": 2}"))
                .hasMessageContaining("line 2");
    }

    @SuppressWarnings("unchecked")
    private static List<Object> values(String list) {
        return List.class.cast(Yaml.parse("[" + list + "]"));
    }
}
