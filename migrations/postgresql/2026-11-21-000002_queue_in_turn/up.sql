-- One's own position is a count of the places before it; without the table itself being read.
CREATE INDEX queue_entries_in_turn ON queue_entries (schedule_id, turn, state);
