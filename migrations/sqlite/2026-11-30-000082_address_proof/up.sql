-- When it was proved that an address is its owner's. Whoever is here already had no way to do so, and is
-- taken at their word.
ALTER TABLE users ADD COLUMN email_proved_at INTEGER;
UPDATE users SET email_proved_at = created_at;

-- Codes that go by mail to prove an address. The codes themselves are nowhere: they follow from the row
-- and the server's secret.
CREATE TABLE mail_tokens (
    -- Of the ticket that the asking device alone holds (SHA-256).
    hash TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    -- Absent where the account is yet to be made.
    user_id TEXT REFERENCES users (id),
    -- Where the code goes.
    email TEXT NOT NULL,
    -- The account that is to be made, as JSON; forgotten once it is, or once it is too late.
    registration TEXT,
    -- Which code counts, from 1, and how often it was mistyped.
    code INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX mail_tokens_user ON mail_tokens (user_id);
CREATE INDEX mail_tokens_expires ON mail_tokens (expires_at);

-- A mail is about an appointment, holds the code of a token, or goes to an address that was given up.
CREATE TABLE new_mails (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT REFERENCES users (id),
    appointment_id TEXT REFERENCES appointments (id),
    token_hash TEXT,
    email TEXT,
    -- What it is about, as JSON. Its words are written when it is sent.
    occasion TEXT NOT NULL,
    -- The next try; while somebody tries, the end of the time that takes.
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    -- What can't wait goes before what can: 0 for reminders and codes, 1 for news.
    turn INTEGER NOT NULL DEFAULT 1
) STRICT;
INSERT INTO new_mails (id, user_id, appointment_id, occasion, due_at, tries, turn)
    SELECT id, user_id, appointment_id, occasion, due_at, tries, turn FROM mails;
DROP TABLE mails;
ALTER TABLE new_mails RENAME TO mails;
CREATE INDEX mails_due ON mails (turn, due_at);
