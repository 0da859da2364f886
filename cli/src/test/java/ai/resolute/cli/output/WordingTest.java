package ai.resolute.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordingTest {
    @Test
    void numbersAreShortAndExactEnough() {
        assertThat(
                        List.of(0.0, 1.0, 0.87654321, 0.001234567, 1.5e-7, 123456.789, 3.2e12)
                                .stream()
                                .map(Wording::number))
                .containsExactly("0", "1", "0.8765", "0.001235", "1.5e-7", "123500", "3.2e+12");
        assertThat(Wording.number(Double.NaN)).isEqualTo("NaN");
        assertThat(Wording.count(1234567)).isEqualTo("1,234,567");
    }

    @Test
    void durationsHaveTwoUnits() {
        assertThat(
                        List.of(0, 12, 200, 3840, 100_000).stream()
                                .map(s -> Wording.duration(Duration.ofSeconds(s))))
                .containsExactly("0 s", "12 s", "3m 20s", "1h 04m", "1d 03h");
        assertThat(Wording.clock(Duration.ofSeconds(3723))).isEqualTo("01:02:03");
    }

    @Test
    void sizesHaveUnits() {
        assertThat(
                        List.of(0L, 999L, 1000L, 82_345L, 999_600L, 5_000_000_000L).stream()
                                .map(Wording::bytes))
                .containsExactly("0 B", "999 B", "1.0 kB", "82 kB", "1.0 MB", "5.0 GB");
    }

    @Test
    void timesOfTodayAreTimesOfDay() {
        var now = Instant.parse("2026-01-31T12:00:00Z");
        assertThat(Wording.time(now.minusSeconds(60), ZoneOffset.UTC, now)).isEqualTo("11:59:00");
        assertThat(Wording.time(now.minusSeconds(86400), ZoneOffset.UTC, now))
                .isEqualTo("2026-01-30 12:00");
    }

    @Test
    void yamlKeepsItsTypes() {
        assertThat(
                        Pretty.yaml(
                                Map.of(
                                        "a",
                                        List.of(
                                                "yes",
                                                "1",
                                                1L,
                                                "x: y",
                                                "plain text",
                                                List.of(true),
                                                Map.of("b", 2L)))))
                .isEqualTo(
                        "a:\n  - \"yes\"\n  - \"1\"\n  - 1\n  - \"x: y\"\n  - plain text\n  - - true\n  - b: 2\n");
    }

    @Test
    void widthsCountColumnsNotCharacters() {
        assertThat(Style.width("\033[31mab\033[0m字")).isEqualTo(4);
        assertThat(Style.fit("abcdef", 4)).isEqualTo("abc…");
        assertThat(Style.fit("\033[31mabcdef\033[0m", 4)).isEqualTo("\033[31mabc…\033[0m");
    }

    @Test
    void tablesGiveWayToANarrowTerminal() {
        var columns = List.of(Column.number("id", "ID"), Column.text("name", "NAME"));
        var rows = List.of(new Row().with("id", 1L).with("name", "a name that is much too long"));
        assertThat(new Listing(columns, rows).in(Format.TABLE, Style.PLAIN, 14).lines())
                .containsExactly("ID  NAME", "──────────────", " 1  a name th…");
    }

    @Test
    void whatPeopleCopyIsNeverCutAndSpareColumnsAreLeftOutInstead() {
        var columns =
                List.of(
                        Column.text("uuid", "UUID").whole(),
                        Column.bytes("bytes", "SIZE").spare(),
                        Column.text("state", "STATE"),
                        Column.text("owner", "OWNER").spare());
        var row =
                new Row()
                        .with("uuid", "0d34397a-680e")
                        .with("bytes", 20L)
                        .with("state", "COMPLETED")
                        .with("owner", "somebody");
        var listing = new Listing(columns, List.of(row));
        assertThat(listing.in(Format.TABLE, Style.PLAIN, 0))
                .contains("0d34397a-680e  20 B  COMPLETED  somebody");
        assertThat(listing.in(Format.TABLE, Style.PLAIN, 32).lines().skip(2))
                .containsExactly("0d34397a-680e  20 B  COMPLETED");
        assertThat(listing.in(Format.TABLE, Style.PLAIN, 24).lines().skip(2))
                .containsExactly("0d34397a-680e  COMPLETED");
        assertThat(listing.in(Format.TABLE, Style.PLAIN, 10).lines().skip(2))
                .containsExactly("0d34397a-680e  COMPLET…");
    }
}
