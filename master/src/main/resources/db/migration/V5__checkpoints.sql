-- What becomes of checkpoints: pins, writes that were begun, files that are owed to be removed; and the model registry.
ALTER TABLE checkpoints ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;

-- The checkpoint whose weights a trial began with; never collected.
ALTER TABLE trials ADD COLUMN warm_start TEXT;
UPDATE trials
SET warm_start =
    (SELECT MIN(checkpoints.uuid) FROM checkpoints WHERE trials.origin LIKE '%' || checkpoints.uuid || '%')
WHERE trials.origin NOT LIKE '%"warmStart":null%';
CREATE INDEX trials_by_warm_start ON trials (warm_start) WHERE warm_start IS NOT NULL;

-- Begun by a run and not yet announced as complete.
CREATE TABLE checkpoint_writes (
    uuid TEXT NOT NULL PRIMARY KEY,
    experiment_id INTEGER NOT NULL,
    allocation_id TEXT NOT NULL
)${clustered};
CREATE INDEX checkpoint_writes_by_allocation ON checkpoint_writes (allocation_id);
CREATE INDEX checkpoint_writes_by_experiment ON checkpoint_writes (experiment_id);

-- Experiments whose checkpoints are still to be sorted into those that stay and those that go.
CREATE TABLE collections (
    experiment_id INTEGER NOT NULL PRIMARY KEY
);

-- Files that shall be gone; a row is removed when they are. It says all that is needed, as the experiment may be gone.
CREATE TABLE removals (
    id BIGINT NOT NULL PRIMARY KEY,
    experiment_id INTEGER NOT NULL,
    place TEXT NOT NULL,
    uuid TEXT NOT NULL,
    paths TEXT NOT NULL
);
CREATE INDEX removals_by_experiment ON removals (experiment_id, id);

CREATE TABLE models (
    id INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    owner INTEGER NOT NULL REFERENCES users (id),
    description TEXT NOT NULL,
    notes TEXT NOT NULL,
    labels TEXT NOT NULL,
    metadata TEXT NOT NULL,
    archived INTEGER NOT NULL,
    versions INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE model_versions (
    id INTEGER NOT NULL PRIMARY KEY,
    model_id INTEGER NOT NULL REFERENCES models (id),
    number INTEGER NOT NULL,
    checkpoint_uuid TEXT NOT NULL,
    owner INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    comment TEXT NOT NULL,
    notes TEXT NOT NULL,
    labels TEXT NOT NULL,
    metadata TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    UNIQUE (model_id, number)
);
CREATE INDEX model_versions_by_checkpoint ON model_versions (checkpoint_uuid);
