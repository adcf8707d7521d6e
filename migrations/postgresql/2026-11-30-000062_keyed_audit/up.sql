-- What the hashes alone can't show: that whoever wrote an entry had the server's key. Entries from
-- before have none, and are vouched for by the first that has.
ALTER TABLE audit ADD COLUMN key_id TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN mac TEXT NOT NULL DEFAULT '';
