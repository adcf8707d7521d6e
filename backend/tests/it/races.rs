//! Two who want different things of one invitation at the same moment: a hundred rounds of each
//! such race on both databases, a thousand with `--long`. One of them wins each round, the other is told why, and what is
//! stored afterwards is one story.
//!
//! The use cases race, not requests over HTTP: what decides is the transaction, and so it is met
//! with nothing in front of it to put the two in order.

use crate::support::race_group::Seen;
use crate::support::race_harness::{Answer, GROUPS, RaceHarness};
use crate::testkit::on_both_databases;
use backend::app::calls::{self, CallAction, deadlines};
use backend::app::queue;
use backend::clock;
use domain::call::Phase;
use shared::*;
use store::testing::TestDatabase;

on_both_databases! {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    two_devices_of_one_patient_confirm => super::two_devices_confirm;
    a_confirmation_meets_the_deadline => super::confirmation_and_deadline;
    a_confirmation_meets_the_doctors_cancellation => super::confirmation_and_cancellation;
    two_doctors_invite_one_patient => super::two_doctors_invite;
    a_doctor_invites_while_the_patient_leaves => super::invitation_and_leaving;
}

/// Long enough for none of these rings to end by itself.
fn later() -> Timestamp {
    clock::now().plus_s(3_600)
}

fn refused(answer: Option<&Answer>) -> Option<ProblemCode> {
    answer?.as_ref().err().copied()
}

/// The call that both are in, and nobody is in another one.
fn only_call(seen: &Seen, live: [usize; 3]) -> (Phase, CallId) {
    assert_eq!(seen.live, live, "live calls of doctor, rival, patient");
    let newest = seen.newest.as_ref().unwrap();
    (newest.call.phase, newest.id)
}

async fn two_devices_confirm(database: TestDatabase) {
    let mut harness = RaceHarness::open(&database, ["phone", "tablet"]).await;
    while harness.next() {
        let rung = harness.ring(later()).await;
        let starts = harness.pairs(|group, number| {
            let call_id = rung[number];
            [group.phone, group.tablet].map(|device| {
                harness.start(async move |state| {
                    let made = calls::handle_action(
                        &state,
                        device.at(clock::now()),
                        call_id,
                        CallAction::Accept,
                    )
                    .await?;
                    Ok(Some(made))
                })
            })
        });
        let answers = harness.race(starts).await;
        for (number, seen) in harness.look().await.iter().enumerate() {
            let [phone, tablet] = &answers[number];
            let (phase, call_id) = only_call(seen, [1, 0, 1]);
            assert!(call_id == rung[number] && matches!(phase, Phase::Connecting { .. }));
            assert_eq!(seen.places, [EntryState::InCall, EntryState::Ready]);
            let group = &harness.groups[number];
            let holder = seen.newest.as_ref().unwrap().call.callee.session_id;
            let winner = usize::from(holder != Some(group.phone.session_id));
            let device = [group.phone, group.tablet][winner].session_id;
            assert_eq!(holder, Some(device));
            let (won, lost) = if winner == 0 {
                (phone, tablet)
            } else {
                (tablet, phone)
            };
            let told = won.as_ref().unwrap().as_ref().unwrap();
            assert_eq!(told.as_ref().unwrap().callee.session_id, holder);
            assert_eq!(refused(lost.as_ref()), Some(ProblemCode::AnsweredElsewhere));
            harness.note(winner, call_id, [1, 0]);
        }
    }
    harness.finish().await;
}

async fn confirmation_and_deadline(database: TestDatabase) {
    let mut harness = RaceHarness::open(&database, ["confirmation", "deadline"]).await;
    while harness.next() {
        // Nearer than the deadline to connect, which must not fall with it.
        let until = clock::now().plus_s(10);
        let rung = harness.ring(until).await;
        let mut starts = harness.singles(|group, number| {
            let (device, call_id) = (group.phone, rung[number]);
            harness.start(async move |state| {
                let made = calls::handle_action(
                    &state,
                    device.at(clock::now()),
                    call_id,
                    CallAction::Accept,
                )
                .await?;
                Ok(Some(made))
            })
        });
        // The job that watches deadlines settles all that are due at once.
        let deadline = harness.start(async move |state| {
            deadlines::settle_due(&state, until).await?;
            Ok(None)
        });
        starts.push((0, 1, deadline));
        let answers = harness.race(starts).await;
        assert_eq!(answers[0][1], Some(Ok(None)), "the job");
        for (number, seen) in harness.look().await.iter().enumerate() {
            match refused(answers[number][0].as_ref()) {
                None => {
                    let (phase, call_id) = only_call(seen, [1, 0, 1]);
                    assert!(matches!(phase, Phase::Connecting { .. }), "{phase:?}");
                    assert_eq!(seen.places[0], EntryState::InCall);
                    harness.note(0, call_id, [1, 0]);
                }
                Some(code) => {
                    assert_eq!(code, ProblemCode::CallEnded);
                    let (_, call_id) = only_call(seen, [0; 3]);
                    let missed = Some((Outcome::Missed, Some(Cause::NeverReached)));
                    assert_eq!(seen.outcome(), missed);
                    assert_eq!(seen.places[0], EntryState::Ready);
                    harness.note(1, call_id, [0, 1]);
                }
            }
            assert_eq!(seen.newest.as_ref().unwrap().id, rung[number]);
        }
    }
    harness.finish().await;
}

async fn confirmation_and_cancellation(database: TestDatabase) {
    let mut harness = RaceHarness::open(&database, ["confirmation", "cancellation"]).await;
    while harness.next() {
        let rung = harness.ring(later()).await;
        let starts = harness.pairs(|group, number| {
            let call_id = rung[number];
            [
                (group.phone, CallAction::Accept),
                (group.doctor, CallAction::Cancel),
            ]
            .map(|(who, wish)| {
                harness.start(async move |state| {
                    Ok(Some(
                        calls::handle_action(&state, who.at(clock::now()), call_id, wish).await?,
                    ))
                })
            })
        });
        let answers = harness.race(starts).await;
        for (number, seen) in harness.look().await.iter().enumerate() {
            let [confirmed, cancelled] = &answers[number];
            match (refused(confirmed.as_ref()), refused(cancelled.as_ref())) {
                (None, Some(ProblemCode::CallPhase)) => {
                    let (phase, call_id) = only_call(seen, [1, 0, 1]);
                    assert!(matches!(phase, Phase::Connecting { .. }), "{phase:?}");
                    assert_eq!(seen.places[0], EntryState::InCall);
                    harness.note(0, call_id, [1, 0]);
                }
                (Some(ProblemCode::CallEnded), None) => {
                    let (_, call_id) = only_call(seen, [0; 3]);
                    let cancelled = (Outcome::Cancelled, Some(Cause::CallerCancelled));
                    assert_eq!(seen.outcome(), Some(cancelled));
                    assert_eq!(seen.places[0], EntryState::Ready);
                    harness.note(1, call_id, [0, 1]);
                }
                both => panic!("{both:?}"),
            }
        }
    }
    harness.finish().await;
}

async fn two_doctors_invite(database: TestDatabase) {
    let mut harness = RaceHarness::open(&database, ["doctor", "rival"]).await;
    while harness.next() {
        let starts = harness.pairs(|group, _| {
            [(group.doctor, 0), (group.rival, 1)].map(|(who, side)| {
                let place = group.places[side].clone();
                harness.start(async move |state| {
                    let whom = StartCallRequest {
                        patient_id: Some(place.patient_id),
                        confirmed: false,
                    };
                    let made =
                        calls::invite(&state, who.at(clock::now()), place.schedule_id, whom, None);
                    Ok(Some(made.await?))
                })
            })
        });
        let answers = harness.race(starts).await;
        for (number, seen) in harness.look().await.iter().enumerate() {
            let [doctor, rival] = &answers[number];
            let winner = match (refused(doctor.as_ref()), refused(rival.as_ref())) {
                (None, Some(ProblemCode::PatientBusy)) => 0,
                (Some(ProblemCode::PatientBusy), None) => 1,
                both => panic!("{both:?}"),
            };
            let mut live = [0, 0, 1];
            live[winner] = 1;
            let (phase, call_id) = only_call(seen, live);
            assert!(matches!(phase, Phase::Ringing { .. }), "{phase:?}");
            let mut places = [EntryState::Ready; 2];
            places[winner] = EntryState::Invited;
            assert_eq!(seen.places, places);
            harness.note(winner, call_id, [0, 0]);
        }
    }
    harness.finish().await;
}

async fn invitation_and_leaving(database: TestDatabase) {
    let mut harness = RaceHarness::open(&database, ["invitation", "leaving"]).await;
    let mut last = vec![None; GROUPS];
    while harness.next() {
        let starts = harness.pairs(|group, _| {
            let (doctor, patient) = (group.doctor, group.phone);
            let place = group.places[0].clone();
            let schedule_id = place.schedule_id;
            [
                harness.start(async move |state| {
                    let whom = StartCallRequest {
                        patient_id: Some(place.patient_id),
                        confirmed: false,
                    };
                    let made =
                        calls::invite(&state, doctor.at(clock::now()), schedule_id, whom, None);
                    Ok(Some(made.await?))
                }),
                harness.start(async move |state| {
                    queue::leave(&state, patient.at(clock::now()), schedule_id).await?;
                    Ok(None)
                }),
            ]
        });
        let answers = harness.race(starts).await;
        for (number, seen) in harness.look().await.iter().enumerate() {
            let [invited, left] = &answers[number];
            assert_eq!(*left, Some(Ok(None)), "who rings can't keep a patient");
            // Either way nobody is in a call, and the patient is gone.
            assert_eq!(seen.live, [0; 3]);
            assert_eq!(seen.places, [EntryState::Left, EntryState::Ready]);
            let newest = seen.newest.as_ref().map(|record| record.id);
            match invited.as_ref().unwrap() {
                Ok(call) => {
                    let call = call.as_ref().unwrap();
                    assert_eq!((call.phase, Some(call.id)), (CallPhase::Ringing, newest));
                    let withdrawn = (Outcome::Cancelled, Some(Cause::VisitWithdrawn));
                    assert_eq!(seen.outcome(), Some(withdrawn));
                    harness.note(0, call.id, [0, 1]);
                }
                Err(code) => {
                    assert_eq!(*code, ProblemCode::EntryNotAllowed);
                    assert_eq!(newest, last[number], "a call nobody was told of");
                    harness.count(1);
                }
            }
            last[number] = newest;
        }
    }
    harness.finish().await;
}
