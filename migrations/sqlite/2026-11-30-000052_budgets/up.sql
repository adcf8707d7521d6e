-- A patient's request holds its time for a while only. Once that is over it waits on, and others may
-- have the time.
ALTER TABLE appointments ADD COLUMN held_until INTEGER;
ALTER TABLE appointments ADD COLUMN lapsed_at INTEGER;
CREATE INDEX appointments_held ON appointments (held_until)
    WHERE state = 'pending' AND lapsed_at IS NULL AND held_until IS NOT NULL;

-- The last word on double booking, as before.
DROP TRIGGER appointments_doctor_free_insert;
DROP TRIGGER appointments_doctor_free_update;
DROP TRIGGER appointments_patient_free_insert;
DROP TRIGGER appointments_patient_free_update;
CREATE TRIGGER appointments_doctor_free_insert BEFORE INSERT ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND NEW.lapsed_at IS NULL AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.doctor_id = NEW.doctor_id AND other.id <> NEW.id
    AND other.state IN ('pending', 'confirmed') AND other.lapsed_at IS NULL
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_doctor_free'); END;
CREATE TRIGGER appointments_doctor_free_update BEFORE UPDATE ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND NEW.lapsed_at IS NULL AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.doctor_id = NEW.doctor_id AND other.id <> NEW.id
    AND other.state IN ('pending', 'confirmed') AND other.lapsed_at IS NULL
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_doctor_free'); END;
CREATE TRIGGER appointments_patient_free_insert BEFORE INSERT ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND NEW.lapsed_at IS NULL AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.state IN ('pending', 'confirmed') AND other.lapsed_at IS NULL
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_patient_free'); END;
CREATE TRIGGER appointments_patient_free_update BEFORE UPDATE ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND NEW.lapsed_at IS NULL AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.state IN ('pending', 'confirmed') AND other.lapsed_at IS NULL
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_patient_free'); END;

-- What can't wait goes before what can: 0 for reminders, 1 for news.
ALTER TABLE mails ADD COLUMN turn INTEGER NOT NULL DEFAULT 1;
UPDATE mails SET turn = 0 WHERE occasion LIKE '{"reminder"%';
DROP INDEX mails_due;
CREATE INDEX mails_due ON mails (turn, due_at);
