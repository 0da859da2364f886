package ai.resolute.master.search.simulation;

import ai.resolute.master.config.Length;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.search.SearchState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Runs a search method on a made-up model in simulated time, without a cluster: each worker trains
 * one trial at a time, one unit of length in one unit of time. It is the test, the preview and the
 * documentation of a method.
 */
public final class SearchSimulation {
    private final SearchMethod method;
    private final SearchRandom random;
    private final Model model;
    private final Map<RequestId, Run> runs = new LinkedHashMap<>();
    private final Queue<Run> ready = new ArrayDeque<>();
    private final Queue<SearchEvent> events = new ArrayDeque<>();
    private final PriorityQueue<Arrival> arrivals =
            new PriorityQueue<>(
                    Comparator.comparingLong(Arrival::time).thenComparingLong(Arrival::order));
    private final List<Mark> marks = new ArrayList<>();
    private SearchState state;
    private Ending ending = Ending.NONE;
    private boolean telling;
    private int free;
    private int open;
    private int mostOpen;
    private long time;
    private long order;

    /** A made-up model. */
    @FunctionalInterface
    public interface Model {
        /**
         * What a trial does at a length.
         *
         * @param units batches, records or epochs for a trial that is told its lengths; validations
         *     for one that is not
         */
        Moment at(SearchAction.Create trial, long units);
    }

    /** What a trial of the model does. */
    public sealed interface Moment {
        /**
         * Reports metrics and goes on.
         *
         * @param fraction 1 means that a trial that is not told its lengths has trained to its end
         */
        record Reports(double fraction, Map<String, Double> metrics) implements Moment {}

        /** Ends before its time. */
        record Exits(SearchEvent.ExitReason reason) implements Moment {}
    }

    /** How a trial ended. */
    public enum Fate {
        OPEN,
        CLOSED,
        STOPPED,
        EXITED
    }

    /** One simulated trial and how far it trained. */
    public record Trial(SearchAction.Create create, long units, Fate fate) {}

    /** A validation: when, of which trial counted from 0, and how far it was. */
    public record Mark(long time, int trial, long units, Map<String, Double> metrics) {}

    /** How a search ended. */
    public enum Ending {
        /** It did not: no trial has anything to do, and the method waits for one. */
        NONE,
        COMPLETED,
        FAILED
    }

    /** What came of it; trials in the order of their creation. */
    public record Outcome(
            List<Trial> trials,
            List<Mark> marks,
            Ending ending,
            int mostOpen,
            double progress,
            long time) {
        public Outcome {
            trials = List.copyOf(trials);
            marks = List.copyOf(marks);
        }

        /** How much all trials trained together. */
        public long units() {
            return trials.stream().mapToLong(Trial::units).sum();
        }
    }

    private record Arrival(long time, long order, Run run) {}

    /** A trial while it is simulated. */
    private static final class Run {
        final SearchAction.Create create;
        final int number;
        @Nullable Length target;
        long units;
        boolean busy;
        Fate fate = Fate.OPEN;

        Run(SearchAction.Create create, int number) {
            this.create = create;
            this.number = number;
        }
    }

    private SearchSimulation(SearchMethod method, long seed, int workers, Model model) {
        this.method = method;
        this.random = SearchRandom.seeded(seed);
        this.model = model;
        this.free = workers;
        this.state = method.initial();
    }

    /** With as many workers as there are trials. */
    public static Outcome run(SearchMethod method, long seed, Model model) {
        return run(method, seed, Integer.MAX_VALUE, model);
    }

    public static Outcome run(SearchMethod method, long seed, int workers, Model model) {
        return new SearchSimulation(method, seed, workers, model).run();
    }

    private Outcome run() {
        tell(new SearchEvent.Started());
        while (!arrivals.isEmpty() && ending == Ending.NONE) {
            var arrival = arrivals.remove();
            if (arrival.run.fate == Fate.OPEN) {
                time = arrival.time;
                arrive(arrival.run);
            }
        }
        var trials =
                runs.values().stream()
                        .map(run -> new Trial(run.create, run.units, run.fate))
                        .toList();
        return new Outcome(trials, marks, ending, mostOpen, method.progress(state), time);
    }

    private void arrive(Run run) {
        var id = run.create.trial();
        run.units = run.target == null ? run.units + 1 : run.target.count();
        switch (model.at(run.create, run.units)) {
            case Moment.Exits(var reason) ->
                    end(run, Fate.EXITED, new SearchEvent.ExitedEarly(id, reason));
            case Moment.Reports(var fraction, var metrics) -> {
                marks.add(new Mark(time, run.number, run.units, metrics));
                if (run.target == null) {
                    runsOn(run, fraction, metrics);
                } else {
                    leaveWorker(run);
                    events.add(new SearchEvent.Validated(id, metrics));
                    tell(new SearchEvent.Reached(id, run.target, metrics));
                }
            }
        }
    }

    private void runsOn(Run run, double fraction, Map<String, Double> metrics) {
        var id = run.create.trial();
        events.add(new SearchEvent.Progressed(id, fraction));
        tell(new SearchEvent.Validated(id, metrics));
        if (run.fate != Fate.OPEN) {
            return;
        }
        if (fraction >= 1) {
            end(run, Fate.CLOSED, new SearchEvent.Closed(id));
        } else {
            arrivals.add(new Arrival(time + 1, order++, run));
        }
    }

    private void end(Run run, Fate fate, SearchEvent event) {
        if (run.fate == Fate.OPEN) {
            run.fate = fate;
            open--;
            leaveWorker(run);
            tell(event);
        }
    }

    private void leaveWorker(Run run) {
        ready.remove(run);
        if (run.busy) {
            run.busy = false;
            free++;
        }
    }

    /** Events that actions bring about come after all actions of the event before. */
    private void tell(SearchEvent event) {
        events.add(event);
        if (telling) {
            return;
        }
        telling = true;
        while (!events.isEmpty()) {
            var step = method.on(state, events.remove(), random);
            state = step.state();
            step.actions().forEach(this::act);
        }
        telling = false;
        startWorkers();
    }

    private void startWorkers() {
        while (free > 0 && !ready.isEmpty()) {
            var run = ready.remove();
            run.busy = true;
            free--;
            var length = run.target == null ? 1 : run.target.count() - run.units;
            arrivals.add(new Arrival(time + length, order++, run));
        }
    }

    private Run run(RequestId id) {
        var run = runs.get(id);
        if (run == null) {
            throw new IllegalStateException("the search never created " + id);
        }
        return run;
    }

    private void act(SearchAction action) {
        switch (action) {
            case SearchAction.Create create -> {
                var run = new Run(create, runs.size());
                runs.put(create.trial(), run);
                ready.add(run);
                mostOpen = Math.max(mostOpen, ++open);
            }
            case SearchAction.Train(var id, var to) -> {
                var run = run(id);
                run.target = to;
                if (!ready.contains(run)) {
                    ready.add(run);
                }
            }
            case SearchAction.Close(var id) ->
                    end(run(id), Fate.CLOSED, new SearchEvent.Closed(id));
            case SearchAction.Stop(var id) ->
                    end(run(id), Fate.STOPPED, new SearchEvent.Closed(id));
            case SearchAction.Fail _ -> ending = Ending.FAILED;
            case SearchAction.Shutdown(var failed) ->
                    ending = failed ? Ending.FAILED : Ending.COMPLETED;
        }
    }
}
