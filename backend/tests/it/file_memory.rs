//! Files are never whole in memory, however many come and go at once and however slowly.

use crate::support::pictures::png;
use crate::support::program::{Program, serve};
use crate::support::{PATIENCE, Person};
use shared::*;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What one transfer may hold, in KiB.
const TRANSFER_KIB: u64 = 64;
/// The same with its share of pools and stacks that are made for it, half of a whole file.
const FIRST_KIB: u64 = 500;
/// In how many rounds those are full.
const MAX_ROUNDS: usize = 4;
/// What a server grows by meanwhile without them: its jobs, and pools of the allocator.
const OF_ITSELF_KIB: u64 = 1_024;
const READERS: u64 = 150;
/// As many as one thread takes files, nearly.
const SENDERS: u64 = 45;

/// What a slow line brings at a time.
const PIECE_BYTES: usize = 8 * 1024;

struct Thread {
    program: Program,
    doctor: Person,
    patient: Person,
    encounter_id: EncounterId,
    data: tempfile::TempDir,
}

impl Thread {
    async fn open() -> Self {
        let data = tempfile::tempdir().unwrap();
        let file = data.path().join("server.toml");
        std::fs::write(
            &file,
            "[limits.files]\nperson = 100000\ntarget = 100000\nnetwork = 100000\nall = 100000\n",
        )
        .unwrap();
        let program = Program::launch(
            serve(data.path())
                .arg("--demo")
                .env("MEDCONSULT_CONFIG", &file)
                .env("RUST_LOG", "warn"),
        );
        let door = &program.door;
        let doctor = door.sign_in("doctor@clinic.com", "doctor123").await;
        let patient = door.sign_in("john@email.com", "patient123").await;
        let schedule = door.online_session(&doctor).await;
        door.join_ready(&patient, &schedule).await;
        let call = door.invite(&doctor, &schedule, &patient).await;
        Self {
            encounter_id: call.entry_id.unwrap().into(),
            doctor,
            patient,
            program,
            data,
        }
    }

    /// A connection on which this was said.
    async fn say(&self, request: String, body: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.program.door.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        stream
    }

    /// Senders of this, a little of each at a time, as many slow lines bring it.
    async fn send_slowly(&self, request: &str, bytes: &[u8]) -> Vec<TcpStream> {
        let mut senders = Vec::new();
        for _ in 0..SENDERS {
            senders.push(self.say(request.to_owned(), b"").await);
        }
        for piece in bytes.chunks(PIECE_BYTES) {
            for sender in &mut senders {
                sender.write_all(piece).await.unwrap();
            }
            let _: serde_json::Value = self.program.door.get(&self.doctor, paths::ME).await;
        }
        senders
    }

    /// How many files lie in the folder, whole or not.
    fn lying(&self) -> usize {
        std::fs::read_dir(self.data.path().join("files")).map_or(0, Iterator::count)
    }
}

/// Waits until the server has nothing more to do for anybody: until it answers several times without
/// its memory growing.
async fn settled(thread: &Thread) -> u64 {
    let mut memory = 0;
    loop {
        for _ in 0..20 {
            let _: serde_json::Value = thread.program.door.get(&thread.doctor, paths::ME).await;
        }
        let now = thread.program.memory_kib();
        if now <= memory {
            return now;
        }
        memory = now;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_readers_of_a_large_file_hold_next_to_nothing_of_it() {
    let thread = Thread::open().await;
    let content = png(1_000, 1_000, limits::MAX_CHAT_FILE_BYTES - 100);
    let named = ("arm.png", "image/png");
    let put =
        thread
            .program
            .door
            .put_file(&thread.patient, thread.encounter_id, named, content.clone());
    let (status, answer) = put.await;
    assert_eq!(status, 201, "{answer}");
    let file: ChatFile = serde_json::from_value(answer).unwrap();
    let path = paths::with_file(paths::CHAT_FILE, thread.encounter_id, file.id);
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: clinic\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        thread.doctor.token()
    );
    let before = settled(&thread).await;
    let mut readers = Vec::new();
    for _ in 0..READERS {
        let mut reader = thread.say(request.clone(), b"").await;
        // The answer has begun, and the rest of it is not taken.
        let begun = timeout(PATIENCE, reader.read_u8()).await;
        assert_eq!(begun.expect("an answer").unwrap(), b'H');
        readers.push(reader);
    }
    let growth = settled(&thread).await.saturating_sub(before);
    println!("{READERS} readers who do not read: {growth} KiB");
    assert!(
        growth < READERS * TRANSFER_KIB + OF_ITSELF_KIB,
        "{growth} KiB"
    );
    // Whoever reads on after all gets it whole.
    let mut rest = Vec::new();
    let mut reader = readers.pop().unwrap();
    let read = timeout(PATIENCE, reader.read_to_end(&mut rest)).await;
    read.expect("all of it").unwrap();
    assert!(rest.ends_with(&content));
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_senders_of_large_files_hold_next_to_nothing_of_them() {
    let thread = Thread::open().await;
    let content = png(1_000, 1_000, 1_000_000);
    let path = paths::with_id(paths::CHAT_FILES, thread.encounter_id);
    let request = format!(
        "POST {path}?name=arm.png HTTP/1.1\r\nHost: clinic\r\nAuthorization: Bearer {}\r\n\
         Content-Type: image/png\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        thread.patient.token(),
        content.len()
    );
    let (most, last) = content.split_at(content.len() - 1);
    // Each round fills the allocator's pools and the threads' stacks a little further than the one before,
    // until they are full; what every sender needs anew shows in each round.
    let mut rounds = Vec::new();
    let senders = loop {
        let before = settled(&thread).await;
        let senders = thread.send_slowly(&request, most).await;
        rounds.push(settled(&thread).await.saturating_sub(before));
        if rounds.last() < Some(&(SENDERS * TRANSFER_KIB + OF_ITSELF_KIB)) {
            break senders;
        }
        assert!(rounds.len() < MAX_ROUNDS, "{rounds:?} KiB");
        drop(senders);
        let forgotten = async {
            while thread.lying() > 0 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let forgotten = timeout(PATIENCE, forgotten).await;
        forgotten.expect("they are forgotten");
    };
    println!("{SENDERS} senders who do not end, round by round: {rounds:?} KiB");
    assert!(
        rounds.first() < Some(&(SENDERS * FIRST_KIB)),
        "{rounds:?} KiB"
    );
    for mut sender in senders {
        sender.write_all(last).await.unwrap();
        let mut answer = String::new();
        let read = timeout(PATIENCE, sender.read_to_string(&mut answer)).await;
        read.expect("an answer").unwrap();
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    }
}
