DROP INDEX calls_of_appointment;
ALTER TABLE calls DROP COLUMN loud_until_at;
ALTER TABLE calls DROP COLUMN appointment_id;
DROP TABLE reminders;
DROP TABLE appointments;
DROP TABLE lead_times;
DROP TABLE availability_exceptions;
DROP TABLE availability_rules;
-- The extension stays: it may have been there before.
