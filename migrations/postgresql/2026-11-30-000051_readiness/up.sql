-- When a server last proved that it can write.
CREATE TABLE readiness (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    written_at BIGINT NOT NULL
);
INSERT INTO readiness (id, written_at) VALUES (1, 0);
