DROP INDEX chat_files_bytes;
DROP INDEX chat_files_on_their_way;
DELETE FROM chat_files WHERE stored_at IS NULL;
ALTER TABLE chat_files DROP COLUMN stored_at;
