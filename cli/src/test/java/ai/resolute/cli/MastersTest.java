package ai.resolute.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MastersTest {
    private static final String AGENTS =
            """
            {"agents":[{"id":"here","enabled":true,"version":"1","slots":{\
            "0":{"id":"0","device":{"brand":"some processor","type":"TYPE_CPU"},"enabled":true,"container":null,\
            "allocationId":"1.2.1","trialId":2,"experimentId":1},\
            "1":{"id":"1","device":{"brand":"","type":"TYPE_CPU"},"enabled":true,"container":null}}}]}
            """;

    @TempDir private Path home;
    private final TestingMaster master = new TestingMaster();

    @AfterEach
    void close() {
        master.close();
    }

    private Ran det(String... arguments) {
        return Ran.det(home, master, arguments);
    }

    @Test
    void anAnswerWithoutWordsIsToldByItsStatusOnce() {
        master.on("GET /api/v1/experiments/7", 500, new byte[0]);
        assertThat(det("e", "describe", "7").err()).containsOnlyOnce("HTTP status 500");
    }

    @Test
    void whatIsNotFoundIsLookedForInTheListOfItsKind() {
        assertThat(det("agent", "disable", "nobody").err()).contains("do  det agent list");
        assertThat(det("e", "describe", "7").err()).contains("do  det experiment list");
        assertThat(det("why", "7").err()).contains("do  det experiment list");
        var told = "template 'x' not found; det template list names all that there are";
        master.on(
                "GET /api/v1/templates/x",
                404,
                "{\"error\":{\"code\":5,\"reason\":\"NotFound\",\"error\":\"%s\"}}"
                        .formatted(told)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(det("tpl", "describe", "x").err()).contains(told).doesNotContain("  do ");
    }

    @Test
    void slotsSayWhatRunsOnThem() {
        master.on("GET /api/v1/agents", AGENTS);
        assertThat(det("slot", "--csv").out())
                .isEqualTo(
                        """
                        agent,slot,device,enabled,state,experiment,trial,allocation
                        here,0,some processor,true,BUSY,1,2,1.2.1
                        here,1,CPU,true,FREE,,,
                        """);
        assertThat(det("agent", "list", "--csv").out())
                .isEqualTo(
                        "id,slots,busy,devices,enabled,version\nhere,2,1,\"some processor, CPU\",true,1\n");
    }

    @Test
    void slotsAndMachinesAreTakenOutOfServiceAndBack() {
        master.on("GET /api/v1/agents", AGENTS);
        master.on("POST /api/v1/agents/here/slots/1/disable", "{}");
        master.on("POST /api/v1/agents/here/slots/1/enable", "{}");
        master.on("POST /api/v1/agents/here/disable", "{}");
        assertThat(det("slot", "disable", "here", "1", "--drain").out())
                .isEqualTo("Draining slot 1 of here\n");
        assertThat(master.asked().getLast().body()).isEqualTo("{\"drain\":true}");
        assertThat(det("slot", "enable", "here", "1").out()).isEqualTo("Enabled slot 1 of here\n");
        assertThat(det("agent", "disable", "--all").out()).isEqualTo("Disabled agent here\n");
        assertThat(master.asked().getLast().body()).isEqualTo("{\"drain\":false}");
        assertThat(det("agent", "disable").status()).isEqualTo(2);
        assertThat(det("agent", "enable", "here", "--all").status()).isEqualTo(2);
    }

    @Test
    void tasksSayWhatTheyWaitFor() {
        assertThat(det("task").status()).isEqualTo(5);
        master.on(
                "GET /api/v1/tasks",
                """
                {"allocationIdToSummary":{"1.2.1":{"taskId":"1.2","allocationId":"1.2.1","name":"Trial 2","slotsNeeded":1,\
                "registeredTime":"2026-01-31T12:00:00Z","state":"STATE_QUEUED","trialId":2,"experimentId":1,\
                "waitReason":"needs 1 slot, and all are taken"}}}
                """);
        assertThat(det("task").out())
                .contains("1.2   Trial 2")
                .contains("QUEUED")
                .contains("12:00:00")
                .contains("needs 1 slot, and all are taken");
        assertThat(det("task", "-o", "yaml").out()).contains("registered: ").contains("trial: 2");
    }

    @Test
    void nothingToShowNamesTheNextCommand() {
        master.on("GET /api/v1/agents", "{\"agents\":[]}");
        master.on("GET /api/v1/tasks", "{\"allocationIdToSummary\":{}}");
        assertThat(det("slot").err()).contains("det up");
        assertThat(det("task").err()).contains("det experiment list");
        assertThat(det("slot", "--json").out()).isEqualTo("[]\n");
    }

    @Test
    void theConfigurationIsATree() {
        master.on(
                "GET /api/v1/master/config", "{\"config\":{\"port\":8080,\"db\":{\"url\":\"x\"}}}");
        assertThat(det("master", "config").out()).contains("\"port\": 8080");
        assertThat(det("m", "config", "-o", "yaml").out()).isEqualTo("port: 8080\ndb:\n  url: x\n");
        var refused = det("m", "config", "-o", "csv");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err()).contains("-o yaml");
        assertThat(det("m", "config", "-o", "xml").err())
                .contains("'xml' is not one of table, json");
    }
}
