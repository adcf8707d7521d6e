//! Every list of the route table, for people who have thousands of older rows: it shows the newest and what is
//! open first, and page by page all there is.

mod many;

use crate::support::{Clinic, Person};
use many::{Crowded, MANY};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use std::collections::BTreeSet;
use store::testing::TestDatabase;

/// What the rows of a route with lists in its answer can come to.
#[derive(Clone, Copy, Debug)]
enum Rows {
    /// As many as people make in years: pages of this list, whose rows are known by this field.
    Grow(&'static str, &'static str),
    /// All that there are, in one answer.
    Whole,
    /// Never many, for this reason.
    Few(&'static str),
}

const ROWS: &[(&str, Rows)] = &[
    (paths::DOCTORS, Rows::Grow("doctors", "user_id")),
    (paths::DOCTOR_SCHEDULES, Rows::Grow("schedules", "id")),
    (paths::PATIENT_SCHEDULES, Rows::Grow("schedules", "id")),
    (
        paths::WAITING_ROOMS,
        Rows::Grow("waiting_rooms", "schedule_id"),
    ),
    (paths::BLOCKS, Rows::Grow("patients", "patient_id")),
    (paths::APPOINTMENTS, Rows::Grow("appointments", "id")),
    (paths::CALLS, Rows::Grow("calls", "id")),
    (paths::NOTIFICATIONS, Rows::Grow("notifications", "number")),
    (paths::THREADS, Rows::Grow("threads", "encounter_id")),
    (paths::MESSAGES, Rows::Grow("messages", "number")),
    (paths::DOCTOR_QUEUE, Rows::Whole),
    (paths::COLLEAGUES, Rows::Whole),
    (paths::PENDING_INVITATION, Rows::Few("one rings")),
    (
        paths::OWN_PLACE,
        Rows::Few("the doctor's half is told to nobody here"),
    ),
    (
        paths::AVAILABILITY,
        Rows::Few("rules and exceptions are counted, what lies outside is cut behind its soonest"),
    ),
    (paths::SLOTS, Rows::Few("of days that are counted")),
    (
        paths::NOTIFICATION_PREFERENCES,
        Rows::Few("one of each kind"),
    ),
    (paths::ICE_SERVERS, Rows::Few("of the configuration")),
    (
        paths::DOCTOR_RATINGS,
        Rows::Few("the newest fifty comments"),
    ),
    (paths::DOCTOR, Rows::Few("languages")),
    (paths::DOCTOR_PROFILE, Rows::Few("languages")),
    (paths::PATIENT_PROFILE, Rows::Few("languages")),
    (paths::DOCTOR_PATIENT, Rows::Few("languages")),
];

/// Whether there is a list somewhere in what a schema describes.
fn has_list(document: &Value, schema: &Value, seen: &mut BTreeSet<String>) -> bool {
    if let Some(reference) = schema["$ref"].as_str() {
        let pointer = reference.trim_start_matches('#');
        return seen.insert(pointer.to_owned())
            && has_list(document, document.pointer(pointer).unwrap(), seen);
    }
    match schema {
        Value::Object(parts) => {
            parts
                .get("type")
                .is_some_and(|it| *it == "array" || *it == json!(["array", "null"]))
                || parts.values().any(|part| has_list(document, part, seen))
        }
        Value::Array(parts) => parts.iter().any(|part| has_list(document, part, seen)),
        _ => false,
    }
}

#[test]
fn every_route_that_tells_a_list_says_what_its_rows_come_to() {
    let document: Value = serde_json::from_str(backend::openapi().unwrap()).unwrap();
    let told: BTreeSet<&str> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .filter(|(_, item)| {
            let answer = &item["get"]["responses"]["200"]["content"]["application/json"];
            has_list(&document, &answer["schema"], &mut BTreeSet::new())
        })
        .map(|(path, _)| path.as_str())
        .collect();
    let known: BTreeSet<&str> = ROWS.iter().map(|(path, _)| *path).collect();
    assert_eq!(told, known);
    for (path, rows) in ROWS {
        if let Rows::Few(why) = rows {
            assert!(!why.is_empty(), "{path}");
        }
        let parameters = document["paths"][path]["get"]["parameters"]
            .as_array()
            .unwrap();
        let goes_on = ["after", "before"];
        let pages = parameters
            .iter()
            .any(|it| goes_on.iter().any(|name| it["name"] == *name));
        let grows = matches!(rows, Rows::Grow(..));
        assert_eq!(pages, grows, "{path}");
    }
}

async fn page(clinic: &Clinic, who: &Person, path: &str) -> Value {
    let (status, answer) = clinic
        .send(Method::GET, path, Some(who.token()), Value::Null)
        .await;
    assert_eq!(status, 200, "{path}: {answer}");
    answer
}

fn ids(answer: &Value, list: &str, id: &str) -> Vec<String> {
    let rows = answer[list].as_array().unwrap();
    rows.iter().map(|row| row[id].to_string()).collect()
}

/// The rows of the first page, and of all pages.
async fn all_pages(
    clinic: &Clinic,
    who: &Person,
    path: &str,
    (list, id): (&str, &str),
) -> (Vec<String>, Vec<String>) {
    let answer = page(clinic, who, path).await;
    let first = ids(&answer, list, id);
    let mut all = first.clone();
    let mut next = next_of(&answer, list);
    while let Some(query) = next {
        let answer = page(clinic, who, &format!("{path}?{query}")).await;
        all.extend(ids(&answer, list, id));
        next = next_of(&answer, list);
    }
    (first, all)
}

fn next_of(answer: &Value, list: &str) -> Option<String> {
    if list == "messages" {
        let earliest = answer[list].as_array().unwrap().last().unwrap();
        let goes_on = answer["has_earlier"].as_bool().unwrap();
        return goes_on.then(|| format!("before={}", earliest["number"]));
    }
    answer["next"].as_str().map(|next| format!("after={next}"))
}

// Filling the tables takes long, and connections are looked after meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_list_cuts_its_newest_end_or_what_is_open() {
    for database in TestDatabase::both().unwrap() {
        let kind = database.kind;
        let crowded = Crowded::prepare(database).await;
        let clinic = &crowded.clinic;
        for (pattern, rows) in ROWS {
            let Rows::Grow(list, id) = *rows else {
                continue;
            };
            let (who, expected, least) = crowded.expected(pattern);
            let path = crowded.path(pattern);
            let (first, all) = all_pages(clinic, who, &path, (list, id)).await;
            for wanted in expected {
                assert!(
                    first.contains(&wanted),
                    "{kind} {pattern}: {wanted} is not on its first page"
                );
            }
            assert!(first.len() <= 100, "{kind} {pattern}");
            let once: BTreeSet<_> = all.iter().collect();
            assert_eq!(once.len(), all.len(), "{kind} {pattern} tells a row twice");
            assert!(
                all.len() >= least,
                "{kind} {pattern}: {} of {least}",
                all.len()
            );
        }
        let queue = page(clinic, &crowded.doctor, &crowded.path(paths::DOCTOR_QUEUE)).await;
        let entries = queue["queue"]["entries"].as_array().unwrap();
        assert_eq!(entries.len(), MANY + 1, "{kind}");
        assert_eq!(
            entries[0]["state"], "waiting",
            "{kind}: what is open comes first"
        );
        // What is looked for is found wherever it stands.
        let found = page(
            clinic,
            &crowded.patient,
            "/api/doctors?search=zylka%20KARDIO",
        )
        .await;
        assert_eq!(
            ids(&found, "doctors", "user_id"),
            [json!(crowded.last_doctor).to_string()]
        );
        for wrong in ["", "1.2", "x"] {
            let path = format!("{}?after={wrong}", paths::APPOINTMENTS);
            let (status, _) = clinic
                .refused(&crowded.patient, Method::GET, &path, Value::Null)
                .await;
            assert_eq!(status, 400, "{wrong}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_feed_has_what_is_ahead_however_much_is_past() {
    for database in TestDatabase::both().unwrap() {
        let crowded = Crowded::prepare(database).await;
        let clinic = &crowded.clinic;
        let renew = paths::RENEW_CALENDAR;
        let feed: CalendarFeedAddress = clinic.post(&crowded.patient, renew, Value::Null).await;
        let url = format!("http://{}{}", clinic.address, feed.path.reveal());
        let text = reqwest::get(url).await.unwrap().text().await.unwrap();
        for appointment_id in [crowded.pending, crowded.confirmed] {
            assert!(
                text.contains(&appointment_id.to_string()),
                "{appointment_id}"
            );
        }
        // Of the past, what 90 days hold.
        assert_eq!(text.matches("BEGIN:VEVENT").count(), MANY + 2);
    }
}
