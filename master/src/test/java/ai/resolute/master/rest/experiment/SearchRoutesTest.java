package ai.resolute.master.rest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.api.wire.Wire;
import ai.resolute.master.TestMaster;
import ai.resolute.master.config.ExperimentConfigs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Previews over a real server. */
final class SearchRoutesTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private TestMaster master;
    private String token = "";

    @TempDir private Path directory;

    @BeforeEach
    void start() throws Exception {
        master = new TestMaster(directory, 2);
        var login = post("/api/v1/auth/login", "{\"username\":\"determined\",\"password\":\"\"}");
        token = (String) ((Map<?, ?>) Wire.parse(login.body())).get("token");
    }

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void aSearchOfWholeTrialsIsOneRow() throws Exception {
        var answer = preview("{\"name\":\"random\",\"metric\":\"loss\",\"max_trials\":7}", "");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"trials\":[{\"count\":7,\"unit\":{\"maxLength\":true}}]")
                .contains("\"concurrent\":7")
                .doesNotContain("\"cost\"");
    }

    @Test
    void aHalvingSearchTellsWhereItsTrialsStop() throws Exception {
        var answer =
                preview(
                        "{\"name\":\"adaptive_asha\",\"metric\":\"loss\",\"max_trials\":64,\"mode\":\"aggressive\","
                                + "\"time_metric\":\"batches\",\"max_time\":937}",
                        ",\"secondsPerUnit\":3.6,\"slots\":4");
        assertThat(answer.body())
                .contains(
                        "\"trials\":[{\"count\":48,\"unit\":{\"name\":\"batches\",\"value\":14,\"maxLength\":false}}")
                .contains(
                        "{\"count\":1,\"unit\":{\"name\":\"batches\",\"value\":937,\"maxLength\":false}}]")
                .contains("\"cost\":{\"hours\":0.937,\"slotHours\":3.007}");
    }

    @Test
    void aCostFollowsFromNumbersAboveNothing() throws Exception {
        for (var more : new String[] {"\"secondsPerUnit\":-1", "\"slots\":0"}) {
            var answer = preview("{\"name\":\"single\",\"metric\":\"loss\"}", "," + more);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("from which no cost follows");
        }
    }

    @Test
    void faultsAreToldAsBySubmission() throws Exception {
        var answer = preview("{\"name\":\"random\",\"metric\":\"loss\"}", "");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("searcher.max_trials: is missing");
    }

    @Test
    void theSchemaIsServedToEditors() throws Exception {
        var request = HttpRequest.newBuilder(URI.create(master.url() + "/schemas/experiment.json"));
        var answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/schema+json");
        assertThat(answer.body()).isEqualTo(ExperimentConfigs.schema().toJson());
    }

    private HttpResponse<String> preview(String searcher, String more) throws Exception {
        return post(
                "/api/v1/preview-hp-search",
                "{\"config\":{\"searcher\":" + searcher + "}" + more + "}");
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(master.url() + path))
                        .header("Authorization", "Bearer " + token)
                        .POST(BodyPublishers.ofString(body));
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
