-- Answers about very many rows are made of figures beside the rows, each in an index of its own.

-- The kind of failure that a trial ended with.
ALTER TABLE trials ADD COLUMN failure TEXT;
UPDATE trials SET failure = state${json} -> 'ending' ->> 'kind' WHERE outcome = 'ERRORED';
CREATE INDEX trials_failed ON trials (experiment_id, failure, id) WHERE failure IS NOT NULL;

-- By their end; the number, 2 to the power of 53, stands for those that have none.
CREATE INDEX trials_ended ON trials (experiment_id, (COALESCE(ended_at, 9007199254740992)), id, outcome);

-- What checkpoints come to: each, those of a trial, and those of an experiment.
ALTER TABLE checkpoints ADD COLUMN size BIGINT NOT NULL DEFAULT 0;
UPDATE checkpoints
SET size = (SELECT COALESCE(SUM(CAST(value AS BIGINT)), 0) FROM ${json_each}(resources${json}))
WHERE resources <> '{}';
ALTER TABLE trials ADD COLUMN checkpoint_bytes BIGINT NOT NULL DEFAULT 0;
UPDATE trials
SET checkpoint_bytes = (SELECT COALESCE(SUM(size), 0) FROM checkpoints WHERE trial_id = trials.id)
WHERE id IN (SELECT trial_id FROM checkpoints);
CREATE INDEX trials_sizes ON trials (experiment_id, checkpoint_bytes, id, outcome);
CREATE TABLE checkpoint_totals (
    experiment_id INTEGER NOT NULL PRIMARY KEY,
    checkpoints INTEGER NOT NULL,
    bytes BIGINT NOT NULL
);
INSERT INTO checkpoint_totals (experiment_id, checkpoints, bytes)
SELECT experiment_id, COUNT(*), SUM(size) FROM checkpoints GROUP BY experiment_id;

-- Tells which experiments have changed without a look at their rows, which are long.
CREATE INDEX experiments_versions ON experiments (id, version, live);

-- A removal that failed is not tried again before this time; those that never failed go first.
ALTER TABLE removals ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE removals ADD COLUMN next_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX removals_by_experiment;
CREATE INDEX removals_due ON removals (experiment_id, next_at, id);

-- What a context directory has beyond its first part, which is in the table contexts.
CREATE TABLE context_parts (
    experiment_id INTEGER NOT NULL REFERENCES experiments (id),
    number INTEGER NOT NULL,
    bytes ${bytes} NOT NULL,
    PRIMARY KEY (experiment_id, number)
);

-- What scripts keep with their trials, as JSON.
CREATE TABLE trial_metadata (
    trial_id INTEGER NOT NULL PRIMARY KEY REFERENCES trials (id),
    metadata TEXT NOT NULL
);

-- Checkpoints that scripts say they use, besides the one that a trial began with.
CREATE TABLE trial_sources (
    trial_id INTEGER NOT NULL REFERENCES trials (id),
    checkpoint_uuid TEXT NOT NULL,
    use TEXT NOT NULL,
    PRIMARY KEY (trial_id, checkpoint_uuid)
)${clustered};
CREATE INDEX trial_sources_by_checkpoint ON trial_sources (checkpoint_uuid, trial_id);

-- The devices that a worker found on its node.
CREATE TABLE accelerators (
    task_id TEXT NOT NULL,
    allocation_id TEXT NOT NULL,
    container TEXT NOT NULL,
    node TEXT NOT NULL,
    device TEXT NOT NULL,
    uuids TEXT NOT NULL,
    PRIMARY KEY (task_id, allocation_id, container)
)${clustered};
