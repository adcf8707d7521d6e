-- An encounter's id is that of a queue entry, an appointment or a direct call.
CREATE TABLE notes (
    encounter_id TEXT PRIMARY KEY NOT NULL,
    doctor_id TEXT NOT NULL REFERENCES users (id),
    text TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version > 0),
    changed_at BIGINT NOT NULL
);
