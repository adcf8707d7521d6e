//! What is kept, for how long, and that whoever has much of it makes nobody wait.

use crate::support::*;
use shared::*;
use std::collections::BTreeSet;
use store::testing::TestDatabase;
use store::*;
use uuid::Uuid;

/// Rows of one person among which the few that count are to be found.
const MANY: usize = 50_000;

#[test]
fn every_table_has_a_rule() {
    let named: BTreeSet<_> = RULES.iter().map(|(table, _)| (*table).to_owned()).collect();
    assert_eq!(named.len(), RULES.len(), "none has two");
    let mut met = BTreeSet::new();
    for database in TestDatabase::both().unwrap() {
        open(&database);
        let tables: BTreeSet<_> = database.tables().unwrap().into_iter().collect();
        let without: Vec<_> = tables.difference(&named).collect();
        assert!(
            without.is_empty(),
            "no rule says how long these are kept: {without:?}"
        );
        met.extend(tables);
    }
    assert_eq!(named.difference(&met).count(), 0, "each rule has its table");
    for aged in Aged::ALL {
        let forgets = |(table, rule): &(&str, Rule)| {
            *table == aged.table() && matches!(rule, Rule::Forgotten(it) if *it == aged)
        };
        assert!(RULES.iter().any(forgets), "{aged:?}");
    }
}

fn session(user_id: UserId, expires_at: Timestamp) -> SessionRecord {
    SessionRecord {
        id: SessionId(Uuid::now_v7()),
        user_id,
        refresh_hash: Uuid::now_v7().to_string(),
        created_at: NOW,
        expires_at,
        ended_at: None,
    }
}

fn report() -> QualityReport {
    let samples = ClientFrame::samples(&samples::About::default());
    let reports = samples.into_iter().find_map(|frame| match frame {
        ClientFrame::CallQuality { report, .. } => Some(report),
        _ => None,
    });
    reports.unwrap()
}

/// Something of that kind that is as old as that.
fn leave(tx: &mut WriteTx<'_>, aged: Aged, (user_id, call_id): (UserId, CallId), at: Timestamp) {
    let name = Uuid::now_v7().to_string();
    match aged {
        Aged::Frames => {
            let frame = ServerFrame::Typing {
                encounter_id: EncounterId(Uuid::nil()),
                user_id,
                typing: true,
            };
            tx.tell(user_id, &frame, at).map(drop)
        }
        Aged::Notifications => {
            let schedule_id = ScheduleId(Uuid::nil());
            let about = NotificationAbout::RemovedFromQueue { schedule_id };
            tx.notify(user_id, about, at).map(drop)
        }
        Aged::IdempotencyKeys => tx.record_key(user_id, (&name, "wish"), "made", at),
        Aged::SpentTokens => {
            let session = session(user_id, NOW.plus_s(1_000_000));
            tx.add_session(&session).unwrap();
            tx.rotate_refresh(&session, &name, session.expires_at, at)
        }
        Aged::Sessions => tx.add_session(&session(user_id, at)),
        Aged::Quality => {
            let caller = domain::call::Side::Caller;
            let noted = tx.note_quality(call_id, caller, &report(), 99, at);
            assert!(noted.unwrap());
            Ok(())
        }
    }
    .unwrap();
}

#[test]
fn what_is_older_than_its_term_is_forgotten_a_little_at_a_time_and_nothing_else() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let user_id = patient.user.id;
        let call = call_between(doctor.user.id, user_id);
        store.write(|tx| tx.add_call(&call)).unwrap();
        for aged in Aged::ALL {
            let term = NOW.plus_s(-100);
            store
                .write(|tx| {
                    for age in [300, 200, 101, 100, 50] {
                        leave(tx, aged, (user_id, call.id), NOW.plus_s(-age));
                    }
                    Ok::<_, StoreError>(())
                })
                .unwrap();
            let forget = || store.write(|tx| tx.forget(aged, term, 2)).unwrap();
            assert_eq!([forget(), forget(), forget()], [2, 1, 0], "{aged:?}");
            let rest = store.write(|tx| tx.forget(aged, NOW, 10)).unwrap();
            assert_eq!(rest, 2, "{aged:?}");
        }
    });
}

#[test]
fn a_session_stays_as_long_as_one_of_its_spent_tokens() {
    on_both(|store, _| {
        let (_, patient) = two_people(store);
        let old = session(patient.user.id, NOW.plus_s(-10));
        store
            .write(|tx| {
                tx.add_session(&old)?;
                tx.rotate_refresh(&old, "next", old.expires_at, NOW)
            })
            .unwrap();
        let forget = |aged| store.write(|tx| tx.forget(aged, NOW.plus_s(1), 9)).unwrap();
        assert_eq!(forget(Aged::Sessions), 0);
        assert_eq!(forget(Aged::SpentTokens), 1);
        assert_eq!(forget(Aged::Sessions), 1);
    });
}

#[test]
fn whoever_has_very_many_notifications_is_told_and_settled_by_an_index() {
    on_both_databases(|database, store| {
        let (doctor, patient) = two_people(store);
        let (doctor_id, patient_id) = (doctor.user.id, patient.user.id);
        let fill = format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY}) \
             INSERT INTO notifications (user_id, number, about, created_at, topic) \
             SELECT '{doctor_id}', i, '{{}}', i, 'thread ' || i FROM n; \
             UPDATE users SET last_notification = {MANY} WHERE id = '{doctor_id}';"
        );
        database.meddle(&fill).unwrap();
        // PostgreSQL does so by itself, SQLite never.
        if database.kind == "PostgreSQL" {
            database.meddle("ANALYZE").unwrap();
        }
        let schedule_id = ScheduleId(Uuid::now_v7());
        let encounter_id = EncounterId(Uuid::now_v7());
        let topics = [
            format!("thread {encounter_id} {doctor_id}"),
            format!("waiting {schedule_id} {patient_id} {doctor_id}"),
        ];
        for topic in topics {
            let plan = database.plan(&format!(
                "UPDATE notifications SET read_at = 1 WHERE read_at IS NULL AND topic = '{topic}'"
            ));
            let plan = plan.unwrap();
            assert!(plan.contains("notifications_unread_topics"), "{plan}");
        }
        let oldest = "SELECT user_id, number FROM notifications WHERE created_at < 50 LIMIT 9";
        let plan = database.plan(oldest).unwrap();
        assert!(plan.contains("notifications_by_age"), "{plan}");
        let about = NotificationAbout::WaitingRoom {
            schedule_id,
            patient_id,
            patient_name: Pii::from("A Person"),
            title: "Morning".into(),
            news: WaitingRoomNews::Arrived,
        };
        let message = NotificationAbout::NewMessage {
            encounter_id,
            from_name: Pii::from("A Person"),
        };
        let unread = || {
            store
                .read(|tx| tx.notifications(doctor_id, None))
                .unwrap()
                .1
        };
        let many = i64::try_from(MANY).unwrap();
        let began = std::time::Instant::now();
        store
            .write(|tx| {
                tx.notify(doctor_id, about.clone(), NOW)?;
                tx.notify(doctor_id, message.clone(), NOW)?;
                assert!(tx.is_told_of_thread(doctor_id, encounter_id)?);
                tx.settle_waiting_room_news(doctor_id, (schedule_id, patient_id), NOW)
            })
            .unwrap();
        println!("beside {MANY} on {}: {:?}", database.kind, began.elapsed());
        assert_eq!(unread(), many + 1);
        store
            .write(|tx| tx.mark_thread_read(doctor_id, encounter_id, NOW))
            .unwrap();
        assert_eq!(unread(), many);
        // A few with each new one, until the cap is kept.
        store
            .write(|tx| tx.forget_notifications(doctor_id, many - 10, 100))
            .unwrap();
        assert_eq!(unread(), many - 100);
    });
}
