-- Slots that shall take no work; slot -1 stands for the whole node.
CREATE TABLE disabled_slots (
    node TEXT NOT NULL,
    slot INTEGER NOT NULL,
    drains INTEGER NOT NULL,
    disabled_by TEXT NOT NULL,
    disabled_at BIGINT NOT NULL,
    PRIMARY KEY (node, slot)
);

-- Who last asked something of an experiment or a trial.
CREATE TABLE wishes (
    subject TEXT NOT NULL PRIMARY KEY,
    verb TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at BIGINT NOT NULL
);

-- Which log policies of its experiment a trial's lines matched, each once a run.
CREATE TABLE log_matches (
    trial_id INTEGER NOT NULL REFERENCES trials (id),
    run INTEGER NOT NULL,
    policy TEXT NOT NULL,
    node TEXT,
    line TEXT NOT NULL,
    matched_at BIGINT NOT NULL,
    PRIMARY KEY (trial_id, run, policy)
);
