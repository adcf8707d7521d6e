//! People, frames, queues and devices: every query and violation, on both databases.

use crate::support::*;
use shared::*;
use store::testing::TestDatabase;
use store::*;
use uuid::Uuid;

#[test]
fn a_person_is_found_by_id_and_by_address_and_an_address_is_taken_once() {
    on_both(|store, _| {
        let doctor = person(Role::Doctor, "doctor@clinic.com");
        add(store, &[&doctor]);
        let (by_id, by_email) = store
            .read(|tx| {
                Ok::<_, StoreError>((
                    tx.user(doctor.user.id)?,
                    tx.user_by_email(&doctor.user.email)?,
                ))
            })
            .unwrap();
        let (by_id, by_email) = (by_id.unwrap(), by_email.unwrap());
        assert_eq!(
            (by_id.id, by_id.role, by_id.approved),
            (by_email.id, Role::Doctor, false)
        );
        assert_eq!(by_id.date_of_birth, Some(Pii::from("1980-01-02")));
        let again = store.write(|tx| tx.add_user(&person(Role::Patient, "doctor@clinic.com")));
        assert!(
            matches!(again, Err(StoreError::Violation(Violation::EmailTaken))),
            "{again:?}"
        );
    });
}

#[test]
fn a_refused_write_leaves_nothing_behind_and_rings_for_nobody() {
    on_both(|store, rung| {
        let patient = person(Role::Patient, "p@x.de");
        let refused: Result<(), StoreError> = store.write(|tx| {
            tx.add_user(&patient)?;
            tx.tell(
                patient.user.id,
                &ServerFrame::PresenceChanged {
                    user_id: patient.user.id,
                    presence: Presence::Gone,
                    reachability: Reachability::Away,
                    accepts_direct_calls: true,
                },
                NOW,
            )?;
            Err(StoreError::Busy)
        });
        assert!(refused.is_err());
        assert_eq!(store.read(|tx| tx.count_users()).unwrap(), 0);
        assert!(rung.lock().unwrap().is_empty());
    });
}

#[test]
fn each_person_has_a_gapless_order_even_when_many_write_at_once() {
    on_both(|store, rung| {
        let people = [
            person(Role::Patient, "a@x.de"),
            person(Role::Patient, "b@x.de"),
        ];
        add(store, &[&people[0], &people[1]]);
        let frame = |user_id| ServerFrame::PresenceChanged {
            user_id,
            presence: Presence::Away,
            reachability: Reachability::Away,
            accepts_direct_calls: true,
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        for person in &people {
                            let user_id = person.user.id;
                            store
                                .write(|tx| tx.tell(user_id, &frame(user_id), NOW))
                                .unwrap();
                        }
                    }
                });
            }
        });
        for person in &people {
            let frames = store
                .read(|tx| tx.frames_after(person.user.id, 0, 1000))
                .unwrap();
            let numbers: Vec<i64> = frames.iter().map(|f| f.seq).collect();
            assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
            let later = store
                .read(|tx| tx.frames_after(person.user.id, 38, 1000))
                .unwrap();
            assert_eq!(later.len(), 2);
            let lacking = store
                .read(|tx| tx.who_lacks_frames(&[(person.user.id, 39)]))
                .unwrap();
            assert_eq!(lacking, [person.user.id]);
            assert!(
                store
                    .read(|tx| tx.who_lacks_frames(&[(person.user.id, 40)]))
                    .unwrap()
                    .is_empty()
            );
        }
        assert!(
            rung.lock()
                .unwrap()
                .iter()
                .filter(|a| a.users.contains(&people[0].user.id))
                .count()
                == 40
        );
    });
}

#[test]
fn frames_that_nobody_came_for_are_forgotten_by_age() {
    on_both(|store, _| {
        let patient = person(Role::Patient, "a@x.de");
        let id = patient.user.id;
        add(store, &[&patient]);
        for age in [3, 2, 1] {
            let frame = ServerFrame::PresenceChanged {
                user_id: id,
                presence: Presence::Gone,
                reachability: Reachability::Away,
                accepts_direct_calls: true,
            };
            store
                .write(|tx| tx.tell(id, &frame, NOW.plus_s(-age)))
                .unwrap();
        }
        assert_eq!(store.read(|tx| tx.kept_frames(id)).unwrap(), (Some(1), 3));
        assert_eq!(
            store
                .write(|tx| tx.forget(Aged::Frames, NOW.plus_s(-1), 10))
                .unwrap(),
            2
        );
        assert_eq!(store.read(|tx| tx.kept_frames(id)).unwrap(), (Some(3), 3));
    });
}

#[test]
fn a_queue_keeps_its_turns_and_a_patient_has_one_place() {
    on_both(|store, rung| {
        let doctor = person(Role::Doctor, "d@x.de");
        let patients = [
            person(Role::Patient, "a@x.de"),
            person(Role::Patient, "b@x.de"),
        ];
        add(store, &[&doctor, &patients[0], &patients[1]]);
        let plan = schedule(doctor.user.id);
        store.write(|tx| tx.add_schedule(&plan)).unwrap();
        for patient in &patients {
            store
                .write(|tx| {
                    let turn = tx.last_turn(plan.id)?;
                    tx.add_entry(&entry(plan.id, patient.user.id, turn))
                })
                .unwrap();
        }
        let again = store.write(|tx| tx.add_entry(&entry(plan.id, patients[0].user.id, 9)));
        assert!(
            matches!(again, Err(StoreError::Violation(Violation::AlreadyInQueue))),
            "{again:?}"
        );
        let queue = store.read(|tx| tx.queue(plan.id)).unwrap();
        let order: Vec<_> = queue
            .iter()
            .map(|place| (place.entry.turn, place.entry.patient_id))
            .collect();
        assert_eq!(order, [(1, patients[0].user.id), (2, patients[1].user.id)]);
        let left = EntryRecord {
            state: EntryState::Left,
            ..queue[0].entry.clone()
        };
        store.write(|tx| tx.save_entry(&left)).unwrap();
        let record = store.read(|tx| tx.schedule(plan.id)).unwrap().unwrap();
        assert_eq!((record.schedule.waiting, record.queue_version), (1, 3));
        assert_eq!(record.schedule.doctor_name, Pii::from("A Person"));
        assert!(
            store
                .read(|tx| tx.queues_of(patients[0].user.id))
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            store.read(|tx| tx.queues_of(patients[1].user.id)).unwrap(),
            [plan.id]
        );
        assert_eq!(
            rung.lock()
                .unwrap()
                .iter()
                .filter(|a| a.queues.contains(&plan.id))
                .count(),
            3
        );
    });
}

#[test]
fn a_refresh_token_is_exchanged_once_and_known_afterwards() {
    on_both(|store, rung| {
        let patient = person(Role::Patient, "p@x.de");
        add(store, &[&patient]);
        let session = SessionRecord {
            id: SessionId(Uuid::now_v7()),
            user_id: patient.user.id,
            refresh_hash: "first".into(),
            created_at: NOW,
            expires_at: NOW.plus_s(60),
            ended_at: None,
        };
        store.write(|tx| tx.add_session(&session)).unwrap();
        store
            .write(|tx| tx.rotate_refresh(&session, "second", NOW.plus_s(120), NOW))
            .unwrap();
        assert!(
            store
                .read(|tx| tx.session_by_refresh("first"))
                .unwrap()
                .is_none()
        );
        assert_eq!(
            store.read(|tx| tx.spent_token("first")).unwrap(),
            Some(session.id)
        );
        let found = store
            .read(|tx| tx.session_by_refresh("second"))
            .unwrap()
            .unwrap();
        assert_eq!((found.id, found.expires_at), (session.id, NOW.plus_s(120)));
        store.write(|tx| tx.end_session(session.id, NOW)).unwrap();
        store
            .write(|tx| tx.end_session(session.id, NOW.plus_s(9)))
            .unwrap();
        assert_eq!(
            store
                .read(|tx| tx.session(session.id))
                .unwrap()
                .unwrap()
                .ended_at,
            Some(NOW)
        );
        assert!(
            rung.lock()
                .unwrap()
                .last()
                .unwrap()
                .ended_sessions
                .contains(&session.id)
        );
    });
}

#[test]
fn a_repeated_request_finds_what_the_first_one_made() {
    on_both(|store, _| {
        let patient = person(Role::Patient, "p@x.de");
        add(store, &[&patient]);
        let (who, made) = (patient.user.id, CallId(Uuid::now_v7()));
        assert_eq!(
            store.read(|tx| tx.recall_key::<CallId>(who, "k")).unwrap(),
            None
        );
        store
            .write(|tx| tx.record_key(who, ("k", "wish"), made, NOW))
            .unwrap();
        assert_eq!(
            store.read(|tx| tx.recall_key(who, "k")).unwrap(),
            Some((made, Some("wish".to_owned())))
        );
        let again = store.write(|tx| tx.record_key(who, ("k", "wish"), made, NOW));
        assert!(
            matches!(again, Err(StoreError::Violation(Violation::KeyUsed))),
            "{again:?}"
        );
    });
}

#[test]
fn migrations_run_up_down_and_up_again() {
    for database in TestDatabase::both().unwrap() {
        let ran = Store::migrate(&database.address).unwrap();
        assert!(!ran.is_empty());
        assert!(
            Store::migrate(&database.address).unwrap().is_empty(),
            "a second run did something"
        );
        let mut undone = Store::wipe(&database.address).unwrap();
        undone.reverse();
        assert_eq!(undone, ran);
        assert_eq!(Store::migrate(&database.address).unwrap(), ran);
        let (store, _) = open(&database);
        assert_eq!(store.read(|tx| tx.count_users()).unwrap(), 0);
    }
}
