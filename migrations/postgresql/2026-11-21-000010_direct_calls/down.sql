ALTER TABLE calls DROP COLUMN calls_back;
ALTER TABLE calls DROP COLUMN decline_message;
ALTER TABLE calls DROP COLUMN reason;
