DROP INDEX calls_by_phase;
CREATE INDEX call_members_of_user ON call_members (user_id);
DROP INDEX call_members_of_user_newest;
DROP INDEX appointments_of_patient_by_state;
DROP INDEX appointments_of_doctor_by_state;
DROP INDEX schedules_by_start;
DROP INDEX schedules_of_doctor_by_start;
