DROP INDEX queue_entries_in_turn;
