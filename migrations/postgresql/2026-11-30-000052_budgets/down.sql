DROP INDEX mails_due;
ALTER TABLE mails DROP COLUMN turn;
CREATE INDEX mails_due ON mails (due_at);

ALTER TABLE appointments DROP CONSTRAINT appointments_doctor_free;
ALTER TABLE appointments DROP CONSTRAINT appointments_patient_free;
DROP INDEX appointments_held;
-- What has lapsed would overlap what was booked since.
UPDATE appointments SET state = 'cancelled' WHERE state = 'pending' AND lapsed_at IS NOT NULL;
ALTER TABLE appointments DROP COLUMN lapsed_at;
ALTER TABLE appointments DROP COLUMN held_until;
ALTER TABLE appointments ADD CONSTRAINT appointments_doctor_free EXCLUDE USING gist
    (doctor_id WITH =, int8range(starts_at, ends_at) WITH &&)
    WHERE (state IN ('pending', 'confirmed'));
ALTER TABLE appointments ADD CONSTRAINT appointments_patient_free EXCLUDE USING gist
    (patient_id WITH =, int8range(starts_at, ends_at) WITH &&)
    WHERE (state IN ('pending', 'confirmed'));
