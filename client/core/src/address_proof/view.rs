//! What there is to see of the proof of an address.

use crate::session::forms::FormState;
use serde::{Deserialize, Serialize};
use shared::CodeSent;

/// A code is to be typed that was mailed. What is typed stays with the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ProofView {
    /// Where the code went, and when; absent while it is being asked for.
    pub sent: Option<CodeSent>,
    /// The code.
    pub code: FormState,
    /// Another code.
    pub sending: FormState,
    /// Another address.
    pub change: FormState,
}
