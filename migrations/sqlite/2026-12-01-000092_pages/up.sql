-- Lists come in pages, each of which an index knows in its order.
CREATE INDEX schedules_of_doctor_by_start ON schedules (doctor_id, status, starts_at, id);
CREATE INDEX schedules_by_start ON schedules (status, starts_at, id);
CREATE INDEX appointments_of_doctor_by_state ON appointments (doctor_id, state, starts_at, id);
CREATE INDEX appointments_of_patient_by_state ON appointments (patient_id, state, starts_at, id);
CREATE INDEX call_members_of_user_newest ON call_members (user_id, call_id);
DROP INDEX call_members_of_user;
CREATE INDEX calls_by_phase ON calls (phase, id);
