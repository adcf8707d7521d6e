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
ALTER TABLE appointments DROP CONSTRAINT appointments_doctor_free;
ALTER TABLE appointments DROP CONSTRAINT appointments_patient_free;
ALTER TABLE appointments ADD CONSTRAINT appointments_doctor_free EXCLUDE USING gist
    (doctor_id WITH =, chain_id WITH <>, int8range(starts_at, ends_at) WITH &&)
    WHERE (state IN ('pending', 'confirmed') AND lapsed_at IS NULL);
ALTER TABLE appointments ADD CONSTRAINT appointments_patient_free EXCLUDE USING gist
    (patient_id WITH =, chain_id WITH <>, int8range(starts_at, ends_at) WITH &&)
    WHERE (state IN ('pending', 'confirmed') AND lapsed_at IS NULL);
