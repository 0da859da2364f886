package ai.resolute.master.store.snapshot;

import ai.resolute.master.config.DomainException.NotFound;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs that come with PostgreSQL.
 *
 * @param homes directories with one below for each version; the newest one copies older servers too
 * @param environment which database they work on
 */
record PostgresTools(List<String> homes, Map<String, String> environment) {
    /** How a program ended, and what it said. */
    record Done(int status, String output) {}

    Done run(String program, String... arguments) {
        var line = new ArrayList<>(List.of(find(program).toString()));
        line.addAll(List.of(arguments));
        try {
            var builder = new ProcessBuilder(line).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            var output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Done(process.waitFor(), output.strip());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", asked);
        }
    }

    private Path find(String program) {
        return Stream.concat(installed(), onPath())
                .map(directory -> directory.resolve(program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new NotFound(
                                "postgresql_tools_missing",
                                "%s is not installed here: neither in %s nor on the PATH. Install PostgreSQL's client programs (apt-get install postgresql-client), then call it again."
                                        .formatted(program, String.join(", ", homes))));
    }

    private Stream<Path> installed() {
        return homes.stream()
                .map(Path::of)
                .filter(Files::isDirectory)
                .flatMap(home -> versions(home).stream())
                .map(version -> version.resolve("bin"));
    }

    private static List<Path> versions(Path home) {
        try (var versions = Files.list(home)) {
            return versions.sorted(Comparator.comparingInt(PostgresTools::number).reversed())
                    .toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static int number(Path version) {
        var name = version.getFileName().toString();
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
    }

    private static Stream<Path> onPath() {
        return Optional.ofNullable(System.getenv("PATH")).stream()
                .flatMap(path -> Stream.of(path.split(":")))
                .filter(part -> !part.isEmpty())
                .map(Path::of);
    }
}
