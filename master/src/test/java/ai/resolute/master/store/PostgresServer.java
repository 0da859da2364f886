package ai.resolute.master.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A PostgreSQL of Debian's packages in a temporary directory, on a free loopback port. */
final class PostgresServer implements AutoCloseable {
    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final String TEMPLATE = "resolute_template";
    private static final String ADVICE =
            "These tests need a real PostgreSQL, and there is none in /usr/lib/postgresql/*/bin. Install it with"
                    + " `apt-get install postgresql` (it need not run as a service), then run the tests again.";

    private final Process process;
    private final Path directory;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private PostgresServer(Process process, Path directory, int port) {
        this.process = process;
        this.directory = directory;
        this.port = port;
    }

    static PostgresServer start() {
        try {
            var binaries = binaries();
            var directory = Files.createTempDirectory("resolute-postgresql");
            var data = directory.resolve("data").toString();
            if (isRoot()) {
                run(List.of("chown", "postgres", directory.toString()));
            }
            run(
                    asServiceUser(
                            binaries.resolve("initdb").toString(),
                            "--no-sync",
                            "--auth=trust",
                            "--username=postgres",
                            "--encoding=UTF8",
                            "--locale=C.UTF-8",
                            data));
            var port = freePort();
            var process =
                    new ProcessBuilder(
                                    asServiceUser(
                                            binaries.resolve("postgres").toString(),
                                            "-D",
                                            data,
                                            "-p",
                                            Integer.toString(port),
                                            "-k",
                                            directory.toString(),
                                            "-c",
                                            "listen_addresses=127.0.0.1",
                                            "-c",
                                            "fsync=off",
                                            "-c",
                                            "synchronous_commit=off",
                                            "-c",
                                            "full_page_writes=off"))
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
            var server = new PostgresServer(process, directory, port);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            server.awaitReady();
            server.sql("CREATE DATABASE " + TEMPLATE);
            server.open(TEMPLATE).close();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String createDatabase() {
        return create(TEMPLATE);
    }

    String createEmptyDatabase() {
        return create("template0");
    }

    private String create(String template) {
        var name = "test_" + databases.incrementAndGet();
        sql("CREATE DATABASE %s TEMPLATE %s".formatted(name, template));
        return name;
    }

    void dropDatabase(String name) {
        sql("DROP DATABASE %s WITH (FORCE)".formatted(name));
    }

    Database open(String name) {
        return Databases.postgresql(url(name), "postgres", "");
    }

    @Override
    public void close() {
        try {
            // INT ends it without waiting for clients; Java's own signal would wait.
            run(List.of("kill", "-INT", Long.toString(process.pid())));
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            try (var files = Files.walk(directory)) {
                for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    private void sql(String statement) {
        try (var connection = DriverManager.getConnection(url("postgres"), "postgres", "");
                var sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(statement, e);
        }
    }

    /**
     * Reads the server's log until it takes connections, and goes on reading so that it never
     * blocks.
     */
    private void awaitReady() throws IOException {
        var log =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var said = new ArrayList<String>();
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            said.add(line);
            if (line.contains("ready to accept connections")) {
                Thread.ofVirtual().start(() -> log.lines().forEach(_ -> {}));
                return;
            }
        }
        throw new IllegalStateException("PostgreSQL did not start: " + said);
    }

    private static Path binaries() throws IOException {
        if (Files.isDirectory(PACKAGES)) {
            try (var versions = Files.list(PACKAGES)) {
                return versions.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                        .max(Comparator.comparing(Path::toString))
                        .orElseThrow(() -> new IllegalStateException(ADVICE));
            }
        }
        throw new IllegalStateException(ADVICE);
    }

    /** PostgreSQL refuses to run as root; setpriv becomes the program, so that its pid is ours. */
    private static List<String> asServiceUser(String... command) {
        var whole = new ArrayList<String>();
        if (isRoot()) {
            whole.addAll(
                    List.of(
                            "setpriv",
                            "--reuid=postgres",
                            "--regid=postgres",
                            "--clear-groups",
                            "--"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void run(List<String> command) throws IOException {
        var process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .directory(Path.of("/").toFile())
                        .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
