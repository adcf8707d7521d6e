-- A patient's request holds its time for a while only. Once that is over it waits on, and others may
-- have the time.
ALTER TABLE appointments ADD COLUMN held_until BIGINT;
ALTER TABLE appointments ADD COLUMN lapsed_at BIGINT;
CREATE INDEX appointments_held ON appointments (held_until)
    WHERE state = 'pending' AND lapsed_at IS NULL AND held_until IS NOT NULL;

-- The last word on double booking, as before.
ALTER TABLE appointments DROP CONSTRAINT appointments_doctor_free;
ALTER TABLE appointments DROP CONSTRAINT appointments_patient_free;
ALTER TABLE appointments ADD CONSTRAINT appointments_doctor_free EXCLUDE USING gist
    (doctor_id WITH =, int8range(starts_at, ends_at) WITH &&)
    WHERE (state IN ('pending', 'confirmed') AND lapsed_at IS NULL);
ALTER TABLE appointments ADD CONSTRAINT appointments_patient_free EXCLUDE USING gist
    (patient_id WITH =, int8range(starts_at, ends_at) WITH &&)
    WHERE (state IN ('pending', 'confirmed') AND lapsed_at IS NULL);

-- What can't wait goes before what can: 0 for reminders, 1 for news.
ALTER TABLE mails ADD COLUMN turn BIGINT NOT NULL DEFAULT 1;
UPDATE mails SET turn = 0 WHERE occasion LIKE '{"reminder"%';
DROP INDEX mails_due;
CREATE INDEX mails_due ON mails (turn, due_at);
