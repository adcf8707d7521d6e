-- How a call was for each side, every few seconds: numbers and words only (see shared QualityReport).
CREATE TABLE call_quality (
    call_id TEXT NOT NULL REFERENCES calls (id),
    side TEXT NOT NULL CHECK (side IN ('caller', 'callee')),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    report TEXT NOT NULL,
    PRIMARY KEY (call_id, side, number)
) STRICT;
