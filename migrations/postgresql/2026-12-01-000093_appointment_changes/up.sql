-- When an appointment was changed last, as calendars are told.
ALTER TABLE appointments ADD COLUMN changed_at BIGINT;
