package ai.resolute.master.trial;

import static org.assertj.core.api.Assertions.assertThat;

import ai.resolute.master.allocation.AllocationEnd;
import ai.resolute.master.config.Length;
import ai.resolute.master.id.ExperimentId;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.id.TrialId;
import ai.resolute.master.trial.TrialState.BackingOff;
import ai.resolute.master.trial.TrialState.Ended;
import ai.resolute.master.trial.TrialState.Killing;
import ai.resolute.master.trial.TrialState.Notes;
import ai.resolute.master.trial.TrialState.Paused;
import ai.resolute.master.trial.TrialState.Pausing;
import ai.resolute.master.trial.TrialState.Running;
import ai.resolute.master.trial.TrialState.Stopping;
import ai.resolute.master.trial.failure.Attempts;
import ai.resolute.master.trial.failure.Failure;
import ai.resolute.master.trial.failure.FailureClass;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every state with every event. */
final class TrialTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int RUN = 4;
    private static final Failure FATAL = new Failure("bad_script", "no such file", false);
    private static final Failure NAN = new Failure("nan_metric", "it is NaN", true);
    private static final Failure FULL = new Failure("storage", "the disk is full", true);
    private static final TrialOrigin ORIGIN =
            new TrialOrigin(
                    new ExperimentId(1),
                    new RequestId(new UUID(0, 1)),
                    7,
                    2,
                    Map.of(),
                    Optional.empty());

    private static final Length SHORT = new Length(Length.Unit.BATCHES, 30);
    private static final Length LONG = new Length(Length.Unit.BATCHES, 90);

    private static final Map<String, TrialState> STATES = new LinkedHashMap<>();
    private static final Map<String, TrialEvent> EVENTS = new LinkedHashMap<>();

    static {
        var told = new Notes(Optional.of(FATAL), false, Optional.empty());
        var asked = new Notes(Optional.empty(), true, Optional.empty());
        STATES.put("paused", new Paused());
        STATES.put("running", new Running(Notes.NONE));
        STATES.put("doomed", new Running(told));
        STATES.put("leaving", new Running(asked));
        STATES.put("diverged", new Running(Notes.NONE.with(NAN)));
        STATES.put("full", new Running(Notes.NONE.with(FULL)));
        STATES.put("waiting", new BackingOff(NOW.plusSeconds(1)));
        STATES.put("pausing", new Pausing(Notes.NONE));
        STATES.put("stopping", new Stopping(Ending.CANCELED, Notes.NONE));
        STATES.put("refusing", new Stopping(Ending.INVALID, Notes.NONE));
        STATES.put("killing", new Killing(Ending.KILLED));
        STATES.put("ended", new Ended(Ending.TRAINED, NOW));
        EVENTS.put("run", new TrialEvent.RunAsked());
        EVENTS.put("pause", new TrialEvent.PauseAsked());
        EVENTS.put("cancel", new TrialEvent.StopAsked(Ending.CANCELED));
        EVENTS.put("kill", new TrialEvent.KillAsked(Ending.KILLED));
        EVENTS.put("withdrawn", ended(new AllocationEnd.Withdrawn()));
        EVENTS.put("preempted", ended(new AllocationEnd.Preempted()));
        EVENTS.put("killed", ended(new AllocationEnd.Killed()));
        EVENTS.put("exit0", ended(new AllocationEnd.Exited(0)));
        EVENTS.put("exit1", ended(new AllocationEnd.Exited(1)));
        EVENTS.put("exit3", ended(new AllocationEnd.Exited(3)));
        EVENTS.put("lost", ended(new AllocationEnd.Lost("gone")));
        EVENTS.put("late", ended(new AllocationEnd.TimedOut()));
        EVENTS.put("tick", new TrialEvent.Ticked());
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    # run, pause, cancel, kill, withdrawn, preempted, killed, exit0, exit1, exit3, lost, late, tick
                    paused,   Running+run, -, CANCELED, CANCELED, -, -, -, -, -, -, -, -, -
                    running,  -, Pausing, Stopping, Killing, Running+run, Running+run, Running+run, COMPLETED, Running+run+restart, ERRORED, Running+run+restart, Running+run, -
                    doomed,   -, Pausing, Stopping, Killing, Running+run, Running+run, Running+run, ERRORED, ERRORED, ERRORED, ERRORED, Running+run, -
                    leaving,  -, Pausing, Stopping, Killing, Running+run, STOPPED_EARLY, Running+run, STOPPED_EARLY, Running+run+restart, ERRORED, Running+run+restart, Running+run, -
                    diverged, -, Pausing, Stopping, Killing, Running+run, Running+run, Running+run, ERRORED, ERRORED, ERRORED, ERRORED, Running+run, -
                    full,     -, Pausing, Stopping, Killing, Running+run, Running+run, Running+run, BackingOff, BackingOff, BackingOff, BackingOff, Running+run, -
                    waiting,  -, Paused, CANCELED, CANCELED, -, -, -, -, -, -, -, -, -
                    pausing,  Running, -, Stopping, Killing, Paused, Paused, Paused, COMPLETED, Paused+restart, ERRORED, Paused+restart, Paused, -
                    stopping, -, -, -, Killing, CANCELED, CANCELED, CANCELED, CANCELED, ERRORED, ERRORED, ERRORED, CANCELED, -
                    refusing, -, -, -, Killing, INVALID_HYPERPARAMETERS, INVALID_HYPERPARAMETERS, INVALID_HYPERPARAMETERS, INVALID_HYPERPARAMETERS, INVALID_HYPERPARAMETERS, INVALID_HYPERPARAMETERS, INVALID_HYPERPARAMETERS, INVALID_HYPERPARAMETERS, -
                    killing,  -, -, -, -, CANCELED, CANCELED, CANCELED, CANCELED, CANCELED, CANCELED, CANCELED, CANCELED, -
                    ended,    -, -, -, -, -, -, -, -, -, -, -, -, -
                    """)
    void everyPairHasItsAnswer(
            @org.junit.jupiter.params.aggregator.AggregateWith(Row.class) List<String> row) {
        var events = List.copyOf(EVENTS.keySet());
        for (int index = 0; index < events.size(); index++) {
            var before = in(STATES.get(row.getFirst()), 0);
            assertThat(words(before, before.on(EVENTS.get(events.get(index)), NOW)))
                    .as(row.getFirst() + " + " + events.get(index))
                    .isEqualTo(row.get(index + 1));
        }
    }

    @Test
    void eventsOfAnEarlierRunChangeNothing() {
        for (var state : STATES.values()) {
            var trial = in(state, 0);
            var late = new TrialEvent.AllocationEnded(RUN - 1, new AllocationEnd.Exited(1));
            assertThat(trial.on(late, NOW)).isSameAs(trial);
            var said = new TrialEvent.FailureReported(RUN - 1, FATAL);
            assertThat(trial.on(said, NOW)).isSameAs(trial);
        }
    }

    @Test
    void theLastFailureEndsIt() {
        var trial = in(new Running(Notes.NONE), 2).on(EVENTS.get("exit1"), NOW);
        assertThat(trial.state()).isInstanceOf(Ended.class);
        assertThat(trial.attempts().lastFailure()).isPresent();
        assertThat(trial.attempts().restarts()).isEqualTo(2);
    }

    @Test
    void aRunThatBringsNothingFurtherIsFollowedLaterAndLater() {
        var trial = in(new Running(Notes.NONE), 0).on(EVENTS.get("lost"), NOW);
        assertThat(trial.state()).as("the first restart is at once").isInstanceOf(Running.class);
        trial = trial.on(lost(trial), NOW);
        assertThat(trial.state()).isEqualTo(new BackingOff(NOW.plusSeconds(5)));
        assertThat(Outlook.of(trial, NOW.plusSeconds(1))).contains("restart 2 of 2 in 4 s");
        assertThat(trial.on(EVENTS.get("tick"), NOW.plusSeconds(4))).isSameAs(trial);
        var run = trial.attempts().run();
        trial = trial.on(EVENTS.get("tick"), NOW.plusSeconds(5));
        assertThat(trial.state()).isEqualTo(new Running(Notes.NONE));
        assertThat(trial.attempts().run()).isEqualTo(run + 1);
        trial = trial.on(lost(trial), NOW);
        assertThat(((Ended) trial.state()).ending().kind()).isEqualTo("lost");
        assertThat(Outlook.of(trial, NOW)).contains("not restarted: it was restarted 2 of 2 times");
    }

    @Test
    void aRunThatBroughtItFurtherIsFollowedAtOnce() {
        var trial = in(new Running(Notes.NONE), 0).on(EVENTS.get("lost"), NOW);
        trial = trial.on(new TrialEvent.Advanced(trial.attempts().run()), NOW);
        trial = trial.on(lost(trial), NOW);
        assertThat(trial.state()).isInstanceOf(Running.class);
        assertThat(trial.attempts().restarts()).isEqualTo(2);
    }

    @Test
    void aFullDiskUsesUpNoRestartHoweverLongItLasts() {
        var trial = in(new Running(Notes.NONE), 0);
        var now = NOW;
        for (int attempt = 1; attempt <= 20; attempt++) {
            var run = trial.attempts().run();
            trial = trial.on(new TrialEvent.FailureReported(run, FULL), now);
            trial = trial.on(ended(run, new AllocationEnd.Exited(1)), now);
            var until = ((BackingOff) trial.state()).until();
            assertThat(until).isBetween(now.plusSeconds(10), now.plusSeconds(300));
            now = until;
            trial = trial.on(EVENTS.get("tick"), now);
        }
        assertThat(trial.attempts().restarts()).isZero();
        assertThat(Outlook.of(trial, now)).contains("run 24 is a restart that does not count");
    }

    @Test
    void aTrialWhoseRestartsAreRefusedEndsWithItsNextFailure() {
        var why = "its log had a line that matches 'ECC'";
        var refused = in(new Running(Notes.NONE), 0).on(new TrialEvent.RestartsRefused(why), NOW);
        assertThat(refused.state()).isInstanceOf(Running.class);
        var ended = refused.on(EVENTS.get("exit1"), NOW);
        assertThat(((Ended) ended.state()).ending().outcome()).isEqualTo(Ending.Outcome.ERRORED);
        assertThat(Outlook.of(ended, NOW)).contains("not restarted: " + why);
    }

    @Test
    void whatIsToldFirstIsWhyItFails() {
        var told = in(new Running(Notes.NONE.with(NAN).with(FATAL)), 0);
        var ended = told.on(EVENTS.get("exit1"), NOW);
        assertThat(((Ended) ended.state()).ending().kind()).isEqualTo("nan_metric");
    }

    @ParameterizedTest
    @CsvSource({"137,MEMORY", "139,UNKNOWN", "1,UNKNOWN"})
    void aStatusWithoutWordsHasAClassToo(int status, FailureClass expected) {
        var trial = in(new Running(Notes.NONE), 0).on(ended(new AllocationEnd.Exited(status)), NOW);
        assertThat(trial.attempts().lastFailure().orElseThrow().type()).isEqualTo(expected);
    }

    @Test
    void aWorkerThatFoundNoRoomFailedOfStorage() {
        var why = "its supervisor did not start: No space left for its files in /data";
        var trial =
                in(new Running(Notes.NONE), 0).on(ended(new AllocationEnd.FailedToStart(why)), NOW);
        assertThat(trial.state()).isEqualTo(new BackingOff(NOW.plusSeconds(10)));
        assertThat(trial.attempts().restarts()).isZero();
    }

    @Test
    void whatTheScriptSaysIsKeptUntilTheRunEnds() {
        var told = in(new Running(Notes.NONE), 0).on(new TrialEvent.StopReported(), NOW);
        var paused = told.on(new TrialEvent.PauseAsked(), NOW);
        var ended = paused.on(EVENTS.get("preempted"), NOW);
        assertThat(((Ended) ended.state()).ending()).isEqualTo(Ending.STOPPED_BY_SCRIPT);
    }

    @Test
    void aTrialAtItsLengthRestsUntilItIsMoved() {
        var running = in(new Running(Notes.NONE), 0).on(new TrialEvent.LengthSet(SHORT), NOW);
        assertThat(running.state()).isEqualTo(new Running(Notes.NONE));
        var resting = running.on(new TrialEvent.LengthReached(RUN, SHORT), NOW);
        assertThat(resting.state()).isInstanceOf(Pausing.class);
        assertThat(resting.on(EVENTS.get("run"), NOW)).isSameAs(resting);
        for (var end : List.of("preempted", "exit0", "exit1", "lost", "killed")) {
            var rested = resting.on(EVENTS.get(end), NOW);
            assertThat(rested.state()).as(end).isEqualTo(new Paused());
            assertThat(rested.attempts().restarts()).isZero();
            assertThat(rested.on(EVENTS.get("run"), NOW)).isSameAs(rested);
            var moved = rested.on(new TrialEvent.LengthSet(LONG), NOW);
            assertThat(moved.on(EVENTS.get("run"), NOW).state()).isInstanceOf(Running.class);
        }
    }

    @Test
    void aLengthThatMovedInTimeKeepsTheRun() {
        var moved =
                in(new Running(Notes.NONE), 0)
                        .on(new TrialEvent.LengthSet(SHORT), NOW)
                        .on(new TrialEvent.LengthSet(LONG), NOW)
                        .on(new TrialEvent.LengthReached(RUN, SHORT), NOW);
        assertThat(moved.state()).isInstanceOf(Running.class);
        assertThat(moved.resting()).isFalse();
        assertThat(words(moved, moved.on(EVENTS.get("exit0"), NOW))).isEqualTo("Running+run");
        assertThat(words(moved, moved.on(EVENTS.get("exit1"), NOW)))
                .isEqualTo("Running+run+restart");
    }

    @Test
    void aRefusalOfHyperparametersStopsIt() {
        var event = new TrialEvent.HyperparametersRefused();
        for (var state : List.of(new Running(Notes.NONE), new Pausing(Notes.NONE))) {
            assertThat(in(state, 0).on(event, NOW).state())
                    .isEqualTo(new Stopping(Ending.INVALID, Notes.NONE));
        }
    }

    private static String words(Trial before, Trial after) {
        if (after.equals(before)) {
            return "-";
        }
        var state =
                after.state() instanceof Ended(var ending, _)
                        ? ending.outcome().toString()
                        : after.state().getClass().getSimpleName();
        var run = after.attempts().run() > before.attempts().run() ? "+run" : "";
        var restart = after.attempts().restarts() > before.attempts().restarts() ? "+restart" : "";
        return state + run + restart;
    }

    private static TrialEvent ended(AllocationEnd end) {
        return ended(RUN, end);
    }

    private static TrialEvent ended(int run, AllocationEnd end) {
        return new TrialEvent.AllocationEnded(run, end);
    }

    private static TrialEvent lost(Trial trial) {
        return ended(trial.attempts().run(), new AllocationEnd.Lost("gone"));
    }

    private static Trial in(TrialState state, int restarts) {
        var attempts = new Attempts(RUN, restarts, Optional.empty(), 0, Optional.empty());
        return new Trial(new TrialId(1), ORIGIN, state, attempts, Optional.empty(), NOW, 0);
    }

    /** The fields of a line as a list. */
    static final class Row implements org.junit.jupiter.params.aggregator.ArgumentsAggregator {
        @Override
        public List<String> aggregateArguments(
                org.junit.jupiter.params.aggregator.ArgumentsAccessor fields,
                org.junit.jupiter.api.extension.ParameterContext context) {
            return fields.toList().stream().map(String::valueOf).toList();
        }
    }
}
