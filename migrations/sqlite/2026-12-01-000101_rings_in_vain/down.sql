ALTER TABLE queue_entries DROP COLUMN reminded_at;
ALTER TABLE queue_entries DROP COLUMN failed_at;
ALTER TABLE queue_entries DROP COLUMN failed_cause;
ALTER TABLE queue_entries DROP COLUMN failed_outcome;
ALTER TABLE queue_entries DROP COLUMN ready_at;
