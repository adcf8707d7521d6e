-- Nothing was asked for in the place of what stands.
UPDATE appointments SET state = 'cancelled' WHERE state = 'pending' AND rescheduled_from IS NOT NULL;
DROP TRIGGER appointments_doctor_free_insert;
DROP TRIGGER appointments_doctor_free_update;
DROP TRIGGER appointments_patient_free_insert;
DROP TRIGGER appointments_patient_free_update;
DROP INDEX appointments_in_chain;
ALTER TABLE appointments DROP COLUMN chain_id;
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
