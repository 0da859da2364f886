-- The tables of experiment, trial and allocation. A version counts the saves of a row and is its lock.

CREATE TABLE experiments (
    id INTEGER NOT NULL PRIMARY KEY,
    owner INTEGER NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT,
    live INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    state TEXT NOT NULL,
    search TEXT NOT NULL,
    submitter TEXT,
    config TEXT NOT NULL,
    config_text TEXT NOT NULL,
    key TEXT UNIQUE,
    version BIGINT NOT NULL
);
CREATE INDEX experiments_by_owner ON experiments (owner, id);

CREATE TABLE contexts (
    experiment_id INTEGER NOT NULL PRIMARY KEY REFERENCES experiments (id),
    tgz BYTEA NOT NULL
);

CREATE TABLE allocations (
    id TEXT NOT NULL PRIMARY KEY,
    task_id TEXT NOT NULL,
    ask TEXT NOT NULL,
    state TEXT NOT NULL,
    live INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    started_at BIGINT,
    last_heard BIGINT,
    version BIGINT NOT NULL
);
CREATE INDEX allocations_by_task ON allocations (task_id, created_at);
CREATE INDEX allocations_alive ON allocations (id) WHERE live = 1;

CREATE TABLE trials (
    id INTEGER NOT NULL PRIMARY KEY,
    experiment_id INTEGER NOT NULL REFERENCES experiments (id),
    task_id TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL,
    state TEXT NOT NULL,
    live INTEGER NOT NULL,
    attempts TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- What the worker reported last; not part of the decisions, so outside the version.
    steps_completed BIGINT NOT NULL DEFAULT 0,
    fraction DOUBLE PRECISION NOT NULL DEFAULT 0,
    length BIGINT,
    batches_per_second DOUBLE PRECISION,
    activity TEXT,
    environment TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX trials_by_experiment ON trials (experiment_id, id);
