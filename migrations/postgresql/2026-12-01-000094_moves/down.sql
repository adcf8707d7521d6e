-- Nothing was asked for in the place of what stands.
UPDATE appointments SET state = 'cancelled' WHERE state = 'pending' AND rescheduled_from IS NOT NULL;
ALTER TABLE appointments DROP CONSTRAINT appointments_doctor_free;
ALTER TABLE appointments DROP CONSTRAINT appointments_patient_free;
DROP INDEX appointments_in_chain;
ALTER TABLE appointments DROP COLUMN chain_id;
ALTER TABLE appointments ADD CONSTRAINT appointments_doctor_free EXCLUDE USING gist
    (doctor_id WITH =, int8range(starts_at, ends_at) WITH &&)
    WHERE (state IN ('pending', 'confirmed') AND lapsed_at IS NULL);
ALTER TABLE appointments ADD CONSTRAINT appointments_patient_free EXCLUDE USING gist
    (patient_id WITH =, int8range(starts_at, ends_at) WITH &&)
    WHERE (state IN ('pending', 'confirmed') AND lapsed_at IS NULL);
