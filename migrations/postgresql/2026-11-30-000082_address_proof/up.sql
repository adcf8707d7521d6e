-- When it was proved that an address is its owner's. Whoever is here already had no way to do so, and is
-- taken at their word.
ALTER TABLE users ADD COLUMN email_proved_at BIGINT;
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
    code BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    sent_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX mail_tokens_user ON mail_tokens (user_id);
CREATE INDEX mail_tokens_expires ON mail_tokens (expires_at);

-- A mail is about an appointment, holds the code of a token, or goes to an address that was given up.
ALTER TABLE mails ALTER COLUMN user_id DROP NOT NULL;
ALTER TABLE mails ALTER COLUMN appointment_id DROP NOT NULL;
ALTER TABLE mails ADD COLUMN token_hash TEXT;
ALTER TABLE mails ADD COLUMN email TEXT;
