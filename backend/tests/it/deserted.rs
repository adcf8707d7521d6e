//! A call whose two devices vanish without a word comes to an end, and keeps nobody busy for ever.

use crate::support::visit::Visit;
use crate::support::{Clinic, config};
use backend::app::calls::deadlines;
use backend::state::AppState;
use domain::call::{Call, Event, Side, Terms, step};
use shared::*;
use store::testing::TestDatabase;
use store::{CallRecord, NewUser, ProfileDetails, StoreError, UserRecord};

#[tokio::test]
async fn a_call_that_nobody_is_in_any_more_is_lost() {
    for database in TestDatabase::both().unwrap() {
        let mut visit = Visit::prepare(database).await;
        let call = visit.meet().await;
        assert_eq!(call.phase, CallPhase::Active);
        // A second server on the same database: to it, nobody ever connected.
        let beside = AppState::open(config(&visit.clinic.database)).unwrap();
        let at = |s: i64| beside.started_at.plus_s(s);

        // Right after its start it can't know who will be back.
        deadlines::interrupt_deserted(&beside, at(59))
            .await
            .unwrap();
        let path = paths::with_id(paths::CALL, call.id);
        let now: CallSnapshot = visit.clinic.get(&visit.doctor, &path).await;
        assert_eq!(now.phase, CallPhase::Active);

        deadlines::interrupt_deserted(&beside, at(61))
            .await
            .unwrap();
        let now: CallSnapshot = visit.clinic.get(&visit.doctor, &path).await;
        assert_eq!(now.phase, CallPhase::Interrupted);
        let until = now.until.expect("a deadline runs");
        assert!(until > at(61) && until <= at(121), "{until:?}");
        assert_eq!(deadlines::settle_due(&beside, until).await.unwrap(), 1);
        let now: CallSnapshot = visit.clinic.get(&visit.doctor, &path).await;
        assert_eq!(
            (now.outcome, now.cause),
            (Some(Outcome::Lost), Some(Cause::OtherSideGone))
        );
        // Both may be in another call.
        visit
            .clinic
            .join_ready(&visit.patient, &visit.schedule)
            .await;
        visit
            .clinic
            .invite(&visit.doctor, &visit.schedule, &visit.patient)
            .await;
    }
}

/// Whatever lies before it, the newest one is looked after, too.
#[tokio::test]
async fn of_many_calls_each_that_is_deserted_is_looked_after() {
    const MANY: usize = 51;
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let store = clinic.beside();
        let now = backend::clock::now();
        let added = store.write(|tx| {
            for number in 0..2 * MANY {
                tx.add_user(&stranger(number, now))?;
            }
            Ok::<_, StoreError>(())
        });
        added.unwrap();
        let newest = store.write(|tx| {
            let mut newest = None;
            for number in 0..MANY {
                let two = [2 * number, 2 * number + 1].map(id_of);
                let call = active_call(two, now);
                newest = Some(call.id);
                tx.add_call(&call)?;
            }
            Ok::<_, StoreError>(newest.unwrap())
        });
        let newest = newest.unwrap();
        let beside = AppState::open(config(&clinic.database)).unwrap();
        let later = beside.started_at.plus_s(61);
        deadlines::interrupt_deserted(&beside, later).await.unwrap();
        let call = store.read(|tx| tx.call(newest)).unwrap();
        assert_eq!(call.unwrap().call.shown_phase(), CallPhase::Interrupted);
        let left = store.read(|tx| tx.active_calls(None, 99)).unwrap();
        assert!(left.is_empty());
    }
}

fn id_of(number: usize) -> UserId {
    UserId(uuid::Uuid::from_u128(u128::try_from(number + 1).unwrap()))
}

fn stranger(number: usize, now: Timestamp) -> NewUser {
    NewUser {
        user: UserRecord {
            id: id_of(number),
            role: Role::Patient,
            name: Pii::from("A Person"),
            email: Pii(format!("p{number}@example.org")),
            password_hash: Pii::from("none"),
            date_of_birth: None,
            time_zone: "UTC".into(),
            specialty: String::new(),
            profile: ProfileDetails::default(),
            approved: true,
            last_seq: 0,
            email_proved_at: Some(now),
        },
        created_at: now,
    }
}

fn active_call([caller, callee]: [UserId; 2], now: Timestamp) -> CallRecord {
    let devices: [SessionId; 2] = [backend::clock::new_id(), backend::clock::new_id()];
    let mut call = Call::place(
        Terms::direct_call(),
        (caller, devices[0]),
        callee,
        true,
        now,
    );
    let media = MediaReport {
        microphone_on: true,
        camera_on: true,
        receiving: true,
    };
    for event in [
        Event::Accept(devices[1]),
        Event::Report(Side::Callee, devices[1], media),
        Event::Report(Side::Caller, devices[0], media),
    ] {
        call = step(&call, event, now).unwrap().call;
    }
    CallRecord::new(backend::clock::new_id(), call)
}
