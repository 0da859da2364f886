package ai.resolute.master.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.config.Length;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.store.column.RecordColumn;
import ai.resolute.master.trial.TrialState.BackingOff;
import ai.resolute.master.trial.TrialState.Paused;
import ai.resolute.master.trial.failure.Attempts;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.failure.FailureClass;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What holds for a trial whatever happens to it, in whatever order and however often. */
final class TrialWalkTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int WALKS = 300;
    private static final int STEPS = 60;
    private static final int MAX_RESTARTS = 3;
    private static final TrialOrigin ORIGIN =
            new TrialOrigin(
                    new ExperimentId(1),
                    new RequestId(new UUID(0, 1)),
                    7,
                    MAX_RESTARTS,
                    Map.of(),
                    Optional.empty());

    @Test
    void noOrderOfEventsLeadsAstray() {
        var seed = new Random().nextLong();
        var ended = 0;
        var classes = EnumSet.noneOf(FailureClass.class);
        for (int walk = 0; walk < WALKS; walk++) {
            var end = walk(seed + walk, classes);
            assertThat(walk(seed + walk, classes)).as("%d again", seed + walk).isEqualTo(end);
            ended += end.live() ? 0 : 1;
        }
        assertThat(ended).as("walks that came to an end").isBetween(WALKS / 10, WALKS);
        assertThat(classes).as("seed %d", seed).containsExactlyInAnyOrder(FailureClass.values());
    }

    private static Trial walk(long seed, Set<FailureClass> classes) {
        var random = new Random(seed);
        var trial = Trial.paused(new TrialId(1), ORIGIN, NOW);
        var now = NOW;
        for (int step = 0; step < STEPS; step++) {
            now = now.plusSeconds(random.nextInt(40));
            var event = event(random, trial);
            var next = trial.on(event, now);
            check("seed %d: %s + %s".formatted(seed, trial, event), trial, event, next);
            if (next.state() instanceof BackingOff(var until) && holdsRun(trial)) {
                checkBackOff(seed, next, now, until);
            }
            next.attempts().lastFailure().map(Failure::type).ifPresent(classes::add);
            trial = next;
        }
        return trial;
    }

    /** It ends, and the longest it may be is that of its class. */
    private static void checkBackOff(long seed, Trial trial, Instant now, Instant until) {
        var failure = trial.attempts().lastFailure().orElseThrow();
        assertThat(until)
                .as("seed %d: %s", seed, trial)
                .isBetween(now, now.plus(failure.policy().backOff().longest()));
        assertThat(trial.on(new TrialEvent.Ticked(), until).state())
                .as("seed %d: %s", seed, trial)
                .isInstanceOf(TrialState.Running.class);
        assertThat(failure.type()).isNotEqualTo(FailureClass.NOT_A_NUMBER);
    }

    private static void check(String what, Trial before, TrialEvent event, Trial after) {
        assertThat(saved(after)).as(what).isEqualTo(after.state());
        assertThat(after.attempts().restarts()).as(what).isLessThanOrEqualTo(MAX_RESTARTS);
        if (!before.live()) {
            assertThat(after).as(what).isSameAs(before);
        }
        assertThat(after.owed() instanceof TrialAction.TellExperiment)
                .as(what)
                .isEqualTo(!after.live());
        assertThat(after.owed() instanceof TrialAction.Nothing)
                .as(what)
                .isEqualTo(after.state() instanceof Paused);
        assertThat(after.owed() instanceof TrialAction.RunLater)
                .as(what)
                .isEqualTo(after.state() instanceof BackingOff);
        assertThat(saved(after.attempts())).as(what).isEqualTo(after.attempts());
        if (holdsRun(before) && !endOfRun(before, event)) {
            assertThat(holdsRun(after)).as(what + ": its run is not over").isTrue();
            assertThat(after.attempts().run()).as(what).isEqualTo(before.attempts().run());
        }
        if (endOfRun(before, event) && holdsRun(after)) {
            assertThat(after.attempts().run()).as(what).isEqualTo(before.attempts().run() + 1);
        }
        if (after.state() instanceof TrialState.Running && !holdsRun(before)) {
            assertThat(after.resting()).as(what + ": it has nothing to do").isFalse();
        }
    }

    /** Whether its current run has slots, or asks for some. */
    private static boolean holdsRun(Trial trial) {
        return trial.live()
                && !(trial.state() instanceof Paused || trial.state() instanceof BackingOff);
    }

    private static boolean endOfRun(Trial before, TrialEvent event) {
        return holdsRun(before)
                && event instanceof TrialEvent.AllocationEnded(var run, _)
                && run == before.attempts().run();
    }

    private static TrialState saved(Trial trial) {
        return RecordColumn.read(
                TrialState.class, RecordColumn.write(TrialState.class, trial.state()));
    }

    private static Attempts saved(Attempts attempts) {
        return RecordColumn.read(Attempts.class, RecordColumn.write(Attempts.class, attempts));
    }

    private static TrialEvent event(Random random, Trial trial) {
        var run = trial.attempts().run() - (random.nextInt(4) == 0 ? 1 : 0);
        var length = new Length(Length.Unit.EPOCHS, 1 + random.nextInt(3));
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> new TrialEvent.RunAsked();
            case 4, 5 -> new TrialEvent.PauseAsked();
            case 6 -> new TrialEvent.LengthSet(length);
            case 7 -> new TrialEvent.LengthReached(run, length);
            case 8 ->
                    new TrialEvent.FailureReported(
                            run, new Failure(kind(random), "b", random.nextInt(8) > 0));
            case 9 ->
                    random.nextInt(4) == 0
                            ? new TrialEvent.StopReported()
                            : new TrialEvent.RunAsked();
            case 10 ->
                    random.nextInt(8) == 0
                            ? new TrialEvent.HyperparametersRefused()
                            : new TrialEvent.PauseAsked();
            case 11 ->
                    random.nextInt(8) == 0
                            ? new TrialEvent.StopAsked(Ending.CANCELED)
                            : new TrialEvent.RunAsked();
            case 12 ->
                    random.nextInt(8) == 0
                            ? new TrialEvent.KillAsked(Ending.KILLED)
                            : new TrialEvent.PauseAsked();
            case 13, 14 -> new TrialEvent.Ticked();
            case 15 ->
                    random.nextInt(4) == 0
                            ? new TrialEvent.RestartsRefused("a line")
                            : new TrialEvent.Advanced(run);
            default -> new TrialEvent.AllocationEnded(run, end(random));
        };
    }

    private static String kind(Random random) {
        var types = FailureClass.values();
        return types[random.nextInt(types.length)].kinds().getFirst();
    }

    private static AllocationEnd end(Random random) {
        var ends =
                List.of(
                        new AllocationEnd.Withdrawn(),
                        new AllocationEnd.Preempted(),
                        new AllocationEnd.Killed(),
                        new AllocationEnd.TimedOut(),
                        new AllocationEnd.Exited(random.nextInt(4)),
                        new AllocationEnd.Lost("gone"),
                        new AllocationEnd.FailedToStart("no room"));
        return ends.get(random.nextInt(ends.size()));
    }
}
