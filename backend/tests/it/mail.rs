//! Mails about appointments, through a real mail server with STARTTLS, and calendars, read by a
//! library that is not the one that wrote them.

use crate::support::sink::{Sink, python, script};
use crate::support::{Clinic, Door, config, open_store};
use backend::{Config, MailConfig, Running};
use serde_json::{Value, json};
use shared::*;
use std::io::Write;
use std::process::Stdio;
use store::testing::TestDatabase;

/// What another library reads in a calendar.
fn read_calendar(text: &str) -> Value {
    let mut reading = python()
        .arg(script("read_calendar.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = reading.stdin.take().unwrap();
    input.write_all(text.as_bytes()).unwrap();
    drop(input);
    let read = reading.wait_with_output().unwrap();
    assert!(read.status.success());
    serde_json::from_slice(&read.stdout).unwrap()
}

const LINK: &str = "https://clinic.example.org/app";

async fn open(database: &TestDatabase, mail: MailConfig) -> (Running, Door) {
    let config = Config {
        public_url: Some(LINK.into()),
        mail: Some(mail),
        ..config(database)
    };
    let server = Running::start(config).await.unwrap();
    let door = Door::of(server.address);
    (server, door)
}

fn to<'a>(mails: &'a [Value], person: &crate::support::Person) -> &'a Value {
    let address = json!([person.address()]);
    let own: Vec<_> = mails.iter().filter(|mail| mail["to"] == address).collect();
    assert_eq!(own.len(), 1, "{mails:?}");
    own[0]
}

#[tokio::test]
async fn both_get_a_calendar_with_what_was_agreed_and_with_its_end() {
    let mut sink = Sink::start(0);
    let database = TestDatabase::sqlite().unwrap();
    let (server, door) = open(&database, sink.config()).await;
    let doctor = door.doctor("Maria Weber").await;
    let patient = door.patient("John Miller").await;
    let german = json!({
        "name": "John Miller", "date_of_birth": "1980-05-05", "time_zone": "America/New_York",
        "languages": ["de-AT"],
    });
    let _: PatientProfile = door.put(&patient, paths::PATIENT_PROFILE, german).await;
    let starts_at = backend::clock::now().plus_s(30 * 3_600);
    let wanted = json!({
        "doctor_id": doctor.id(), "reason": "Chest pain",
        "time": { "wish": "preferred", "starts_at": starts_at, "minutes": 20 },
    });
    let asked: Appointment = door.post(&patient, paths::APPOINTMENTS, wanted).await;
    let request = sink.next(1).await;
    assert_eq!(
        to(&request, &doctor)["subject"],
        "You are asked for an appointment"
    );
    assert_eq!(request[0]["calendars"], json!([]), "nothing to enter yet");

    let confirm = paths::with_id(paths::CONFIRM_APPOINTMENT, asked.id);
    let agreed: Appointment = door.post(&doctor, &confirm, Value::Null).await;
    let confirmed = sink.next(2).await;
    let cancel = paths::with_id(paths::CANCEL_APPOINTMENT, asked.id);
    let over: Appointment = door.post(&patient, &cancel, Value::Null).await;
    let cancelled = sink.next(2).await;
    let subject = &to(&confirmed, &patient)["subject"];
    assert_eq!(subject, "Ihr Termin ist bestätigt");
    assert_eq!(
        to(&cancelled, &doctor)["subject"],
        "Your appointment was cancelled"
    );
    let shown = jiff::Timestamp::from_millisecond(starts_at.0).unwrap();
    let shown = shown.in_tz("America/New_York").unwrap();
    let shown = shown
        .strftime("%Y-%m-%d %H:%M America/New_York (UTC%:z)")
        .to_string();
    let text = to(&confirmed, &patient)["text"].as_str().unwrap();
    assert!(text.contains(&shown) && text.contains(LINK), "{text}");

    for (mails, method, status, version) in [
        (&confirmed, "REQUEST", "CONFIRMED", agreed.version),
        (&cancelled, "CANCEL", "CANCELLED", over.version),
    ] {
        for (who, summary) in [
            (&doctor, "Online consultation"),
            (&patient, "Online-Termin"),
        ] {
            let mail = to(mails, who);
            assert_eq!(mail["header_methods"], json!([method]));
            let shape = json!([
                "multipart/mixed",
                ["multipart/alternative", "text/plain", "text/calendar"],
                "application/ics",
            ]);
            assert_eq!(mail["shape"], shape);
            assert_eq!(mail["auto_submitted"], "auto-generated");
            let id = mail["id"].as_str().unwrap();
            assert!(id.ends_with("@example.org>"), "{id}");
            let calendar = &mail["calendars"][0];
            assert_eq!(
                (&calendar["method"], &calendar["errors"]),
                (&json!(method), &json!([]))
            );
            assert_eq!(calendar["broken"], json!([]));
            let event = &calendar["events"][0];
            assert_eq!(event["uid"], format!("{}@medconsult", asked.id));
            assert_eq!(event["summary"], summary);
            assert_eq!(
                (&event["sequence"], &event["status"]),
                (&json!(version), &json!(status))
            );
            // iCalendar counts in seconds.
            assert_eq!(event["starts_at"], starts_at.0 - starts_at.0 % 1_000);
            assert_eq!(event["organizer"], "mailto:clinic@example.org");
            assert_eq!(
                (&event["rsvp"], &event["partstat"]),
                (&json!("TRUE"), &json!("NEEDS-ACTION"))
            );
            assert_eq!(
                (&event["url"], &event["stamped"]),
                (&json!(LINK), &json!(true))
            );
        }
    }
    assert!(
        over.version > agreed.version,
        "a calendar takes only what is newer"
    );
    for mail in request.iter().chain(&confirmed).chain(&cancelled) {
        assert_eq!(
            (&mail["tls"], &mail["from"]),
            (&json!(true), &json!("clinic@example.org"))
        );
        let words = format!(
            "{}{}{}",
            mail["subject"], mail["text"], mail["calendars"][0]["events"][0]["summary"]
        );
        for secret in ["Weber", "Miller", "Chest"] {
            assert!(!words.contains(secret), "{secret} is in {words}");
        }
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_move_takes_the_old_time_out_of_both_calendars_once_it_is_agreed_on() {
    let mut sink = Sink::start(0);
    let database = TestDatabase::sqlite().unwrap();
    let (server, door) = open(&database, sink.config()).await;
    let doctor = door.doctor("Maria Weber").await;
    let patient = door.patient("John Miller").await;
    let now = backend::clock::now();
    let time = |hours: i64| json!({ "wish": "preferred", "starts_at": now.plus_s(hours * 3_600) });
    let wanted = json!({ "doctor_id": doctor.id(), "time": time(30) });
    let asked: Appointment = door.post(&patient, paths::APPOINTMENTS, wanted).await;
    sink.next(1).await;
    let confirm = paths::with_id(paths::CONFIRM_APPOINTMENT, asked.id);
    let _: Appointment = door.post(&doctor, &confirm, Value::Null).await;
    sink.next(2).await;
    let act = async |who, pattern, on: &Appointment, body| -> Appointment {
        door.post(who, &paths::with_id(pattern, on.id), body).await
    };
    let entries = |mails: &[Value], who: &crate::support::Person| -> Vec<(String, String)> {
        let address = json!([who.address()]);
        let own = mails.iter().filter(|mail| mail["to"] == address);
        let calendars = own.flat_map(|mail| mail["calendars"].as_array().unwrap().clone());
        let entry = |calendar: Value| {
            let uid = calendar["events"][0]["uid"].as_str().unwrap().to_owned();
            (uid, calendar["method"].as_str().unwrap().to_owned())
        };
        calendars.map(entry).collect()
    };
    let uid = |appointment: &Appointment| format!("{}@medconsult", appointment.id);
    let asks = async |hours: i64| {
        let elsewhere = json!({ "time": time(hours) });
        act(&doctor, paths::RESCHEDULE_APPOINTMENT, &asked, elsewhere).await
    };
    let first = asks(50).await;
    let told = sink.next(1).await;
    // It is only asked for, and so is entered nowhere.
    assert_eq!(to(&told, &patient)["calendars"], json!([]));
    act(&patient, paths::DECLINE_APPOINTMENT, &first, json!({})).await;
    assert_eq!(
        to(&sink.next(1).await, &doctor)["calendars"][0]["method"],
        "CANCEL"
    );
    let second = asks(51).await;
    sink.next(1).await;
    let agreed = act(&patient, paths::CONFIRM_APPOINTMENT, &second, Value::Null).await;
    let told = sink.next(4).await;
    for who in [&doctor, &patient] {
        let mut entries = entries(&told, who);
        entries.sort();
        let mut expected = [
            (uid(&asked), "CANCEL".to_owned()),
            (uid(&agreed), "REQUEST".to_owned()),
        ];
        expected.sort();
        assert_eq!(entries, expected);
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_mail_that_is_put_off_comes_later_and_once() {
    let mut sink = Sink::start(1);
    let database = TestDatabase::sqlite().unwrap();
    let (server, door) = open(&database, sink.config()).await;
    let doctor = door.doctor("Maria Weber").await;
    let patient = door.patient("John Miller").await;
    let starts_at = backend::clock::now().plus_s(30 * 3_600);
    let wanted = json!({
        "doctor_id": doctor.id(), "time": { "wish": "preferred", "starts_at": starts_at },
    });
    let _: Appointment = door.post(&patient, paths::APPOINTMENTS, wanted).await;
    let tries = sink.next(2).await;
    let taken: Vec<_> = tries.iter().map(|mail| mail["taken"] == true).collect();
    assert_eq!(taken, [false, true]);
    assert_eq!(tries[0]["id"], tries[1]["id"], "another mail");
    // The server forgets it once it knows that it was taken.
    let store = open_store(&database);
    let forgotten = async {
        while store.read(|tx| tx.next_mail()).unwrap().is_some() {
            tokio::task::yield_now().await;
        }
    };
    let forgotten = tokio::time::timeout(crate::support::PATIENCE, forgotten).await;
    assert!(forgotten.is_ok(), "it is sent again");
    server.stop().await.unwrap();
}

#[tokio::test]
async fn without_a_mail_server_none_is_kept_for_long() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let starts_at = backend::clock::now().plus_s(30 * 3_600);
    clinic.appointment_at(&doctor, &patient, starts_at).await;
    let store = clinic.beside();
    assert!(store.read(|tx| tx.next_mail()).unwrap().is_some());
    let state = backend::state::AppState::open(config(&clinic.database)).unwrap();
    backend::app::mails::forget_all(&state).await.unwrap();
    assert_eq!(store.read(|tx| tx.next_mail()).unwrap(), None);
}

#[tokio::test]
async fn a_persons_calendar_is_read_by_its_private_address_until_it_is_renewed() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let patient = clinic.patient("John Miller").await;
    let other = clinic.patient("Eve Stranger").await;
    let german = json!({
        "name": "John Miller", "date_of_birth": "1980-05-05", "time_zone": "Europe/Vienna",
        "languages": ["fr", "de-AT"],
    });
    let _: PatientProfile = clinic.put(&patient, paths::PATIENT_PROFILE, german).await;
    let now = backend::clock::now();
    let first = clinic
        .appointment_at(&doctor, &patient, now.plus_s(30 * 3_600))
        .await;
    let second = clinic
        .appointment_at(&doctor, &other, now.plus_s(40 * 3_600))
        .await;
    let cancel = paths::with_id(paths::CANCEL_APPOINTMENT, second.id);
    let _: Appointment = clinic.post(&other, &cancel, Value::Null).await;

    let fetch = async |path: &str, token: Option<&str>| {
        let mut request = reqwest::Client::new().get(format!("http://{}{path}", clinic.address));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        let answer = request.send().await.unwrap();
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        (answer.status().as_u16(), kind, answer.text().await.unwrap())
    };
    let events = |text: &str, summary: &str| {
        let read = read_calendar(text);
        assert_eq!(
            (&read["version"], &read["method"]),
            (&json!("2.0"), &json!(""))
        );
        assert_eq!(read["errors"], json!([]));
        assert_eq!(read["broken"], json!([]));
        let events = read["events"].as_array().unwrap().clone();
        let all = events.iter().map(|event| {
            assert_eq!(event["summary"], summary);
            let uid = event["uid"].as_str().unwrap().to_owned();
            (uid, event["status"].as_str().unwrap().to_owned())
        });
        all.collect::<Vec<_>>()
    };
    let entry = |appointment: &Appointment, status: &str| {
        (format!("{}@medconsult", appointment.id), status.to_owned())
    };
    let file = paths::with_id(paths::APPOINTMENT_CALENDAR, first.id);
    let (status, kind, text) = fetch(&file, Some(patient.token())).await;
    assert_eq!(
        (status, kind.as_str()),
        (200, "text/calendar; charset=utf-8")
    );
    assert_eq!(events(&text, "Online-Termin"), [entry(&first, "CONFIRMED")]);
    assert_eq!(fetch(&file, Some(other.token())).await.0, 404);
    assert_eq!(fetch(&file, None).await.0, 401);

    let exists = async |who| {
        let feed: CalendarFeed = clinic.get(who, paths::CALENDAR).await;
        feed.exists
    };
    let make = async |who| -> CalendarFeedAddress {
        clinic.post(who, paths::RENEW_CALENDAR, Value::Null).await
    };
    assert!(!exists(&doctor).await);
    let feed = make(&doctor).await;
    assert!(exists(&doctor).await && !exists(&patient).await);
    let (_, _, text) = fetch(feed.path.reveal(), None).await;
    assert_eq!(
        events(&text, "Online consultation"),
        [entry(&second, "CANCELLED"), entry(&first, "CONFIRMED")]
    );
    for secret in ["Weber", "Miller", "Stranger"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
    // What did not change is not told again, and says so by the same stamp.
    let url = format!("http://{}{}", clinic.address, feed.path.reveal());
    let client = reqwest::Client::new();
    let whole = client.get(&url).send().await.unwrap();
    let tag = whole.headers()["etag"].clone();
    let again = client.get(&url).header("If-None-Match", &tag);
    let again = again.send().await.unwrap();
    assert_eq!(
        (again.status().as_u16(), &again.headers()["etag"]),
        (304, &tag)
    );
    assert_eq!(again.text().await.unwrap(), "");
    let weak = client.get(&url).header(
        "If-None-Match",
        format!("\"x\", W/{}", tag.to_str().unwrap()),
    );
    assert_eq!(weak.send().await.unwrap().status(), 304);
    let cancel = paths::with_id(paths::CANCEL_APPOINTMENT, first.id);
    let before = read_calendar(&text)["events"][1]["dtstamp"]
        .as_i64()
        .unwrap();
    assert!((first.starts_at.0 - 31 * 3_600_000..first.starts_at.0).contains(&before));
    let mine = make(&patient).await;
    let (_, _, text) = fetch(mine.path.reveal(), None).await;
    assert_eq!(
        events(&text, "Online-Termin"),
        [entry(&first, "CONFIRMED")],
        "only one's own"
    );
    let _: Appointment = clinic.post(&patient, &cancel, Value::Null).await;
    let changed = client.get(&url).header("If-None-Match", &tag);
    assert_eq!(changed.send().await.unwrap().status(), 200);
    let renewed = make(&doctor).await;
    assert_ne!(renewed, feed);
    assert_eq!(fetch(feed.path.reveal(), None).await.0, 404);
    assert_eq!(fetch(renewed.path.reveal(), None).await.0, 200);
}

#[tokio::test]
async fn who_wants_no_mails_of_a_kind_gets_none() {
    let mut sink = Sink::start(0);
    let database = TestDatabase::sqlite().unwrap();
    let (server, door) = open(&database, sink.config()).await;
    let doctor = door.doctor("Maria Weber").await;
    let patient = door.patient("John Miller").await;
    let unwanted = json!({ "choices": [
        { "kind": "appointment_changed", "in_app": true, "mail": false },
    ] });
    let path = paths::NOTIFICATION_PREFERENCES;
    let _: NotificationPreferences = door.put(&doctor, path, unwanted).await;
    let starts_at = backend::clock::now().plus_s(30 * 3_600);
    let wanted = json!({
        "doctor_id": doctor.id(),
        "time": { "wish": "preferred", "starts_at": starts_at, "minutes": 20 },
    });
    let asked: Appointment = door.post(&patient, paths::APPOINTMENTS, wanted).await;
    let confirm = paths::with_id(paths::CONFIRM_APPOINTMENT, asked.id);
    let _: Appointment = door.post(&doctor, &confirm, Value::Null).await;
    // Of the question only the doctor would be told, of the answer both: one mail is left.
    let mails = sink.next(1).await;
    let addressed: Vec<_> = mails.iter().map(|mail| mail["to"].clone()).collect();
    assert_eq!(addressed, [json!([patient.address()])]);
    server.stop().await.unwrap();
}
