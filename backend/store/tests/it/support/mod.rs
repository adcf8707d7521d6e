//! An open store on each kind of database, and things to put into it.

use domain::call::{Call, Terms};
use shared::*;
use std::sync::{Arc, Barrier, Mutex};
use store::testing::{TestDatabase, audit_keys};
use store::*;
use uuid::Uuid;

pub const NOW: Timestamp = Timestamp(1_700_000_000_000);

pub type Rung = Arc<Mutex<Vec<AfterCommit>>>;

pub fn open(database: &TestDatabase) -> (Arc<Store>, Rung) {
    let rung = Rung::default();
    let bell = rung.clone();
    let store = Store::open(
        &database.address,
        audit_keys(),
        Box::new(move |a| bell.lock().unwrap().push(a.clone())),
    )
    .unwrap();
    (Arc::new(store), rung)
}

pub fn on_both(test: impl Fn(&Arc<Store>, &Rung)) {
    for database in TestDatabase::both().unwrap() {
        eprintln!("on {}", database.kind);
        let (store, rung) = open(&database);
        test(&store, &rung);
    }
}

/// The same for tests that do to a database what no store would.
pub fn on_both_databases(test: impl Fn(&TestDatabase, &Store)) {
    for database in TestDatabase::both().unwrap() {
        eprintln!("on {}", database.kind);
        let (store, _) = open(&database);
        test(&database, &store);
    }
}

pub fn person(role: Role, email: &str) -> NewUser {
    let user = UserRecord {
        id: UserId(Uuid::now_v7()),
        role,
        name: Pii::from("A Person"),
        email: Pii::from(email),
        password_hash: Pii::from("hash"),
        date_of_birth: Some(Pii::from("1980-01-02")),
        time_zone: "Europe/Vienna".into(),
        specialty: String::new(),
        profile: ProfileDetails::default(),
        approved: role != Role::Doctor,
        last_seq: 0,
        email_proved_at: Some(NOW),
    };
    NewUser {
        user,
        created_at: NOW,
    }
}

pub fn schedule(doctor_id: UserId) -> Schedule {
    Schedule {
        id: ScheduleId(Uuid::now_v7()),
        doctor_id,
        doctor_name: Pii::default(),
        specialty: String::new(),
        title: "Morning".into(),
        description: String::new(),
        status: ScheduleStatus::Upcoming,
        starts_at: NOW,
        ends_at: NOW.plus_s(3600),
        time_zone: "Europe/Vienna".into(),
        capacity: 5,
        waiting: 0,
        version: 1,
    }
}

pub fn entry(schedule_id: ScheduleId, patient_id: UserId, turn: i64) -> EntryRecord {
    EntryRecord {
        id: EntryId(Uuid::now_v7()),
        schedule_id,
        patient_id,
        state: EntryState::Ready,
        turn,
        reason: Pii::from("Cough"),
        device_test: None,
        joined_at: NOW,
        contact: Contact::default(),
    }
}

pub fn call_between(caller: UserId, callee: UserId) -> CallRecord {
    let session = SessionId(Uuid::now_v7());
    let call = Call::place(Terms::direct_call(), (caller, session), callee, true, NOW);
    CallRecord::new(CallId(Uuid::now_v7()), call)
}

pub fn add(store: &Store, people: &[&NewUser]) {
    store
        .write(|tx| {
            for person in people {
                tx.add_user(person)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

/// A doctor and a patient who are in the store.
pub fn two_people(store: &Store) -> (NewUser, NewUser) {
    let doctor = person(Role::Doctor, "d@x.de");
    let patient = person(Role::Patient, "p@x.de");
    add(store, &[&doctor, &patient]);
    (doctor, patient)
}

/// Does it so many times at once, each on a thread of its own, which is told its number.
pub fn at_once<T: Send>(count: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let start = Barrier::new(count);
    std::thread::scope(|scope| {
        let (start, act) = (&start, &act);
        let run = |n| {
            scope.spawn(move || {
                start.wait();
                act(n)
            })
        };
        let running: Vec<_> = (0..count).map(run).collect();
        running.into_iter().map(|t| t.join().unwrap()).collect()
    })
}
