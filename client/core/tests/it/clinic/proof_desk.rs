//! What the small server knows of proofs.

use shared::*;
use std::collections::BTreeSet;

/// What it knows of it.
#[derive(Default)]
pub struct ProofDesk {
    /// Whether anybody has to.
    pub required: bool,
    pub proved: BTreeSet<UserId>,
    /// The account that is to be made.
    pub pending: Option<RegisterRequest>,
    /// Where each code went, oldest first.
    pub mailed: Vec<String>,
}

impl ProofDesk {
    /// The code in the newest mail.
    pub fn code(&self) -> String {
        format!("0000-{:04}", self.mailed.len())
    }
}
