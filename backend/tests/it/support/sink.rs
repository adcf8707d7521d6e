//! A real mail server with STARTTLS that shows what it was sent.

use super::PATIENCE;
use backend::{MailConfig, Security};
use serde_json::{Value, json};
use shared::Pii;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

pub fn python() -> Command {
    let program = std::env::var("MEDCONSULT_PYTHON").expect(
        "MEDCONSULT_PYTHON names a Python with the tools of e2e/requirements.txt; `cargo xtask test` \
         installs it under target/python",
    );
    Command::new(program)
}

pub fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/post")
        .join(name)
}

/// A mail server, and what it was sent.
pub struct Sink {
    process: Child,
    output: Option<BufReader<ChildStdout>>,
    port: u16,
    folder: tempfile::TempDir,
}

impl Sink {
    /// One that puts off so many mails before it takes the first.
    pub fn start(put_off: usize) -> Self {
        Self::start_with(json!({ "put_off": put_off }))
    }

    /// One that does this besides taking mails: see `post/sink.py`.
    pub fn start_with(ways: Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, key) = (
            folder.path().join("cert.pem"),
            folder.path().join("key.pem"),
        );
        std::fs::write(&certificate, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let mut process = python()
            .arg(script("sink.py"))
            .args([&certificate, &key])
            .arg(ways.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        Self {
            port: line.trim().parse().unwrap(),
            process,
            output: Some(output),
            folder,
        }
    }

    pub fn config(&self) -> MailConfig {
        MailConfig {
            host: "localhost".into(),
            port: Some(self.port),
            security: Security::Starttls,
            from: "clinic@example.org".into(),
            username: Some("clinic".into()),
            password: Some(Pii::from("letters")),
            ca_file: Some(self.folder.path().join("cert.pem")),
        }
    }

    /// The next so many mails, whether taken or put off.
    pub async fn next(&mut self, count: usize) -> Vec<Value> {
        let mut output = self.output.take().unwrap();
        let reading = tokio::task::spawn_blocking(move || {
            let mut mails: Vec<Value> = Vec::new();
            for _ in 0..count {
                let mut line = String::new();
                output.read_line(&mut line).unwrap();
                mails.push(serde_json::from_str(&line).unwrap());
            }
            (output, mails)
        });
        let read = tokio::time::timeout(2 * PATIENCE, reading).await;
        let (output, mails) = read.expect("mails come").unwrap();
        self.output = Some(output);
        mails
    }
}

impl Drop for Sink {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
