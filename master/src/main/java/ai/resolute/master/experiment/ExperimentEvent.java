package ai.resolute.master.experiment;

import ai.resolute.master.config.Length;
import ai.resolute.master.id.RequestId;
import ai.resolute.master.trial.Ending;
import java.util.Map;

/** What happens to an experiment. */
sealed interface ExperimentEvent {
    /** It was just submitted. */
    record Started() implements ExperimentEvent {}

    /** It shall run. */
    record RunAsked() implements ExperimentEvent {}

    /** It shall let go of its slots and keep everything. */
    record PauseAsked() implements ExperimentEvent {}

    /** It shall checkpoint and end. */
    record CancelAsked() implements ExperimentEvent {}

    /** It shall end at once. */
    record KillAsked() implements ExperimentEvent {}

    /** One of its trials is over. */
    record TrialEnded(RequestId trial, Ending ending) implements ExperimentEvent {}

    /** One of its trials reported validation metrics. */
    record Validated(RequestId trial, Map<String, Double> metrics) implements ExperimentEvent {}

    /** One of its trials trained to the length that the search told it, and validated there. */
    record Reached(RequestId trial, Length length, Map<String, Double> metrics)
            implements ExperimentEvent {}

    /** One of its trials reported how far it is. */
    record Progressed(RequestId trial, double fraction) implements ExperimentEvent {}
}
