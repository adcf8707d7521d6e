use crate::clinic::Clinic;
use crate::support::Door;
use crate::support::raw::{self, RawSocket};
use futures_util::{StreamExt, stream};
use reqwest::{Client, Method, StatusCode};
use serde_json::json;
use shared::*;
use std::time::{Duration, Instant};

/// What is played.
#[derive(Clone, Copy, Debug)]
pub enum Abuse {
    Sockets,
    Frames,
    Places,
    Invented,
    Requests,
    Bookings,
    Methods,
    Guesses,
    Junk,
    Readers,
    Uploads,
}

pub const ALL: [Abuse; 11] = [
    Abuse::Sockets,
    Abuse::Frames,
    Abuse::Places,
    Abuse::Invented,
    Abuse::Requests,
    Abuse::Bookings,
    Abuse::Methods,
    Abuse::Guesses,
    Abuse::Junk,
    Abuse::Readers,
    Abuse::Uploads,
];

impl Abuse {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sockets => "one patient opens 993 sockets",
            Self::Frames => "one patient, 400 sockets, 45 frames a second each, for 5 s",
            Self::Places => "20 accounts take the places of a session",
            Self::Invented => "20 strangers register with invented addresses and ask for places",
            Self::Requests => "8 accounts ask for 153 preferred times of 240 minutes",
            Self::Bookings => "one patient books and cancels 230 times",
            Self::Methods => "100,000 requests with invented methods",
            Self::Guesses => "120 wrong passwords for the doctor's address",
            Self::Junk => {
                "behind nginx, 119 junk refreshes and 119 wrong passwords from one address"
            }
            Self::Readers => "150 slow readers of one 10 MiB file",
            Self::Uploads => "48 uploads of 10 MiB whose client hangs up after the last byte",
        }
    }
}

fn counted(statuses: &[StatusCode]) -> String {
    let done = statuses.iter().filter(|status| status.is_success()).count();
    let held_up = statuses
        .iter()
        .filter(|status| status.as_u16() == 429)
        .count();
    let other = statuses.len() - done - held_up;
    format!("{done} done, {held_up} held up, {other} refused otherwise")
}

/// Opens sockets until the server lets no more in.
async fn open(door: &Door, token: &str, most: usize) -> Vec<RawSocket> {
    let mut sockets = Vec::new();
    for _ in 0..most {
        let header = format!("Authorization: Bearer {token}\r\n");
        match RawSocket::knock(door.address, &header).await {
            (101, socket) => sockets.push(socket),
            (_, _) => break,
        }
    }
    sockets
}

pub async fn sockets(clinic: &Clinic) -> String {
    let patient = &clinic.patients[0];
    let opened = open(clinic.door(), patient.token(), 993).await.len();
    let asked = Instant::now();
    clinic
        .door()
        .sign_in("doctor@example.org", "correct horse")
        .await;
    let took = asked.elapsed();
    format!("{opened} upgraded; the doctor signs in within {took:.0?}")
}

pub async fn frames(clinic: &Clinic) -> String {
    let patient = &clinic.patients[0];
    let mut all = open(clinic.door(), patient.token(), 400).await;
    let opened = all.len();
    let leave = serde_json::to_vec(&ClientFrame::LeaveDoctors).unwrap();
    let frame = raw::frame(raw::TEXT, &leave);
    let until = Instant::now() + Duration::from_secs(5);
    let mut pace = tokio::time::interval(Duration::from_millis(22));
    while Instant::now() < until {
        pace.tick().await;
        for socket in &mut all {
            socket.send(&frame).await;
        }
    }
    format!("{opened} upgraded, 16 at most kept")
}

pub async fn places(clinic: &Clinic) -> String {
    let path = paths::with_id(paths::JOIN_QUEUE, clinic.schedule.id);
    let mut statuses = Vec::new();
    for patient in &clinic.patients {
        let body = json!({ "reason": "x" });
        let joining = clinic
            .door()
            .send(Method::POST, &path, Some(patient.token()), body);
        statuses.push(joining.await.0);
    }
    counted(&statuses)
}

/// Strangers who register with addresses that are not theirs, and try to get in all the same.
pub async fn invented(clinic: &Clinic) -> String {
    let (mut registered, mut signed_in) = (Vec::new(), Vec::new());
    for number in 0..20 {
        let email = format!("invented{number}@example.net");
        let body = json!({
            "role": "patient", "name": "Nobody", "email": email, "password": "correct horse",
            "time_zone": "UTC", "date_of_birth": "1980-05-05",
        });
        let door = clinic.door();
        registered.push(door.send(Method::POST, paths::REGISTER, None, body).await.0);
        let body = json!({ "email": email, "password": "correct horse" });
        signed_in.push(door.send(Method::POST, paths::LOGIN, None, body).await.0);
    }
    let path = paths::with_id(paths::JOIN_QUEUE, clinic.schedule.id);
    let body = json!({ "reason": "x" });
    let token = Some(clinic.patients[0].token());
    let real = clinic.door().send(Method::POST, &path, token, body).await.0;
    format!(
        "registering: {}; signing in: {}; a patient joins: {real}",
        counted(&registered),
        counted(&signed_in)
    )
}

pub async fn requests(clinic: &Clinic) -> String {
    let before = clinic.free_times().await;
    let mut statuses = Vec::new();
    for number in 0..153_i64 {
        let patient = &clinic.patients[usize::try_from(number % 8).unwrap()];
        let starts_at = backend::clock::now().plus_s(86_400 + number * 4 * 3_600);
        for minutes in [240, 30] {
            let body = json!({
                "doctor_id": clinic.doctor.id(),
                "time": { "wish": "preferred", "starts_at": starts_at, "minutes": minutes },
            });
            let asking = clinic.door().send(
                Method::POST,
                paths::APPOINTMENTS,
                Some(patient.token()),
                body,
            );
            statuses.push(asking.await.0);
        }
    }
    let after = clinic.free_times().await;
    let counted = counted(&statuses);
    format!("{counted} (asked for half an hour besides); free times {before} -> {after}")
}

pub async fn bookings(clinic: &Clinic) -> String {
    let patient = &clinic.patients[0];
    let path = paths::with_id(paths::SLOTS, clinic.doctor.id());
    let list: SlotList = clinic.door().get(patient, &path).await;
    let mut statuses = Vec::new();
    for slot in list.slots.iter().cycle().take(230) {
        let time = json!({ "wish": "slot", "starts_at": slot.starts_at });
        let body = json!({ "doctor_id": clinic.doctor.id(), "time": time });
        let token = Some(patient.token());
        let booking = clinic
            .door()
            .send(Method::POST, paths::APPOINTMENTS, token, body);
        let (status, answer) = booking.await;
        statuses.push(status);
        if let Ok(booked) = serde_json::from_value::<Appointment>(answer) {
            let cancel = paths::with_id(paths::CANCEL_APPOINTMENT, booked.id);
            clinic
                .door()
                .send(Method::POST, &cancel, token, json!({}))
                .await;
        }
    }
    let store = clinic.store();
    let until = backend::clock::now().plus_s(60);
    let mails = store.write(|tx| tx.claim_mails(backend::clock::now(), until, 10_000));
    let mails: Result<Vec<_>, store::StoreError> = mails;
    format!(
        "{}; {} mails wait",
        counted(&statuses),
        mails.unwrap().len()
    )
}

pub async fn methods(clinic: &Clinic) -> String {
    let client = Client::new();
    let url = format!("http://{}{}", clinic.door().address, paths::ME);
    let sent = stream::iter(0..100_000)
        .map(|number| {
            let method = Method::from_bytes(format!("INVENTED{number}").as_bytes()).unwrap();
            let request = client.request(method, &url);
            async move { request.send().await.is_ok() }
        })
        .buffer_unordered(16)
        .filter(|answered| std::future::ready(*answered))
        .count();
    format!("{} answered", sent.await)
}

pub async fn guesses(clinic: &Clinic) -> String {
    let client = Client::new();
    let url = format!("http://{}{}", clinic.door().address, paths::LOGIN);
    let attempt = async |password: &str, cookie: Option<&str>| {
        let body = json!({ "email": "doctor@example.org", "password": password });
        let mut request = client.post(&url).json(&body);
        if let Some(cookie) = cookie {
            request = request.header("Cookie", cookie);
        }
        request.send().await.unwrap()
    };
    let own = attempt("correct horse", None).await;
    let own = own.headers()["Set-Cookie"].to_str().unwrap().to_owned();
    let own = own.split(';').next().unwrap();
    let mut statuses = Vec::new();
    for number in 0..120 {
        let tried = attempt(&format!("guess number {number}"), None).await;
        statuses.push(tried.status());
    }
    let owner = attempt("correct horse", Some(own)).await.status();
    format!("{}; the owner's device: {owner}", counted(&statuses))
}
