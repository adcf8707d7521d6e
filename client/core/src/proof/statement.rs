//! What is signed, and whether it was.
//!
//! Each part of a statement has a fixed length, so that no two statements are the same bytes.

use super::bytes::{read_bytes, write_bytes};
use super::commitment::{Commitment, Nonce};
use super::fingerprint::Fingerprint;
use super::key::{DeviceKey, PublicKey};
use shared::{AnswerProof, CallId, OfferProof};

const OFFER: &[u8] = b"medconsult offer 1";
const ANSWER: &[u8] = b"medconsult answer 1";

/// What an offer with a proof says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfferClaim {
    /// Whose it is.
    pub key: PublicKey,
    /// What its connection is secured with.
    pub fingerprint: Fingerprint,
    /// To a nonce that is revealed later.
    pub commitment: Commitment,
}

impl OfferClaim {
    fn statement(&self, call_id: CallId) -> Vec<u8> {
        [
            OFFER,
            call_id.0.as_bytes(),
            self.key.as_bytes(),
            self.fingerprint.as_bytes(),
            self.commitment.as_bytes(),
        ]
        .concat()
    }

    /// The answer names the whole offer, so that it belongs to no other one.
    fn answered(
        &self,
        call_id: CallId,
        key: PublicKey,
        fingerprint: Fingerprint,
        nonce: Nonce,
    ) -> Vec<u8> {
        let mut statement = ANSWER.to_vec();
        statement.extend(self.statement(call_id));
        statement.extend(key.as_bytes());
        statement.extend(fingerprint.as_bytes());
        statement.extend(nonce.as_bytes());
        statement
    }
}

/// The caller's device vouches for its offer.
#[must_use]
pub fn sign_offer(
    key: &DeviceKey,
    call_id: CallId,
    fingerprint: Fingerprint,
    commitment: Commitment,
) -> OfferProof {
    let claim = OfferClaim {
        key: key.public(),
        fingerprint,
        commitment,
    };
    OfferProof {
        key: claim.key.into(),
        commitment: write_bytes(commitment.as_bytes()),
        signature: key.sign(&claim.statement(call_id)),
    }
}

/// What the caller's device says of the offer with this fingerprint; nothing where it did not sign that.
#[must_use]
pub fn verify_offer(
    call_id: CallId,
    fingerprint: Fingerprint,
    proof: &OfferProof,
) -> Option<OfferClaim> {
    let claim = OfferClaim {
        key: PublicKey::read(&proof.key)?,
        fingerprint,
        commitment: Commitment::from(read_bytes(&proof.commitment)?),
    };
    let signed = claim
        .key
        .has_signed(&claim.statement(call_id), &proof.signature);
    signed.then_some(claim)
}

/// The called device vouches for its answer to this offer.
#[must_use]
pub fn sign_answer(
    key: &DeviceKey,
    call_id: CallId,
    offer: &OfferClaim,
    fingerprint: Fingerprint,
    nonce: Nonce,
) -> AnswerProof {
    let statement = offer.answered(call_id, key.public(), fingerprint, nonce);
    AnswerProof {
        key: key.public().into(),
        commitment: write_bytes(offer.commitment.as_bytes()),
        nonce: nonce.write(),
        signature: key.sign(&statement),
    }
}

/// Whose answer to this offer it is, and with which nonce; nothing where its device did not sign that.
#[must_use]
pub fn verify_answer(
    call_id: CallId,
    offer: &OfferClaim,
    fingerprint: Fingerprint,
    proof: &AnswerProof,
) -> Option<(PublicKey, Nonce)> {
    let key = PublicKey::read(&proof.key)?;
    let nonce = Nonce::read(&proof.nonce)?;
    let statement = offer.answered(call_id, key, fingerprint, nonce);
    key.has_signed(&statement, &proof.signature)
        .then_some((key, nonce))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{DeviceSecret, commitment_of, fingerprint_of};
    use shared::UserId;
    use uuid::Uuid;

    const CALL: CallId = CallId(Uuid::from_u128(7));
    const OTHER_CALL: CallId = CallId(Uuid::from_u128(8));

    fn fingerprint(pair: &str) -> Fingerprint {
        let pairs = vec![pair; 32].join(":");
        fingerprint_of(&format!("a=fingerprint:sha-256 {pairs}\r\n")).unwrap()
    }

    fn key(number: u8) -> DeviceKey {
        let user_id = UserId(Uuid::from_u128(number.into()));
        DeviceSecret::from([number; 32]).key_for("https://clinic.example", user_id)
    }

    fn changed(field: &str) -> String {
        let first = if field.starts_with('A') { "B" } else { "A" };
        format!("{first}{}", &field[1..])
    }

    #[test]
    fn an_offer_stands_for_its_call_fingerprint_and_commitment_only() {
        let commitment = commitment_of(CALL, Nonce::from([1; 32]));
        let proof = sign_offer(&key(1), CALL, fingerprint("AA"), commitment);
        let claim = verify_offer(CALL, fingerprint("AA"), &proof).unwrap();
        assert_eq!((claim.key, claim.commitment), (key(1).public(), commitment));
        assert_eq!(verify_offer(OTHER_CALL, fingerprint("AA"), &proof), None);
        assert_eq!(verify_offer(CALL, fingerprint("AB"), &proof), None);
        let change = |what: &dyn Fn(&mut OfferProof)| {
            let mut changed = proof.clone();
            what(&mut changed);
            assert_eq!(verify_offer(CALL, fingerprint("AA"), &changed), None);
        };
        change(&|proof| proof.key = key(2).public().into());
        change(&|proof| proof.commitment = changed(&proof.commitment));
        change(&|proof| proof.signature = changed(&proof.signature));
        change(&|proof| proof.signature.clear());
    }

    #[test]
    fn an_answer_stands_for_its_offer_fingerprint_and_nonce_only() {
        let offer = OfferClaim {
            key: key(1).public(),
            fingerprint: fingerprint("AA"),
            commitment: commitment_of(CALL, Nonce::from([1; 32])),
        };
        let nonce = Nonce::from([2; 32]);
        let proof = sign_answer(&key(2), CALL, &offer, fingerprint("BB"), nonce);
        let verify = |call, offer, pair| verify_answer(call, offer, fingerprint(pair), &proof);
        assert_eq!(verify(CALL, &offer, "BB"), Some((key(2).public(), nonce)));
        assert_eq!(verify(OTHER_CALL, &offer, "BB"), None);
        assert_eq!(verify(CALL, &offer, "BA"), None);
        let another = OfferClaim {
            key: key(3).public(),
            ..offer
        };
        assert_eq!(verify(CALL, &another, "BB"), None);
        let another = OfferClaim {
            fingerprint: fingerprint("CC"),
            ..offer
        };
        assert_eq!(verify(CALL, &another, "BB"), None);
        let other_nonce = AnswerProof {
            nonce: changed(&proof.nonce),
            ..proof.clone()
        };
        let wrong = verify_answer(CALL, &offer, fingerprint("BB"), &other_nonce);
        assert_eq!(wrong, None);
    }

    /// One side's words are never the other side's.
    #[test]
    fn an_offer_is_no_answer() {
        let nonce = Nonce::from([1; 32]);
        let commitment = commitment_of(CALL, nonce);
        let proof = sign_offer(&key(1), CALL, fingerprint("AA"), commitment);
        let offer = verify_offer(CALL, fingerprint("AA"), &proof).unwrap();
        let turned = AnswerProof {
            key: proof.key,
            commitment: proof.commitment,
            nonce: nonce.write(),
            signature: proof.signature,
        };
        assert_eq!(
            verify_answer(CALL, &offer, fingerprint("AA"), &turned),
            None
        );
    }
}
