//! Past visits and calls, from each side.

use crate::clinic::Clinic;
use client_core::{
    Action, CallBack, CallIntent, ChatIntent, HistoryIntent, HistoryScreen, Inbox, Intent,
    Loadable, PastCall, Screen, SessionIntent,
};
use shared::{CallKind, Cause, Outcome, Role, UserId};

fn screen(clinic: &Clinic, device: usize) -> HistoryScreen {
    match clinic.screen(device) {
        Screen::History(screen) => screen,
        other => panic!("{other:?}"),
    }
}

fn calls(clinic: &Clinic, device: usize) -> Vec<PastCall> {
    match screen(clinic, device).calls {
        Loadable::Loaded { value } => value,
        other => panic!("{other:?}"),
    }
}

/// A patient rings a doctor, and nobody answers.
fn rung_in_vain() -> (Clinic, usize, usize, UserId) {
    let mut clinic = Clinic::open();
    let (doctor, doctor_id) = clinic.person(Role::Doctor, "Grey", 0);
    let (patient, _) = clinic.person(Role::Patient, "John", 0);
    let reason = "".into();
    clinic.says(patient, CallIntent::CallDoctor { doctor_id, reason });
    clinic.wait(40_000);
    clinic.says(patient, CallIntent::CloseCall);
    for device in [doctor, patient] {
        clinic.says(device, HistoryIntent::ShowHistory);
    }
    clinic.wait(300);
    (clinic, doctor, patient, doctor_id)
}

#[test]
fn a_visit_is_told_from_both_sides_with_its_length_and_its_thread() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    clinic.wait(120_000);
    clinic.says(scene.doctor, CallIntent::End);
    clinic.wait(500);
    for device in [scene.doctor, scene.patient] {
        clinic.says(device, CallIntent::CloseCall);
        clinic.says(device, HistoryIntent::ShowHistory);
    }
    clinic.wait(500);
    let encounter_id = clinic.server.places[0].entry.entry_id.into();
    for (device, other, outgoing) in [(scene.doctor, "John", true), (scene.patient, "Grey", false)]
    {
        let [call] = calls(&clinic, device).try_into().unwrap();
        assert_eq!(call.other_name.reveal(), other);
        assert_eq!((call.outgoing, call.by_me), (outgoing, outgoing));
        assert_eq!(
            (call.kind, call.outcome),
            (CallKind::Queue, Outcome::Completed)
        );
        assert!(
            call.talked_ms
                .is_some_and(|ms| (119_000..123_000).contains(&ms))
        );
        assert_eq!(call.thread.unwrap().encounter_id, encounter_id);
        assert_eq!(call.call_back, None);
    }
    assert_eq!(calls(&clinic, scene.patient)[0].book, Some(scene.doctor_id));
    assert_eq!(calls(&clinic, scene.doctor)[0].book, None);
    clinic.says(scene.patient, ChatIntent::OpenThread { encounter_id });
    clinic.wait(300);
    assert!(clinic.devices[scene.patient].view().chat.is_some());
}

#[test]
fn a_ring_in_vain_is_made_up_for_from_both_sides() {
    let (clinic, doctor, patient, doctor_id) = rung_in_vain();
    let [missed] = calls(&clinic, doctor).try_into().unwrap();
    assert_eq!((missed.outcome, missed.outgoing), (Outcome::Missed, false));
    let (call_id, action) = (missed.call_id, Action::Allowed);
    assert_eq!(
        missed.call_back,
        Some(CallBack::CallBack { call_id, action })
    );
    let [unanswered] = calls(&clinic, patient).try_into().unwrap();
    assert!(unanswered.outgoing);
    assert_eq!(unanswered.cause, Some(Cause::RangUnheard));
    assert_eq!(
        unanswered.call_back,
        Some(CallBack::CallAgain { doctor_id, action })
    );
    assert_eq!(unanswered.thread.unwrap().encounter_id, call_id.into());
    // What the bell says of it leads here.
    let Some(Inbox {
        lines: Loadable::Loaded { value },
        ..
    }) = clinic.devices[patient].view().inbox
    else {
        panic!("no inbox")
    };
    for line in value {
        assert_eq!(line.opens, Intent::from(HistoryIntent::ShowHistory));
    }
}

#[test]
fn a_doctor_calls_back_for_a_day_only() {
    let (mut clinic, doctor, ..) = rung_in_vain();
    clinic.wait(24 * 3_600_000);
    clinic.says(doctor, SessionIntent::Reload);
    clinic.wait(300);
    assert_eq!(calls(&clinic, doctor)[0].call_back, None);
}

#[test]
fn the_list_takes_in_what_ends_while_it_is_shown_and_goes_on_page_by_page() {
    let (mut clinic, _, patient, doctor_id) = rung_in_vain();
    for _ in 0..2 {
        let reason = "".into();
        clinic.says(patient, CallIntent::CallDoctor { doctor_id, reason });
        clinic.wait(1_000);
        clinic.says(patient, CallIntent::Cancel);
        clinic.wait(1_000);
        clinic.says(patient, CallIntent::CloseCall);
    }
    let outcomes = |clinic: &Clinic| {
        let calls = calls(clinic, patient).into_iter();
        calls.map(|call| call.outcome).collect::<Vec<_>>()
    };
    let (cancelled, missed) = (Outcome::Cancelled, Outcome::Missed);
    assert_eq!(outcomes(&clinic), [cancelled, cancelled, missed]);
    clinic.server.rows_per_page = Some(2);
    clinic.says(patient, SessionIntent::Reload);
    clinic.wait(300);
    assert_eq!(outcomes(&clinic), [cancelled, cancelled]);
    assert_eq!(screen(&clinic, patient).more, Some(Action::Allowed));
    clinic.says(patient, HistoryIntent::ShowMoreHistory);
    clinic.wait(300);
    assert_eq!(outcomes(&clinic), [cancelled, cancelled, missed]);
}

#[test]
fn a_visit_is_rated_from_the_list_for_a_week() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    clinic.says(scene.patient, CallIntent::End);
    clinic.wait(500);
    clinic.says(scene.patient, CallIntent::CloseCall);
    clinic.says(scene.patient, HistoryIntent::ShowHistory);
    clinic.wait(500);
    let call = calls(&clinic, scene.patient).remove(0);
    assert_eq!((call.stars, call.rate), (None, Some(Action::Allowed)));
    let call_id = call.call_id;
    clinic.says(scene.patient, HistoryIntent::OpenRating { call_id });
    let (stars, comment) = (4, "She listened.".into());
    clinic.says(scene.patient, HistoryIntent::RatePast { stars, comment });
    clinic.wait(300);
    let rating = screen(&clinic, scene.patient).rating.unwrap();
    assert_eq!((rating.call_id, rating.view.given), (call_id, Some(4)));
    assert_eq!(rating.view.form.accepted, 1);
    clinic.says(scene.patient, HistoryIntent::CloseRating);
    assert_eq!(screen(&clinic, scene.patient).rating, None);
    // Another device knows it, too, and changes it.
    let other = clinic.signed_in(scene.patient_id, 0);
    clinic.wait(500);
    clinic.says(other, HistoryIntent::ShowHistory);
    clinic.wait(500);
    assert_eq!(calls(&clinic, other)[0].stars, Some(4));
    clinic.says(other, HistoryIntent::OpenRating { call_id });
    let view = screen(&clinic, other).rating.unwrap().view;
    assert_eq!(view.comment.reveal(), "She listened.");
    // The doctor reads how many there are, and no more before there are five.
    clinic.says(scene.doctor, CallIntent::CloseCall);
    clinic.says(scene.doctor, HistoryIntent::ShowHistory);
    clinic.wait(500);
    let Some(Loadable::Loaded { value }) = screen(&clinic, scene.doctor).ratings else {
        panic!("no ratings")
    };
    assert_eq!((value.count, value.mean_hundredths), (1, None));
    let told = calls(&clinic, scene.doctor).remove(0);
    assert_eq!((told.stars, told.rate), (None, None));
    assert_eq!(screen(&clinic, scene.patient).ratings, None);
}
