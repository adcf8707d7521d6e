//! The number that both people see, and what somebody between them does to make it one.

use super::middle::{Heard, TO_CALLEE, TO_CALLER, forged_answer, forged_offer, nonce, sit_between};
use super::{code, device, refused};
use crate::clinic::Clinic;
use crate::clinic::stage::Scene;
use client_core::{CallIntent, OtherDevice, ProofFault};
use shared::Signal;
use std::cell::RefCell;
use std::rc::Rc;

#[test]
fn nobody_between_them_both_see_one_number() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let number = code(&clinic, scene.doctor);
    assert!(number.is_some());
    assert_eq!(number, code(&clinic, scene.patient));
    for of in [scene.doctor, scene.patient] {
        assert_eq!(device(&clinic, of), OtherDevice::First);
    }
}

#[test]
fn the_number_outlasts_a_lost_network() {
    let mut clinic = Clinic::open();
    let scene = clinic.talk();
    let number = code(&clinic, scene.doctor);
    clinic.cut(scene.patient);
    clinic.wait(8_000);
    assert!(clinic.is_interrupted(scene.doctor));
    clinic.mend(scene.patient);
    clinic.wait(20_000);
    assert!(clinic.is_active(scene.doctor));
    assert!(!clinic.devices[scene.doctor].restarts.is_empty());
    for of in [scene.doctor, scene.patient] {
        assert_eq!(code(&clinic, of), number);
    }
}

#[test]
fn an_app_that_was_cut_off_and_came_back_gets_a_number_with_the_other_one() {
    for who in [|scene: &Scene| scene.patient, |scene: &Scene| scene.doctor] {
        let mut clinic = Clinic::open();
        let scene = clinic.talk();
        let before = code(&clinic, scene.doctor);
        clinic.kill(who(&scene));
        clinic.starts_again(who(&scene));
        clinic.wait(5_000);
        let number = code(&clinic, scene.doctor);
        assert!(number.is_some());
        assert_ne!(number, before);
        assert_eq!(number, code(&clinic, scene.patient));
    }
}

#[test]
fn whoever_sits_between_them_shows_them_two_numbers() {
    for round in 0..300 {
        let mut clinic = Clinic::seeded(u128::from(round) + 7);
        let memory = sit_between(&mut clinic, nonce(round));
        let scene = clinic.talk();
        let at = [scene.doctor, scene.patient].map(|of| code(&clinic, of));
        assert!(at[0].is_some() && at[1].is_some());
        assert_ne!(at[0], at[1], "round {round}");
        // It knows both, and can change neither any more.
        let heard = memory.borrow();
        let known = [heard.at_caller(heard.own), heard.at_callee(heard.own)];
        assert_eq!(at, known.map(Some));
    }
}

/// It hears the caller's nonce first, and then seeks one to reveal that makes the numbers alike.
#[test]
fn what_is_revealed_must_be_what_was_committed_to() {
    let mut clinic = Clinic::open();
    let memory = sit_between(&mut clinic, nonce(1));
    let mut inner = clinic.server.middle.take().unwrap();
    let heard = Rc::clone(&memory);
    clinic.server.middle = Some(Box::new(move |call_id, way, signal| {
        let was_revealed = matches!(signal, Signal::Reveal { .. });
        let mut said = inner(call_id, way, signal);
        said.retain(|(_, signal)| !matches!(signal, Signal::Reveal { .. }));
        if was_revealed {
            let heard = heard.borrow();
            let wished = heard.at_caller(heard.own);
            let nonce = heard.sought(wished, Heard::at_callee).write();
            said.push((TO_CALLEE, Signal::Reveal { nonce }));
        }
        said
    }));
    let scene = clinic.talk();
    assert_eq!(
        refused(&clinic, scene.patient),
        Some(ProofFault::OtherNumber)
    );
    assert!(clinic.devices[scene.patient].media.is_none());
}

/// It takes its commitment back once it has heard the callee's nonce, and makes one that fits to it.
#[test]
fn a_second_commitment_meets_another_nonce() {
    let mut clinic = Clinic::open();
    let memory = sit_between(&mut clinic, nonce(1));
    let mut inner = clinic.server.middle.take().unwrap();
    let heard = Rc::clone(&memory);
    clinic.server.middle = Some(Box::new(move |call_id, way, signal| {
        let answered = matches!(signal, Signal::Answer { .. });
        let mut said = inner(call_id, way, signal);
        let mut heard = heard.borrow_mut();
        if answered && heard.answers.len() < 2 {
            // The first answer: it is kept from being opened, and another commitment is made.
            said.retain(|(to, _)| *to == TO_CALLER);
            let wished = heard.at_callee(heard.own);
            heard.own = heard.sought(wished, Heard::at_callee);
            said.push((TO_CALLEE, forged_offer(call_id, heard.own)));
        }
        said
    }));
    let scene = clinic.talk();
    clinic.wait(2_000);
    let heard = memory.borrow();
    let nonces: Vec<_> = heard.answers.iter().map(|(_, _, nonce)| *nonce).collect();
    assert!(nonces.len() >= 2 && nonces[0] != nonces[1], "{nonces:?}");
    assert_ne!(code(&clinic, scene.doctor), code(&clinic, scene.patient));
}

/// It answers the caller again once the commitment is open.
#[test]
fn a_second_answer_is_not_taken_and_the_next_offer_has_another_commitment() {
    let mut clinic = Clinic::open();
    let memory = sit_between(&mut clinic, nonce(1));
    let mut inner = clinic.server.middle.take().unwrap();
    let heard = Rc::clone(&memory);
    let offers = Rc::new(RefCell::new(Vec::new()));
    let counted = Rc::clone(&offers);
    clinic.server.middle = Some(Box::new(move |call_id, way, signal| {
        let opened = matches!(signal, Signal::Reveal { .. });
        let offered = matches!(signal, Signal::Offer { .. });
        let mut said = inner(call_id, way, signal);
        let heard = heard.borrow();
        let offer = heard.offer.unwrap();
        if offered {
            counted.borrow_mut().push(offer.commitment);
        }
        if opened && counted.borrow().len() == 1 {
            let wished = heard.at_callee(heard.own);
            let sought = heard.sought(wished, Heard::at_caller);
            said.push((TO_CALLER, forged_answer(call_id, &offer, sought)));
        }
        said
    }));
    let scene = clinic.talk();
    clinic.wait(2_000);
    let offers = offers.borrow();
    assert_eq!(offers.len(), 2);
    assert_ne!(offers[0], offers[1]);
    assert_ne!(code(&clinic, scene.doctor), code(&clinic, scene.patient));
}

/// Each round is one try in a million, so there are few.
#[test]
fn after_three_rounds_there_is_no_number_any_more() {
    for rounds in [3, 4] {
        let mut clinic = Clinic::open();
        let scene = clinic.ringing_patient();
        let memory = sit_between(&mut clinic, nonce(1));
        let mut inner = clinic.server.middle.take().unwrap();
        let heard = Rc::clone(&memory);
        clinic.server.middle = Some(Box::new(move |call_id, way, signal| {
            let answered = matches!(signal, Signal::Answer { .. });
            let mut said = inner(call_id, way, signal);
            let mut heard = heard.borrow_mut();
            let so_far = u64::try_from(heard.answers.len()).unwrap();
            if answered && so_far < rounds {
                heard.own = nonce(so_far + 1);
                said.push((TO_CALLEE, forged_offer(call_id, heard.own)));
            }
            said
        }));
        clinic.says(scene.patient, CallIntent::Accept);
        clinic.wait(2_000);
        let answered = memory.borrow().answers.len();
        assert_eq!(u64::try_from(answered), Ok(rounds));
        assert_eq!(code(&clinic, scene.patient).is_some(), rounds == 3);
    }
}
