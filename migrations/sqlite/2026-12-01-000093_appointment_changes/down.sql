ALTER TABLE appointments DROP COLUMN changed_at;
