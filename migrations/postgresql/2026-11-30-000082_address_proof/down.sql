DELETE FROM mails WHERE appointment_id IS NULL;
ALTER TABLE mails DROP COLUMN email;
ALTER TABLE mails DROP COLUMN token_hash;
ALTER TABLE mails ALTER COLUMN appointment_id SET NOT NULL;
ALTER TABLE mails ALTER COLUMN user_id SET NOT NULL;

DROP TABLE mail_tokens;
ALTER TABLE users DROP COLUMN email_proved_at;
