-- A thread belongs to an encounter, whose id is that of a queue entry, an appointment or a direct
-- call; so no single table can be referred to.
CREATE TABLE chat_members (
    encounter_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    delivered_up_to INTEGER NOT NULL,
    read_up_to INTEGER NOT NULL CHECK (read_up_to <= delivered_up_to),
    unread INTEGER NOT NULL CHECK (unread >= 0),
    PRIMARY KEY (encounter_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_files (
    id TEXT PRIMARY KEY NOT NULL,
    encounter_id TEXT NOT NULL,
    sender_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes > 0),
    -- Random; the name of the file that holds the bytes.
    stored_as TEXT NOT NULL CONSTRAINT chat_files_stored_once UNIQUE,
    key TEXT,
    created_at INTEGER NOT NULL,
    CONSTRAINT chat_files_once UNIQUE (sender_id, key)
) STRICT;
CREATE INDEX chat_files_of_encounter ON chat_files (encounter_id);

CREATE TABLE messages (
    id TEXT PRIMARY KEY NOT NULL,
    encounter_id TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    sender_id TEXT NOT NULL REFERENCES users (id),
    text TEXT NOT NULL,
    file_id TEXT REFERENCES chat_files (id),
    key TEXT,
    sent_at INTEGER NOT NULL,
    CHECK (text <> '' OR file_id IS NOT NULL),
    CONSTRAINT messages_in_order UNIQUE (encounter_id, number),
    CONSTRAINT messages_once UNIQUE (sender_id, key)
) STRICT;
CREATE INDEX messages_with_file ON messages (file_id) WHERE file_id IS NOT NULL;

-- What a person chose; a kind without a row is wanted.
CREATE TABLE notification_choices (
    user_id TEXT NOT NULL REFERENCES users (id),
    kind TEXT NOT NULL,
    in_app INTEGER NOT NULL CHECK (in_app IN (0, 1)),
    PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;
