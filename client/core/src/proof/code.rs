//! The number that two people compare.

use super::commitment::Nonce;
use super::fingerprint::Fingerprint;
use super::key::PublicKey;
use super::statement::OfferClaim;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::CallId;

/// Six digits, which are said the same way in every language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Code(u32);

/// One whole exchange, the same at both devices if nobody is between them.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    /// In which call.
    pub call_id: CallId,
    /// What the caller said.
    pub offer: OfferClaim,
    /// What the commitment was made of.
    pub revealed: Nonce,
    /// Whose the answer is.
    pub answerer: PublicKey,
    /// What its connection is secured with.
    pub fingerprint: Fingerprint,
    /// Drawn by the answerer after it had heard the commitment.
    pub nonce: Nonce,
}

impl Round {
    /// What both people compare.
    #[must_use]
    pub fn code(&self) -> Code {
        let digest = Sha256::new()
            .chain_update(b"medconsult number 1")
            .chain_update(self.call_id.0.as_bytes())
            .chain_update(self.offer.key.as_bytes())
            .chain_update(self.offer.fingerprint.as_bytes())
            .chain_update(self.answerer.as_bytes())
            .chain_update(self.fingerprint.as_bytes())
            .chain_update(self.revealed.as_bytes())
            .chain_update(self.nonce.as_bytes())
            .finalize();
        // 64 bits, so that no number is more likely than another by more than one in 10^13.
        let (start, _) = digest.split_at(8);
        let number = start
            .iter()
            .fold(0, |sum: u64, byte| (sum << 8) | u64::from(*byte));
        Code(u32::try_from(number % 1_000_000).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proof::{Commitment, fingerprint_of};
    use uuid::Uuid;

    fn fingerprint(pair: &str) -> Fingerprint {
        let pairs = vec![pair; 32].join(":");
        fingerprint_of(&format!("a=fingerprint:sha-256 {pairs}\r\n")).unwrap()
    }

    fn round() -> Round {
        let key = |text| PublicKey::read(text).unwrap();
        Round {
            call_id: CallId(Uuid::from_u128(7)),
            offer: OfferClaim {
                key: key("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"),
                fingerprint: fingerprint("AA"),
                commitment: Commitment::from([0; 32]),
            },
            revealed: Nonce::from([1; 32]),
            answerer: key("ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8"),
            fingerprint: fingerprint("BB"),
            nonce: Nonce::from([2; 32]),
        }
    }

    /// The right value is Python's: `hashlib.sha256` over the same bytes.
    #[test]
    fn the_number_is_made_of_the_whole_exchange() {
        assert_eq!(round().code(), Code(673_754));
        let others = [
            Round {
                call_id: CallId(Uuid::from_u128(8)),
                ..round()
            },
            Round {
                revealed: Nonce::from([3; 32]),
                ..round()
            },
            Round {
                nonce: Nonce::from([3; 32]),
                ..round()
            },
            Round {
                fingerprint: fingerprint("AA"),
                ..round()
            },
            Round {
                answerer: round().offer.key,
                ..round()
            },
            Round {
                offer: OfferClaim {
                    fingerprint: fingerprint("BB"),
                    ..round().offer
                },
                ..round()
            },
            Round {
                offer: OfferClaim {
                    key: round().answerer,
                    ..round().offer
                },
                ..round()
            },
        ];
        for other in others {
            assert_ne!(other.code(), round().code(), "{other:?}");
        }
    }
}
