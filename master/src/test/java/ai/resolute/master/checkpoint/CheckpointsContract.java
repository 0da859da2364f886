package ai.resolute.master.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ai.resolute.master.checkpoint.Checkpoint.State;
import ai.resolute.master.config.DomainException.Conflict;
import ai.resolute.master.config.DomainException.NotFound;
import ai.resolute.master.id.AllocationId;
import ai.resolute.master.id.CheckpointId;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.Database;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is kept of checkpoints, on any database. */
abstract class CheckpointsContract {
    private static final Instant TIME = Instant.parse("2026-11-23T10:00:00.123456Z");

    private Database database;
    private Checkpoints checkpoints;

    @BeforeEach
    void open(Database opened) {
        database = opened;
        checkpoints = new Checkpoints(opened);
    }

    @Test
    void aReportComesBackAsItWasAndTheSameAgainChangesNothing() {
        var report = report(1, 10);
        take(report);
        take(report);
        assertThat(checkpoints.listByTrial(new TrialId(1)))
                .containsExactly(new Checkpoint(report, State.COMPLETED, 1, false));
        assertThat(checkpoints.get(report.id()).size()).isEqualTo(5_000_000_012L);
    }

    @Test
    void aTrialRestartsFromWhatIsCompleteTheNewestFirst() {
        var first = report(1, 10);
        var second = report(1, 20);
        take(first);
        take(second);
        take(report(2, 30));
        assertThat(complete(1)).containsExactly(second.id(), first.id());
        database.execute(handle -> checkpoints.mark(handle, second.id(), State.ERROR));
        assertThat(complete(1)).containsExactly(first.id());
        assertThat(checkpoints.get(second.id()).state()).isEqualTo(State.ERROR);
        assertThat(complete(9)).isEmpty();
    }

    @Test
    void whatIsStoredIsCountedForTheExperimentAndToldForTheTrial() {
        var told = new HashMap<TrialId, Long>();
        checkpoints.serve((_, trial, more) -> told.merge(trial, more, Long::sum));
        var experiment = new ExperimentId(7);
        assertThat(checkpoints.total(experiment)).isEqualTo(CheckpointTotal.NOTHING);
        var first = report(1, 10);
        var second = report(2, 20);
        take(first);
        take(first);
        take(second);
        assertThat(checkpoints.total(experiment))
                .isEqualTo(new CheckpointTotal(2, 10_000_000_024L));
        database.execute(handle -> {
            checkpoints.discard(handle, first.id());
            checkpoints.discard(handle, first.id());
            checkpoints.keepOnly(handle, second.id(), Map.of("weights", 3L));
        });
        assertThat(checkpoints.total(experiment)).isEqualTo(new CheckpointTotal(2, 3));
        assertThat(told).containsOnly(entry(new TrialId(1), 0L), entry(new TrialId(2), 3L));
        database.execute(handle -> checkpoints.forget(handle, experiment));
        assertThat(checkpoints.total(experiment)).isEqualTo(CheckpointTotal.NOTHING);
    }

    private List<CheckpointId> complete(int trial) {
        return checkpoints.listComplete(new TrialId(trial)).stream().map(Checkpoint::id).toList();
    }

    @Test
    void listsAreNewestFirst() {
        take(report(1, 10));
        take(report(2, 30));
        take(report(1, 20));
        assertThat(checkpoints.listByExperiment(new ExperimentId(7)))
                .extracting(Checkpoint::stepsCompleted)
                .containsExactly(20L, 30L, 10L);
        assertThat(checkpoints.listByTrial(new TrialId(1)))
                .extracting(Checkpoint::stepsCompleted)
                .containsExactly(20L, 10L);
    }

    @Test
    void aCheckpointOfAnotherTrialIsNotTakenOver() {
        var mine = report(1, 10);
        take(mine);
        var theirs =
                new CheckpointReport(mine.id(), report(2, 1).origin(), 1, TIME, Map.of(), Map.of());
        assertThatThrownBy(() -> take(theirs))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("belongs to trial 1, not to trial 2");
    }

    @Test
    void anUnknownOneIsNotFound() {
        var id = new CheckpointId(new UUID(1, 2));
        assertThatThrownBy(() -> checkpoints.get(id))
                .isInstanceOf(NotFound.class)
                .hasMessage("checkpoint '%s' not found".formatted(id));
        assertThatThrownBy(() -> database.execute(h -> checkpoints.mark(h, id, State.DELETED)))
                .isInstanceOf(NotFound.class);
    }

    private void take(CheckpointReport report) {
        database.execute(handle -> checkpoints.take(handle, report));
    }

    private static CheckpointReport report(int trial, long steps) {
        var origin =
                new CheckpointReport.Origin(
                        new ExperimentId(7), new TrialId(trial), new AllocationId("7.x.1"));
        return new CheckpointReport(
                new CheckpointId(UUID.randomUUID()),
                origin,
                steps,
                TIME,
                Map.of("model.keras", 5_000_000_000L, "code/", 12L),
                Map.of("framework", "tensorflow", "steps_completed", (int) steps));
    }
}
