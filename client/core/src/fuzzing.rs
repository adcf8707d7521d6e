//! What a server, a link or a file may say, as bytes: bodies for fuzzing, shared by `fuzz/` and by the test
//! that replays its corpora.
//!
//! Each takes anything, and panics where a promise about it is broken.

use crate::{
    App, DeepLink, DeviceChoice, Effect, HttpAnswer, HttpRequest, Input, KnownDevices, PlainHttp,
    StoredSession, safe_file_name,
};
use serde_json::{Value, json};
use shared::{Envelope, PROTOCOL_VERSION, Pii, Role, ServerFrame, Timestamp, limits};
use std::collections::VecDeque;
use uuid::Uuid;

const START: Timestamp = Timestamp(1_800_000_000_000);
/// The two people of the frames' samples.
const PEOPLE: [u128; 2] = [1, 2];

/// What a server says to an app that is signed in and online, a line each: a frame, `{"status", "body"}` as
/// the answer to the oldest request, or milliseconds that pass.
pub fn server(data: &[u8]) {
    for (person, role) in PEOPLE.into_iter().zip([Role::Doctor, Role::Patient]) {
        let mut seat = Seat::new(Uuid::from_u128(person), role);
        for line in data.split(|byte| *byte == b'\n') {
            if let Ok(frame) = serde_json::from_slice::<Envelope>(line) {
                seat.frame(frame);
            } else if let Ok(Value::Object(said)) = serde_json::from_slice(line) {
                let status = said.get("status").and_then(Value::as_u64);
                let status = status.and_then(|status| u16::try_from(status).ok());
                let body = said.get("body").cloned().unwrap_or_default();
                seat.answer(status.unwrap_or(200), body);
            } else if let Ok(ms) = serde_json::from_slice::<u32>(line) {
                seat.now = seat.now.plus_ms(i64::from(ms));
                seat.input(Input::Tick);
            }
            let view = serde_json::to_value(seat.app.view());
            assert!(
                view.is_ok_and(|view| view.is_object()),
                "the page is told something"
            );
        }
    }
}

/// A link into the app.
pub fn link(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(link) = text.parse::<DeepLink>() {
        assert!(text.starts_with("medconsult://"), "{link:?}");
        let _ = link.intent();
    }
}

/// The name of a file.
pub fn file_name(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let name = safe_file_name(&text);
    assert!(!name.is_empty(), "{text:?}");
    assert!(
        name.chars().count() <= limits::MAX_FILE_NAME_CHARS,
        "{name:?}"
    );
    let leads_away = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control();
    assert!(!name.contains(leads_away), "{name:?}");
    assert!(
        !name.starts_with('.') && !name.ends_with(['.', ' ']),
        "{name:?}"
    );
    let word = name.split('.').next().unwrap_or_default().trim_end();
    let is_digit = |c: char| matches!(c, '0'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}');
    let word = word.trim_end_matches(is_digit).to_lowercase();
    let devices = ["con", "prn", "aux", "nul", "com", "lpt"];
    assert!(!devices.contains(&word.as_str()), "{name:?}");
}

/// Somebody's app, whose engine does nothing.
struct Seat {
    app: App,
    now: Timestamp,
    connection: u64,
    asked: VecDeque<HttpRequest>,
}

impl Seat {
    /// Signed in and online.
    fn new(me: Uuid, role: Role) -> Self {
        let mut seat = Self {
            app: App::new(),
            now: START,
            connection: 0,
            asked: VecDeque::new(),
        };
        let stored = StoredSession {
            server_url: "https://clinic.example".to_owned(),
            refresh_token: Pii::from("r"),
        };
        seat.input(Input::Started {
            server_url: String::new(),
            stored: Some(stored),
            devices: DeviceChoice::default(),
            consent: None,
            device_secret: [1; 32].into(),
            known_devices: KnownDevices::default(),
            plain_http: PlainHttp::OnThisDevice,
            synthetic_media: true,
            seed: 7,
        });
        let session_id = Uuid::from_u128(me.as_u128().saturating_add(100));
        let signed_in = json!({
            "access_token": "a", "access_expires_at": START.plus_s(86_400), "refresh_token": "r2",
            "session_id": session_id, "me": {
                "user_id": me, "role": role, "name": "N", "email": "e", "time_zone": "UTC", "approved": true,
            },
        });
        seat.answer(200, signed_in);
        let connection = seat.connection;
        seat.input(Input::LinkUp { connection });
        seat.frame(Envelope {
            v: PROTOCOL_VERSION,
            seq: 0,
            stored: false,
            now: Some(START),
            frame: ServerFrame::Authenticated {
                user_id: me.into(),
                session_id: session_id.into(),
                server_now: START,
                resumed: true,
            },
        });
        seat
    }

    fn input(&mut self, input: Input) {
        for effect in self.app.handle(input, self.now) {
            match effect {
                Effect::OpenLink { connection, .. } => self.connection = connection,
                Effect::Http(request) => self.asked.push_back(request),
                _ => {}
            }
        }
    }

    fn frame(&mut self, envelope: Envelope) {
        let (connection, frame) = (self.connection, Box::new(envelope));
        self.input(Input::LinkFrame { connection, frame });
    }

    fn answer(&mut self, status: u16, body: Value) {
        if let Some(HttpRequest { id, .. }) = self.asked.pop_front() {
            let body = Pii(body);
            let result = Ok(HttpAnswer { status, body });
            self.input(Input::Http { id, result });
        }
    }
}
