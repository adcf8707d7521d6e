DROP INDEX chat_members_unread;
DROP INDEX chat_members_newest;
ALTER TABLE chat_members DROP COLUMN last_at;
ALTER TABLE chat_members DROP COLUMN last_number;
