package ai.resolute.master.experiment;

import ai.resolute.master.experiment.ExperimentState.Outcome;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.search.SearchAction;
import ai.resolute.master.search.SearchAction.Close;
import ai.resolute.master.search.SearchAction.Create;
import ai.resolute.master.search.SearchAction.Fail;
import ai.resolute.master.search.SearchAction.Shutdown;
import ai.resolute.master.search.SearchAction.Stop;
import ai.resolute.master.search.SearchAction.Train;
import ai.resolute.master.search.SearchEvent;
import ai.resolute.master.search.SearchEvent.ExitReason;
import ai.resolute.master.search.SearchMethod;
import ai.resolute.master.search.SearchRandom;
import ai.resolute.master.trial.Ending;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One turn of the search of an experiment that is active or paused. */
record SearchTurn(Experiment experiment, SearchMethod method, Instant now) {
    /** Tells of the end of a trial, unless that was done before. */
    Experiment.Step ended(RequestId trial, Ending ending) {
        if (experiment.unmanaged()) {
            return new Experiment.Step(settled(experiment.closed(trial, ending), false), List.of());
        }
        return experiment.journal().open().contains(trial)
                ? new SearchTurn(experiment.closed(trial, ending), method, now)
                        .tell(closing(trial, ending))
                : new Experiment.Step(experiment, List.of());
    }

    /** Nobody asks the search of an unmanaged experiment: its owner says what trials there are. */
    Experiment.Step tell(SearchEvent event) {
        if (experiment.unmanaged()) {
            return new Experiment.Step(experiment, List.of());
        }
        var random = SearchRandom.at(experiment.journal().position());
        var step = method.on(experiment.journal().search(), event, random);
        var journal = experiment.journal().stepped(step.state(), random);
        var orders = new ArrayList<SearchAction>();
        var failed = false;
        for (var action : step.actions()) {
            switch (action) {
                case Create create -> {
                    orders.add(create);
                    journal = journal.opened(create.trial());
                }
                case Stop stop -> {
                    orders.add(stop);
                    journal = journal.stopping(stop.trial());
                }
                case Close close -> orders.add(close);
                case Train train -> orders.add(train);
                case Fail(var why) -> {
                    journal = journal.failed(why);
                    failed = true;
                }
                case Shutdown(var asFailure) -> {
                    journal = journal.shutDown();
                    failed = asFailure;
                }
            }
        }
        return new Experiment.Step(settled(experiment.with(journal), failed), orders);
    }

    private Experiment settled(Experiment next, boolean failed) {
        var journal = next.journal();
        if (failed && !journal.open().isEmpty()) {
            return next.stopping(Outcome.ERRORED, now);
        }
        return journal.over() && journal.open().isEmpty()
                ? next.stopping(journal.tally().outcome(), now)
                : next;
    }

    private static SearchEvent closing(RequestId trial, Ending ending) {
        return switch (ending.outcome()) {
            case COMPLETED, STOPPED_EARLY -> new SearchEvent.Closed(trial);
            case ERRORED ->
                    new SearchEvent.ExitedEarly(
                            trial, ending.blamesPoint() ? ExitReason.ERRORED : ExitReason.UNLUCKY);
            case CANCELED -> new SearchEvent.ExitedEarly(trial, ExitReason.CANCELED);
            case INVALID_HYPERPARAMETERS ->
                    new SearchEvent.ExitedEarly(trial, ExitReason.INVALID_HYPERPARAMETERS);
        };
    }
}
