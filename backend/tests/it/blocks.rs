//! A doctor wants nothing more of a patient: what ends with it, what is refused from then on, what stays,
//! and that it can be lifted.

use crate::support::{Clinic, Person};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

struct Scene {
    clinic: Clinic,
    doctor: Person,
    patient: Person,
    schedule: Schedule,
}

impl Scene {
    /// A patient who waits, ready.
    async fn open(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let schedule = clinic.online_session(&doctor).await;
        clinic.join_ready(&patient, &schedule).await;
        Self {
            clinic,
            doctor,
            patient,
            schedule,
        }
    }

    fn path(&self) -> String {
        paths::with_id(paths::BLOCK, self.patient.id())
    }

    async fn block(&self) -> BlockedPatients {
        self.clinic
            .put(&self.doctor, &self.path(), Value::Null)
            .await
    }

    async fn place(&self) -> OwnPlace {
        let path = paths::with_id(paths::OWN_PLACE, self.schedule.id);
        let queue: QueueSnapshot = self.clinic.get(&self.patient, &path).await;
        match queue.queue {
            QueueView::Patient {
                place: Some(place), ..
            } => place,
            other => panic!("{other:?}"),
        }
    }

    async fn told(&self) -> Vec<NotificationAbout> {
        let list: NotificationList = self.clinic.get(&self.patient, paths::NOTIFICATIONS).await;
        list.notifications
            .into_iter()
            .map(|one| one.about)
            .collect()
    }

    fn wanted(&self, hours: i64) -> Value {
        let starts_at = backend::clock::now().plus_s(hours * 3_600);
        json!({
            "doctor_id": self.doctor.id(), "time": { "wish": "preferred", "starts_at": starts_at },
        })
    }
}

#[tokio::test]
async fn a_place_and_a_request_end_with_a_neutral_word_and_nothing_new_begins() {
    for database in TestDatabase::both().unwrap() {
        let scene = Scene::open(database).await;
        let Scene {
            clinic,
            doctor,
            patient,
            ..
        } = &scene;
        let encounter: EncounterId = scene.place().await.entry_id.into();
        let asked: Appointment = clinic
            .post(patient, paths::APPOINTMENTS, scene.wanted(30))
            .await;
        let agreed: Appointment = clinic
            .post(patient, paths::APPOINTMENTS, scene.wanted(50))
            .await;
        let confirm = paths::with_id(paths::CONFIRM_APPOINTMENT, agreed.id);
        let _: Appointment = clinic.post(doctor, &confirm, Value::Null).await;

        let blocked = scene.block().await;
        assert_eq!(blocked.patients.len(), 1);
        assert_eq!(blocked.patients[0].patient_id, patient.id());
        assert_eq!(scene.block().await, blocked, "again is the same as once");
        assert_eq!(scene.place().await.state, EntryState::Removed);
        let state = async |id| {
            let path = paths::with_id(paths::APPOINTMENT, id);
            clinic.get::<Appointment>(patient, &path).await.state
        };
        assert_eq!(state(asked.id).await, AppointmentState::Cancelled);
        assert_eq!(state(agreed.id).await, AppointmentState::Confirmed);
        let doctor_name = doctor.signed_in.me.name.clone();
        let by_phone = NotificationAbout::ByPhoneOnly { doctor_name };
        let told = scene.told().await;
        assert_eq!(told.iter().filter(|about| **about == by_phone).count(), 1);

        let id = |pattern, id: uuid::Uuid| paths::with_id(pattern, id);
        let tries = [
            (
                id(paths::JOIN_QUEUE, scene.schedule.id.0),
                json!({ "reason": "Cough" }),
            ),
            (paths::APPOINTMENTS.to_owned(), scene.wanted(70)),
            (
                id(paths::RESCHEDULE_APPOINTMENT, agreed.id.0),
                json!({ "time": scene.wanted(90)["time"] }),
            ),
            (id(paths::MESSAGES, encounter.0), json!({ "text": "Why?" })),
        ];
        for (path, body) in &tries {
            let refused = clinic
                .refused(patient, Method::POST, path, body.clone())
                .await;
            assert_eq!(refused, (409, ProblemCode::ByPhoneOnly), "{path}");
        }
        let (status, problem) = clinic
            .put_file(patient, encounter, ("a.png", "image/png"), vec![1])
            .await;
        assert_eq!(
            (status.as_u16(), &problem["code"]),
            (409, &json!("by_phone_only"))
        );
        // The doctor may still write, and other patients come as before.
        let message = json!({ "text": "Please call the clinic." });
        let _: Message = clinic.post(doctor, &tries[3].0, message).await;
        let other = clinic.patient("Amina Yusuf").await;
        clinic.join_ready(&other, &scene.schedule).await;

        let lifted: BlockedPatients = {
            let (status, answer) = clinic
                .send(
                    Method::DELETE,
                    &scene.path(),
                    Some(doctor.token()),
                    Value::Null,
                )
                .await;
            assert_eq!(status.as_u16(), 200, "{answer}");
            serde_json::from_value(answer).unwrap()
        };
        assert_eq!(lifted.patients, []);
        let _: Appointment = clinic
            .post(patient, paths::APPOINTMENTS, scene.wanted(70))
            .await;
        let _: Message = clinic
            .post(patient, &tries[3].0, json!({ "text": "Thank you" }))
            .await;
        let acts = clinic.beside().read(|tx| tx.audit_after(0, 1_000)).unwrap();
        let mut acts: Vec<_> = acts.into_iter().map(|entry| entry.action).collect();
        acts.retain(|action| action.starts_with("patient."));
        assert_eq!(acts, ["patient.block", "patient.unblock"]);
    }
}

#[tokio::test]
async fn a_ring_of_a_blocked_patient_is_refused() {
    for database in TestDatabase::both().unwrap() {
        let scene = Scene::open(database).await;
        let Scene {
            clinic,
            doctor,
            patient,
            ..
        } = &scene;
        let profile = json!({
            "name": "Maria Weber", "time_zone": "Europe/Vienna", "accepts_direct_calls": true,
        });
        let _: DoctorProfile = clinic.put(doctor, paths::DOCTOR_PROFILE, profile).await;
        let mut at_desk = clinic.socket(doctor, None).await;
        at_desk.next().await;
        scene.block().await;
        let ring = paths::with_id(paths::CALL_DOCTOR, doctor.id());
        let refused = clinic
            .refused(patient, Method::POST, &ring, json!({}))
            .await;
        assert_eq!(refused, (409, ProblemCode::ByPhoneOnly));
    }
}

#[tokio::test]
async fn a_ring_for_the_place_is_taken_back_and_a_consultation_goes_on() {
    for database in TestDatabase::both().unwrap() {
        let scene = Scene::open(database).await;
        let Scene {
            clinic,
            doctor,
            patient,
            schedule,
        } = &scene;
        let call = clinic.invite(doctor, schedule, patient).await;
        scene.block().await;
        let path = paths::with_id(paths::CALL, call.id);
        let after: CallSnapshot = clinic.get(doctor, &path).await;
        assert_eq!(after.phase, CallPhase::Ended);

        let other = clinic.patient("Amina Yusuf").await;
        clinic.join_ready(&other, schedule).await;
        let call = clinic.consult(doctor, schedule, &other).await;
        let block = paths::with_id(paths::BLOCK, other.id());
        let _: BlockedPatients = clinic.put(doctor, &block, Value::Null).await;
        let path = paths::with_id(paths::CALL, call.id);
        let after: CallSnapshot = clinic.get(doctor, &path).await;
        assert_eq!(after.phase, CallPhase::Active, "nobody is cut off");
    }
}

#[tokio::test]
async fn only_patients_whom_one_treats_are_blocked_and_only_for_oneself() {
    let scene = Scene::open(TestDatabase::sqlite().unwrap()).await;
    let clinic = &scene.clinic;
    let stranger = clinic.patient("Eve Stranger").await;
    let unknown = paths::with_id(paths::BLOCK, stranger.id());
    let refused = clinic
        .refused(&scene.doctor, Method::PUT, &unknown, Value::Null)
        .await;
    assert_eq!(refused, (404, ProblemCode::NotFound));
    scene.block().await;
    let other = clinic.doctor("Other Doctor").await;
    let schedule = clinic.online_session(&other).await;
    clinic.join_ready(&scene.patient, &schedule).await;
    let list: BlockedPatients = clinic.get(&other, paths::BLOCKS).await;
    assert_eq!(list.patients, []);
}
