-- When the patient of a place said ready last, and the last invitation, where it came to nothing.
ALTER TABLE queue_entries ADD COLUMN ready_at BIGINT;
ALTER TABLE queue_entries ADD COLUMN failed_outcome TEXT CHECK (failed_outcome IN
    ('declined', 'missed', 'cancelled', 'never_connected', 'lost'));
ALTER TABLE queue_entries ADD COLUMN failed_cause TEXT;
ALTER TABLE queue_entries ADD COLUMN failed_at BIGINT;
-- When the patient's devices rang once more by the clinic's rule.
ALTER TABLE queue_entries ADD COLUMN reminded_at BIGINT;
-- Whoever is ready has said so, no later than now.
UPDATE queue_entries SET ready_at = joined_at WHERE state IN ('ready', 'invited');
