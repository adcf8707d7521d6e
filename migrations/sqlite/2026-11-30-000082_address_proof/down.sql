CREATE TABLE old_mails (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    appointment_id TEXT NOT NULL REFERENCES appointments (id),
    occasion TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    turn INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO old_mails (id, user_id, appointment_id, occasion, due_at, tries, turn)
    SELECT id, user_id, appointment_id, occasion, due_at, tries, turn FROM mails
    WHERE appointment_id IS NOT NULL;
DROP TABLE mails;
ALTER TABLE old_mails RENAME TO mails;
CREATE INDEX mails_due ON mails (turn, due_at);

DROP TABLE mail_tokens;
ALTER TABLE users DROP COLUMN email_proved_at;
