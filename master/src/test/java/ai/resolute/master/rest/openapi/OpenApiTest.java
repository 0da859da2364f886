package ai.resolute.master.rest.openapi;

import static ai.resolute.master.rest.table.Permission.OPEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.api.PageMessages.Nothing;
import ai.resolute.api.wire.Wire;
import ai.resolute.api.worker.TaskMessages.TaskRequest;
import ai.resolute.master.TestMaster;
import ai.resolute.master.rest.table.Route;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
    private static final Path COMMITTED = Path.of("..", "api", "openapi.json");

    private TestMaster master;

    @TempDir Path directory;

    @BeforeEach
    void start() {
        master = new TestMaster(directory, 2);
    }

    @AfterEach
    void stop() {
        master.close();
    }

    record Foreign() {}

    /** {@code make openapi} runs this with {@code -Dopenapi.write=true}. */
    @Test
    void theCommittedDocumentIsWhatTheTableSays() throws Exception {
        var text = new Indented().text(Wire.parse(get("/openapi.json")));
        if (Boolean.getBoolean("openapi.write")) {
            Files.writeString(COMMITTED, text);
        }
        assertThat(Files.readString(COMMITTED))
                .as("api/openapi.json is stale: run make openapi and commit what it writes")
                .isEqualTo(text);
    }

    @Test
    void everyRouteIsInTheDocumentAndOnThePage() throws Exception {
        var document = (Map<?, ?>) Wire.parse(get("/openapi.json"));
        var paths = (Map<?, ?>) document.get("paths");
        var page = get("/docs/rest-api");
        assertThat(master.table())
                .isNotEmpty()
                .allSatisfy(route -> {
                    var operations = (Map<?, ?>) paths.get(route.path());
                    var operation =
                            (Map<?, ?>)
                                    operations.get(
                                            route.method().toLowerCase(java.util.Locale.ROOT));
                    assertThat(operation.get("x-permission")).isEqualTo(route.permission().name());
                    assertThat(page).contains("<code>" + route.path() + "</code>");
                });
    }

    @Test
    void everyReferenceLeadsToASchema() throws Exception {
        var text = get("/openapi.json");
        var document = (Map<?, ?>) Wire.parse(text);
        var schemas = (Map<?, ?>) ((Map<?, ?>) document.get("components")).get("schemas");
        var references =
                java.util.regex.Pattern.compile("#/components/schemas/(\\w+)")
                        .matcher(text)
                        .results()
                        .map(found -> found.group(1))
                        .distinct()
                        .toList();
        assertThat(references).isNotEmpty().allMatch(schemas::containsKey);
    }

    @Test
    void everyOperationHasANameOfItsOwn() throws Exception {
        var names =
                java.util.regex.Pattern.compile("\"operationId\":\"(\\w+)\"")
                        .matcher(get("/openapi.json"))
                        .results()
                        .map(found -> found.group(1))
                        .toList();
        assertThat(names).hasSize(master.table().size()).doesNotHaveDuplicates();
    }

    @Test
    void aRouteThatDoesNotSayAllOfItselfIsRefused() {
        refuses(
                route("/a", "A").answer(Foreign.class, Nothing.class, _ -> new Nothing()),
                "takes no record");
        refuses(
                route("/a", "A").answer(Nothing.class, Foreign.class, _ -> new Foreign()),
                "answers no record");
        refuses(
                route("/a", " ").answer(Nothing.class, Nothing.class, _ -> new Nothing()),
                "has no summary");
        refuses(
                route("/a", "A").raw(Nothing.class, List.of(), (_, _, _) -> {}),
                "names no media type");
        refuses(
                route("/a/{trialId}", "A")
                        .answer(TaskRequest.class, Nothing.class, _ -> new Nothing()),
                "does not take {trialId}");
        var twice = route("/a", "A").answer(Nothing.class, Nothing.class, _ -> new Nothing());
        assertThatThrownBy(() -> OpenApi.of(List.of(twice, twice), "1"))
                .hasMessageContaining("GET /a comes twice");
    }

    private static Route.Head route(String path, String summary) {
        return Route.of("GET", path, OPEN, summary);
    }

    private static void refuses(Route<?, ?> route, String why) {
        assertThatThrownBy(() -> OpenApi.of(List.of(route), "1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GET " + route.path() + " " + why);
    }

    private String get(String path) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(master.url() + path)).build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }
}
