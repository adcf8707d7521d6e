DROP INDEX mails_due;
ALTER TABLE mails DROP COLUMN turn;
CREATE INDEX mails_due ON mails (due_at);

DROP TRIGGER appointments_doctor_free_insert;
DROP TRIGGER appointments_doctor_free_update;
DROP TRIGGER appointments_patient_free_insert;
DROP TRIGGER appointments_patient_free_update;
DROP INDEX appointments_held;
-- What has lapsed would overlap what was booked since.
UPDATE appointments SET state = 'cancelled' WHERE state = 'pending' AND lapsed_at IS NOT NULL;
ALTER TABLE appointments DROP COLUMN lapsed_at;
ALTER TABLE appointments DROP COLUMN held_until;
CREATE TRIGGER appointments_doctor_free_insert BEFORE INSERT ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.doctor_id = NEW.doctor_id AND other.id <> NEW.id
    AND other.state IN ('pending', 'confirmed')
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_doctor_free'); END;
CREATE TRIGGER appointments_doctor_free_update BEFORE UPDATE ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.doctor_id = NEW.doctor_id AND other.id <> NEW.id
    AND other.state IN ('pending', 'confirmed')
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_doctor_free'); END;
CREATE TRIGGER appointments_patient_free_insert BEFORE INSERT ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.state IN ('pending', 'confirmed')
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_patient_free'); END;
CREATE TRIGGER appointments_patient_free_update BEFORE UPDATE ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.state IN ('pending', 'confirmed')
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_patient_free'); END;
