//! Documents that can't be read: what a newer server wrote, or what a broken disk left.

use crate::support::{NOW, on_both_databases, person};
use shared::*;
use store::Store;
use uuid::Uuid;

/// What the store is to get over. The number is beyond what calendars know, the word beyond what is known.
const ILLEGIBLE: [&str; 4] = [
    "",
    "{",
    r#"{"kind":"news_of_tomorrow"}"#,
    r#"{"kind":"appointment_reminder","appointment_id":"00000000-0000-0000-0000-000000000001","before":"hour","other_name":"x","starts_at":9007199254740992}"#,
];

fn doctor(store: &Store) -> UserId {
    let new = person(Role::Doctor, "d@x.de");
    store.write(|tx| tx.add_user(&new)).unwrap();
    new.user.id
}

#[test]
fn a_notification_that_can_not_be_read_is_left_out() {
    on_both_databases(|database, store| {
        let user_id = doctor(store);
        let about = |number: usize| NotificationAbout::SessionStarted {
            schedule_id: ScheduleId(Uuid::from_u128(1)),
            title: format!("Morning {number}"),
        };
        for number in 0..ILLEGIBLE.len() + 2 {
            store
                .write(|tx| tx.notify(user_id, about(number), NOW).map(drop))
                .unwrap();
        }
        for (number, text) in (2..).zip(ILLEGIBLE) {
            let set = format!("UPDATE notifications SET about = '{text}' WHERE number = {number}");
            database.meddle(&set).unwrap();
        }
        let (page, unread) = store.read(|tx| tx.notifications(user_id, None)).unwrap();
        let numbers: Vec<_> = page.rows.iter().map(|one| one.number).collect();
        assert_eq!(numbers, [6, 1]);
        assert_eq!(unread, 6);
    });
}

#[test]
fn a_frame_that_can_not_be_read_leaves_a_gap() {
    on_both_databases(|database, store| {
        let user_id = doctor(store);
        let frame = ServerFrame::Typing {
            encounter_id: EncounterId(Uuid::from_u128(1)),
            user_id,
            typing: true,
        };
        for _ in 0..6 {
            store.write(|tx| tx.tell(user_id, &frame, NOW)).unwrap();
        }
        database
            .meddle("UPDATE outbox SET frame = '{' WHERE seq IN (2, 3, 4)")
            .unwrap();
        let after = |seq, most| {
            let frames = store
                .read(|tx| tx.frames_after(user_id, seq, most))
                .unwrap();
            frames.iter().map(|stored| stored.seq).collect::<Vec<_>>()
        };
        assert_eq!(after(0, 50), [1, 5, 6]);
        // Whole pages of them hold nobody up.
        assert_eq!(after(1, 2), [5]);
        database.meddle("UPDATE outbox SET frame = '{'").unwrap();
        assert!(after(0, 2).is_empty());
    });
}

#[test]
fn hours_that_can_not_be_read_are_not_offered() {
    on_both_databases(|database, store| {
        let doctor_id = doctor(store);
        let hours = WorkingHours {
            starts_minute: 540,
            ends_minute: 1_020,
            slot_minutes: 30,
            breaks: Vec::new(),
        };
        for number in [1, 2] {
            let rule = AvailabilityRule {
                id: RuleId(Uuid::from_u128(number)),
                weekday: Weekday::Monday,
                hours: hours.clone(),
            };
            let exception = AvailabilityException {
                id: ExceptionId(Uuid::from_u128(number)),
                date: format!("2026-11-0{number}"),
                change: AvailabilityChange::ExtraHours {
                    hours: hours.clone(),
                },
            };
            store
                .write(|tx| {
                    tx.add_availability_rule(doctor_id, &rule)?;
                    tx.add_availability_exception(doctor_id, &exception)
                })
                .unwrap();
        }
        let first = Uuid::from_u128(1);
        for (table, column) in [
            ("availability_rules", "hours"),
            ("availability_exceptions", "change"),
        ] {
            let set = format!("UPDATE {table} SET {column} = '[]' WHERE id = '{first}'");
            database.meddle(&set).unwrap();
        }
        let rules = store.read(|tx| tx.availability_rules(doctor_id)).unwrap();
        assert_eq!(rules.len(), 1);
        assert_eq!(rules[0].id.0.as_u128(), 2);
        let exceptions = store.read(|tx| tx.availability_exceptions(doctor_id));
        let changes: Vec<_> = exceptions
            .unwrap()
            .into_iter()
            .map(|one| one.change)
            .collect();
        let extra = AvailabilityChange::ExtraHours { hours };
        assert_eq!(changes, [AvailabilityChange::DayOff, extra]);
    });
}

#[test]
fn a_person_whose_profile_can_not_be_read_may_still_come_in() {
    on_both_databases(|database, store| {
        let user_id = doctor(store);
        database.meddle("UPDATE users SET profile = '5'").unwrap();
        let user = store.read(|tx| tx.user(user_id)).unwrap().unwrap();
        assert_eq!(user.profile, store::ProfileDetails::default());
        assert_eq!(user.email, Pii::from("d@x.de"));
    });
}
