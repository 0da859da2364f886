package ai.resolute.master.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.id.ExperimentId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that hold for every route, on a real server with a small table. */
class WireRulesTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final EchoTable table = new EchoTable();
    private MasterServer server;

    @TempDir Path pages;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(pages.resolve("assets"));
        Files.writeString(pages.resolve("index.html"), "<html>");
        Files.writeString(pages.resolve("assets/app-1a2b.js"), "1");
        Files.writeString(pages.resolveSibling("secret.txt"), "secret");
        var sessions = Map.of("person", EchoTable.PERSON_1, "worker", EchoTable.WORKER_7);
        server =
                MasterServer.start(
                        new MasterServer.Settings("127.0.0.1", 0, Set.of("cluster.test"), pages),
                        table.routes(),
                        new MasterServer.Doorway(
                                new Authentication(t -> Optional.ofNullable(sessions.get(t))),
                                new Permissions(
                                        new Ownership(
                                                trial -> Optional.of(new ExperimentId(trial / 10)),
                                                _ -> Optional.empty())),
                                new SimpleMeterRegistry(),
                                () -> {}));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void takesBothSpellingsAndNoContentType() throws Exception {
        var answer =
                post(
                        "/api/v1/trials/70/echo",
                        "{\"timeout_seconds\":\"5\",\"trialIds\":[1,\"2\"]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"trialId\":70,\"timeoutSeconds\":\"5\",\"trialIds\":[1,2],\"follow\":false,"
                                + "\"orderBy\":\"ORDER_BY_UNSPECIFIED\",\"config\":{},\"items\":[]}");
    }

    @Test
    void readsJsonWhateverTheContentTypeSays() throws Exception {
        var request =
                request("/api/v1/trials/70/echo", "person")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("{\"follow\":true}"));
        assertThat(send(request).body()).contains("\"follow\":true");
    }

    @Test
    void takesAnEmptyBodyForAnEmptyObject() throws Exception {
        var answer =
                send(request("/api/v1/trials/70/echo", "person").POST(BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void takesAListAsABody() throws Exception {
        assertThat(post("/api/v1/trials/70/echo", "[1]").body()).contains("\"items\":[1]");
    }

    @Test
    void takesADeleteWithABody() throws Exception {
        var request =
                request("/api/v1/trials/70/echo", "person")
                        .method("DELETE", BodyPublishers.ofString("{\"follow\":true}"));
        assertThat(send(request).body()).contains("\"follow\":true");
    }

    @Test
    void readsQueriesWithRepeatedNames() throws Exception {
        var body =
                get("/api/v1/trials/70/echo?trialIds=1&trialIds=2&trial_ids=9&follow=true&orderBy=ORDER_BY_ASC")
                        .body();
        assertThat(body)
                .contains("\"trialIds\":[1,2]")
                .contains("\"follow\":true")
                .contains("ORDER_BY_ASC");
    }

    @Test
    void namesAValueOfAQueryThatIsNotKnown() throws Exception {
        var answer = get("/api/v1/trials/70/echo?orderBy=UP");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"error\":{\"code\":3,\"reason\":\"InvalidArgument\",\"error\":\"orderBy: \\\"UP\\\" is not a value of Order\"}}");
    }

    @Test
    void refusesMalformedJsonAndPathsWith400() throws Exception {
        for (var body :
                List.of("{", "nul", "{} {}", "\"text", "[".repeat(100_000), "{\"trialIds\":{}}")) {
            assertThat(post("/api/v1/trials/70/echo", body).statusCode()).as(body).isEqualTo(400);
        }
        assertThat(get("/api/v1/trials/x/echo").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/trials/99999999999/echo").statusCode()).isEqualTo(400);
    }

    @Test
    void answersOversizedBodiesWith413WhetherAnnouncedOrNot() throws Exception {
        var large = new byte[(int) Bodies.LIMIT + 1];
        java.util.Arrays.fill(large, (byte) ' ');
        var announced =
                send(
                        request("/api/v1/trials/70/echo", "person")
                                .POST(BodyPublishers.ofByteArray(large)));
        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(announced.body()).contains("larger than 128 MiB");
        var chunked =
                send(
                        request("/api/v1/trials/70/echo", "person")
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> new java.io.ByteArrayInputStream(large))));
        assertThat(chunked.statusCode()).isEqualTo(413);
    }

    @Test
    void tellsAMissingTokenFromAWrongOne() throws Exception {
        var none = send(HttpRequest.newBuilder(uri("/api/v1/gap")));
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.body())
                .startsWith(
                        "{\"error\":{\"code\":16,\"reason\":\"Unauthenticated\",\"error\":\"token missing\"");
        var wrong = send(request("/api/v1/gap", "nobody"));
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("\"error\":\"invalid credentials\"");
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/open"))).statusCode()).isEqualTo(200);
        assertThat(send(request("/api/v1/open", "stale")).statusCode()).isEqualTo(200);
    }

    @Test
    void keepsAWorkerToItsOwnExperimentAndAllocation() throws Exception {
        assertThat(asWorker("POST", "/api/v1/trials/70/echo")).isEqualTo(200);
        assertThat(asWorker("POST", "/api/v1/trials/80/echo")).isEqualTo(403);
        assertThat(asWorker("GET", "/api/v1/trials/80/echo")).isEqualTo(200);
        assertThat(asWorker("DELETE", "/api/v1/trials/70/echo")).isEqualTo(403);
        assertThat(asWorker("POST", "/api/v1/allocations/7.x.1/mine")).isEqualTo(200);
        assertThat(asWorker("POST", "/api/v1/allocations/7.x.2/mine")).isEqualTo(403);
        assertThat(post("/api/v1/allocations/7.x.1/mine", "").statusCode()).isEqualTo(403);
    }

    private int asWorker(String method, String path) throws Exception {
        return send(HttpRequest.newBuilder(uri(path))
                        .header("Grpc-Metadata-x-allocation-token", "Bearer worker")
                        .method(method, BodyPublishers.noBody()))
                .statusCode();
    }

    @Test
    void answersUnknownPathsAsUpstreamDoes() throws Exception {
        var operation = get("/api/v1/nothing");
        assertThat(operation.statusCode()).isEqualTo(501);
        assertThat(operation.body())
                .isEqualTo(
                        "{\"error\":{\"code\":12,\"reason\":\"Unimplemented\",\"error\":\"Not Implemented\"}}");
        var other = get("/nope");
        assertThat(other.statusCode()).isEqualTo(404);
        assertThat(other.body()).isEqualTo("{\"message\":\"api not found: GET /nope\"}");
        var unknown = send(HttpRequest.newBuilder(uri("/nope")));
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo("{\"message\":\"Unauthorized\"}");
        assertThat(get("/../../etc/passwd").statusCode()).isBetween(400, 499);
    }

    @Test
    void saysNothingOfWhatIsInsideWhenItFails() throws Exception {
        var answer = get("/api/v1/broken");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("\"reason\":\"Internal\"").doesNotContain("secret");
    }

    @Test
    void givesTheDetailsOfARefusal() throws Exception {
        var answer = get("/api/v1/gap");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("\"error\":\"a gap\"").contains("\"next\":5");
    }

    @Test
    void answersAStreamThatFailsAtOnceWithItsStatus() throws Exception {
        var answer = get("/api/v1/nolines");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo(
                        "{\"error\":{\"grpcCode\":5,\"httpCode\":404,\"message\":\"task 'nosuch' not found\","
                                + "\"httpStatus\":\"Not Found\",\"details\":[]}}");
    }

    @Test
    void sendsTheHeadOfAStreamAtOnceAndThenLineByLine() throws Exception {
        var answer =
                client.send(
                        request("/api/v1/lines", "person").build(), BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        var reader =
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
        table.lines.add(Optional.of(new EchoTable.Line(1)));
        assertThat(reader.readLine()).isEqualTo("{\"result\":{\"number\":1}}");
        table.lines.add(Optional.of(new EchoTable.Line(2)));
        assertThat(reader.readLine()).isEqualTo("{\"result\":{\"number\":2}}");
        table.lines.add(Optional.of(new EchoTable.Line(-1)));
        assertThat(reader.readLine()).startsWith("{\"error\":{\"grpcCode\":14,\"httpCode\":503");
        assertThat(reader.readLine()).isNull();
    }

    @Test
    void refusesNamesThatAreNotOurs() throws Exception {
        assertThat(statusFor("Host: evil.test")).isEqualTo(403);
        assertThat(statusFor("Host: 127.0.0.1.evil.test:80")).isEqualTo(403);
        assertThat(statusFor("Host: localhost:1")).isEqualTo(200);
        assertThat(statusFor("Host: [::1]:1")).isEqualTo(200);
        assertThat(statusFor("Host: cluster.test")).isEqualTo(200);
    }

    @Test
    void takesTheCookieFromOurOwnPagesOnly() throws Exception {
        var host = "Host: localhost:" + server.port() + "\r\nCookie: auth=person";
        assertThat(statusFor("/api/v1/trials/1/echo", host)).isEqualTo(200);
        assertThat(statusFor("/api/v1/trials/1/echo", host + "\r\nSec-Fetch-Site: same-origin"))
                .isEqualTo(200);
        assertThat(statusFor("/api/v1/trials/1/echo", host + "\r\nSec-Fetch-Site: same-site"))
                .isEqualTo(403);
        assertThat(statusFor("/api/v1/trials/1/echo", host + "\r\nOrigin: http://localhost:1"))
                .isEqualTo(403);
        assertThat(
                        statusFor(
                                "/api/v1/trials/1/echo",
                                host + "\r\nOrigin: http://localhost:" + server.port()))
                .isEqualTo(200);
    }

    @Test
    void servesPagesWithTheirTypesAndForgetsNothingThatHasAHash() throws Exception {
        var page = send(HttpRequest.newBuilder(uri("/det/experiments/1")));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
        var script = send(HttpRequest.newBuilder(uri("/det/assets/app-1a2b.js")));
        assertThat(script.headers().firstValue("Content-Type"))
                .hasValue("text/javascript; charset=utf-8");
        assertThat(script.headers().firstValue("Cache-Control").orElseThrow())
                .contains("immutable");
        assertThat(send(HttpRequest.newBuilder(uri("/det/assets/gone.js"))).statusCode())
                .isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(uri("/"))).headers().firstValue("Location"))
                .hasValue("/det/");
        for (var path :
                List.of("/det/../secret.txt", "/det/%2e%2e/secret.txt", "/det/..%2fsecret.txt")) {
            assertThat(
                            raw(
                                    "GET "
                                            + path
                                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .doesNotContain("\r\nsecret");
        }
    }

    private int statusFor(String header) throws IOException {
        return statusFor("/api/v1/open", header);
    }

    private int statusFor(String path, String headers) throws IOException {
        var answer =
                raw("GET " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n");
        return Integer.parseInt(answer.split(" ")[1]);
    }

    /** The head of the answer, and what of its body came with it. */
    private String raw(String request) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var buffer = new byte[64 * 1024];
            var count = socket.getInputStream().read(buffer);
            return new String(buffer, 0, Math.max(count, 0), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path, "person"));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(request(path, "person").POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}
