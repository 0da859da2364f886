package ai.resolute.master.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.id.Unmanaged;
import ai.resolute.master.store.column.RecordColumn;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.TrialState.Paused;
import ai.resolute.master.trial.TrialState.Remote;
import ai.resolute.master.trial.failure.Failure;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An unmanaged trial is what its process says, and lost when that says nothing. */
final class RemoteRunTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plus(RemoteRun.LEASE);
    private static final TrialEvent BEGUN = new TrialEvent.Begun();
    private static final TrialEvent HEARD = new TrialEvent.Heard();
    private static final TrialEvent COMPLETED = new TrialEvent.Told(Ending.TOLD_COMPLETED);
    private static final TrialEvent FAILED = new TrialEvent.Told(Ending.TOLD_FAILED);
    private static final Trial FRESH = Trial.paused(new TrialId(1), origin(true), NOW);
    private static final Trial RUNNING = FRESH.on(BEGUN, NOW);

    private static TrialOrigin origin(boolean unmanaged) {
        var request = new RequestId(new UUID(0, 1));
        return unmanaged
                ? TrialOrigin.unmanaged(
                        new ExperimentId(1), request, Map.of(), new Unmanaged(Optional.of("mine")))
                : new TrialOrigin(new ExperimentId(1), request, 7, 2, Map.of(), Optional.empty());
    }

    @Test
    void itRunsFromItsBeginToTheEndThatItsProcessTells() {
        assertThat(RUNNING.state()).isEqualTo(new Remote(NOW));
        assertThat(RUNNING.attempts().run()).isEqualTo(1);
        assertThat(RUNNING.attempts().restarts()).isZero();
        assertThat(RUNNING.on(COMPLETED, LATER).state())
                .isEqualTo(new Ended(Ending.TOLD_COMPLETED, LATER));
        var failed = RUNNING.on(FAILED, LATER);
        assertThat(ending(failed).outcome()).isEqualTo(Ending.Outcome.ERRORED);
        assertThat(failed.attempts().lastFailure()).isPresent();
    }

    @Test
    void anotherProcessReplacesTheOneThatRanIt() {
        var second = RUNNING.on(BEGUN, NOW.plusSeconds(5));
        assertThat(second.attempts().run()).isEqualTo(2);
        assertThat(second.attempts().restarts()).isEqualTo(1);
        assertThat(second.state()).isEqualTo(new Remote(NOW.plusSeconds(5)));
        var ended = second.on(COMPLETED, LATER);
        assertThat(ended.on(BEGUN, LATER).attempts().run()).isEqualTo(3);
    }

    @Test
    void silenceEndsItWhenItCouldHaveBeenHeard() {
        var early = LATER.minusSeconds(1);
        assertThat(RUNNING.on(new TrialEvent.LeaseLooked(NOW), early)).isSameAs(RUNNING);
        assertThat(RUNNING.on(new TrialEvent.LeaseLooked(NOW.plusSeconds(9)), LATER))
                .as("nobody listened for its first nine seconds")
                .isSameAs(RUNNING);
        var lost = RUNNING.on(new TrialEvent.LeaseLooked(NOW), LATER);
        assertThat(ending(lost).kind()).isEqualTo("lost");
        assertThat(ending(lost).reason()).contains(NOW.toString());
        assertThat(lost.on(HEARD, LATER.plusSeconds(1)).state())
                .isEqualTo(new Remote(LATER.plusSeconds(1)));
        assertThat(lost.on(HEARD, LATER).attempts().run()).isEqualTo(1);
    }

    @Test
    void aSignOfLifeOutweighsTheEndThatAReplacedProcessTold() {
        var second = RUNNING.on(BEGUN, NOW);
        var failed = second.on(FAILED, NOW);
        var soon = NOW.plus(RemoteRun.SETTLING);
        assertThat(failed.on(HEARD, soon)).as("it was on its way").isSameAs(failed);
        assertThat(failed.on(HEARD, soon.plusSeconds(1)).remote()).isTrue();
        var completed = second.on(COMPLETED, NOW);
        assertThat(completed.on(HEARD, LATER)).as("who says that?").isSameAs(completed);
        assertThat(completed.on(new TrialEvent.Reported(1), LATER)).isSameAs(completed);
        assertThat(completed.on(new TrialEvent.Reported(2), LATER).remote()).isTrue();
    }

    @Test
    void whatPeopleEndedIsOverUntilAProcessBeginsAgain() {
        for (var asked :
                new TrialEvent[] {
                    new TrialEvent.KillAsked(Ending.KILLED),
                    new TrialEvent.StopAsked(Ending.CANCELED),
                }) {
            var over = RUNNING.on(asked, NOW);
            assertThat(over.live()).isFalse();
            assertThat(RemoteRun.refused(over)).isTrue();
            assertThat(over.on(HEARD, LATER)).isSameAs(over);
            assertThat(over.on(new TrialEvent.Reported(1), LATER)).isSameAs(over);
            assertThat(over.on(FAILED, LATER)).isSameAs(over);
            assertThat(over.on(BEGUN, LATER).remote()).isTrue();
        }
    }

    @Test
    void whatItsScriptEndedStaysOverAndItsLastReportsAreTaken() {
        for (var told :
                new TrialEvent[] {
                    new TrialEvent.StopReported(), new TrialEvent.HyperparametersRefused()
                }) {
            var over = RUNNING.on(told, NOW);
            assertThat(over.live()).isFalse();
            assertThat(RemoteRun.refused(over)).isFalse();
            assertThat(over.on(HEARD, LATER)).isSameAs(over);
            assertThat(over.on(COMPLETED, LATER)).isSameAs(over);
        }
    }

    @Test
    void whateverHappensTheClusterRunsNothingOfIt() {
        var seed = new Random().nextLong();
        for (int walk = 0; walk < 200; walk++) {
            var random = new Random(seed + walk);
            var trial = FRESH;
            var now = NOW;
            for (int step = 0; step < 60; step++) {
                now = now.plusSeconds(random.nextInt(60));
                var next = trial.on(event(random, now), now);
                var what = "seed %d: %s -> %s".formatted(seed + walk, trial, next);
                assertThat(next.state())
                        .as(what)
                        .isInstanceOfAny(Paused.class, Remote.class, Ended.class);
                assertThat(next.owed())
                        .as(what)
                        .isInstanceOfAny(
                                TrialAction.Nothing.class,
                                TrialAction.WatchProcess.class,
                                TrialAction.TellExperiment.class);
                assertThat(next.attempts().run())
                        .as(what)
                        .isGreaterThanOrEqualTo(trial.attempts().run());
                assertThat(
                                RecordColumn.read(
                                        TrialState.class,
                                        RecordColumn.write(TrialState.class, next.state())))
                        .as(what)
                        .isEqualTo(next.state());
                trial = next;
            }
        }
    }

    @Test
    void noneOfItChangesAManagedTrial() {
        var managed = Trial.paused(new TrialId(1), origin(false), NOW);
        var running = managed.on(new TrialEvent.RunAsked(), NOW);
        for (var trial : new Trial[] {managed, running}) {
            for (var event :
                    new TrialEvent[] {
                        BEGUN, HEARD, COMPLETED, FAILED, new TrialEvent.LeaseLooked(NOW)
                    }) {
                assertThat(trial.on(event, LATER)).isSameAs(trial);
            }
        }
    }

    private static TrialEvent event(Random random, Instant now) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> BEGUN;
            case 2, 3 -> HEARD;
            case 4 -> new TrialEvent.Reported(1 + random.nextInt(4));
            case 5 -> COMPLETED;
            case 6 -> FAILED;
            case 7 -> new TrialEvent.LeaseLooked(now.minusSeconds(random.nextInt(400)));
            case 8 ->
                    random.nextInt(4) == 0
                            ? new TrialEvent.KillAsked(Ending.KILLED)
                            : new TrialEvent.RunAsked();
            case 9 -> new TrialEvent.PauseAsked();
            case 10 ->
                    random.nextBoolean()
                            ? new TrialEvent.Ticked()
                            : new TrialEvent.FailureReported(
                                    1, new Failure("script_raised", "b", true));
            default -> new TrialEvent.AllocationEnded(1, new AllocationEnd.Exited(1));
        };
    }

    private static Ending ending(Trial trial) {
        return ((Ended) trial.state()).ending();
    }
}
