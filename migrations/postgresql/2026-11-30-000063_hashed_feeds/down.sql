-- No address can be had back from its hash.
DELETE FROM calendar_feeds;
ALTER TABLE calendar_feeds RENAME COLUMN token_hash TO token;
