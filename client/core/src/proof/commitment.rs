//! What the caller binds itself to before it hears anything of the other side.

use super::bytes::{read_bytes, write_bytes};
use sha2::{Digest, Sha256};
use shared::CallId;

/// 32 bytes drawn by lot for one exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce([u8; 32]);

impl From<[u8; 32]> for Nonce {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl Nonce {
    pub(super) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// As it stands in a frame; nothing where it is none.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        read_bytes(text).map(Self)
    }

    /// As it stands in a frame.
    #[must_use]
    pub fn write(&self) -> String {
        write_bytes(&self.0)
    }
}

/// Binds the caller to a nonce without telling it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment([u8; 32]);

impl From<[u8; 32]> for Commitment {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl Commitment {
    pub(super) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether a proof names this one.
    #[must_use]
    pub fn is_named(&self, text: &str) -> bool {
        read_bytes(text) == Some(self.0)
    }
}

/// SHA-256 over the call and the nonce. The nonce has 256 bits, so nothing of it shows.
#[must_use]
pub fn commitment_of(call_id: CallId, nonce: Nonce) -> Commitment {
    let digest = Sha256::new()
        .chain_update(b"medconsult commitment 1")
        .chain_update(call_id.0.as_bytes())
        .chain_update(nonce.0);
    Commitment(digest.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    /// The right value is Python's: `hashlib.sha256` over the same bytes.
    #[test]
    fn it_is_sha_256_over_the_call_and_the_nonce() {
        let call_id = CallId(Uuid::from_u128(7));
        let commitment = commitment_of(call_id, Nonce::from([1; 32]));
        assert!(commitment.is_named("k2qjs-OToiY-vZZMDQr9KNU8xWOoTimlypCR6-Z2zbI"));
        assert!(!commitment.is_named("k2qjs-OToiY-vZZMDQr9KNU8xWOoTimlypCR6-Z2zb"));
        assert_ne!(commitment, commitment_of(call_id, Nonce::from([2; 32])));
    }
}
