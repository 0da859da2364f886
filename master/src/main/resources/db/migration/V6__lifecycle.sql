-- Which experiment another was forked from, and what people write about it.
ALTER TABLE experiments ADD COLUMN parent_id INTEGER;
ALTER TABLE experiments ADD COLUMN notes TEXT NOT NULL DEFAULT '';

-- Parts of configurations, as JSON.
CREATE TABLE templates (
    name TEXT NOT NULL PRIMARY KEY,
    config TEXT NOT NULL,
    modified_at BIGINT NOT NULL
)${clustered};
