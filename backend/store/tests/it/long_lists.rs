//! Lists that are longer than one query can bind: SQLite takes 32,766 values, PostgreSQL 65,535.

use crate::support::{NOW, add, call_between, on_both, on_both_databases, person, two_people};
use shared::*;
use store::*;
use uuid::Uuid;

const MANY: usize = 65_536;

/// So many ids of nobody, and a last one.
fn many_and<T: From<Uuid>>(last: T) -> Vec<T> {
    let mut all: Vec<T> = (0..MANY).map(|_| Uuid::now_v7().into()).collect();
    all.push(last);
    all
}

#[test]
fn of_any_number_of_people_those_are_found_who_lack_frames_or_are_in_a_call() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let frame = ServerFrame::Refused {
            code: ProblemCode::Denied,
            detail: String::new(),
        };
        store
            .write(|tx| tx.tell(patient.user.id, &frame, NOW))
            .unwrap();
        let people = many_and(patient.user.id);
        let sent: Vec<_> = people.iter().map(|id| (*id, 0)).collect();
        let lacking = store.read(|tx| tx.who_lacks_frames(&sent)).unwrap();
        assert_eq!(lacking, [patient.user.id]);
        let call = call_between(doctor.user.id, patient.user.id);
        store.write(|tx| tx.add_call(&call)).unwrap();
        let busy = store.read(|tx| tx.who_is_in_call(&people)).unwrap();
        assert_eq!(Vec::from_iter(busy), [patient.user.id]);
    });
}

#[test]
fn any_number_of_devices_and_of_threads_is_asked_about() {
    on_both(|store, _| {
        let (_, patient) = two_people(store);
        let session = SessionRecord {
            id: SessionId(Uuid::now_v7()),
            user_id: patient.user.id,
            refresh_hash: "hash".into(),
            created_at: NOW,
            expires_at: NOW.plus_s(60),
            ended_at: None,
        };
        store.write(|tx| tx.add_session(&session)).unwrap();
        let standing = store.read(|tx| tx.standing(&many_and(session.id))).unwrap();
        assert_eq!(standing.len(), 1);
        assert_eq!(standing[0].user_id, patient.user.id);
        let threads: Vec<EncounterId> = many_and(EncounterId(Uuid::now_v7()));
        let unread = store.read(|tx| tx.unread_in(threads)).unwrap();
        assert!(unread.is_empty());
    });
}

#[test]
fn a_doctor_of_many_calls_is_still_known_to_have_treated_somebody() {
    on_both_databases(|database, store| {
        let (doctor, patient) = two_people(store);
        let stranger = person(Role::Patient, "s@x.de");
        add(store, &[&stranger]);
        let call = call_between(doctor.user.id, patient.user.id);
        store.write(|tx| tx.add_call(&call)).unwrap();
        // The same again and again, of long ago: more than SQLite binds. No statement may take long.
        for batch in 0..8 {
            let copies = format!(
                "WITH RECURSIVE copies (n) AS \
                 (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < 4200) \
                 INSERT INTO calls (id, version, kind, phase, stage, placed_at, ended_at, outcome) \
                 SELECT 'copy {batch} ' || n, 1, 'direct', 'ended', 'sent', 1, 1, 'completed' FROM copies;"
            );
            database.meddle(&copies).unwrap();
            let members = format!(
                "INSERT INTO call_members \
                 (call_id, side, user_id, microphone_on, camera_on, receiving, live) \
                 SELECT calls.id, side, '{}', microphone_on, camera_on, receiving, live AND 1 = 0 \
                 FROM calls CROSS JOIN call_members \
                 WHERE calls.id LIKE 'copy {batch} %' AND call_id = '{}' AND side = 'caller';",
                doctor.user.id, call.id
            );
            database.meddle(&members).unwrap();
        }
        let treated = |patient: &NewUser| {
            let treated = store.read(|tx| tx.has_treated(doctor.user.id, patient.user.id));
            treated.unwrap()
        };
        assert!(treated(&patient));
        assert!(!treated(&stranger));
    });
}
