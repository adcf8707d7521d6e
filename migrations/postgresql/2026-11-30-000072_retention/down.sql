DROP INDEX call_quality_by_age;
DROP INDEX sessions_by_expiry;
DROP INDEX sessions_ended;
DROP INDEX spent_tokens_of_session;
DROP INDEX spent_tokens_by_age;
DROP INDEX idempotency_keys_by_age;
DROP INDEX notifications_by_age;
DROP INDEX notifications_unread_topics;
ALTER TABLE notifications DROP COLUMN topic;
