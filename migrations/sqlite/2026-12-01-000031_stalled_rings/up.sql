-- A ring that sounded and fell silent. SQLite can't change a column's check: the column is made anew.
ALTER TABLE calls ADD COLUMN new_stall TEXT CHECK (new_stall IN ('no_device', 'no_sound_output', 'muted', 'stalled'));
UPDATE calls SET new_stall = stall;
ALTER TABLE calls DROP COLUMN stall;
ALTER TABLE calls RENAME COLUMN new_stall TO stall;
