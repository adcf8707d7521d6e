-- Ids are UUIDs as text, instants are milliseconds since 1970 UTC, enums are text with a check.
CREATE TABLE users (
    id TEXT PRIMARY KEY NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('patient', 'doctor', 'admin')),
    name TEXT NOT NULL,
    email TEXT NOT NULL CONSTRAINT users_email_unique UNIQUE,
    password_hash TEXT NOT NULL,
    date_of_birth TEXT,
    time_zone TEXT NOT NULL,
    specialty TEXT NOT NULL DEFAULT '',
    -- The rest of the profile, as JSON.
    profile TEXT NOT NULL DEFAULT '{}',
    approved INTEGER NOT NULL CHECK (approved IN (0, 1)),
    last_seq INTEGER NOT NULL DEFAULT 0,
    last_notification INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    refresh_hash TEXT NOT NULL CONSTRAINT sessions_refresh_unique UNIQUE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX sessions_of_user ON sessions (user_id);

-- Refresh tokens that were exchanged already; one that comes again was stolen.
CREATE TABLE spent_tokens (
    refresh_hash TEXT PRIMARY KEY NOT NULL,
    session_id TEXT NOT NULL REFERENCES sessions (id),
    spent_at INTEGER NOT NULL
) STRICT;

CREATE TABLE schedules (
    id TEXT PRIMARY KEY NOT NULL,
    doctor_id TEXT NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('upcoming', 'online', 'completed')),
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
    time_zone TEXT NOT NULL,
    capacity INTEGER NOT NULL CHECK (capacity > 0),
    version INTEGER NOT NULL,
    queue_version INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX schedules_of_doctor ON schedules (doctor_id);

CREATE TABLE queue_entries (
    id TEXT PRIMARY KEY NOT NULL,
    schedule_id TEXT NOT NULL REFERENCES schedules (id),
    patient_id TEXT NOT NULL REFERENCES users (id),
    state TEXT NOT NULL CHECK (state IN
        ('waiting', 'ready', 'invited', 'in_call', 'done', 'left', 'no_show', 'removed')),
    turn INTEGER NOT NULL,
    reason TEXT NOT NULL,
    -- The newest device test, as JSON.
    device_test TEXT,
    joined_at INTEGER NOT NULL,
    CONSTRAINT queue_entries_once UNIQUE (schedule_id, patient_id)
) STRICT;
CREATE INDEX queue_entries_of_patient ON queue_entries (patient_id);

CREATE TABLE calls (
    id TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('queue', 'appointment', 'direct')),
    schedule_id TEXT REFERENCES schedules (id),
    entry_id TEXT REFERENCES queue_entries (id),
    phase TEXT NOT NULL CHECK (phase IN ('ringing', 'connecting', 'active', 'interrupted', 'ended')),
    until_at INTEGER,
    stage TEXT NOT NULL CHECK (stage IN ('sent', 'reached', 'sounding', 'seen', 'answered')),
    stall TEXT CHECK (stall IN ('no_device', 'no_sound_output', 'muted')),
    window_closes_at INTEGER,
    placed_at INTEGER NOT NULL,
    accepted_at INTEGER,
    active_at INTEGER,
    ended_at INTEGER,
    outcome TEXT CHECK (outcome IN
        ('completed', 'declined', 'missed', 'cancelled', 'no_show', 'never_connected', 'lost')),
    cause TEXT,
    ended_by TEXT CHECK (ended_by IN ('caller', 'callee')),
    CHECK ((phase = 'ended') = (outcome IS NOT NULL)),
    CHECK ((phase = 'ended') = (ended_at IS NOT NULL)),
    CHECK (outcome IS NULL OR (outcome = 'completed') = (cause IS NULL)),
    CHECK ((phase IN ('ringing', 'connecting', 'interrupted')) = (until_at IS NOT NULL))
) STRICT;
CREATE INDEX calls_with_deadline ON calls (until_at) WHERE until_at IS NOT NULL;
CREATE INDEX calls_of_schedule ON calls (schedule_id);

CREATE TABLE call_members (
    call_id TEXT NOT NULL REFERENCES calls (id),
    side TEXT NOT NULL CHECK (side IN ('caller', 'callee')),
    user_id TEXT NOT NULL REFERENCES users (id),
    session_id TEXT,
    microphone_on INTEGER NOT NULL CHECK (microphone_on IN (0, 1)),
    camera_on INTEGER NOT NULL CHECK (camera_on IN (0, 1)),
    receiving INTEGER NOT NULL CHECK (receiving IN (0, 1)),
    live INTEGER NOT NULL CHECK (live IN (0, 1)),
    PRIMARY KEY (call_id, side)
) STRICT;
-- One live call per person: the last word on it.
CREATE UNIQUE INDEX call_members_one_live ON call_members (user_id) WHERE live = 1;
CREATE INDEX call_members_of_user ON call_members (user_id);

-- What a person must not miss, in that person's own gapless order (users.last_seq).
CREATE TABLE outbox (
    user_id TEXT NOT NULL REFERENCES users (id),
    seq INTEGER NOT NULL,
    frame TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_by_age ON outbox (created_at);

CREATE TABLE notifications (
    user_id TEXT NOT NULL REFERENCES users (id),
    number INTEGER NOT NULL,
    about TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    read_at INTEGER,
    PRIMARY KEY (user_id, number)
) STRICT, WITHOUT ROWID;

-- Which thing a repeated request made the first time.
CREATE TABLE idempotency_keys (
    user_id TEXT NOT NULL REFERENCES users (id),
    key TEXT NOT NULL,
    made_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY NOT NULL,
    at INTEGER NOT NULL,
    actor_id TEXT,
    action TEXT NOT NULL,
    subject_id TEXT,
    detail TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
