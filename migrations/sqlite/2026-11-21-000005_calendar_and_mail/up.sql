-- The private address of a person's calendar feed. It is kept as it is, to be shown again: whoever
-- reads this table can read the appointments, too.
CREATE TABLE calendar_feeds (
    user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    token TEXT NOT NULL CONSTRAINT calendar_feeds_token UNIQUE
) STRICT;

-- Mails that wait to be sent; a row goes away once the mail server took it, or will never take it.
CREATE TABLE mails (
    id TEXT PRIMARY KEY NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    appointment_id TEXT NOT NULL REFERENCES appointments (id),
    -- What it is about, as JSON. Its words are written when it is sent.
    occasion TEXT NOT NULL,
    -- The next try; while somebody tries, the end of the time that takes.
    due_at INTEGER NOT NULL,
    tries INTEGER NOT NULL
) STRICT;
CREATE INDEX mails_due ON mails (due_at);
