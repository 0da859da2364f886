package ai.resolute.master.rest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A context directory near the limit goes through a master whose heap could not hold it. */
final class LargeContextTest {
    /** Of three bytes each time, so that base64 has no padding between. */
    private static final int CHUNK = 3 << 18;

    private static final int CHUNKS = 125;
    private static final String HEAP = "-Xmx80m";

    @TempDir Path directory;
    private Process process;
    private TestCaller person;
    private String url;
    private String token;

    @BeforeEach
    void start() throws IOException {
        process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                HEAP,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SmallMaster.class.getName(),
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        url = process.inputReader().readLine();
        var stranger = new TestCaller(url, "");
        token =
                String.valueOf(
                        stranger.done(
                                        "/api/v1/auth/login",
                                        Map.of("username", "determined", "password", ""))
                                .at("token"));
        person = stranger.as(token);
    }

    @AfterEach
    void stop() throws Exception {
        process.getOutputStream().close();
        process.waitFor();
    }

    @Test
    void itIsSubmittedForkedAndReadInPieces() throws Exception {
        var sent = digest();
        assertThat(submit()).isEqualTo(200);
        var task = person.read("/api/v1/experiments/1/trials").at("trials.0.taskId");
        assertThat(content("/api/v1/tasks/" + task + "/context_directory")).isEqualTo(sent);
        var fork = person.done("/api/v1/experiments", Map.of("config", CONFIG, "parentId", 1));
        var id = fork.number("experiment.id");
        assertThat(content("/api/v1/experiments/" + id + "/model_def")).isEqualTo(sent);
        assertThat(process.isAlive()).isTrue();
    }

    private static final String CONFIG =
            "{name: large, entrypoint: train.py, searcher: {name: single, metric: x}}";

    private int submit() throws Exception {
        var head =
                """
                {"activate": true, "config": "%s", "modelDefinition": [{"path": "data", "content": "\
                """
                        .formatted(CONFIG);
        var dice = new Random(7);
        var middle =
                IntStream.range(0, CHUNKS).mapToObj(_ -> Base64.getEncoder().encode(chunk(dice)));
        var parts =
                Stream.of(Stream.of(bytes(head)), middle, Stream.of(bytes("\"}]}")))
                        .flatMap(some -> some)
                        .<InputStream>map(ByteArrayInputStream::new)
                        .iterator();
        var body =
                new SequenceInputStream(
                        new java.util.Enumeration<>() {
                            @Override
                            public boolean hasMoreElements() {
                                return parts.hasNext();
                            }

                            @Override
                            public InputStream nextElement() {
                                return parts.next();
                            }
                        });
        var answer =
                HttpClient.newHttpClient()
                        .send(
                                request("/api/v1/experiments")
                                        .POST(BodyPublishers.ofInputStream(() -> body))
                                        .build(),
                                BodyHandlers.ofString());
        assertThat(answer.body()).contains("\"experiment\":{\"id\":1,");
        return answer.statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .header("Authorization", "Bearer " + token);
    }

    /** The digest of the one file in the archive of this answer. */
    private String content(String path) throws Exception {
        var answer =
                HttpClient.newHttpClient()
                        .send(request(path).GET().build(), BodyHandlers.ofInputStream());
        var digest = MessageDigest.getInstance("SHA-256");
        try (var in = answer.body()) {
            in.skipNBytes("{\"b64Tgz\":\"".length());
            var tar = new GZIPInputStream(Base64.getDecoder().wrap(new ToTheQuote(in)));
            tar.skipNBytes(512);
            for (var chunk = 0; chunk < CHUNKS; chunk++) {
                digest.update(tar.readNBytes(CHUNK));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static String digest() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        var dice = new Random(7);
        for (var chunk = 0; chunk < CHUNKS; chunk++) {
            digest.update(chunk(dice));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static byte[] chunk(Random dice) {
        var bytes = new byte[CHUNK];
        dice.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A JSON text up to its end. */
    private static final class ToTheQuote extends FilterInputStream {
        private boolean ended;

        ToTheQuote(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            var one = ended ? -1 : super.read();
            ended = one < 0 || one == '"';
            return ended ? -1 : one;
        }

        @Override
        public int read(byte[] into, int start, int length) throws IOException {
            var count = ended ? -1 : super.read(into, start, length);
            for (var i = 0; i < count; i++) {
                if (into[start + i] == '"') {
                    ended = true;
                    return i == 0 ? -1 : i;
                }
            }
            return count;
        }
    }
}
