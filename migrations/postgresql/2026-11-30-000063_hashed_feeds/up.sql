-- The address of a calendar feed is shown once. What is kept of it is SHA-256 in hex, by which it is known
-- again: addresses that are in use go on, and whoever reads this table reads nobody's appointments.
ALTER TABLE calendar_feeds RENAME COLUMN token TO token_hash;
UPDATE calendar_feeds SET token_hash = encode(sha256(convert_to(token_hash, 'UTF8')), 'hex');
