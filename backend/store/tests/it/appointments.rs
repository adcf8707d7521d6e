//! Appointments, availability and reminders in the store, on both databases.

use crate::support::*;
use shared::*;
use store::*;
use uuid::Uuid;

fn appointment(
    doctor: &NewUser,
    patient: &NewUser,
    from_min: i64,
    to_min: i64,
) -> AppointmentRecord {
    let id = AppointmentId(Uuid::now_v7());
    AppointmentRecord {
        id,
        version: 1,
        doctor_id: doctor.user.id,
        patient_id: patient.user.id,
        state: AppointmentState::Confirmed,
        time: Slot {
            starts_at: NOW.plus_s(from_min * 60),
            ends_at: NOW.plus_s(to_min * 60),
        },
        asked_by: Party::Patient,
        reason: Pii::from("Cough"),
        rescheduled_from: None,
        chain_id: id,
        confirmed_at: Some(NOW),
        cancelled_by: None,
        cancel_reason: Pii::default(),
        absent: None,
        device_test: None,
        held_until: None,
        lapsed_at: None,
        changed_at: None,
    }
}

fn book(store: &Store, record: &AppointmentRecord) -> Result<(), StoreError> {
    store.write(|tx| tx.add_appointment(record))
}

fn refused(result: Result<(), StoreError>) -> Option<Violation> {
    match result {
        Ok(()) => None,
        Err(StoreError::Violation(violation)) => Some(violation),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn no_time_is_booked_twice_for_a_doctor_or_for_a_patient() {
    on_both(|store, _| {
        let doctors = [
            person(Role::Doctor, "d1@x.de"),
            person(Role::Doctor, "d2@x.de"),
        ];
        let patients = [
            person(Role::Patient, "a@x.de"),
            person(Role::Patient, "b@x.de"),
        ];
        add(
            store,
            &[&doctors[0], &doctors[1], &patients[0], &patients[1]],
        );
        let first = appointment(&doctors[0], &patients[0], 60, 90);
        assert_eq!(refused(book(store, &first)), None);
        // Overlaps in every way two times can; touching is no overlap.
        for (from, to, overlaps) in [
            (60, 90, true),
            (50, 61, true),
            (89, 100, true),
            (50, 100, true),
            (70, 80, true),
            (30, 60, false),
            (90, 120, false),
        ] {
            let of_doctor = appointment(&doctors[0], &patients[1], from, to);
            let violation = overlaps.then_some(Violation::DoctorTaken);
            assert_eq!(
                refused(book(store, &of_doctor)),
                violation,
                "{from} to {to}"
            );
            let of_patient = appointment(&doctors[1], &patients[0], from, to);
            let violation = overlaps.then_some(Violation::PatientTaken);
            assert_eq!(
                refused(book(store, &of_patient)),
                violation,
                "{from} to {to}"
            );
        }
        // What is given up makes room, and can't come back into what was taken meanwhile.
        let mut given_up = first.clone();
        given_up.state = AppointmentState::Cancelled;
        store.write(|tx| tx.save_appointment(&given_up)).unwrap();
        let next = appointment(&doctors[0], &patients[1], 60, 90);
        assert_eq!(refused(book(store, &next)), None);
        let back = store.write(|tx| tx.save_appointment(&first));
        assert_eq!(refused(back), Some(Violation::DoctorTaken));
    });
}

#[test]
fn of_many_who_book_one_time_at_once_one_gets_it() {
    on_both(|store, _| {
        let doctor = person(Role::Doctor, "d@x.de");
        let patients: Vec<_> = (0..8)
            .map(|n| person(Role::Patient, &format!("p{n}@x.de")))
            .collect();
        let everybody: Vec<_> = patients.iter().chain([&doctor]).collect();
        add(store, &everybody);
        for round in 0..10 {
            let results = at_once(patients.len(), |n| {
                let record = appointment(&doctor, &patients[n], round * 30, round * 30 + 30);
                refused(book(store, &record))
            });
            let won = results.iter().filter(|result| result.is_none()).count();
            assert_eq!(won, 1, "{results:?}");
            assert!(
                results
                    .iter()
                    .flatten()
                    .all(|v| *v == Violation::DoctorTaken)
            );
        }
    });
}

#[test]
fn an_appointment_comes_back_as_it_was_stored() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let earlier = appointment(&doctor, &patient, 0, 30);
        let mut later = appointment(&doctor, &patient, 30, 60);
        later.rescheduled_from = Some(earlier.id);
        for record in [&earlier, &later] {
            assert_eq!(refused(book(store, record)), None);
        }
        later.state = AppointmentState::NoShow;
        later.version = 2;
        later.absent = Some(Absent::Both);
        later.cancelled_by = Some(Party::Doctor);
        later.cancel_reason = Pii::from("Ill");
        store.write(|tx| tx.save_appointment(&later)).unwrap();
        let found = store.read(|tx| tx.appointment(later.id)).unwrap().unwrap();
        assert_eq!(format!("{found:?}"), format!("{later:?}"));
        assert_eq!(found.reason.reveal(), "Cough");
        assert_eq!(found.cancel_reason.reveal(), "Ill");
        let moved_to = store.read(|tx| tx.moved_to(earlier.id)).unwrap();
        assert_eq!(moved_to.map(|record| record.id), Some(later.id));
        let listed = |from: Option<i64>, to: Option<i64>| {
            let minute = |n: i64| NOW.plus_s(n * 60);
            let period = Period {
                from: from.map(minute),
                to: to.map(minute),
            };
            let whose = (Party::Patient, patient.user.id);
            let page = store
                .read(|tx| tx.appointments_of(whose, period, None))
                .unwrap();
            let feed = store
                .read(|tx| tx.appointments_within(whose.1, period, 9))
                .unwrap();
            assert_eq!(feed.len(), page.rows.len());
            page.rows.iter().map(|record| record.id).collect::<Vec<_>>()
        };
        // What is open comes first.
        assert_eq!(listed(None, None), [earlier.id, later.id]);
        assert_eq!(listed(Some(30), None), [later.id]);
        assert_eq!(listed(None, Some(30)), [earlier.id]);
        let both = [doctor.user.id, patient.user.id];
        let open = store
            .read(|tx| tx.open_appointments(&both, Period::default()))
            .unwrap();
        assert_eq!(open.len(), 1);
        let treated = store.read(|tx| tx.has_treated(doctor.user.id, patient.user.id));
        assert!(treated.unwrap());
    });
}

#[test]
fn an_appointment_is_closed_at_its_end_unless_somebody_is_in_its_call() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let record = appointment(&doctor, &patient, 0, 30);
        assert_eq!(refused(book(store, &record)), None);
        let end = record.time.ends_at;
        let closed = |now| {
            store
                .read(|tx| tx.closed_appointments(now, 9))
                .unwrap()
                .len()
        };
        assert_eq!((closed(end.plus_ms(-1)), closed(end)), (0, 1));
        let mut call = call_between(patient.user.id, doctor.user.id);
        call.appointment_id = Some(record.id);
        store.write(|tx| tx.add_call(&call)).unwrap();
        assert_eq!(closed(end), 0);
        let live = store
            .read(|tx| tx.who_is_in_call(&[doctor.user.id]))
            .unwrap();
        assert!(live.contains(&doctor.user.id));
        let stored = store
            .read(|tx| tx.calls_of_appointment(record.id, 9))
            .unwrap();
        assert_eq!(stored[0].call, call.call);
    });
}

#[test]
fn a_reminder_is_claimed_once_however_it_is_raced_for() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let record = appointment(&doctor, &patient, 60, 90);
        assert_eq!(refused(book(store, &record)), None);
        let due = [
            (ReminderTime::Hour, NOW),
            (ReminderTime::TenMinutes, NOW.plus_s(3_000)),
        ];
        store.write(|tx| tx.set_reminders(record.id, &due)).unwrap();
        let found = store.read(|tx| tx.due_reminders(NOW, 9)).unwrap();
        assert_eq!(found.len(), 1);
        let claims = at_once(4, |_| {
            store.write(|tx| tx.claim_reminder(found[0])).unwrap()
        });
        assert_eq!(claims.iter().filter(|claimed| **claimed).count(), 1);
        store.write(|tx| tx.set_reminders(record.id, &[])).unwrap();
        let later = store.read(|tx| tx.due_reminders(NOW.plus_s(9_999), 9));
        assert_eq!(later.unwrap(), []);
    });
}

/// A mail to this person about that appointment.
fn mail(
    id: Uuid,
    (user_id, appointment_id): (UserId, AppointmentId),
    occasion: domain::mail::Occasion,
) -> WaitingMail {
    WaitingMail {
        id,
        about: MailAbout::Appointment {
            user_id,
            appointment_id,
            occasion,
        },
        tries: 0,
    }
}

#[test]
fn a_mail_is_one_nodes_until_its_claim_is_over() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let record = appointment(&doctor, &patient, 60, 90);
        assert_eq!(refused(book(store, &record)), None);
        let mail = mail(
            Uuid::now_v7(),
            (patient.user.id, record.id),
            domain::mail::Occasion::Reminder(ReminderTime::Day),
        );
        store.write(|tx| tx.add_mail(&mail, NOW)).unwrap();
        let claim = |now: Timestamp| {
            let claimed = store.write(|tx| tx.claim_mails(now, now.plus_s(60), 9));
            claimed.unwrap()
        };
        assert_eq!(claim(NOW.plus_ms(-1)), []);
        let first = WaitingMail {
            tries: 1,
            ..mail.clone()
        };
        assert_eq!(claim(NOW), [first]);
        // Another node, or this one after a restart, waits for the claim to end.
        assert_eq!(claim(NOW.plus_s(59)), []);
        let second = WaitingMail {
            tries: 2,
            ..mail.clone()
        };
        assert_eq!(claim(NOW.plus_s(60)), [second]);
        let next = NOW.plus_s(600);
        store.write(|tx| tx.postpone_mail(mail.id, next)).unwrap();
        assert_eq!(store.read(|tx| tx.next_mail()).unwrap(), Some(next));
        store.write(|tx| tx.delete_mail(mail.id)).unwrap();
        assert_eq!(store.read(|tx| tx.next_mail()).unwrap(), None);
    });
}

#[test]
fn a_mail_that_can_not_be_read_is_thrown_away() {
    on_both_databases(|database, store| {
        let (doctor, patient) = two_people(store);
        let record = appointment(&doctor, &patient, 60, 90);
        assert_eq!(refused(book(store, &record)), None);
        for number in 1..=3 {
            let mail = mail(
                Uuid::from_u128(number),
                (patient.user.id, record.id),
                domain::mail::Occasion::Reminder(ReminderTime::Day),
            );
            store.write(|tx| tx.add_mail(&mail, NOW)).unwrap();
        }
        let broken = Uuid::from_u128(2);
        let set = format!("UPDATE mails SET occasion = '5' WHERE id = '{broken}'");
        database.meddle(&set).unwrap();
        let until = NOW.plus_s(60);
        let claimed = store.write(|tx| tx.claim_mails(NOW, until, 9)).unwrap();
        let ids: Vec<_> = claimed.iter().map(|mail| mail.id.as_u128()).collect();
        assert_eq!(ids, [1, 3]);
        let next = store.read(|tx| tx.next_mail()).unwrap();
        assert_eq!(next, Some(until), "nothing stays due for ever");
    });
}

#[test]
fn reminders_go_before_news_and_news_replace_what_nobody_tried_to_send() {
    on_both(|store, _| {
        use domain::mail::Occasion::{News, Reminder};
        use shared::AppointmentNews::{Booked, Cancelled, Confirmed};
        let (doctor, patient) = two_people(store);
        let first = appointment(&doctor, &patient, 60, 90);
        let other = appointment(&doctor, &patient, 120, 150);
        for record in [&first, &other] {
            assert_eq!(refused(book(store, record)), None);
        }
        let post = |user: &NewUser, about: &AppointmentRecord, occasion, at_s: i64| {
            let mail = mail(Uuid::now_v7(), (user.user.id, about.id), occasion);
            store
                .write(|tx| tx.add_mail(&mail, NOW.plus_s(at_s)))
                .unwrap();
        };
        post(&patient, &first, News(Booked), 0);
        post(&doctor, &first, News(Booked), 1);
        post(&patient, &other, News(Booked), 2);
        post(&patient, &first, Reminder(ReminderTime::Day), 3);
        post(&patient, &first, News(Cancelled), 4);
        let claim = |now: Timestamp, most| {
            let claimed = store.write(|tx| tx.claim_mails(now, now.plus_s(60), most));
            let claimed = claimed.unwrap().into_iter();
            let about = claimed.map(|it| match it.about {
                MailAbout::Appointment {
                    user_id,
                    appointment_id,
                    occasion,
                } => (user_id, appointment_id, occasion),
                other => panic!("{other:?}"),
            });
            about.collect::<Vec<_>>()
        };
        let (john, maria) = (patient.user.id, doctor.user.id);
        let urgent = (john, first.id, Reminder(ReminderTime::Day));
        assert_eq!(claim(NOW.plus_s(9), 1), [urgent]);
        let news = [
            (maria, first.id, News(Booked)),
            (john, other.id, News(Booked)),
            (john, first.id, News(Cancelled)),
        ];
        assert_eq!(claim(NOW.plus_s(9), 9), news);
        // What is being sent can't be taken back; what comes after it goes out besides.
        post(&patient, &first, News(Confirmed), 10);
        assert_eq!(
            claim(NOW.plus_s(10), 9),
            [(john, first.id, News(Confirmed))]
        );
    });
}

#[test]
fn a_request_holds_its_time_until_it_lapses_and_takes_it_again_only_where_it_is_free() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let other = person(Role::Patient, "another@x.de");
        add(store, &[&other]);
        let asked = AppointmentRecord {
            state: AppointmentState::Pending,
            confirmed_at: None,
            held_until: Some(NOW.plus_s(60)),
            ..appointment(&doctor, &patient, 600, 630)
        };
        let wanted = appointment(&doctor, &other, 600, 630);
        assert_eq!(refused(book(store, &asked)), None);
        assert_eq!(refused(book(store, &wanted)), Some(Violation::DoctorTaken));
        assert_eq!(store.read(|tx| tx.next_lapse()).unwrap(), asked.held_until);
        let lapse = |at: Timestamp| store.write(|tx| tx.lapse_requests(at)).unwrap();
        assert_eq!((lapse(NOW.plus_s(59)), lapse(NOW.plus_s(60))), (0, 1));
        assert_eq!(store.read(|tx| tx.next_lapse()).unwrap(), None);
        let lapsed = store.read(|tx| tx.appointment(asked.id)).unwrap().unwrap();
        assert!(lapsed.state.is_open() && !lapsed.holds_its_time());
        assert_eq!(refused(book(store, &wanted)), None);
        let confirmed = AppointmentRecord {
            state: AppointmentState::Confirmed,
            held_until: None,
            lapsed_at: None,
            ..lapsed
        };
        let confirm = || refused(store.write(|tx| tx.save_appointment(&confirmed)));
        assert_eq!(confirm(), Some(Violation::DoctorTaken));
        let given_up = AppointmentRecord {
            state: AppointmentState::Cancelled,
            ..wanted.clone()
        };
        store.write(|tx| tx.save_appointment(&given_up)).unwrap();
        assert_eq!(confirm(), None);
    });
}

#[test]
fn availability_is_each_doctors_own() {
    on_both(|store, _| {
        let doctors = [
            person(Role::Doctor, "d1@x.de"),
            person(Role::Doctor, "d2@x.de"),
        ];
        add(store, &[&doctors[0], &doctors[1]]);
        let (own, other) = (doctors[0].user.id, doctors[1].user.id);
        let hours = WorkingHours {
            starts_minute: 540,
            ends_minute: 720,
            slot_minutes: 20,
            breaks: vec![Break {
                starts_minute: 600,
                ends_minute: 620,
            }],
        };
        let rule = AvailabilityRule {
            id: RuleId(Uuid::now_v7()),
            weekday: Weekday::Sunday,
            hours: hours.clone(),
        };
        let exception = AvailabilityException {
            id: ExceptionId(Uuid::now_v7()),
            date: "2026-12-24".into(),
            change: AvailabilityChange::ExtraHours { hours },
        };
        let lead_times = LeadTimes {
            notice_minutes: 5,
            horizon_days: 7,
        };
        store
            .write(|tx| {
                tx.add_availability_rule(own, &rule)?;
                tx.add_availability_exception(own, &exception)?;
                tx.save_lead_times(own, LeadTimes::default())?;
                tx.save_lead_times(own, lead_times)
            })
            .unwrap();
        let all = |doctor_id| {
            let all = store.read(|tx| {
                Ok::<_, StoreError>((
                    tx.availability_rules(doctor_id)?,
                    tx.availability_exceptions(doctor_id)?,
                    tx.lead_times(doctor_id)?,
                ))
            });
            all.unwrap()
        };
        assert_eq!(
            all(own),
            (vec![rule.clone()], vec![exception.clone()], lead_times)
        );
        assert_eq!(all(other), (vec![], vec![], LeadTimes::default()));
        let delete = |doctor_id| {
            let gone = store.write(|tx| {
                let rule = tx.delete_availability_rule(doctor_id, rule.id)?;
                let exception = tx.delete_availability_exception(doctor_id, exception.id)?;
                Ok::<_, StoreError>((rule, exception))
            });
            gone.unwrap()
        };
        assert_eq!(delete(other), (false, false));
        assert_eq!(delete(own), (true, true));
        assert_eq!(delete(own), (false, false));
    });
}
