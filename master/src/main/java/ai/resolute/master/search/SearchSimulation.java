package ai.resolute.master.search;

import ai.resolute.master.id.RequestId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs a search method on a made-up model, without a cluster: every open trial advances by one
 * validation in turn. It is the test, the preview and the documentation of a method.
 */
public final class SearchSimulation {
    private final SearchMethod method;
    private final SearchRandom random;
    private final Model model;
    private final Map<RequestId, Trial> trials = new LinkedHashMap<>();
    private final Map<RequestId, Trial> open = new LinkedHashMap<>();
    private SearchState state;
    private Ending ending = Ending.NONE;
    private int mostOpen;

    /** A made-up model. */
    @FunctionalInterface
    public interface Model {
        /**
         * What a trial does at a validation.
         *
         * @param validation which one, from 1
         */
        Moment at(SearchAction.Create trial, int validation);
    }

    /** What a trial of the model does. */
    public sealed interface Moment {
        /** Reports metrics and goes on; {@code fraction} 1 means that it has trained to its end. */
        record Reports(double fraction, Map<String, Double> metrics) implements Moment {}

        /** Ends before its time. */
        record Exits(SearchEvent.ExitReason reason) implements Moment {}
    }

    /**
     * One simulated trial.
     *
     * @param validations how many it made
     * @param stopped whether the search stopped it
     */
    public record Trial(SearchAction.Create create, int validations, boolean stopped) {
        Trial next() {
            return new Trial(create, validations + 1, stopped);
        }

        Trial ended() {
            return new Trial(create, validations, true);
        }
    }

    /** How a search ended. */
    public enum Ending {
        /** It did not: no trial is open, and the method waits for one. */
        NONE,
        COMPLETED,
        FAILED
    }

    /** What came of it; trials in the order of their creation. */
    public record Outcome(List<Trial> trials, Ending ending, int mostOpen, double progress) {
        public Outcome {
            trials = List.copyOf(trials);
        }
    }

    private SearchSimulation(SearchMethod method, long seed, Model model) {
        this.method = method;
        this.random = SearchRandom.seeded(seed);
        this.model = model;
        this.state = method.initial();
    }

    public static Outcome run(SearchMethod method, long seed, Model model) {
        return new SearchSimulation(method, seed, model).run();
    }

    private Outcome run() {
        tell(new SearchEvent.Started());
        while (!open.isEmpty()) {
            List.copyOf(open.keySet()).forEach(this::advance);
        }
        return new Outcome(
                new ArrayList<>(trials.values()), ending, mostOpen, method.progress(state));
    }

    private void advance(RequestId id) {
        var before = open.get(id);
        if (before == null) {
            return;
        }
        var trial = update(before.next());
        switch (model.at(trial.create, trial.validations)) {
            case Moment.Exits(var reason) -> close(id, new SearchEvent.ExitedEarly(id, reason));
            case Moment.Reports(var fraction, var metrics) -> {
                tell(new SearchEvent.Progressed(id, fraction));
                tell(new SearchEvent.Validated(id, metrics));
                if (fraction >= 1 && open.containsKey(id)) {
                    close(id, new SearchEvent.Closed(id));
                }
            }
        }
    }

    private void close(RequestId id, SearchEvent event) {
        open.remove(id);
        tell(event);
    }

    private void tell(SearchEvent event) {
        var step = method.on(state, event, random);
        state = step.state();
        step.actions().forEach(this::act);
    }

    private void act(SearchAction action) {
        switch (action) {
            case SearchAction.Create create -> {
                open.put(create.trial(), new Trial(create, 0, false));
                trials.put(create.trial(), new Trial(create, 0, false));
                mostOpen = Math.max(mostOpen, open.size());
            }
            case SearchAction.Stop(var id) -> {
                var trial = open.get(id);
                if (trial != null) {
                    update(trial.ended());
                    close(id, new SearchEvent.Closed(id));
                }
            }
            case SearchAction.Shutdown(var failed) ->
                    ending = failed ? Ending.FAILED : Ending.COMPLETED;
        }
    }

    private Trial update(Trial trial) {
        open.put(trial.create.trial(), trial);
        trials.put(trial.create.trial(), trial);
        return trial;
    }
}
