//! What comes after a consultation: the patient's rating, and the doctor's next patient.

use crate::clinic::Clinic;
use crate::clinic::answers::{Answer, problem};
use crate::clinic::stage::Scene;
use client_core::{
    Action, CallIntent, ChatIntent, FormState, NetworkFault, NextPatient, QueueIntent,
    RequestError, WhyNot,
};
use shared::{ProblemCode, Role};

fn completed(clinic: &mut Clinic) -> Scene {
    let scene = clinic.talk();
    clinic.says(scene.doctor, CallIntent::End);
    clinic.wait(300);
    scene
}

fn rate(clinic: &mut Clinic, device: usize, stars: u8, comment: &str) {
    let comment = comment.into();
    clinic.says(device, CallIntent::RateCall { stars, comment });
}

/// How the rating on the screen stands: its form, and the stars that the server has.
fn rating(clinic: &Clinic, device: usize) -> (FormState, Option<u8>) {
    let rating = clinic.call(device).unwrap().rating.unwrap();
    (rating.form, rating.given)
}

#[test]
fn the_patient_rates_and_thinks_better_of_it() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let before = clinic.call(scene.patient).unwrap();
    assert_eq!((before.rating, before.follow_up), (None, None));
    clinic.says(scene.patient, CallIntent::End);
    clinic.wait(300);
    let follow_up = |device| clinic.call(device).unwrap().follow_up;
    assert_eq!(follow_up(scene.patient), Some(scene.doctor_id));
    assert_eq!(follow_up(scene.doctor), None);
    assert_eq!(rating(&clinic, scene.patient), (FormState::default(), None));
    assert_eq!(clinic.call(scene.doctor).unwrap().rating, None);

    rate(&mut clinic, scene.patient, 4, "She listened.");
    assert!(rating(&clinic, scene.patient).0.busy);
    // Pressed twice, said once.
    rate(&mut clinic, scene.patient, 1, "");
    clinic.wait(300);
    let (form, given) = rating(&clinic, scene.patient);
    assert_eq!((form.busy, form.accepted, given), (false, 1, Some(4)));
    let stored = clinic.server.ratings.values().next().unwrap();
    assert_eq!(
        (stored.stars, stored.comment.reveal().as_str()),
        (4, "She listened.")
    );

    rate(&mut clinic, scene.patient, 5, "");
    clinic.wait(300);
    assert_eq!(rating(&clinic, scene.patient).1, Some(5));
    clinic.says(scene.patient, CallIntent::CloseCall);
    assert_eq!(clinic.call(scene.patient), None);
}

#[test]
fn without_a_server_it_says_so_and_can_be_tried_again() {
    let mut clinic = Clinic::open();
    let scene = completed(&mut clinic);
    clinic.cut(scene.patient);
    rate(&mut clinic, scene.patient, 3, "");
    clinic.wait(300);
    let (form, given) = rating(&clinic, scene.patient);
    assert_eq!(
        (form.busy, form.problem, given),
        (
            false,
            Some(RequestError::Unreachable {
                fault: NetworkFault::NoNetwork
            }),
            None
        )
    );
    clinic.mend(scene.patient);
    clinic.wait(5_000);
    rate(&mut clinic, scene.patient, 3, "");
    clinic.wait(300);
    assert_eq!(rating(&clinic, scene.patient).1, Some(3));
}

#[test]
fn a_refusal_is_said_even_once_the_screen_was_put_away() {
    let mut clinic = Clinic::open();
    let scene = completed(&mut clinic);
    let late: Answer = problem(409, ProblemCode::RatingClosed);
    clinic.server.refuse_rating = Some(late);
    rate(&mut clinic, scene.patient, 3, "");
    clinic.says(scene.patient, CallIntent::CloseCall);
    clinic.wait(300);
    assert_eq!(clinic.devices[scene.patient].view().notices.len(), 1);
}

#[test]
fn nobody_rates_a_call_that_was_not_completed_nor_the_doctor_any() {
    let mut clinic = Clinic::open();
    let scene = clinic.ringing_patient();
    clinic.says(scene.patient, CallIntent::Decline);
    clinic.wait(300);
    for device in [scene.patient, scene.doctor] {
        assert!(clinic.call(device).is_none_or(|call| call.rating.is_none()));
        rate(&mut clinic, device, 5, "");
    }
    clinic.wait(300);
    assert!(clinic.server.ratings.is_empty());
}

#[test]
fn after_a_call_the_doctor_invites_the_next_patient_from_there() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    assert_eq!(clinic.call(scene.doctor).unwrap().next_patient, None);
    clinic.says(scene.doctor, CallIntent::End);
    clinic.wait(300);
    let nobody = NextPatient {
        who: None,
        invite: Action::Refused {
            why: WhyNot::NobodyReady,
        },
    };
    let call = clinic.call(scene.doctor).unwrap();
    assert_eq!((call.next_patient, call.invite_again), (Some(nobody), None));
    assert_eq!(clinic.call(scene.patient).unwrap().next_patient, None);

    let (other, other_id) = clinic.person(Role::Patient, "Ana", 0);
    let schedule_id = scene.schedule_id;
    clinic.says(other, QueueIntent::OpenSchedule { schedule_id });
    clinic.wait(300);
    clinic.says(other, QueueIntent::JoinQueue { reason: "".into() });
    clinic.wait(300);
    clinic.says(other, QueueIntent::SetReady { ready: true });
    clinic.wait(300);
    let next = clinic.call(scene.doctor).unwrap().next_patient.unwrap();
    let who = next.who.unwrap();
    assert_eq!(
        (who.patient_id, who.name.reveal().as_str(), next.invite),
        (other_id, "Ana", Action::Allowed)
    );
    let patient_id = Some(other_id);
    clinic.says(scene.doctor, QueueIntent::Invite { patient_id });
    clinic.wait(300);
    assert!(clinic.rings(other));
    let live = clinic.server.live_call().unwrap();
    assert_eq!(live.callee.user_id, other_id);
}

#[test]
fn the_chat_goes_on_in_the_waiting_room() {
    let mut clinic = Clinic::open();
    let scene = completed(&mut clinic);
    let badge = clinic.call(scene.patient).unwrap().chat.unwrap();
    let encounter_id = badge.encounter_id;
    clinic.says(scene.patient, CallIntent::CloseCall);
    clinic.says(scene.patient, ChatIntent::OpenChat { encounter_id });
    clinic.wait(300);
    let chat = clinic.devices[scene.patient].view().chat.unwrap();
    assert_eq!(chat.encounter_id, encounter_id);
    assert_eq!(chat.write, Action::Allowed);
}
