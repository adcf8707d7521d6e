-- What the patient thinks of a completed call; who and of whom, the call says.
CREATE TABLE call_ratings (
    call_id TEXT NOT NULL PRIMARY KEY REFERENCES calls (id),
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    comment TEXT NOT NULL,
    rated_at INTEGER NOT NULL
) STRICT;
