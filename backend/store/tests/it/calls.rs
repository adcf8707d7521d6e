//! Calls in the store, on both databases.

use crate::support::*;
use domain::call::{Event, Side, step};
use shared::*;
use store::*;
use uuid::Uuid;

#[test]
fn a_person_is_in_one_live_call_however_it_is_raced_for() {
    on_both(|store, _| {
        let patient = person(Role::Patient, "p@x.de");
        let doctors: Vec<_> = (0..4)
            .map(|n| person(Role::Doctor, &format!("d{n}@x.de")))
            .collect();
        let everybody: Vec<_> = doctors.iter().chain([&patient]).collect();
        add(store, &everybody);
        for _ in 0..5 {
            let results: Vec<_> = std::thread::scope(|scope| {
                let tries: Vec<_> = doctors
                    .iter()
                    .map(|doctor| {
                        let record = call_between(doctor.user.id, patient.user.id);
                        scope.spawn(move || {
                            store
                                .write(|tx| tx.add_call(&record))
                                .map(|()| record.clone())
                        })
                    })
                    .collect();
                tries.into_iter().map(|t| t.join().unwrap()).collect()
            });
            let (won, lost): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
            assert_eq!(won.len(), 1);
            for error in lost {
                assert!(
                    matches!(error, Err(StoreError::Violation(Violation::PersonBusy))),
                    "{error:?}"
                );
            }
            let mut record = won.into_iter().next().unwrap().unwrap();
            record.call = step(&record.call, Event::Decline, NOW).unwrap().call;
            store.write(|tx| tx.save_call(&record)).unwrap();
        }
    });
}

#[test]
fn a_call_comes_back_as_it_was_stored_in_every_phase() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let device = SessionId(Uuid::now_v7());
        let media = |receiving| MediaReport {
            microphone_on: true,
            camera_on: false,
            receiving,
        };
        let mut record = call_between(doctor.user.id, patient.user.id);
        let caller_device = record.call.caller.session_id.unwrap();
        store.write(|tx| tx.add_call(&record)).unwrap();
        let events = [
            Event::Receipt(RingStage::Reached, Some(RingStall::Muted)),
            Event::Receipt(RingStage::Sounding, None),
            Event::Receipt(RingStage::Sounding, Some(RingStall::Stalled)),
            Event::Accept(device),
            Event::Report(Side::Callee, device, media(true)),
            Event::Report(Side::Caller, caller_device, media(true)),
            Event::Report(Side::Caller, caller_device, media(false)),
            Event::End(Side::Callee, Some(Cause::OtherSideGone)),
        ];
        for event in events {
            record.call = step(&record.call, event, NOW.plus_s(1)).unwrap().call;
            record.version += 1;
            store.write(|tx| tx.save_call(&record)).unwrap();
            let found = store.read(|tx| tx.call(record.id)).unwrap().unwrap();
            assert_eq!(
                (&found.call, found.version),
                (&record.call, record.version),
                "{event:?}"
            );
            let live = store
                .read(|tx| tx.calls_of(patient.user.id, LiveOnly::Yes, None, 5))
                .unwrap();
            assert_eq!(live.len(), usize::from(record.call.is_live()));
        }
        assert_eq!(
            store
                .read(|tx| tx.calls_of(patient.user.id, LiveOnly::No, None, 5))
                .unwrap()
                .len(),
            1
        );
        assert!(store.read(|tx| tx.next_deadline()).unwrap().is_none());
    });
}

#[test]
fn due_calls_are_those_whose_deadline_has_come() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let record = call_between(doctor.user.id, patient.user.id);
        store.write(|tx| tx.add_call(&record)).unwrap();
        let due = NOW.plus_s(30);
        assert_eq!(store.read(|tx| tx.next_deadline()).unwrap(), Some(due));
        assert!(
            store
                .read(|tx| tx.due_calls(due.plus_ms(-1), 10))
                .unwrap()
                .is_empty()
        );
        assert_eq!(store.read(|tx| tx.due_calls(due, 10)).unwrap().len(), 1);
    });
}
