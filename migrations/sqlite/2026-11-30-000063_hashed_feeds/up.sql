-- The address of a calendar feed is shown once. What is kept of it is SHA-256 in hex, by which it is known
-- again: addresses that are in use go on, and whoever reads this table reads nobody's appointments.
ALTER TABLE calendar_feeds RENAME COLUMN token TO token_hash;
-- What the server itself lends to SQLite, which has no such function.
UPDATE calendar_feeds SET token_hash = sha256_hex(token_hash);
