package ai.resolute.master.rest.task;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How the workers of an allocation find each other, over HTTP. */
@Timeout(60)
@ExtendWith(EitherDatabase.class)
class MeetingRoutesTest {
    private TestMaster master;
    private TestCaller worker;
    private String allocation;

    @TempDir Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        var trial = master.runningTrial(TestCluster.SINGLE);
        worker = master.worker(trial);
        allocation = "/api/v1/allocations/" + trial.allocation();
    }

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void aWorkerThatIsAloneWaitsForNobody() {
        var resources = allocation.substring(allocation.lastIndexOf('/') + 1);
        var answer = worker.read("%s/resources/%s/rendezvous".formatted(allocation, resources));
        assertThat(answer.text())
                .isEqualTo(
                        "{\"rendezvousInfo\":{\"addresses\":[\"127.0.0.1\"],\"rank\":0,\"slots\":[1]}}");
        assertThat(
                        worker.read(
                                        "%s/resources/%s/rendezvous?address=10.0.0.7"
                                                .formatted(allocation, resources))
                                .at("rendezvousInfo.addresses"))
                .isEqualTo(List.of("10.0.0.7"));
        assertThat(worker.get(allocation + "/resources/nosuch/rendezvous").status()).isEqualTo(404);
    }

    @Test
    void peersLearnWhatEachOfThemBrought() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var path : List.of("/all_gather", "/notify_container_running")) {
                var first = threads.submit(gather(path, "b", Map.of("port", 1)));
                var second = threads.submit(gather(path, "a", Map.of("port", 2)));
                var all = List.of(Map.of("port", 2L), Map.of("port", 1L));
                assertThat(first.get().at("data")).isEqualTo(all);
                assertThat(second.get().at("data")).isEqualTo(all);
            }
        }
    }

    private Callable<TestCaller.Answer> gather(String path, String uuid, Map<String, Object> data) {
        return () ->
                worker.done(
                        allocation + path,
                        Map.of("requestUuid", uuid, "numPeers", 2, "data", data));
    }

    @Test
    void whoBringsNoNameAndWhoIsOverAreRefused() {
        assertThat(worker.post(allocation + "/all_gather", Map.of("numPeers", 2)).status())
                .isEqualTo(400);
        assertThat(worker.post(allocation + "/all_gather", Map.of("requestUuid", "a")).status())
                .isEqualTo(400);
        var trial = master.cluster.trial(new ai.resolute.master.id.ExperimentId(1), 0);
        master.cluster.exit(trial, 0);
        master.cluster.settle();
        assertThat(
                        worker.post(
                                        allocation + "/all_gather",
                                        Map.of("requestUuid", "a", "numPeers", 1))
                                .status())
                .isGreaterThanOrEqualTo(400);
    }
}
