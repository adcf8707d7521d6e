-- What a notification is about and whose it is, where a later one takes its place: looked for with each
-- message and each step in a waiting room. One index and no other condition, so that no planner prefers to
-- look through all that a person has.
ALTER TABLE notifications ADD COLUMN topic TEXT;
UPDATE notifications
    SET topic = 'thread ' || substr(about, length('{"kind":"new_message","encounter_id":"') + 1, 36)
        || ' ' || user_id
    WHERE read_at IS NULL AND about LIKE '{"kind":"new_message","encounter_id":"%';
UPDATE notifications
    SET topic = 'waiting ' || substr(about, length('{"kind":"waiting_room","schedule_id":"') + 1, 36)
        || ' ' || substr(about, length('{"kind":"waiting_room","schedule_id":"') + 1 + 36
            + length('","patient_id":"'), 36)
        || ' ' || user_id
    WHERE read_at IS NULL AND about LIKE '{"kind":"waiting_room","schedule_id":"%","patient_id":"%';
CREATE INDEX notifications_unread_topics ON notifications (topic)
    WHERE read_at IS NULL AND topic IS NOT NULL;

-- What is forgotten by age is found by age.
CREATE INDEX notifications_by_age ON notifications (created_at);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE INDEX spent_tokens_by_age ON spent_tokens (spent_at);
CREATE INDEX spent_tokens_of_session ON spent_tokens (session_id);
CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX call_quality_by_age ON call_quality (at);
