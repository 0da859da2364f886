package ai.resolute.master.trial.note;

/** What a trial does with a checkpoint of another. */
public enum Use {
    INFERENCE,
    FINE_TUNING
}
