UPDATE calls SET stall = 'no_sound_output' WHERE stall = 'stalled';
ALTER TABLE calls DROP CONSTRAINT calls_stall_check;
ALTER TABLE calls ADD CONSTRAINT calls_stall_check
    CHECK (stall IN ('no_device', 'no_sound_output', 'muted'));
