-- What watches double booking would look at each row that is filled.
DROP TRIGGER appointments_doctor_free_insert;
DROP TRIGGER appointments_doctor_free_update;
DROP TRIGGER appointments_patient_free_insert;
DROP TRIGGER appointments_patient_free_update;
-- Of an appointment and those that it was moved from or to, the first one. One of them may be agreed on while
-- another is asked for; only those two may overlap.
ALTER TABLE appointments ADD COLUMN chain_id TEXT NOT NULL DEFAULT '';
WITH RECURSIVE chain (id, first) AS (
    SELECT id, id FROM appointments WHERE rescheduled_from IS NULL
    UNION ALL
    SELECT moved.id, chain.first FROM appointments AS moved
    JOIN chain ON moved.rescheduled_from = chain.id
)
UPDATE appointments SET chain_id = (SELECT first FROM chain WHERE chain.id = appointments.id);
CREATE INDEX appointments_in_chain ON appointments (chain_id);

-- The last word on double booking, as before.
CREATE TRIGGER appointments_doctor_free_insert BEFORE INSERT ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND NEW.lapsed_at IS NULL AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.doctor_id = NEW.doctor_id AND other.id <> NEW.id
    AND other.chain_id <> NEW.chain_id
    AND other.state IN ('pending', 'confirmed') AND other.lapsed_at IS NULL
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_doctor_free'); END;
CREATE TRIGGER appointments_doctor_free_update BEFORE UPDATE ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND NEW.lapsed_at IS NULL AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.doctor_id = NEW.doctor_id AND other.id <> NEW.id
    AND other.chain_id <> NEW.chain_id
    AND other.state IN ('pending', 'confirmed') AND other.lapsed_at IS NULL
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_doctor_free'); END;
CREATE TRIGGER appointments_patient_free_insert BEFORE INSERT ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND NEW.lapsed_at IS NULL AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.chain_id <> NEW.chain_id
    AND other.state IN ('pending', 'confirmed') AND other.lapsed_at IS NULL
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_patient_free'); END;
CREATE TRIGGER appointments_patient_free_update BEFORE UPDATE ON appointments
WHEN NEW.state IN ('pending', 'confirmed') AND NEW.lapsed_at IS NULL AND EXISTS (
    SELECT 1 FROM appointments AS other
    WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.chain_id <> NEW.chain_id
    AND other.state IN ('pending', 'confirmed') AND other.lapsed_at IS NULL
    AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
) BEGIN SELECT RAISE(ABORT, 'appointments_patient_free'); END;
