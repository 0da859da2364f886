package ai.resolute.master.rest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.TestCaller;
import ai.resolute.master.TestCluster;
import ai.resolute.master.TestMaster;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.store.Database;
import ai.resolute.master.store.EitherDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How long logs stay, over HTTP. */
@ExtendWith(EitherDatabase.class)
class LogRetentionRoutesTest {
    private TestMaster master;
    private TestCaller person;
    private TestCaller admin;

    @TempDir Path directory;

    @BeforeEach
    void start(Database database) {
        master = new TestMaster(new TestCluster(database, directory, 2));
        person = master.login("determined");
        admin = master.login("admin");
    }

    @AfterEach
    void stop() {
        master.close();
    }

    @Test
    void linesStayAsLongAsTheConfigurationSays() {
        ended(TestCluster.SINGLE + "retention_policy: {log_retention_days: 3}\n");
        ended(TestCluster.SINGLE);
        pass(Duration.ofDays(3).minusMinutes(1));
        assertThat(cleaned()).isZero();
        assertThat(lines(1)).isNotZero();
        pass(Duration.ofMinutes(1));
        assertThat(cleaned()).isPositive();
        assertThat(cleaned()).isZero();
        assertThat(lines(1)).isZero();
        assertThat(lines(2)).isNotZero();
    }

    @Test
    void whatAPersonSaysOfATrialCountsMost() {
        ended(TestCluster.SINGLE + "retention_policy: {log_retention_days: 3}\n");
        ended(TestCluster.SINGLE);
        ended(TestCluster.SINGLE);
        put("/api/v1/trials/1/retain_logs", -1);
        put("/api/v1/experiments/2/retain_logs", 1);
        put("/api/v1/experiments/3/retain_logs", 1);
        put("/api/v1/trials/3/retain_logs", 30);
        pass(Duration.ofDays(4));
        assertThat(cleaned()).isPositive();
        assertThat(lines(1)).isNotZero();
        assertThat(lines(2)).isZero();
        assertThat(lines(3)).isNotZero();
    }

    @Test
    void linesStayThatSomebodyWantsToKeepMeanwhile() {
        ended(TestCluster.SINGLE + "retention_policy: {log_retention_days: 3}\n");
        pass(Duration.ofDays(4));
        master.cluster.overtake(() -> put("/api/v1/trials/1/retain_logs", -1));
        assertThat(cleaned()).isZero();
        assertThat(lines(1)).isNotZero();
        put("/api/v1/trials/1/retain_logs", 3);
        assertThat(cleaned()).isPositive();
    }

    @Test
    void linesOfATrialThatGoesOnMeanwhileStay() {
        ended(TestCluster.SINGLE + "retention_policy: {log_retention_days: 3}\n");
        pass(Duration.ofDays(4));
        master.cluster.overtake(() ->
                assertThat(person.post("/api/v1/experiments/continue", "{\"id\": 1}").status())
                        .isEqualTo(200));
        assertThat(cleaned()).isZero();
        assertThat(lines(1)).isNotZero();
    }

    @Test
    void theMasterLooksEachHourByItself() {
        ended(TestCluster.SINGLE + "retention_policy: {log_retention_days: 0}\n");
        pass(Duration.ofHours(1));
        master.cluster.settle();
        assertThat(lines(1)).isZero();
    }

    @Test
    void oddNumbersAndOthersThanAdministratorsAreRefused() {
        ended(TestCluster.SINGLE);
        assertThat(person.send("PUT", "/api/v1/trials/1/retain_logs", "{\"numDays\": -2}").status())
                .isEqualTo(400);
        assertThat(person.send("PUT", "/api/v1/trials/9/retain_logs", "{\"numDays\": 2}").status())
                .isEqualTo(404);
        assertThat(person.post("/api/v1/cleanup_logs", "").status()).isEqualTo(403);
    }

    private void ended(String config) {
        var id = master.cluster.start(config);
        var trial = master.cluster.trial(id, 0);
        master.cluster.lines(trial.allocation(), "one", "two");
        master.cluster.exit(trial, 0);
        master.cluster.settle();
        assertThat(master.cluster.experiment(new ExperimentId(id.value())).live()).isFalse();
    }

    private void pass(Duration time) {
        master.cluster.clock.pass(time);
    }

    private long cleaned() {
        return Long.parseLong(
                String.valueOf(admin.done("/api/v1/cleanup_logs", "").at("removedCount")));
    }

    private void put(String path, int days) {
        assertThat(person.send("PUT", path, "{\"numDays\": " + days + "}").status()).isEqualTo(200);
    }

    private int lines(int trial) {
        return person.read("/api/v1/trials/" + trial + "/logs").lines().size();
    }
}
