-- What goes with a direct call: why the patient rings, what the doctor said when declining, and the
-- call that a doctor's call answers.
ALTER TABLE calls ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN decline_message TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN calls_back TEXT REFERENCES calls (id);
