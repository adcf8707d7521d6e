//! How much room files may take: what is refused, in time, and that everything else goes on.

use crate::support::pictures::png;
use crate::support::program::{Program, command};
use crate::support::visit::Visit;
use crate::support::{Door, PICTURE, Person, config};
use backend::{Config, Quota, Running};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use std::path::Path;
use std::process::Command;
use store::testing::TestDatabase;

/// A server with this quota, a doctor, and a patient with a thread for each of the doctor's sessions.
struct Practice {
    _server: Running,
    door: Door,
    doctor: Person,
}

impl Practice {
    async fn open(database: &TestDatabase, storage: Quota) -> Self {
        let config = Config {
            storage,
            ..config(database)
        };
        let server = Running::start(config).await.unwrap();
        let door = Door::of(server.address);
        let doctor = door.doctor("Maria Weber").await;
        Self {
            _server: server,
            door,
            doctor,
        }
    }

    async fn thread(&self, patient: &Person) -> EncounterId {
        thread(&self.door, &self.doctor, patient).await
    }

    async fn put(&self, who: &Person, encounter_id: EncounterId) -> (u16, Value) {
        let named = ("arm.png", "image/png");
        let put = self
            .door
            .put_file(who, encounter_id, named, PICTURE.to_vec());
        let (status, answer) = put.await;
        (status.as_u16(), answer["code"].clone())
    }

    async fn ready(&self) -> (u16, Value) {
        let ready = self.door.send(Method::GET, paths::READY, None, Value::Null);
        let (status, answer) = ready.await;
        (status.as_u16(), answer)
    }
}

async fn thread(door: &Door, doctor: &Person, patient: &Person) -> EncounterId {
    let schedule = door.online_session(doctor).await;
    door.join_ready(patient, &schedule).await;
    let place = paths::with_id(paths::OWN_PLACE, schedule.id);
    let seen: QueueSnapshot = door.get(patient, &place).await;
    let QueueView::Patient {
        place: Some(place), ..
    } = seen.queue
    else {
        panic!("a place");
    };
    place.entry_id.into()
}

fn size() -> u64 {
    PICTURE.len().try_into().unwrap()
}

#[tokio::test]
async fn a_person_a_thread_and_the_clinic_have_so_much_room_and_no_more() {
    let full = (507, json!("storage_full"));
    for database in TestDatabase::both().unwrap() {
        let quota = Quota {
            per_thread: 2 * size(),
            per_person: 3 * size(),
            in_all: 4 * size(),
            keep_free: 0,
        };
        let practice = Practice::open(&database, quota).await;
        let (john, amina) = (
            practice.door.patient("John Miller").await,
            practice.door.patient("Amina Yusuf").await,
        );
        let (first, second, third) = (
            practice.thread(&john).await,
            practice.thread(&john).await,
            practice.thread(&amina).await,
        );
        for _ in 0..2 {
            assert_eq!(practice.put(&john, first).await.0, 201);
        }
        // The thread is full, for the doctor, too.
        assert_eq!(practice.put(&john, first).await, full);
        assert_eq!(practice.put(&practice.doctor, first).await, full);
        assert_eq!(practice.put(&john, second).await.0, 201);
        // The person has had enough.
        assert_eq!(practice.put(&john, second).await, full);
        assert_eq!(practice.put(&amina, third).await.0, 201);
        // And so has the clinic; words still get through.
        assert_eq!(practice.put(&amina, third).await, full);
        let path = paths::with_id(paths::MESSAGES, third);
        let said = json!({ "text": "Then I describe it." });
        let _: Message = practice.door.post(&amina, &path, said).await;
        let (status, answer) = practice.ready().await;
        assert_eq!((status, &answer["takes_files"]), (200, &json!(true)));
    }
}

#[tokio::test]
async fn many_at_once_pass_no_bound_together() {
    let database = TestDatabase::sqlite().unwrap();
    let quota = Quota {
        per_person: 3 * size(),
        keep_free: 0,
        ..Quota::default()
    };
    let practice = Practice::open(&database, quota).await;
    let john = practice.door.patient("John Miller").await;
    let encounter_id = practice.thread(&john).await;
    let puts = (0..12).map(|_| practice.put(&john, encounter_id));
    let answers = futures_util::future::join_all(puts).await;
    let taken = answers.iter().filter(|(status, _)| *status == 201).count();
    assert_eq!(taken, 3, "{answers:?}");
}

#[tokio::test]
async fn what_stays_free_on_the_disk_is_no_file_s_and_its_last_quarter_nobody_s() {
    let database = TestDatabase::sqlite().unwrap();
    let mut df = Command::new("df");
    df.args(["--output=avail", "--block-size=1"]);
    let listed = df.arg(database.folder.path()).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let free: u64 = listed.lines().nth(1).unwrap().trim().parse().unwrap();
    // A fifth more is to stay free than there is: no file, and all else.
    let quota = Quota {
        keep_free: free / 5 * 6,
        ..Quota::default()
    };
    let practice = Practice::open(&database, quota).await;
    let john = practice.door.patient("John Miller").await;
    let encounter_id = practice.thread(&john).await;
    let full = (507, json!("storage_full"));
    assert_eq!(practice.put(&john, encounter_id).await, full);
    let (status, answer) = practice.ready().await;
    assert_eq!((status, &answer["takes_files"]), (200, &json!(false)));

    let database = TestDatabase::sqlite().unwrap();
    let quota = Quota {
        keep_free: free.saturating_mul(5),
        ..Quota::default()
    };
    let practice = Practice::open(&database, quota).await;
    let (status, answer) = practice.ready().await;
    assert_eq!((status, answer["code"].clone()), full);
}

/// The server on a disk of its own of 48 MiB, which needs a name space for mounts.
fn on_a_small_disk(data: &Path, configuration: &Path) -> Command {
    let server = command(data);
    let mut small = Command::new("unshare");
    let script = "mount -t tmpfs -o size=48m small \"$1\" && shift && exec \"$@\"";
    small.args(["--mount", "sh", "-c", script, "sh"]).arg(data);
    small.arg(server.get_program()).args(server.get_args());
    small.args(["serve", "--listen", "127.0.0.1:0", "--demo"]);
    for (name, value) in server.get_envs() {
        match value {
            Some(value) => small.env(name, value),
            None => small.env_remove(name),
        };
    }
    small
        .env("MEDCONSULT_CONFIG", configuration)
        .env("RUST_LOG", "error");
    small
}

#[tokio::test]
async fn a_disk_that_fills_refuses_files_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (data, configuration) = (
        folder.path().join("data"),
        folder.path().join("server.toml"),
    );
    std::fs::create_dir(&data).unwrap();
    let limits = "[limits.files]\nperson = 1000\ntarget = 1000\nnetwork = 1000\n[storage]\nkeep_free_mib = 16\n";
    std::fs::write(&configuration, limits).unwrap();
    let program = Program::launch(&mut on_a_small_disk(&data, &configuration));
    let door = &program.door;
    let doctor = door.sign_in("doctor@clinic.com", "doctor123").await;
    let john = door.sign_in("john@email.com", "patient123").await;
    let encounter_id = thread(door, &doctor, &john).await;
    let content = png(1_000, 1_000, 3_000_000);
    let mut taken = 0;
    let refused = loop {
        let named = ("arm.png", "image/png");
        let put = door.put_file(&john, encounter_id, named, content.clone());
        let (status, answer) = put.await;
        if status != 201 {
            break (status.as_u16(), answer["code"].clone());
        }
        taken += 1;
        assert!(taken < 16, "more than the disk holds");
    };
    assert_eq!(refused, (507, json!("storage_full")));
    assert!(taken > 2, "{taken}");
    // Everybody else works as before.
    door.sign_in("amina@email.com", "patient123").await;
    let path = paths::with_id(paths::MESSAGES, encounter_id);
    for number in 0..20 {
        let said = json!({ "text": format!("Line {number}") });
        let _: Message = door.post(&john, &path, said).await;
    }
    let ready = door.send(Method::GET, paths::READY, None, Value::Null);
    let (status, answer) = ready.await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn a_server_that_can_not_write_is_not_ready() {
    let visit = Visit::prepare(TestDatabase::sqlite().unwrap()).await;
    let door = &visit.clinic;
    let ready = door.send(Method::GET, paths::READY, None, Value::Null);
    assert_eq!(ready.await.0, 200);
    // Another program holds the pen and does not put it down.
    let (held, hold) = std::sync::mpsc::channel::<()>();
    let (taken, is_taken) = std::sync::mpsc::channel();
    let beside = visit.clinic.beside();
    let holding = std::thread::spawn(move || {
        beside.write(|_| {
            taken.send(()).unwrap();
            hold.recv().ok();
            Err::<(), _>(store::StoreError::Busy)
        })
    });
    is_taken.recv().unwrap();
    // The last proof holds for a second.
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    let asked = std::time::Instant::now();
    let ready = door.send(Method::GET, paths::READY, None, Value::Null);
    let (status, answer) = ready.await;
    assert_eq!((status.as_u16(), &answer["code"]), (503, &json!("busy")));
    assert!(asked.elapsed().as_secs() < 4);
    held.send(()).unwrap();
    holding.join().unwrap().unwrap_err();
}
