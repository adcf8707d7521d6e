//! Senders of files hang up at random, and the server is killed (SIGKILL) in the middle of it. After
//! one sweep the folder holds what the table names and nothing else, and no file that was acknowledged
//! is missing or changed.

use crate::support::pictures::png;
use crate::support::process::{House, Process};
use crate::support::{PATIENCE, Person, config, open_store, rounds};
use backend::Config;
use backend::app::chat::files::{Swept, sweep};
use backend::clock;
use backend::state::AppState;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use shared::*;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::Duration;
use store::testing::TestDatabase;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Draws lengths and moments; a run can be repeated with it.
const SEED: u64 = 20_261_130;
/// Uploads of one round, after which the server is killed.
const UPLOADS: usize = 12;
/// Rounds where `cargo xtask test --long` asks for a thousand uploads, and otherwise.
const LONG_ROUNDS: usize = 84;
const SHORT_ROUNDS: usize = 6;
/// Within this time of the first byte the server is killed, in milliseconds.
const KILLED_WITHIN_MS: u64 = 100;

/// How far a sender goes.
#[derive(Clone, Copy, Debug)]
enum Patience {
    /// Hangs up after so many bytes.
    Bytes(usize),
    /// Hangs up after the last byte, without a look at the answer.
    LastByte,
    /// Waits for the answer.
    Answer,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_and_its_folder_agree_after_one_sweep() {
    agree(TestDatabase::sqlite().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_and_the_folder_agree_after_one_sweep() {
    agree(TestDatabase::postgresql().unwrap()).await;
}

async fn agree(database: TestDatabase) {
    let rounds = rounds(SHORT_ROUNDS, LONG_ROUNDS);
    let house = House::on(database);
    let mut dice = StdRng::seed_from_u64(SEED);
    let mut acknowledged = BTreeMap::new();
    let mut found = Swept::default();
    let mut played = 0;
    // On a quick machine a few kills may meet nobody in the middle: then there are more of them.
    while played < rounds || (found.given_up + found.orphans == 0 && played < LONG_ROUNDS) {
        let mut server = house.start();
        acknowledged.extend(play(&mut server, played, &mut dice).await);
        let state = AppState::open(Config {
            files: house.files(),
            ..config(&house.database)
        });
        let state = state.unwrap();
        // Nobody is left who could still bring what is on its way.
        let swept = sweep(&state, clock::now().plus_s(3_600)).await.unwrap();
        found.given_up += swept.given_up;
        found.orphans += swept.orphans;
        assert_eq!(swept.lost, 0);
        let again = sweep(&state, clock::now().plus_s(3_600)).await.unwrap();
        assert_eq!(again, Swept::default());
        check(&house, &acknowledged);
        played += 1;
    }
    println!(
        "{}: {} uploads, {} acknowledged; swept: {found:?}",
        house.database.kind,
        played * UPLOADS,
        acknowledged.len()
    );
    assert!(!acknowledged.is_empty(), "some are to come through");
    let met = found.given_up + found.orphans;
    assert!(met > 0, "some are to be met in the middle");
}

/// Some uploads at once, of which most break off, and then the end of the server. The files that were
/// acknowledged, with their bytes.
async fn play(server: &mut Process, round: usize, dice: &mut StdRng) -> Vec<(FileId, Vec<u8>)> {
    let door = server.door();
    let doctor = door.doctor(&format!("Doctor {round}")).await;
    let patient = door.patient(&format!("Patient {round}")).await;
    let schedule = door.online_session(&doctor).await;
    door.join_ready(&patient, &schedule).await;
    let place: QueueSnapshot = door
        .get(&patient, &paths::with_id(paths::OWN_PLACE, schedule.id))
        .await;
    let QueueView::Patient {
        place: Some(place), ..
    } = place.queue
    else {
        panic!("a place");
    };
    let encounter_id = EncounterId::from(place.entry_id);
    let uploads: Vec<_> = (0..UPLOADS)
        .map(|_| {
            let bytes = png(100, 100, dice.random_range(1..300_000));
            let patience = match dice.random_range(0..10) {
                0..4 => Patience::Bytes(dice.random_range(0..bytes.len())),
                4..7 => Patience::LastByte,
                _ => Patience::Answer,
            };
            let begin_ms = dice.random_range(0..KILLED_WITHIN_MS);
            let request = head(&patient, encounter_id, bytes.len());
            let upload = upload(door.address, request, bytes, patience);
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(begin_ms)).await;
                timeout(PATIENCE, upload).await.ok().flatten()
            })
        })
        .collect();
    let moment = Duration::from_millis(dice.random_range(0..KILLED_WITHIN_MS));
    tokio::time::sleep(moment).await;
    server.kill();
    let mut acknowledged = Vec::new();
    for upload in uploads {
        acknowledged.extend(upload.await.unwrap());
    }
    acknowledged
}

fn head(who: &Person, encounter_id: EncounterId, bytes: usize) -> String {
    let path = paths::with_id(paths::CHAT_FILES, encounter_id);
    format!(
        "POST {path}?name=arm.png HTTP/1.1\r\nHost: clinic\r\nAuthorization: Bearer {}\r\n\
         Content-Type: image/png\r\nContent-Length: {bytes}\r\nConnection: close\r\n\r\n",
        who.token()
    )
}

/// Sends a file as far as patience goes; the file where it was acknowledged.
async fn upload(
    address: SocketAddr,
    request: String,
    bytes: Vec<u8>,
    patience: Patience,
) -> Option<(FileId, Vec<u8>)> {
    let mut stream = TcpStream::connect(address).await.ok()?;
    stream.write_all(request.as_bytes()).await.ok()?;
    let sent = match patience {
        Patience::Bytes(bytes) => bytes,
        Patience::LastByte | Patience::Answer => bytes.len(),
    };
    stream.write_all(&bytes[..sent]).await.ok()?;
    if !matches!(patience, Patience::Answer) {
        return None;
    }
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    assert!(head.starts_with("HTTP/1.1 201"), "{answer}");
    let file: ChatFile = serde_json::from_str(body).ok()?;
    Some((file.id, bytes))
}

/// The folder holds what the table names and nothing else, and whatever was acknowledged is there.
fn check(house: &House, acknowledged: &BTreeMap<FileId, Vec<u8>>) {
    let store = open_store(&house.database);
    let places = store.read(|tx| tx.file_places()).unwrap();
    assert!(places.iter().all(|place| place.is_stored));
    let named: BTreeSet<_> = places.iter().map(|place| place.stored_as.clone()).collect();
    let lying: BTreeSet<_> = std::fs::read_dir(house.files())
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(lying, named);
    for (file_id, bytes) in acknowledged {
        let place = places.iter().find(|place| place.file_id == *file_id);
        let name = &place.expect("an acknowledged file has its row").stored_as;
        assert_eq!(&std::fs::read(house.files().join(name)).unwrap(), bytes);
    }
}
