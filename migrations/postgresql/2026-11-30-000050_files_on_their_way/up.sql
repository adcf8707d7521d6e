-- Absent while a file's bytes are on their way: its row comes first, so that it counts from the
-- beginning and nothing lies in the folder that no row names.
ALTER TABLE chat_files ADD COLUMN stored_at BIGINT;
UPDATE chat_files SET stored_at = created_at;
CREATE INDEX chat_files_on_their_way ON chat_files (created_at) WHERE stored_at IS NULL;
-- Added up for each new file.
CREATE INDEX chat_files_bytes ON chat_files (bytes);
