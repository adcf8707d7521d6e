//! The clinic's virus scanner: what it names is kept from everybody, and without its word nothing is
//! taken. Tried with Debian's clamd on a database of one line, and with a scanner of the test's own
//! where it has to misbehave.

use crate::support::pictures::png;
use crate::support::{Door, PATIENCE, PICTURE, Person, config, open_store};
use backend::{Config, Running, ScannerAddress};
use serde_json::{Value, json};
use shared::*;
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::Duration;
use store::testing::TestDatabase;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::timeout;

struct Practice {
    _server: Running,
    database: TestDatabase,
    door: Door,
    patient: Person,
    encounter_id: EncounterId,
}

impl Practice {
    async fn open(scanner: ScannerAddress) -> Self {
        let database = TestDatabase::sqlite().unwrap();
        let config = Config {
            scanner: Some(scanner),
            ..config(&database)
        };
        let server = Running::start(config).await.unwrap();
        let door = Door::of(server.address);
        let (doctor, patient) = (
            door.doctor("Maria Weber").await,
            door.patient("John Miller").await,
        );
        let schedule = door.online_session(&doctor).await;
        door.join_ready(&patient, &schedule).await;
        let call = door.invite(&doctor, &schedule, &patient).await;
        Self {
            _server: server,
            database,
            door,
            patient,
            encounter_id: call.entry_id.unwrap().into(),
        }
    }

    async fn put(&self, bytes: &[u8]) -> (u16, Value) {
        let named = ("letter", "application/octet-stream");
        let put = self
            .door
            .put_file(&self.patient, self.encounter_id, named, bytes.to_vec());
        let (status, answer) = put.await;
        (status.as_u16(), answer["code"].clone())
    }

    /// Waits until nothing of a refused file is left, neither row nor bytes.
    async fn forgets(&self) {
        let store = open_store(&self.database);
        let folder = self.database.folder.path().join("files");
        let gone = async {
            loop {
                let rows = store.read(|tx| tx.file_places()).unwrap().len();
                let files = std::fs::read_dir(&folder).map_or(0, Iterator::count);
                if (rows, files) == (0, 0) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, gone).await.expect("it is forgotten");
    }
}

/// A PDF (ISO 32000-1, 7.5) with these words in it.
fn pdf(words: &str) -> Vec<u8> {
    format!("%PDF-1.4\n% {words}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
        .into_bytes()
}

/// Debian's clamd with one signature, on a socket in a folder.
struct Clamd {
    process: Child,
    folder: tempfile::TempDir,
}

/// What its one signature looks for, in any file (ClamAV's format .ndb).
const MALICE: &str = "these words are malice";

impl Clamd {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let hex: String = MALICE.bytes().map(|byte| format!("{byte:02x}")).collect();
        std::fs::create_dir(path.join("signatures")).unwrap();
        let signature = format!("MedConsult.Test.Malice:0:*:{hex}\n");
        std::fs::write(path.join("signatures/test.ndb"), signature).unwrap();
        let configuration = format!(
            "Foreground yes\nDatabaseDirectory {0}/signatures\nLocalSocket {0}/clamd.ctl\n\
             LogFile {0}/clamd.log\nPidFile {0}/clamd.pid\nUser {1}\n",
            path.display(),
            user()
        );
        std::fs::write(path.join("clamd.conf"), configuration).unwrap();
        let process = Command::new("/usr/sbin/clamd")
            .arg("--config-file")
            .arg(path.join("clamd.conf"))
            .spawn()
            .expect("clamav-daemon is installed; `cargo xtask test` installs it");
        let clamd = Self { process, folder };
        let listens = async {
            while tokio::net::UnixStream::connect(clamd.socket())
                .await
                .is_err()
            {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(3 * PATIENCE, listens).await.expect("clamd listens");
        clamd
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("clamd.ctl")
    }

    fn address(&self) -> ScannerAddress {
        ScannerAddress::Unix(self.socket())
    }
}

impl Drop for Clamd {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn user() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[tokio::test]
async fn what_clamd_names_reaches_nobody_and_the_rest_does() {
    let clamd = Clamd::start().await;
    let practice = Practice::open(clamd.address()).await;
    let infected = (422, json!("infected_file"));
    assert_eq!(practice.put(&pdf(MALICE)).await, infected);
    practice.forgets().await;
    assert_eq!(practice.put(&pdf("these words are not")).await.0, 201);
    // Large enough for many pieces.
    assert_eq!(practice.put(&png(100, 100, 3_000_000)).await.0, 201);
}

#[tokio::test]
async fn without_a_scanner_that_runs_nothing_is_taken() {
    let unavailable = (503, json!("scanner_unavailable"));
    let nowhere = tempfile::tempdir().unwrap();
    let practice = Practice::open(ScannerAddress::Unix(nowhere.path().join("clamd.ctl"))).await;
    assert_eq!(practice.put(PICTURE).await, unavailable);
    practice.forgets().await;
    // Words still get through.
    let path = paths::with_id(paths::MESSAGES, practice.encounter_id);
    let said = json!({ "text": "Then I describe it." });
    let _: Message = practice.door.post(&practice.patient, &path, said).await;
}

#[tokio::test]
async fn a_scanner_that_says_something_else_has_not_said_that_it_is_clean() {
    let unavailable = (503, json!("scanner_unavailable"));
    for (answer, expected) in [
        ("stream: OK\0", (201, Value::Null)),
        ("stream: Some.Thing FOUND\0", (422, json!("infected_file"))),
        ("INSTREAM size limit exceeded. ERROR\0", unavailable.clone()),
        ("stream: OK", unavailable.clone()),
        ("", unavailable),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let practice = Practice::open(ScannerAddress::Tcp(address)).await;
        let scanner = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut command = [0; 10];
            stream.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            let mut content = Vec::new();
            loop {
                let length = stream.read_u32().await.unwrap();
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; usize::try_from(length).unwrap()];
                stream.read_exact(&mut piece).await.unwrap();
                content.extend(piece);
            }
            stream.write_all(answer.as_bytes()).await.unwrap();
            content
        });
        assert_eq!(practice.put(PICTURE).await, expected, "{answer:?}");
        assert_eq!(scanner.await.unwrap(), PICTURE);
    }
}
