//! The three words that two devices exchange: a commitment in the offer, a nonce in the answer, and then
//! what the commitment was made of (as ZRTP does it: RFC 6189, 4.4.1.1).
//!
//! Whoever sits between the two has to answer the caller before it knows the caller's nonce, and has to
//! commit itself before it knows the called device's. So it can't seek keys or nonces that make both
//! numbers the same; it has one try in a million for each round, and rounds are few.

use super::view::ProofFault;
use crate::io::MediaRole;
use crate::proof::{
    Code, Commitment, DeviceKey, Fingerprint, Nonce, OfferClaim, PublicKey, Round, commitment_of,
    fingerprint_of, sign_answer, sign_offer, verify_answer, verify_offer,
};
use shared::{AnswerProof, CallId, OfferProof, Signal};

/// Rounds of one call that come to a number. The first is the call's; more are needed where an app was cut
/// off and came back. Each is one try for whoever is in the middle.
const MAX_ROUNDS: u8 = 3;

/// What came of something that the other device said.
#[derive(Debug, PartialEq)]
pub(crate) enum Heard {
    /// Nothing against it.
    Fine,
    /// It was about the number only, or is out of date.
    NotForTheEngine,
    /// An answer that was signed; this is to be said to it.
    Accepted(Signal),
    /// The other app was started anew, and needs an offer of its own, from a new transport.
    OfferAgain,
    /// It was not said by the one in whose name it came.
    Refused(ProofFault),
}

/// What this side has said in this round.
#[derive(Clone, Copy)]
struct Own {
    key: PublicKey,
    fingerprint: Fingerprint,
    nonce: Nonce,
}

/// What the other side has said in this round.
#[derive(Clone, Copy, PartialEq)]
enum Other {
    Offer(OfferClaim),
    Answer(PublicKey, Fingerprint, Nonce),
}

/// What was said in one call, in this run of the app.
#[derive(Default)]
pub(crate) struct Exchange {
    /// Which side this device is: it does not change within a call, whatever is said.
    role: Option<MediaRole>,
    rounds: u8,
    own: Option<Own>,
    other: Option<Other>,
    /// The caller's next offer begins a round.
    spent: bool,
    /// Whose device it is, once one has signed: no other one takes its place within a call.
    other_key: Option<PublicKey>,
    /// The other side described itself, and nobody vouches for it.
    unsigned: bool,
    code: Option<Code>,
}

impl Exchange {
    pub(crate) const fn other_key(&self) -> Option<PublicKey> {
        self.other_key
    }

    pub(super) const fn is_unsigned(&self) -> bool {
        self.unsigned
    }

    pub(super) const fn code(&self) -> Option<Code> {
        self.code
    }

    /// Signs what this side says.
    pub(crate) fn vouch_for(
        &mut self,
        call_id: CallId,
        key: &DeviceKey,
        signal: Signal,
        draw: impl FnOnce() -> Option<Nonce>,
    ) -> Signal {
        match signal {
            Signal::Offer { sdp, .. } => {
                let own = self.begin(key, &sdp, draw);
                let proof = own.map(|own| {
                    let commitment = commitment_of(call_id, own.nonce);
                    sign_offer(key, call_id, own.fingerprint, commitment)
                });
                Signal::Offer { sdp, proof }
            }
            Signal::Answer { sdp, .. } => {
                let Some(Other::Offer(offer)) = self.other else {
                    return Signal::answer(sdp);
                };
                let own = self.begin(key, &sdp, draw);
                let proof =
                    own.map(|own| sign_answer(key, call_id, &offer, own.fingerprint, own.nonce));
                Signal::Answer { sdp, proof }
            }
            other => other,
        }
    }

    /// The round that this description belongs to: the one that runs, or a new one with a nonce of its own.
    fn begin(
        &mut self,
        key: &DeviceKey,
        sdp: &str,
        draw: impl FnOnce() -> Option<Nonce>,
    ) -> Option<Own> {
        let fingerprint = fingerprint_of(sdp)?;
        let runs = self.own.filter(|own| own.fingerprint == fingerprint);
        if runs.is_some() && !self.spent {
            return runs;
        }
        self.own = Some(Own {
            key: key.public(),
            fingerprint,
            nonce: draw()?,
        });
        if let Some(Other::Answer(..)) = self.other {
            self.other = None;
        }
        self.spent = false;
        self.code = None;
        self.rounds = self.rounds.saturating_add(1);
        self.own
    }

    /// Looks at what the other side said.
    pub(crate) fn examine(&mut self, call_id: CallId, role: MediaRole, signal: &Signal) -> Heard {
        let role = *self.role.get_or_insert(role);
        match (role, signal) {
            (MediaRole::Answerer, Signal::Offer { sdp, proof }) => {
                self.examine_offer(call_id, sdp, proof.as_ref())
            }
            (MediaRole::Offerer, Signal::Answer { sdp, proof }) => {
                self.examine_answer(call_id, sdp, proof.as_ref())
            }
            (MediaRole::Answerer, Signal::Reveal { nonce }) => self.examine_reveal(call_id, nonce),
            (_, Signal::Candidate { .. }) | (MediaRole::Offerer, Signal::OfferWanted { .. }) => {
                Heard::Fine
            }
            // Nobody says that to this side.
            (MediaRole::Offerer, Signal::Offer { .. } | Signal::Reveal { .. })
            | (MediaRole::Answerer, Signal::Answer { .. } | Signal::OfferWanted { .. }) => {
                Heard::NotForTheEngine
            }
        }
    }

    fn examine_offer(&mut self, call_id: CallId, sdp: &str, proof: Option<&OfferProof>) -> Heard {
        let Some(proof) = proof else {
            return self.hear_unsigned();
        };
        let claim = fingerprint_of(sdp).and_then(|named| verify_offer(call_id, named, proof));
        let Some(claim) = claim else {
            return Heard::Refused(ProofFault::NotSigned);
        };
        if !self.accept_key(claim.key) {
            return Heard::Refused(ProofFault::OtherKey);
        }
        let offer = Other::Offer(claim);
        if self.other != Some(offer) {
            // A commitment is answered by a nonce that nobody knew before.
            self.other = Some(offer);
            self.own = None;
            self.code = None;
        }
        Heard::Fine
    }

    fn examine_answer(&mut self, call_id: CallId, sdp: &str, proof: Option<&AnswerProof>) -> Heard {
        let Some(proof) = proof else {
            return self.hear_unsigned();
        };
        let Some(own) = self.own else {
            return Heard::NotForTheEngine;
        };
        let offer = OfferClaim {
            key: own.key,
            fingerprint: own.fingerprint,
            commitment: commitment_of(call_id, own.nonce),
        };
        if !offer.commitment.is_named(&proof.commitment) {
            // To an offer that is out of date.
            return Heard::NotForTheEngine;
        }
        let Some(named) = fingerprint_of(sdp) else {
            return Heard::Refused(ProofFault::NotSigned);
        };
        let Some((key, nonce)) = verify_answer(call_id, &offer, named, proof) else {
            return Heard::Refused(ProofFault::NotSigned);
        };
        if !self.accept_key(key) {
            return Heard::Refused(ProofFault::OtherKey);
        }
        let answer = Other::Answer(key, named, nonce);
        if self.other.is_some_and(|other| other != answer) {
            // This commitment was answered, and is open: a second answer could be sought after.
            let again = !std::mem::replace(&mut self.spent, true);
            return if again {
                Heard::OfferAgain
            } else {
                Heard::NotForTheEngine
            };
        }
        self.other = Some(answer);
        self.settle(Round {
            call_id,
            offer,
            revealed: own.nonce,
            answerer: key,
            fingerprint: named,
            nonce,
        });
        Heard::Accepted(Signal::Reveal {
            nonce: own.nonce.write(),
        })
    }

    fn examine_reveal(&mut self, call_id: CallId, nonce: &str) -> Heard {
        let (Some(Other::Offer(offer)), Some(own)) = (self.other, self.own) else {
            // Before the answer there is nothing to reveal.
            return Heard::NotForTheEngine;
        };
        let opens = |nonce: &Nonce| -> bool {
            let opened: Commitment = commitment_of(call_id, *nonce);
            opened == offer.commitment
        };
        let Some(revealed) = Nonce::read(nonce).filter(opens) else {
            return Heard::Refused(ProofFault::OtherNumber);
        };
        self.settle(Round {
            call_id,
            offer,
            revealed,
            answerer: own.key,
            fingerprint: own.fingerprint,
            nonce: own.nonce,
        });
        Heard::NotForTheEngine
    }

    fn settle(&mut self, round: Round) {
        self.code = (self.rounds <= MAX_ROUNDS).then(|| round.code());
    }

    /// An app that is too old, or somebody who took the proof away; who has signed once goes on signing.
    fn hear_unsigned(&mut self) -> Heard {
        if self.other_key.is_some() {
            return Heard::Refused(ProofFault::NotSigned);
        }
        self.unsigned = true;
        self.other = None;
        Heard::Fine
    }

    fn accept_key(&mut self, key: PublicKey) -> bool {
        self.unsigned = false;
        *self.other_key.get_or_insert(key) == key
    }
}
