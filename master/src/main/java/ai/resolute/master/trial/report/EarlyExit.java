package ai.resolute.master.trial.report;

/** Why a script ends its trial by itself. */
public enum EarlyExit {
    USER_REQUESTED_STOP,
    INVALID_HYPERPARAMETERS
}
