//! An open store on each kind of database, and things to put into it.
#![allow(dead_code, reason = "not every test needs everything")]

use domain::call::{Call, Terms};
use shared::*;
use std::sync::{Arc, Mutex};
use store::testing::TestDatabase;
use store::*;
use uuid::Uuid;

pub const NOW: Timestamp = Timestamp(1_700_000_000_000);

pub type Rung = Arc<Mutex<Vec<AfterCommit>>>;

pub fn open(database: &TestDatabase) -> (Arc<Store>, Rung) {
    let rung = Rung::default();
    let bell = rung.clone();
    let store = Store::open(
        &database.address,
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
