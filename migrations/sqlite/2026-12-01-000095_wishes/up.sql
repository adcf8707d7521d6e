-- What was wished with a key, as a hash: with another wish, the key is refused. Keys from before have none.
ALTER TABLE idempotency_keys ADD COLUMN wish TEXT;
