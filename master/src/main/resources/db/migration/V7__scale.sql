-- What a search remembers: whole as of some decision, and what each decision since then changed. In tables of
-- their own, so that saving a decision does not write the whole again.
CREATE TABLE searches (
    experiment_id INTEGER NOT NULL PRIMARY KEY REFERENCES experiments (id) ON DELETE CASCADE,
    journal TEXT NOT NULL
);
INSERT INTO searches (experiment_id, journal) SELECT id, search FROM experiments;
ALTER TABLE experiments DROP COLUMN search;

CREATE TABLE search_changes (
    experiment_id INTEGER NOT NULL REFERENCES experiments (id) ON DELETE CASCADE,
    version BIGINT NOT NULL,
    change TEXT NOT NULL,
    PRIMARY KEY (experiment_id, version)
)${clustered};

-- What lists of trials are sorted and filtered by, in one index, so that a list reads no more than it shows. Rows
-- from before are measured by the master when it starts.
ALTER TABLE trials ADD COLUMN measured INTEGER NOT NULL DEFAULT 0;
ALTER TABLE trials ADD COLUMN outcome TEXT;
ALTER TABLE trials ADD COLUMN ended_at BIGINT;
ALTER TABLE trials ADD COLUMN restarts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE trials ADD COLUMN best DOUBLE PRECISION;
ALTER TABLE trials ADD COLUMN best_steps BIGINT;
ALTER TABLE trials ADD COLUMN latest DOUBLE PRECISION;
CREATE INDEX trials_figures ON trials
    (experiment_id, best, latest, steps_completed, ended_at, created_at, restarts, outcome, id);
CREATE INDEX trials_alive ON trials (experiment_id, id) WHERE live = 1;
CREATE INDEX trials_unmeasured ON trials (id) WHERE measured = 0;
CREATE INDEX experiments_alive ON experiments (id) WHERE live = 1;

-- How the trials of a search ended: all that lists tell of a search that is over.
ALTER TABLE experiments ADD COLUMN tally TEXT;
