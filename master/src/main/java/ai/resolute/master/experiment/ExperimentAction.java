package ai.resolute.master.experiment;

/** What a state of an experiment asks for. */
sealed interface ExperimentAction {
    /** Let its open trials run, but for those that the search stops. */
    record RunTrials() implements ExperimentAction {}

    /** Let its open trials pause, but for those that the search stops. */
    record PauseTrials() implements ExperimentAction {}

    /** Let its open trials checkpoint and end. */
    record StopTrials() implements ExperimentAction {}

    /** Kill its open trials. */
    record KillTrials() implements ExperimentAction {}

    /** Remove it and all that belongs to it. */
    record Remove() implements ExperimentAction {}

    /** It is over. */
    record Nothing() implements ExperimentAction {}
}
