package ai.resolute.master.config;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.config.fault.Fault;
import ai.resolute.master.config.fault.InvalidConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every rule with its exact words. The file has pairs of a document and what is told about it; run
 * with {@code -Dwrite.faults=true} to write down what is told now, and read the difference.
 */
final class ConfigFaultsTest {
    private static final Path FILE = Path.of("src/test/resources/config-faults.txt");
    private static final String SCRIPT = "internal: {native: {command: [train.py]}}\n";
    private static final String FAULT = "  ! ";

    private record Case(String document, List<String> faults) {}

    @TestFactory
    Stream<DynamicTest> everyRuleHasItsWords() throws IOException {
        var cases = read();
        if (Boolean.getBoolean("write.faults")) {
            write(cases);
        }
        assertThat(cases).hasSizeGreaterThan(100);
        return cases.stream()
                .map(each ->
                        DynamicTest.dynamicTest(
                                each.document,
                                () ->
                                        assertThat(faults(each.document))
                                                .isNotEmpty()
                                                .isEqualTo(each.faults)));
    }

    @Test
    void everyKeyHasItsCase() throws IOException {
        var faults = read().stream().flatMap(each -> each.faults.stream()).toList();
        var keys = SchemaKeys.all();
        assertThat(keys).hasSizeGreaterThan(150);
        assertThat(keys).filteredOn(key -> faults.stream().noneMatch(under(key))).isEmpty();
    }

    /** Whether a fault is told of this key, or of something below it. */
    private static Predicate<String> under(String key) {
        var path = key.replace(".", "\\.").replace("[]", "\\[\\d+]").replace("*", "[^.]+");
        return Pattern.compile("^" + path + "[:.\\[]").asPredicate();
    }

    @Test
    void whatIsToldOfTheTextItselfIsMeant() throws IOException {
        assertThat(read())
                .filteredOn(each -> !each.document.startsWith("="))
                .flatExtracting(Case::faults)
                .noneMatch(fault -> fault.contains("the document"));
    }

    private static List<Case> read() throws IOException {
        var cases = new ArrayList<Case>();
        for (var line : Files.readAllLines(FILE)) {
            if (line.startsWith(FAULT)) {
                cases.getLast().faults.add(line.substring(FAULT.length()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                cases.add(new Case(line, new ArrayList<>()));
            }
        }
        return cases;
    }

    private static void write(List<Case> cases) throws IOException {
        var lines =
                new ArrayList<>(
                        List.of(
                                "# A document in one line, and below it what is told about it. Written by ConfigFaultsTest.",
                                ""));
        for (var each : cases) {
            lines.add(each.document);
            faults(each.document).forEach(fault -> lines.add(FAULT + fault));
        }
        Files.write(FILE, lines);
    }

    private static List<String> faults(String document) {
        var text = inLines(document.startsWith("=") ? document.substring(1) : SCRIPT + document);
        try {
            ExperimentConfigs.parse(text, ExperimentConfigsTest.DEFAULTS);
            return List.of();
        } catch (InvalidConfigException refused) {
            return refused.faults().stream().map(Fault::toString).toList();
        }
    }

    private static String inLines(String document) {
        return document.replace(" ;; ", "\n");
    }
}
