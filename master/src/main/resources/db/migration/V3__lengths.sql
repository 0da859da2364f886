-- How far the search lets a trial train; none where the trial knows its own length.
ALTER TABLE trials ADD COLUMN goal TEXT;
