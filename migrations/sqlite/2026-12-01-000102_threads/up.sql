-- The newest message of a thread, at each of its two people, so that an index knows their threads in order.
ALTER TABLE chat_members ADD COLUMN last_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chat_members ADD COLUMN last_at INTEGER NOT NULL DEFAULT 0;
UPDATE chat_members SET
    last_number = (SELECT COALESCE(MAX(number), 0) FROM messages
                   WHERE messages.encounter_id = chat_members.encounter_id),
    last_at = (SELECT COALESCE(MAX(sent_at), 0) FROM messages
               WHERE messages.encounter_id = chat_members.encounter_id);
CREATE INDEX chat_members_newest ON chat_members (user_id, last_at, encounter_id);
CREATE INDEX chat_members_unread ON chat_members (user_id) WHERE unread > 0;
