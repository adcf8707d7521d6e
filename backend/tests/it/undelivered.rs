//! Mails that can't go out: because of the clinic, because of the recipient, or because they are not true any
//! more.

use crate::support::sink::Sink;
use crate::support::{Clinic, PATIENCE, Person, config, open_store};
use backend::{Config, MailConfig};
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

async fn open(mail: MailConfig) -> Clinic {
    let database = TestDatabase::sqlite().unwrap();
    let config = Config {
        mail: Some(mail),
        ..config(&database)
    };
    Clinic::open_with(database, config).await
}

async fn book(clinic: &Clinic, doctor: &Person, patient: &Person) -> Appointment {
    let starts_at = backend::clock::now().plus_s(30 * 3_600);
    let wanted = json!({
        "doctor_id": doctor.id(), "time": { "wish": "preferred", "starts_at": starts_at },
    });
    clinic.post(patient, paths::APPOINTMENTS, wanted).await
}

/// Waits until no mail is to be sent any more.
async fn until_none_waits(clinic: &Clinic) {
    let store = open_store(&clinic.database);
    let none_waits = async {
        while store.read(|tx| tx.next_mail()).unwrap().is_some() {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(3 * PATIENCE, none_waits).await;
    assert!(gone.is_ok(), "mails wait for ever");
}

async fn told(clinic: &Clinic, who: &Person) -> Vec<NotificationAbout> {
    let list: NotificationList = clinic.get(who, paths::NOTIFICATIONS).await;
    list.notifications
        .into_iter()
        .map(|one| one.about)
        .collect()
}

#[tokio::test]
async fn a_mail_server_that_does_not_know_the_clinic_for_a_while_loses_no_mail() {
    let mut sink = Sink::start_with(json!({ "shut_out": 1 }));
    let clinic = open(sink.config()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    book(&clinic, &doctor, &patient).await;
    let mails = sink.next(1).await;
    assert_eq!(mails[0]["to"], json!([doctor.address()]));
    until_none_waits(&clinic).await;
    let is_told =
        |about: &NotificationAbout| matches!(about, NotificationAbout::MailUndeliverable { .. });
    assert!(!told(&clinic, &doctor).await.iter().any(is_told));
}

#[tokio::test]
async fn an_address_that_nobody_has_is_given_up_and_both_are_told_once() {
    let patient_address = "john.miller@example.org";
    let mut sink = Sink::start_with(json!({ "unknown": [patient_address] }));
    let clinic = open(sink.config()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let asked = book(&clinic, &doctor, &patient).await;
    sink.next(1).await;
    for pattern in [paths::CONFIRM_APPOINTMENT, paths::CANCEL_APPOINTMENT] {
        let path = paths::with_id(pattern, asked.id);
        let _: Appointment = clinic.post(&doctor, &path, Value::Null).await;
        // The doctor's own.
        let mails = sink.next(1).await;
        assert_eq!(mails[0]["to"], json!([doctor.address()]));
        until_none_waits(&clinic).await;
    }
    let undeliverable = |all: Vec<NotificationAbout>| -> Vec<(UserId, Option<Pii>)> {
        let own = all.into_iter().filter_map(|about| match about {
            NotificationAbout::MailUndeliverable {
                user_id,
                other_name,
            } => Some((user_id, other_name)),
            _ => None,
        });
        own.collect()
    };
    let of_patient = undeliverable(told(&clinic, &patient).await);
    assert_eq!(of_patient, [(patient.id(), None)]);
    let of_doctor = undeliverable(told(&clinic, &doctor).await);
    assert_eq!(of_doctor, [(patient.id(), Some(Pii::from("John Miller")))]);
}

#[tokio::test]
async fn what_was_overtaken_while_the_mail_server_was_away_is_not_sent() {
    // Both are told of what was agreed, and the first try of each fails.
    let mut sink = Sink::start_with(json!({ "put_off": 2 }));
    let clinic = open(sink.config()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let unwanted = json!({ "choices": [
        { "kind": "appointment_changed", "in_app": true, "mail": false },
    ] });
    let path = paths::NOTIFICATION_PREFERENCES;
    let _: NotificationPreferences = clinic.put(&doctor, path, unwanted).await;
    let asked = book(&clinic, &doctor, &patient).await;
    let wanted = json!({ "choices": [] });
    let _: NotificationPreferences = clinic.put(&doctor, path, wanted).await;
    let confirm = paths::with_id(paths::CONFIRM_APPOINTMENT, asked.id);
    let _: Appointment = clinic.post(&doctor, &confirm, Value::Null).await;
    for mail in sink.next(2).await {
        assert_eq!(mail["taken"], false);
    }
    let cancel = paths::with_id(paths::CANCEL_APPOINTMENT, asked.id);
    let _: Appointment = clinic.post(&patient, &cancel, Value::Null).await;
    let mails = sink.next(2).await;
    until_none_waits(&clinic).await;
    for mail in mails {
        assert_eq!(mail["header_methods"], json!(["CANCEL"]), "{mail}");
    }
    // Whatever came besides would have come before this one.
    let again = book(&clinic, &doctor, &patient).await;
    let mails = sink.next(1).await;
    assert_eq!(
        mails[0]["subject"], "You are asked for an appointment",
        "{again:?}"
    );
}

#[tokio::test]
async fn addresses_as_providers_give_them_out_are_taken_and_reached() {
    let mut sink = Sink::start(0);
    let clinic = open(sink.config()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    for (written, shown, reached) in [
        // The sink, too, reads it without the quotes that it came in.
        (
            "a..b@docomo.ne.jp",
            "a..b@docomo.ne.jp",
            "a..b@docomo.ne.jp",
        ),
        ("x@münchen.de", "x@münchen.de", "x@xn--mnchen-3ya.de"),
        (
            "jürgen@example.org",
            "jürgen@example.org",
            "jürgen@example.org",
        ),
    ] {
        let body = json!({
            "role": "patient", "name": "A Person", "email": written, "password": "correct horse",
            "time_zone": "Europe/Vienna", "date_of_birth": "1980-05-05",
        });
        let (status, answer) = clinic
            .send(reqwest::Method::POST, paths::REGISTER, None, body.clone())
            .await;
        assert_eq!(status, 201, "{written}: {answer}");
        let patient = clinic.sign_in(written, "correct horse").await;
        assert_eq!(patient.address(), shown);
        let asked = book(&clinic, &doctor, &patient).await;
        let confirm = paths::with_id(paths::CONFIRM_APPOINTMENT, asked.id);
        // The question to the doctor, and the answer to both.
        sink.next(1).await;
        let _: Appointment = clinic.post(&doctor, &confirm, Value::Null).await;
        let mails = sink.next(2).await;
        let to: Vec<_> = mails.iter().map(|mail| mail["to"][0].clone()).collect();
        assert!(to.contains(&json!(reached)), "{written}: {to:?}");
        let cancel = paths::with_id(paths::CANCEL_APPOINTMENT, asked.id);
        let _: Appointment = clinic.post(&patient, &cancel, Value::Null).await;
        sink.next(2).await;
        // The same person by another keyboard.
        let mut again = body;
        again["email"] = json!(written.replace('ü', "u\u{308}"));
        let (status, _) = clinic
            .send(reqwest::Method::POST, paths::REGISTER, None, again)
            .await;
        assert_eq!(status, 409, "{written} twice");
    }
    let body = json!({
        "role": "patient", "name": "A Person", "email": "<b@email.com>", "password": "correct horse",
        "time_zone": "Europe/Vienna", "date_of_birth": "1980-05-05",
    });
    let (status, answer) = clinic
        .send(reqwest::Method::POST, paths::REGISTER, None, body)
        .await;
    assert_eq!(
        (status.as_u16(), &answer["fields"][0]["field"]),
        (422, &json!("email"))
    );
}
