//! The server as a program of its own, which can be killed, and what its users' devices send it.

use super::program::{Program, command};
use super::{Door, Person, SECRET, Socket, text};
use futures_util::StreamExt;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use std::path::PathBuf;
use std::process::Command;
use store::Address;
use store::testing::TestDatabase;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// The configuration: nobody waits for approval, and nobody tries too often.
const CONFIGURATION: &str = "approve_doctors = true\n\
    [limits.logins]\n\
    network = 100000\n\
    all = 100000\n\
    [limits.registrations]\n\
    network = 100000\n\
    all = 100000\n\
    [limits.files]\n\
    person = 100000\n\
    target = 100000\n\
    network = 100000\n\
    all = 100000\n";

/// A place where servers run, one after the other, on one database.
pub struct House {
    pub database: TestDatabase,
    folder: tempfile::TempDir,
    http: Client,
}

/// A server that runs until it is killed.
pub struct Process {
    program: Program,
    http: Client,
}

/// What a device asks for.
#[derive(Clone)]
pub struct Request {
    pub method: Method,
    pub path: String,
    pub token: String,
    pub body: Value,
    pub key: Option<String>,
}

impl Request {
    pub fn new(method: Method, path: String, who: &Person, body: Value) -> Self {
        let token = who.token().to_owned();
        Self {
            method,
            path,
            token,
            body,
            key: None,
        }
    }
}

impl House {
    pub fn on(database: TestDatabase) -> Self {
        rustls::crypto::ring::default_provider()
            .install_default()
            .ok();
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("server.toml"), CONFIGURATION).unwrap();
        Self {
            database,
            folder,
            http: Client::new(),
        }
    }

    /// Where its servers keep the files that people send each other.
    pub fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let url = match &self.database.address {
            Address::Sqlite(path) => format!("sqlite:{path}"),
            Address::Postgresql(url) => url.clone(),
        };
        let mut command = command(self.folder.path());
        command
            .args(arguments)
            .env("MEDCONSULT_CONFIG", self.folder.path().join("server.toml"))
            .env("MEDCONSULT_SECRET", SECRET)
            .env("DATABASE_URL", url)
            .env("RUST_LOG", "error");
        command
    }

    /// Starts a server and waits for it to say where it listens.
    pub fn start(&self) -> Process {
        Process {
            program: Program::launch(&mut self.command(&["serve", "--listen", "127.0.0.1:0"])),
            http: self.http.clone(),
        }
    }
}

impl Process {
    /// The front door, for what must not be cut off.
    pub fn door(&self) -> &Door {
        &self.program.door
    }

    /// SIGKILL: nothing is finished, nobody is told.
    pub fn kill(&mut self) {
        self.program.kill();
    }

    /// Sends a request; nothing where the answer did not come back whole.
    pub fn send(
        &self,
        request: Request,
    ) -> impl Future<Output = Option<(StatusCode, Value)>> + Send + 'static {
        let Request {
            method,
            path,
            token,
            body,
            key,
        } = request;
        let mut building = self
            .http
            .request(
                method,
                format!("http://{}{path}", self.program.door.address),
            )
            .bearer_auth(token);
        if let Some(key) = key {
            building = building.header("Idempotency-Key", key);
        }
        if !body.is_null() {
            building = building.json(&body);
        }
        async move {
            let answer = building.send().await.ok()?;
            Some((answer.status(), answer.json().await.ok()?))
        }
    }

    /// Sends what must succeed.
    pub async fn ask<T: serde::de::DeserializeOwned>(&self, request: Request) -> T {
        let path = request.path.clone();
        let (status, answer) = self.send(request).await.expect("an answer");
        assert!(status.is_success(), "{path}: {status} {answer}");
        serde_json::from_value(answer).unwrap()
    }

    pub async fn get<T: serde::de::DeserializeOwned>(&self, who: &Person, path: &str) -> T {
        self.ask(Request::new(Method::GET, path.to_owned(), who, Value::Null))
            .await
    }

    pub async fn register(&self, role: &str, number: usize) -> Person {
        let request = Request {
            method: Method::POST,
            path: paths::REGISTER.to_owned(),
            token: String::new(),
            body: json!({
                "role": role, "name": format!("Some {role}"),
                "email": format!("{role}{number}@example.org"), "password": "correct horse",
                "time_zone": "Europe/Vienna", "date_of_birth": "1980-05-05",
            }),
            key: None,
        };
        Person {
            signed_in: self.ask(request).await,
        }
    }

    /// A socket that has said who it is and was told so.
    pub async fn socket(&self, who: &Person, last_seq: Option<i64>) -> Socket {
        use futures_util::SinkExt;
        let url = format!("ws://{}{}", self.program.door.address, paths::SOCKET);
        let (mut stream, _) = connect_async(url).await.unwrap();
        let token = who.signed_in.access_token.clone();
        let hello = text(&ClientFrame::Authenticate { token, last_seq });
        stream.send(hello).await.unwrap();
        let mut socket = Socket {
            stream,
            seen: Vec::new(),
        };
        match socket.next().await.frame {
            ServerFrame::Authenticated { resumed, .. } => {
                assert_eq!(resumed, last_seq.is_some(), "frames were lost");
            }
            other => panic!("{other:?}"),
        }
        socket
    }
}

/// Everything that a device got, in order, from a server that is gone.
pub async fn drain(mut socket: Socket) -> Vec<Envelope> {
    while let Some(Ok(message)) = socket.stream.next().await {
        if let Message::Text(text) = message {
            socket.seen.push(serde_json::from_str(&text).unwrap());
        }
    }
    socket.seen
}
