//! Whoever sits between two devices, with certificates and keys of their own.

use crate::clinic::Clinic;
use crate::clinic::device::secured_with;
use client_core::proof::{
    Code, DeviceKey, DeviceSecret, Fingerprint, Nonce, OfferClaim, PublicKey, Round, commitment_of,
    fingerprint_of, sign_answer, sign_offer, verify_answer, verify_offer,
};
use shared::{AnswerProof, CallId, OfferProof, Signal, UserId};
use std::cell::RefCell;
use std::rc::Rc;
use uuid::Uuid;

pub const TO_CALLEE: usize = 0;
pub const TO_CALLER: usize = 1;
/// No device of the clinic has such a certificate.
pub const FORGED: [u8; 2] = [0xee, 0xee];

pub fn key() -> DeviceKey {
    DeviceSecret::from([99; 32]).key_for("https://evil.example", UserId(Uuid::from_u128(99)))
}

pub fn nonce(number: u64) -> Nonce {
    let mut bytes = [0x55; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Nonce::from(bytes)
}

pub fn forged() -> Fingerprint {
    fingerprint_of(&secured_with(FORGED)).unwrap()
}

pub fn forged_offer(call_id: CallId, of: Nonce) -> Signal {
    let commitment = commitment_of(call_id, of);
    Signal::Offer {
        sdp: secured_with(FORGED),
        proof: Some(sign_offer(&key(), call_id, forged(), commitment)),
    }
}

pub fn forged_answer(call_id: CallId, offer: &OfferClaim, of: Nonce) -> Signal {
    Signal::Answer {
        sdp: secured_with(FORGED),
        proof: Some(sign_answer(&key(), call_id, offer, forged(), of)),
    }
}

pub fn read_offer(call_id: CallId, sdp: &str, proof: Option<&OfferProof>) -> OfferClaim {
    verify_offer(call_id, fingerprint_of(sdp).unwrap(), proof.unwrap()).unwrap()
}

/// What the middle has heard and said.
pub struct Heard {
    pub call_id: CallId,
    /// The nonce that it is committed to before the callee, and that it answers the caller with.
    pub own: Nonce,
    /// From the caller.
    pub offer: Option<OfferClaim>,
    pub revealed: Option<Nonce>,
    /// From the callee, one for each other answer.
    pub answers: Vec<(PublicKey, Fingerprint, Nonce)>,
}

impl Heard {
    pub fn forged_claim(&self) -> OfferClaim {
        OfferClaim {
            key: key().public(),
            fingerprint: forged(),
            commitment: commitment_of(self.call_id, self.own),
        }
    }

    pub fn note_answer(&mut self, sdp: &str, proof: &AnswerProof) {
        let named = fingerprint_of(sdp).unwrap();
        let own_offer = self.forged_claim();
        let heard = verify_answer(self.call_id, &own_offer, named, proof);
        let answer = heard.map(|(key, nonce)| (key, named, nonce));
        // The same one comes again after each restart of ICE.
        if answer != self.answers.last().copied() {
            self.answers.extend(answer);
        }
    }

    /// The number before the caller.
    pub fn at_caller(&self, answered: Nonce) -> Code {
        Round {
            call_id: self.call_id,
            offer: self.offer.unwrap(),
            revealed: self.revealed.unwrap(),
            answerer: key().public(),
            fingerprint: forged(),
            nonce: answered,
        }
        .code()
    }

    /// The number before the callee, if this were revealed to it.
    pub fn at_callee(&self, revealed: Nonce) -> Code {
        let (answerer, fingerprint, nonce) = *self.answers.last().unwrap();
        Round {
            call_id: self.call_id,
            offer: self.forged_claim(),
            revealed,
            answerer,
            fingerprint,
            nonce,
        }
        .code()
    }

    /// The first nonce whose number ends as the wished one does.
    pub fn sought(&self, wished: Code, number_of: impl Fn(&Self, Nonce) -> Code) -> Nonce {
        let ends = |code: Code| serde_json::to_value(code).unwrap().as_u64().unwrap() % 100;
        let mut tries = (1_000..).map(nonce);
        tries
            .find(|tried| ends(number_of(self, *tried)) == ends(wished))
            .unwrap()
    }
}

pub type Memory = Rc<RefCell<Heard>>;

/// Speaks with each of the two in the other one's name.
pub fn sit_between(clinic: &mut Clinic, own: Nonce) -> Memory {
    let memory = Rc::new(RefCell::new(Heard {
        call_id: CallId(Uuid::nil()),
        own,
        offer: None,
        revealed: None,
        answers: Vec::new(),
    }));
    let heard = Rc::clone(&memory);
    clinic.server.middle = Some(Box::new(move |call_id, way, signal| {
        let mut heard = heard.borrow_mut();
        heard.call_id = call_id;
        match signal {
            Signal::Offer { sdp, proof } => {
                heard.offer = Some(read_offer(call_id, &sdp, proof.as_ref()));
                heard.revealed = None;
                vec![(TO_CALLEE, forged_offer(call_id, heard.own))]
            }
            Signal::Answer { sdp, proof } => {
                heard.note_answer(&sdp, &proof.unwrap());
                let answer = forged_answer(call_id, &heard.offer.unwrap(), heard.own);
                let nonce = heard.own.write();
                vec![(TO_CALLER, answer), (TO_CALLEE, Signal::Reveal { nonce })]
            }
            Signal::Reveal { nonce } => {
                heard.revealed = Nonce::read(&nonce);
                Vec::new()
            }
            other => vec![(way, other)],
        }
    }));
    memory
}
