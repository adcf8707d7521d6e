//! Scenes that many tests begin with.

use super::Clinic;
use super::answers::BASE;
use client_core::{CallIntent, QueueIntent, ScheduleIntent, StoredSession};
use shared::{NewSchedule, Role, ScheduleId, UserId};

pub struct Scene {
    pub doctor: usize,
    pub patient: usize,
    pub doctor_id: UserId,
    pub patient_id: UserId,
    pub schedule_id: ScheduleId,
}

impl Clinic {
    /// A person with a device that is signed in.
    pub fn person(&mut self, role: Role, name: &str, skew_ms: i64) -> (usize, UserId) {
        let user_id = self.server.add_user(role, name);
        (self.signed_in(user_id, skew_ms), user_id)
    }

    /// One more device of a person.
    pub fn signed_in(&mut self, user_id: UserId, skew_ms: i64) -> usize {
        let refresh_token = self.server.sign_in(user_id).refresh_token;
        let stored = StoredSession {
            server_url: BASE.into(),
            refresh_token,
        };
        let device = self.device(skew_ms, Some(stored));
        self.wait(500);
        device
    }

    pub fn new_schedule(&self) -> NewSchedule {
        NewSchedule {
            title: "Morning".into(),
            description: String::new(),
            starts_at: self.now,
            ends_at: self.now.plus_s(3_600),
            time_zone: "Europe/Vienna".into(),
            capacity: 10,
        }
    }

    /// A doctor online in the practice room, and a ready patient in the waiting room, whose device's
    /// clock is off by `skew_ms`.
    pub fn ready_patient(&mut self, skew_ms: i64) -> Scene {
        let (doctor, doctor_id) = self.person(Role::Doctor, "Grey", 0);
        let (patient, patient_id) = self.person(Role::Patient, "John", skew_ms);
        let new = self.new_schedule();
        self.says(doctor, ScheduleIntent::CreateSchedule(new));
        self.wait(300);
        let schedule_id = self.server.schedules[0].id;
        self.says(doctor, QueueIntent::OpenSchedule { schedule_id });
        self.wait(300);
        self.says(doctor, QueueIntent::StartSession);
        self.says(patient, QueueIntent::OpenSchedule { schedule_id });
        self.wait(300);
        self.says(
            patient,
            QueueIntent::JoinQueue {
                reason: "Cough".into(),
            },
        );
        self.wait(300);
        self.says(patient, QueueIntent::SetReady { ready: true });
        self.wait(300);
        Scene {
            doctor,
            patient,
            doctor_id,
            patient_id,
            schedule_id,
        }
    }

    /// The same, and the patient's device rings.
    pub fn ringing_patient(&mut self) -> Scene {
        let scene = self.ready_patient(0);
        self.says(scene.doctor, QueueIntent::Invite { patient_id: None });
        self.wait(300);
        assert!(self.rings(scene.patient));
        scene
    }

    /// The same, accepted, and they talk.
    pub fn talk(&mut self) -> Scene {
        let scene = self.ringing_patient();
        self.says(scene.patient, CallIntent::Accept);
        self.wait(1_000);
        scene
    }
}
