-- Patients whom a doctor wants no bookings, calls or messages from.
CREATE TABLE blocks (
    doctor_id TEXT NOT NULL REFERENCES users (id),
    patient_id TEXT NOT NULL REFERENCES users (id),
    blocked_at BIGINT NOT NULL,
    PRIMARY KEY (doctor_id, patient_id)
);
