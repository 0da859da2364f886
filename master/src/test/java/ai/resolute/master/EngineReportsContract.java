package ai.resolute.master;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.InvalidRequest;
import ai.resolute.master.store.Database;
import ai.resolute.master.trial.report.Report;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports of workers: taken once, in order, whole or not at all. */
abstract class EngineReportsContract {

    @TempDir Path directory;
    private TestCluster cluster;

    @BeforeEach
    void open(Database database) {
        cluster = new TestCluster(database, directory, 2);
    }

    @Test
    void reportsArriveOnceAndInOrder() {
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        var two = List.<Report>of(TestCluster.validation(1, 0.5), TestCluster.validation(2, 0.4));
        assertThat(cluster.engine.reports.take(run, 0, two)).isEqualTo(2);
        assertThat(cluster.engine.reports.take(run, 0, two)).isEqualTo(2);
        assertThatThrownBy(() -> cluster.engine.reports.take(run, 3, two))
                .isInstanceOfSatisfying(
                        Conflict.class, gap -> assertThat(gap.details()).containsEntry("next", 2L));
        var more = List.<Report>of(two.get(1), TestCluster.validation(3, 0.3));
        assertThat(cluster.engine.reports.take(run, 1, more)).isEqualTo(3);
        assertThat(cluster.engine.reports.positions(run))
                .containsEntry("reports", 3L)
                .containsEntry("logs", 0L);
    }

    @Test
    void reportsOfARunThatIsOverAreRefused() {
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        cluster.exit(cluster.trial(id, 0), 1);
        cluster.settle();
        assertThatThrownBy(() ->
                        cluster.engine.reports.take(run, 0, List.of(new Report.State("training"))))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("is over");
    }

    @Test
    void aReportThatCannotBeTakenTakesNothingElse() {
        var id = cluster.start(TestCluster.SINGLE);
        var run = cluster.run(id);
        cluster.report(run, TestCluster.validation(1, 0.5));
        var bad = List.<Report>of(new Report.State("training"), TestCluster.validation(1, 0.1));
        assertThatThrownBy(() -> cluster.engine.reports.take(run, 1, bad))
                .isInstanceOf(InvalidRequest.class);
        assertThat(cluster.engine.reports.positions(run)).containsEntry("reports", 1L);
        assertThat(cluster.engine.trials.progress(cluster.trial(id, 0).id()).activity()).isEmpty();
    }
}
