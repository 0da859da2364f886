-- The tables of store, user, metrics, log and checkpoint. The same text runs on SQLite and PostgreSQL:
-- JSON and typed names are TEXT, times are BIGINT microseconds since 1970, booleans are INTEGER.
-- ${clustered} keeps a table in the order of its key where the database can.

CREATE TABLE sequences (
    name TEXT NOT NULL PRIMARY KEY,
    last BIGINT NOT NULL
)${clustered};

CREATE TABLE cluster (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
)${clustered};

CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    display_name TEXT NOT NULL,
    admin INTEGER NOT NULL,
    active INTEGER NOT NULL,
    modified_at BIGINT NOT NULL,
    last_login_at BIGINT
);

-- Only digests of tokens are kept. A session of an allocation acts for the allocation's owner.
CREATE TABLE sessions (
    digest TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id),
    allocation_id TEXT,
    expires_at BIGINT
)${clustered};
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_allocation ON sessions (allocation_id);

-- How much of each spool of a worker is committed.
CREATE TABLE spool_positions (
    allocation_id TEXT NOT NULL,
    stream TEXT NOT NULL,
    next BIGINT NOT NULL,
    PRIMARY KEY (allocation_id, stream)
)${clustered};

-- The newest run of each trial that reported metrics.
CREATE TABLE metric_runs (
    trial_id INTEGER NOT NULL PRIMARY KEY,
    run_id INTEGER NOT NULL
);

-- One row a report. Archived rows were overtaken by a later run and no longer count. The widest column comes
-- last, so that reading the others does not touch its pages.
CREATE TABLE metrics (
    id BIGINT NOT NULL PRIMARY KEY,
    trial_id INTEGER NOT NULL,
    metric_group TEXT NOT NULL,
    steps BIGINT NOT NULL,
    run_id INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    time BIGINT NOT NULL,
    epoch DOUBLE PRECISION,
    body TEXT NOT NULL,
    batches TEXT NOT NULL
)${clustered};
CREATE UNIQUE INDEX metrics_that_count ON metrics (trial_id, metric_group, steps) WHERE archived = 0;

-- Count, sum, min, max and last of each metric that counts, as JSON.
CREATE TABLE metric_summaries (
    trial_id INTEGER NOT NULL,
    metric_group TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (trial_id, metric_group)
)${clustered};

CREATE TABLE checkpoints (
    uuid TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL UNIQUE,
    experiment_id INTEGER NOT NULL,
    trial_id INTEGER NOT NULL,
    allocation_id TEXT NOT NULL,
    state TEXT NOT NULL,
    steps BIGINT NOT NULL,
    time BIGINT NOT NULL,
    resources TEXT NOT NULL,
    metadata TEXT NOT NULL
);
CREATE INDEX checkpoints_by_trial ON checkpoints (trial_id, number);
CREATE INDEX checkpoints_by_experiment ON checkpoints (experiment_id, number);

-- Lines of a task are numbered from 1 in the order of their commits.
CREATE TABLE log_lines (
    task_id TEXT NOT NULL,
    id BIGINT NOT NULL,
    allocation_id TEXT,
    time BIGINT NOT NULL,
    source TEXT NOT NULL,
    level TEXT,
    rank INTEGER,
    text TEXT NOT NULL,
    PRIMARY KEY (task_id, id)
)${clustered};
