//! What a patient's device hears while others wait in the same room: everything that a server may say
//! to it from the door to the end of the consultation, word for word, and nothing of the others.

use crate::support::{Clinic, PATIENCE, Person, Socket};
use crate::testkit::on_both_databases;
use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;
use tokio_tungstenite::tungstenite::Message;

on_both_databases! {
    a_patient_hears_nothing_of_the_others => super::nothing_of_the_others;
}

/// Somebody whose every answer and every frame is written down as it came.
struct Overheard<'a> {
    clinic: &'a Clinic,
    person: &'a Person,
    socket: Socket,
    said: Vec<String>,
}

impl<'a> Overheard<'a> {
    async fn open(clinic: &'a Clinic, person: &'a Person) -> Self {
        Self {
            socket: clinic.socket(person, None).await,
            clinic,
            person,
            said: Vec::new(),
        }
    }

    async fn ask(&mut self, method: Method, path: &str, body: Value) -> Value {
        let title = format!("{method} {path}");
        self.ask_as(&title, method, path, body).await
    }

    /// Writes the answer down under another title than its path.
    async fn ask_as(&mut self, title: &str, method: Method, path: &str, body: Value) -> Value {
        let token = Some(self.person.token());
        let (status, answer) = self.clinic.send(method, path, token, body).await;
        self.said.push(format!("{title}: {status} {answer}"));
        self.listen().await;
        answer
    }

    async fn get(&mut self, path: &str) -> Value {
        self.ask(Method::GET, path, Value::Null).await
    }

    /// Writes down what came until now, as text: a field that this program doesn't know counts as well.
    async fn listen(&mut self) {
        let stream = &mut self.socket.stream;
        stream.send(Message::Ping("so far".into())).await.unwrap();
        let said = &mut self.said;
        let all = async {
            loop {
                match stream.next().await.expect("the socket is open").unwrap() {
                    Message::Text(text) => said.push(text.to_string()),
                    Message::Pong(bytes) if bytes == "so far" => return,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, all)
            .await
            .expect("an answer");
    }

    async fn say(&mut self, frame: ClientFrame) {
        self.socket.say(frame).await;
        self.listen().await;
    }
}

/// One of the others, with what nobody else may learn.
struct Other {
    person: Person,
    secrets: Vec<String>,
    encounter_id: EncounterId,
}

const OTHERS: [(&str, &str, &str); 4] = [
    (
        "Aylin Demirkan",
        "Stabbing pain behind the ear",
        "It began on Tuesday",
    ),
    (
        "Bogdan Petrescu",
        "A letter from the cardiologist",
        "Shall I stop the tablets?",
    ),
    (
        "Chidinma Okwuosa",
        "Swollen ankles since the flight",
        "My sister had the same",
    ),
    (
        "Dagny Halvorsen",
        "Prescription for the patches",
        "The pharmacy wants it signed",
    ),
];

async fn join(clinic: &Clinic, schedule: &Schedule, other: (&str, &str, &str)) -> Other {
    let (name, reason, message) = other;
    let person = clinic.patient(name).await;
    let path = |pattern| paths::with_id(pattern, schedule.id);
    let joined: Value = clinic
        .post(
            &person,
            &path(paths::JOIN_QUEUE),
            json!({ "reason": reason }),
        )
        .await;
    let entry = joined["queue"]["place"]["entry_id"].as_str().unwrap();
    let encounter_id: EncounterId = entry.parse().unwrap();
    let thread = paths::with_id(paths::MESSAGES, encounter_id);
    let _: Value = clinic
        .post(&person, &thread, json!({ "text": message }))
        .await;
    let file = clinic.put_picture(&person, encounter_id).await;
    let _: Value = clinic
        .post(
            &person,
            &path(paths::TOGGLE_READY),
            json!({ "ready": true }),
        )
        .await;
    let address = person.address().to_owned();
    let mut secrets = vec![reason.into(), message.into(), address, entry.into()];
    secrets.extend(name.split(' ').map(Into::into));
    secrets.extend([
        person.id().to_string(),
        person.device().to_string(),
        file.id.to_string(),
    ]);
    Other {
        person,
        secrets,
        encounter_id,
    }
}

/// A doctor who sees one of the others first, so that calls and notices of others exist as well.
async fn see_first(clinic: &Clinic, doctor: &Person, schedule: &Schedule, other: &mut Other) {
    let call = clinic.invite(doctor, schedule, &other.person).await;
    let confirm = paths::with_id(paths::CONFIRM_CALL, call.id);
    let _: CallSnapshot = clinic.post(&other.person, &confirm, Value::Null).await;
    other.secrets.push(call.id.to_string());
}

async fn end(clinic: &Clinic, doctor: &Person) {
    let live: CallList = clinic.get(doctor, "/api/call-sessions?state=active").await;
    let path = paths::with_id(paths::END_CALL, live.calls[0].id);
    let _: CallSnapshot = clinic.post(doctor, &path, Value::Null).await;
}

/// Everything a curious patient may try to read, with the ids of others where a path takes one.
async fn snoop(patient: &mut Overheard<'_>, schedule: &Schedule, others: &[Other]) {
    for path in [
        paths::ME,
        paths::DOCTORS,
        paths::PATIENT_PROFILE,
        paths::PATIENT_SCHEDULES,
        paths::PENDING_INVITATION,
        paths::NOTIFICATIONS,
        paths::APPOINTMENTS,
        paths::CALLS,
        paths::THREADS,
        paths::WAITING_ROOMS,
        paths::DOCTOR_SCHEDULES,
        paths::ICE_SERVERS,
    ] {
        patient.get(path).await;
    }
    for pattern in [
        paths::PATIENT_SCHEDULE,
        paths::OWN_PLACE,
        paths::DOCTOR_QUEUE,
        paths::DOCTOR_SCHEDULE,
    ] {
        patient.get(&paths::with_id(pattern, schedule.id)).await;
    }
    for other in others {
        let id = other.person.id();
        // The path itself holds what is looked for, so only the answers count.
        for (title, path) in [
            ("another patient", paths::with_id(paths::DOCTOR_PATIENT, id)),
            (
                "another's chat",
                paths::with_id(paths::MESSAGES, other.encounter_id),
            ),
        ] {
            patient.ask_as(title, Method::GET, &path, Value::Null).await;
        }
    }
}

async fn nothing_of_the_others(database: TestDatabase) {
    let clinic = Clinic::open(database).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let john = clinic.patient("John Miller").await;
    let schedule = clinic.online_session(&doctor).await;
    let path = |pattern| paths::with_id(pattern, schedule.id);
    let schedule_id = schedule.id;
    let mut at_doctor = Overheard::open(&clinic, &doctor).await;
    at_doctor
        .say(ClientFrame::JoinSchedule { schedule_id })
        .await;
    let mut others = Vec::new();
    for other in &OTHERS[..2] {
        others.push(join(&clinic, &schedule, *other).await);
    }

    let mut patient = Overheard::open(&clinic, &john).await;
    patient.say(ClientFrame::JoinSchedule { schedule_id }).await;
    patient.say(ClientFrame::JoinDoctors).await;
    let reason = json!({ "reason": "A cough" });
    let joined = patient
        .ask(Method::POST, &path(paths::JOIN_QUEUE), reason)
        .await;
    let own: EncounterId = joined["queue"]["place"]["entry_id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    for other in &OTHERS[2..] {
        others.push(join(&clinic, &schedule, *other).await);
    }
    patient
        .ask(
            Method::POST,
            &path(paths::TOGGLE_READY),
            json!({ "ready": true }),
        )
        .await;
    let good = json!({ "verdict": "good" });
    let test = json!({ "camera": good, "microphone": good, "speaker": good, "network": good });
    patient
        .ask(Method::PUT, &path(paths::DEVICE_TEST), test)
        .await;
    see_first(&clinic, &doctor, &schedule, &mut others[0]).await;
    let ringing = paths::with_id(paths::CALL_DOCTOR, doctor.id());
    patient.ask(Method::POST, &ringing, Value::Null).await;
    snoop(&mut patient, &schedule, &others).await;
    end(&clinic, &doctor).await;

    let mut order = vec![john.id()];
    order.extend(others.iter().map(|other| other.person.id()));
    let reorder = json!({ "patient_ids": order });
    at_doctor
        .ask(Method::PUT, &path(paths::DOCTOR_QUEUE), reorder)
        .await;
    let thread = paths::with_id(paths::MESSAGES, own);
    at_doctor
        .ask(Method::POST, &thread, json!({ "text": "You are next" }))
        .await;
    patient
        .ask(Method::POST, &thread, json!({ "text": "Thank you" }))
        .await;
    patient.get(&thread).await;

    let call = clinic.invite(&doctor, &schedule, &john).await;
    patient.listen().await;
    patient.get(paths::PENDING_INVITATION).await;
    let confirm = paths::with_id(paths::CONFIRM_CALL, call.id);
    patient.ask(Method::POST, &confirm, Value::Null).await;
    let (call_id, last_signal) = (call.id, 0);
    patient
        .say(ClientFrame::JoinCall {
            call_id,
            last_signal,
            backlog: Backlog::Wanted,
        })
        .await;
    let media = json!({ "microphone_on": true, "camera_on": true, "receiving": true });
    let report = paths::with_id(paths::REPORT_MEDIA, call.id);
    at_doctor.ask(Method::PUT, &report, media.clone()).await;
    patient.ask(Method::PUT, &report, media).await;
    let left = path(paths::LEAVE_QUEUE);
    let _: Value = clinic.post(&others[3].person, &left, Value::Null).await;
    end(&clinic, &doctor).await;
    patient.get(&paths::with_id(paths::CALL, call.id)).await;
    snoop(&mut patient, &schedule, &others).await;
    at_doctor.listen().await;
    at_doctor.get(&path(paths::DOCTOR_QUEUE)).await;
    for other in &others {
        let thread = paths::with_id(paths::MESSAGES, other.encounter_id);
        at_doctor.get(&thread).await;
    }

    let kinds = [
        "queue_updated",
        "call_invitation",
        "\"message\"",
        "call_ended",
    ];
    let heard = patient.said.join("\n");
    for kind in kinds {
        assert!(heard.contains(kind), "the patient heard of no {kind}");
    }
    let doctors = at_doctor.said.join("\n");
    for other in &others {
        for secret in &other.secrets {
            let leak = patient.said.iter().find(|said| said.contains(secret));
            assert!(leak.is_none(), "{secret} is in {}", leak.unwrap());
        }
        // The same words are there for whom they are meant, so looking for them can find them.
        for secret in [&other.secrets[0], &other.secrets[1], &other.secrets[3]] {
            assert!(
                doctors.contains(secret),
                "not even the doctor was told {secret}"
            );
        }
    }
}
