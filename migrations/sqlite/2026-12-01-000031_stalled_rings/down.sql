ALTER TABLE calls ADD COLUMN old_stall TEXT CHECK (old_stall IN ('no_device', 'no_sound_output', 'muted'));
UPDATE calls SET old_stall = CASE stall WHEN 'stalled' THEN 'no_sound_output' ELSE stall END;
ALTER TABLE calls DROP COLUMN stall;
ALTER TABLE calls RENAME COLUMN old_stall TO stall;
