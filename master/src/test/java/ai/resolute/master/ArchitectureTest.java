package ai.resolute.master;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may import whom, and which library lives where. */
final class ArchitectureTest {
    private static final String ROOT = "ai.resolute.master";

    /**
     * Package and what it may import of ours, besides itself; {@code id} and {@code config} always.
     */
    private static final Map<String, String> MAY_IMPORT =
            Map.ofEntries(
                    Map.entry("id", ""),
                    Map.entry("config", ""),
                    Map.entry("store", ""),
                    Map.entry("backup", "store"),
                    Map.entry("duty", "store"),
                    Map.entry("search", ""),
                    Map.entry("local", "search"),
                    Map.entry("resource", ""),
                    Map.entry("resource.local", "resource"),
                    Map.entry("resource.kubernetes", "resource"),
                    Map.entry("resource.slurm", "resource"),
                    Map.entry("schedule", "resource"),
                    Map.entry("user", "store"),
                    Map.entry("metrics", "store"),
                    Map.entry("log", "store"),
                    Map.entry("checkpoint", "store duty"),
                    Map.entry("template", "store"),
                    Map.entry("allocation", "store duty resource schedule"),
                    Map.entry("trial", "store duty search allocation checkpoint metrics log"),
                    Map.entry(
                            "experiment",
                            "store duty search resource allocation checkpoint metrics log trial"
                                    + " user"),
                    Map.entry(
                            "why",
                            "store resource schedule checkpoint allocation trial experiment"),
                    Map.entry("task", "store allocation user"),
                    Map.entry("registry", "store checkpoint user"),
                    Map.entry("proxy", "task allocation user"),
                    Map.entry(
                            "rest",
                            "store duty search resource schedule user metrics log checkpoint allocation"
                                    + " trial experiment why task registry proxy template"));

    private static final Set<String> FOUNDATION = Set.of("id", "config");

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> aPackageImportsOnlyWhatTheTableAllows() {
        return MAY_IMPORT.keySet().stream()
                .sorted()
                .map(name -> DynamicTest.dynamicTest(name, () -> checkImports(name)));
    }

    private static void checkImports(String name) {
        var allowed =
                new HashSet<>(
                        FOUNDATION.contains(name) ? List.of(name) : List.of("id", "config", name));
        Arrays.stream(MAY_IMPORT.get(name).split(" ")).forEach(allowed::add);
        check(
                noClasses()
                        .that(are("in " + name, type -> name.equals(unit(type))))
                        .should()
                        .dependOnClassesThat(
                                are(
                                        "of ours, but not in " + allowed,
                                        type -> isOurs(type) && !allowed.contains(unit(type)))));
    }

    @Test
    void everyPackageIsInTheTable() {
        assertThat(CLASSES.stream().map(ArchitectureTest::unit).filter(name -> !name.isEmpty()))
                .allSatisfy(name -> assertThat(MAY_IMPORT).containsKey(name));
    }

    @Test
    void everyPackageIsNullMarked() {
        var packages = CLASSES.stream().map(JavaClass::getPackage).distinct();
        assertThat(packages)
                .allSatisfy(each -> assertThat(each.isAnnotatedWith(NullMarked.class)).isTrue());
    }

    /** Nouns lie beside each other; what they share is below, the server above them. */
    @Test
    void theNounsOfRestDoNotGoInCircles() {
        slices().matching(ROOT + ".rest.(*)..").should().beFreeOfCycles().check(CLASSES);
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".rest.*..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + ".rest"));
    }

    @Test
    void theWireRecordsAreForRestAlone() {
        // Main stands outside all packages; it keeps the token of this person as every client does.
        forbid(" rest", "ai.resolute.api..");
    }

    @Test
    void sqlIsInStoresAlone() {
        check(
                noClasses()
                        .that(
                                are(
                                        "no stores",
                                        type ->
                                                !unit(type).equals("store")
                                                        && !outermost(type).endsWith("Store")))
                        .should()
                        .dependOnClassesThat(
                                are(
                                        "of SQL",
                                        type ->
                                                !type.getName().equals(HANDLE)
                                                        && (within(type, "org.jdbi.")
                                                                || within(type, "java.sql.")))));
    }

    /** A transaction may pass through a service on its way from one store to another. */
    private static final String HANDLE = "org.jdbi.v3.core.Handle";

    @Test
    void theServerLibraryIsAtTheEdge() {
        forbid("rest proxy", "io.helidon..");
    }

    @Test
    void jsonAndYamlAreAtTheDoors() {
        forbid("config store rest", "tools.jackson..", "com.fasterxml..", "org.snakeyaml..");
    }

    @Test
    void metersAreAtTheEdge() {
        forbid("rest", "io.micrometer..");
    }

    @Test
    void searchAndScheduleAreFunctionsOfTheirArguments() {
        check(
                noClasses()
                        .that(
                                are(
                                        "pure",
                                        type -> Set.of("search", "schedule").contains(unit(type))))
                        .should()
                        .dependOnClassesThat(
                                are("clocks, threads or dice", ArchitectureTest::isImpure)));
        check(
                noClasses()
                        .that(
                                are(
                                        "pure",
                                        type -> Set.of("search", "schedule").contains(unit(type))))
                        .should()
                        .callMethod(UUID.class, "randomUUID")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(Math.class, "random"));
    }

    private static boolean isImpure(JavaClass type) {
        return within(type, "java.time.")
                || within(type, "java.util.concurrent.")
                || Set.of("java.util.Random", "java.security.SecureRandom", "java.lang.Thread")
                        .contains(type.getName());
    }

    /** Forbids libraries in all packages but some. */
    private static void forbid(String units, String... libraries) {
        var home = Set.of(units.split(" "));
        check(
                noClasses()
                        .that(are("outside " + units, type -> !home.contains(unit(type))))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(libraries));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> are(
            String description, Predicate<JavaClass> predicate) {
        return DescribedPredicate.describe(description, predicate);
    }

    private static boolean isOurs(JavaClass type) {
        return within(type, ROOT + ".");
    }

    private static boolean within(JavaClass type, String prefix) {
        return type.getName().startsWith(prefix);
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceAll("\\$.*", "");
    }

    /** The line of the table that a class belongs to; empty for Main and what stands beside it. */
    private static String unit(JavaClass type) {
        var name = type.getPackageName();
        if (!name.startsWith(ROOT + ".")) {
            return "";
        }
        var parts = name.substring(ROOT.length() + 1).split("\\.");
        return parts[0].equals("resource") && parts.length > 1
                ? parts[0] + "." + parts[1]
                : parts[0];
    }
}
