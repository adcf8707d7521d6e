//! How a device vouches for the connection of a call, and how the other one finds out.
//!
//! Owns the keys and what is signed with them, as pure functions: Ed25519 (RFC 8032), SHA-256 and HKDF
//! (RFC 5869), so that a browser can do the same. Decides nothing about a call, draws no lots, and keeps
//! nothing. `docs/decisions/0023-numbers-to-compare.md` has the whole exchange.

mod bytes;
mod code;
mod commitment;
mod fingerprint;
mod key;
mod statement;

pub use code::{Code, Round};
pub use commitment::{Commitment, Nonce, commitment_of};
pub use fingerprint::{Fingerprint, fingerprint_of};
pub use key::{DeviceKey, DeviceSecret, PublicKey};
pub use statement::{OfferClaim, sign_answer, sign_offer, verify_answer, verify_offer};
