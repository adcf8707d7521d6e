-- Equality of text within an exclusion constraint; part of PostgreSQL, and any owner may add it.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- A doctor's weekly hours, by the clock of the doctor's own zone.
CREATE TABLE availability_rules (
    id TEXT PRIMARY KEY NOT NULL,
    doctor_id TEXT NOT NULL REFERENCES users (id),
    weekday TEXT NOT NULL CHECK (weekday IN
        ('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday')),
    -- Start, end, slots and breaks, as JSON.
    hours TEXT NOT NULL
);
CREATE INDEX availability_rules_of_doctor ON availability_rules (doctor_id);

CREATE TABLE availability_exceptions (
    id TEXT PRIMARY KEY NOT NULL,
    doctor_id TEXT NOT NULL REFERENCES users (id),
    -- YYYY-MM-DD in the doctor's zone.
    date TEXT NOT NULL,
    -- A day off or extra hours, as JSON.
    change TEXT NOT NULL
);
CREATE INDEX availability_exceptions_of_doctor ON availability_exceptions (doctor_id);

CREATE TABLE lead_times (
    doctor_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    notice_minutes BIGINT NOT NULL CHECK (notice_minutes >= 0),
    horizon_days BIGINT NOT NULL CHECK (horizon_days > 0)
);

CREATE TABLE appointments (
    id TEXT PRIMARY KEY NOT NULL,
    version BIGINT NOT NULL,
    doctor_id TEXT NOT NULL REFERENCES users (id),
    patient_id TEXT NOT NULL REFERENCES users (id),
    state TEXT NOT NULL CHECK (state IN
        ('pending', 'confirmed', 'rescheduled', 'cancelled', 'completed', 'no_show')),
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL CHECK (ends_at > starts_at),
    asked_by TEXT NOT NULL CHECK (asked_by IN ('doctor', 'patient')),
    reason TEXT NOT NULL,
    rescheduled_from TEXT REFERENCES appointments (id),
    confirmed_at BIGINT,
    cancelled_by TEXT CHECK (cancelled_by IN ('doctor', 'patient')),
    cancel_reason TEXT NOT NULL,
    absent TEXT CHECK (absent IN ('doctor', 'patient', 'both')),
    CHECK ((state = 'no_show') = (absent IS NOT NULL)),
    -- The last word on double booking; pending and confirmed ones hold their time.
    CONSTRAINT appointments_doctor_free EXCLUDE USING gist
        (doctor_id WITH =, int8range(starts_at, ends_at) WITH &&)
        WHERE (state IN ('pending', 'confirmed')),
    CONSTRAINT appointments_patient_free EXCLUDE USING gist
        (patient_id WITH =, int8range(starts_at, ends_at) WITH &&)
        WHERE (state IN ('pending', 'confirmed'))
);
CREATE INDEX appointments_of_doctor ON appointments (doctor_id, starts_at);
CREATE INDEX appointments_of_patient ON appointments (patient_id, starts_at);
CREATE INDEX appointments_moved ON appointments (rescheduled_from) WHERE rescheduled_from IS NOT NULL;
CREATE INDEX appointments_open ON appointments (ends_at) WHERE state IN ('pending', 'confirmed');

-- Reminders that are still to be sent; a row goes away with the transaction that sends it.
CREATE TABLE reminders (
    appointment_id TEXT NOT NULL REFERENCES appointments (id),
    reminder TEXT NOT NULL CHECK (reminder IN ('day', 'hour', 'ten_minutes')),
    due_at BIGINT NOT NULL,
    PRIMARY KEY (appointment_id, reminder)
);
CREATE INDEX reminders_due ON reminders (due_at);

ALTER TABLE calls ADD COLUMN appointment_id TEXT REFERENCES appointments (id);
-- Until when a ring is loud.
ALTER TABLE calls ADD COLUMN loud_until_at BIGINT NOT NULL DEFAULT 0;
UPDATE calls SET loud_until_at = until_at WHERE phase = 'ringing';
CREATE INDEX calls_of_appointment ON calls (appointment_id) WHERE appointment_id IS NOT NULL;
