//! A real server on a real database, and the people who use it through its front door.

pub mod agreement;
pub mod bystander;
mod door_files;
pub mod final_state;
pub mod nginx;
pub mod own_postgres;
mod person;
pub mod pictures;
pub mod process;
pub mod program;
pub mod race_group;
pub mod race_harness;
pub mod raw;
mod rounds;
pub mod rush;
mod setup;
pub mod sink;
pub mod step;
pub mod visit;
pub mod visitors;

pub use person::Person;
pub use pictures::PICTURE;
pub use rounds::rounds;
pub use setup::{SECRET, config, is_look, keys, open_store};

use backend::app::accounts::hash_password;
use backend::{Config, Running};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use std::net::SocketAddr;
use std::time::Duration;
use store::testing::TestDatabase;
use store::{NewUser, ProfileDetails, Store, StoreError, UserRecord};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// Everything that is awaited happens within this, or the test fails.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// A server's front door.
pub struct Door {
    pub address: SocketAddr,
    http: Client,
}

/// A server that a test started, with the database under it.
pub struct Clinic {
    pub database: TestDatabase,
    pub server: Running,
    door: Door,
}

impl std::ops::Deref for Clinic {
    type Target = Door;

    fn deref(&self) -> &Door {
        &self.door
    }
}

impl Clinic {
    pub async fn open(database: TestDatabase) -> Self {
        let config = config(&database);
        Self::open_with(database, config).await
    }

    pub async fn open_with(database: TestDatabase, config: Config) -> Self {
        let server = Running::start(config).await.unwrap();
        Self {
            door: Door::of(server.address),
            database,
            server,
        }
    }

    /// Stops the server and starts another one on the same database.
    pub async fn restart(self) -> Self {
        let Self {
            database, server, ..
        } = self;
        server.stop().await.unwrap();
        Self::open(database).await
    }

    /// Somebody whom only the server's own command makes.
    pub async fn admin(&self) -> Person {
        let user = UserRecord {
            id: backend::clock::new_id(),
            role: Role::Admin,
            name: Pii::from("An Admin"),
            email: Pii::from("an.admin@example.org"),
            password_hash: hash_password(&Pii::from("correct horse")).unwrap(),
            date_of_birth: None,
            time_zone: "UTC".into(),
            specialty: String::new(),
            profile: ProfileDetails::default(),
            approved: true,
            last_seq: 0,
            email_proved_at: Some(backend::clock::now()),
        };
        let new = NewUser {
            user,
            created_at: backend::clock::now(),
        };
        let made: Result<_, StoreError> = self.beside().write(|tx| tx.add_user(&new));
        made.unwrap();
        self.sign_in("an.admin@example.org", "correct horse").await
    }

    /// The database under the running server, as another node would see it.
    pub fn beside(&self) -> Store {
        open_store(&self.database)
    }
}

impl Door {
    pub fn of(address: SocketAddr) -> Self {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        Self {
            address,
            http: Client::new(),
        }
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Value,
    ) -> (StatusCode, Value) {
        self.send_with_key(method, path, token, body, None).await
    }

    pub async fn send_with_key(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Value,
        key: Option<&str>,
    ) -> (StatusCode, Value) {
        let mut request = self
            .http
            .request(method, format!("http://{}{path}", self.address));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap_or(Value::Null))
    }

    async fn register(&self, role: &str, name: &str) -> Person {
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let body = json!({
            "role": role, "name": name, "email": email, "password": "correct horse",
            "time_zone": "Europe/Vienna", "date_of_birth": "1980-05-05",
        });
        let (status, answer) = self.send(Method::POST, paths::REGISTER, None, body).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        Person::of(answer)
    }

    pub async fn patient(&self, name: &str) -> Person {
        self.register("patient", name).await
    }

    pub async fn doctor(&self, name: &str) -> Person {
        self.register("doctor", name).await
    }

    /// Another device of the same person.
    pub async fn login(&self, person: &Person) -> Person {
        let email = person.signed_in.me.email.reveal();
        self.sign_in(email, "correct horse").await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Person {
        let body = json!({ "email": email, "password": password });
        let (status, answer) = self.send(Method::POST, paths::LOGIN, None, body).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        Person::of(answer)
    }

    pub async fn post<T: serde::de::DeserializeOwned>(
        &self,
        who: &Person,
        path: &str,
        body: Value,
    ) -> T {
        let (status, answer) = self.send(Method::POST, path, Some(who.token()), body).await;
        assert!(status.is_success(), "POST {path}: {status} {answer}");
        serde_json::from_value(answer).unwrap()
    }

    pub async fn get<T: serde::de::DeserializeOwned>(&self, who: &Person, path: &str) -> T {
        let (status, answer) = self
            .send(Method::GET, path, Some(who.token()), Value::Null)
            .await;
        assert!(status.is_success(), "GET {path}: {status} {answer}");
        serde_json::from_value(answer).unwrap()
    }

    pub async fn put<T: serde::de::DeserializeOwned>(
        &self,
        who: &Person,
        path: &str,
        body: Value,
    ) -> T {
        let (status, answer) = self.send(Method::PUT, path, Some(who.token()), body).await;
        assert!(status.is_success(), "PUT {path}: {status} {answer}");
        serde_json::from_value(answer).unwrap()
    }

    /// The code of the problem that a request is answered with.
    pub async fn refused(
        &self,
        who: &Person,
        method: Method,
        path: &str,
        body: Value,
    ) -> (u16, ProblemCode) {
        let (status, answer) = self.send(method, path, Some(who.token()), body).await;
        let problem: Problem = serde_json::from_value(answer.clone())
            .unwrap_or_else(|_| panic!("no problem: {answer}"));
        assert_eq!(problem.status, status.as_u16());
        (problem.status, problem.code)
    }

    /// A practice session that is online.
    pub async fn online_session(&self, doctor: &Person) -> Schedule {
        let now = backend::clock::now();
        let plan = json!({
            "title": "Morning", "starts_at": now, "ends_at": now.plus_s(3600),
            "time_zone": "Europe/Vienna", "capacity": 20,
        });
        let schedule: Schedule = self.post(doctor, paths::DOCTOR_SCHEDULES, plan).await;
        self.post(
            doctor,
            &paths::with_id(paths::START_SCHEDULE, schedule.id),
            Value::Null,
        )
        .await
    }

    pub async fn join_ready(&self, patient: &Person, schedule: &Schedule) {
        let path = |pattern| paths::with_id(pattern, schedule.id);
        let _: QueueSnapshot = self
            .post(
                patient,
                &path(paths::JOIN_QUEUE),
                json!({ "reason": "Cough" }),
            )
            .await;
        let _: QueueSnapshot = self
            .post(
                patient,
                &path(paths::TOGGLE_READY),
                json!({ "ready": true }),
            )
            .await;
    }

    pub async fn invite(
        &self,
        doctor: &Person,
        schedule: &Schedule,
        patient: &Person,
    ) -> CallSnapshot {
        let body = json!({ "patient_id": patient.id() });
        self.post(
            doctor,
            &paths::with_id(paths::START_CALL, schedule.id),
            body,
        )
        .await
    }

    /// Invites the patient, who accepts; the two see each other.
    pub async fn consult(
        &self,
        doctor: &Person,
        schedule: &Schedule,
        patient: &Person,
    ) -> CallSnapshot {
        let call = self.invite(doctor, schedule, patient).await;
        let confirm = paths::with_id(paths::CONFIRM_CALL, call.id);
        let mut call: CallSnapshot = self.post(patient, &confirm, Value::Null).await;
        let media = json!({ "microphone_on": true, "camera_on": true, "receiving": true });
        let report = paths::with_id(paths::REPORT_MEDIA, call.id);
        for person in [doctor, patient] {
            call = self.put(person, &report, media.clone()).await;
        }
        call
    }

    pub async fn socket(&self, who: &Person, last_seq: Option<i64>) -> Socket {
        let (mut stream, _) = connect_async(format!("ws://{}{}", self.address, paths::SOCKET))
            .await
            .unwrap();
        let token = who.signed_in.access_token.clone();
        stream
            .send(text(&ClientFrame::Authenticate { token, last_seq }))
            .await
            .unwrap();
        Socket {
            stream,
            seen: Vec::new(),
        }
    }
}

/// A realtime socket and everything that came on it.
pub struct Socket {
    pub stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pub seen: Vec<Envelope>,
}

fn text(frame: &ClientFrame) -> Message {
    Message::text(serde_json::to_string(frame).unwrap())
}

impl Socket {
    pub async fn say(&mut self, frame: ClientFrame) {
        self.stream.send(text(&frame)).await.unwrap();
    }

    /// The next frame; pings are answered by the library.
    pub async fn next(&mut self) -> Envelope {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.stream.next()).await;
            let message =
                message.unwrap_or_else(|_| panic!("nothing more came after {:#?}", self.kinds()));
            match message.expect("the socket is open").unwrap() {
                Message::Text(text) => {
                    let envelope: Envelope = serde_json::from_str(&text).unwrap();
                    self.seen.push(envelope.clone());
                    return envelope;
                }
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("{other:?} after {:?}", self.kinds()),
            }
        }
    }

    /// Everything the server had to say to what was said so far: what comes before the pong to a ping.
    pub async fn answers(&mut self) -> Vec<ServerFrame> {
        let before = self.seen.len();
        self.stream
            .send(Message::Ping("so far".into()))
            .await
            .unwrap();
        let told = async {
            loop {
                match self
                    .stream
                    .next()
                    .await
                    .expect("the socket is open")
                    .unwrap()
                {
                    Message::Text(text) => self.seen.push(serde_json::from_str(&text).unwrap()),
                    Message::Pong(bytes) if bytes == "so far" => return,
                    _ => {}
                }
            }
        };
        tokio::time::timeout(PATIENCE, told)
            .await
            .expect("the server answers");
        let new = self.seen.iter().skip(before);
        new.map(|envelope| envelope.frame.clone()).collect()
    }

    /// Reads on until a frame fits.
    pub async fn until<T>(&mut self, fits: impl Fn(&ServerFrame) -> Option<T>) -> T {
        loop {
            if let Some(found) = fits(&self.next().await.frame) {
                return found;
            }
        }
    }

    /// Reads on until a call is in a phase.
    pub async fn call_in(&mut self, phase: CallPhase) -> CallSnapshot {
        self.until(|frame| frame.call().filter(|call| call.phase == phase).cloned())
            .await
    }

    /// Reads on until the socket closes; the code it closed with.
    pub async fn closed(&mut self) -> Option<u16> {
        loop {
            match tokio::time::timeout(PATIENCE, self.stream.next())
                .await
                .expect("the socket closes")
            {
                Some(Ok(Message::Close(frame))) => return frame.map(|frame| frame.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    /// The types of all frames so far.
    pub fn kinds(&self) -> Vec<String> {
        let kind = |envelope: &Envelope| {
            serde_json::to_value(envelope).unwrap()["type"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        self.seen.iter().map(kind).collect()
    }
}
