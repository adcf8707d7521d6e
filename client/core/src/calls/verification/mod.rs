//! What is known of who is at the other end of a call.
//!
//! Owns what the two devices have said for themselves, the number that the two people can compare, and the
//! devices that were met before. `trust.rs` has what follows from it for a call.

mod exchange;
mod known;
mod view;

use crate::proof::{DeviceSecret, Nonce};
use shared::CallId;

pub(super) use exchange::{Exchange, Heard};
pub use known::{KnownDevice, KnownDevices};
pub use view::{OtherDevice, ProofFault, VerificationView};

/// What this device vouches with, and whom it knows. Outlives calls, sign-outs and the app's runs.
#[derive(Default)]
pub(super) struct Trust {
    pub(super) secret: Option<DeviceSecret>,
    /// Random, of this run of the app.
    run: u128,
    nonces: u64,
    pub(super) known: KnownDevices,
}

impl Trust {
    pub(super) fn new(secret: DeviceSecret, run: u128, known: KnownDevices) -> Self {
        Self {
            secret: Some(secret),
            run,
            nonces: 0,
            known,
        }
    }

    /// One that was never used.
    pub(super) fn draw(&mut self, call_id: CallId) -> Option<Nonce> {
        self.nonces += 1;
        let secret = self.secret.as_ref()?;
        Some(secret.nonce(self.run, self.nonces, call_id))
    }
}

/// One call's.
#[derive(Default)]
pub(super) struct Verification {
    pub(super) exchange: Exchange,
    /// The connection was refused: it does not come up again in this call.
    pub(super) refused: Option<ProofFault>,
    /// What was known of the device that signs, before this call.
    pub(super) device: Option<OtherDevice>,
    /// Whether any device of the other person was met before this call.
    pub(super) met_before: bool,
}

impl Verification {
    pub(super) fn view(&self) -> VerificationView {
        if let Some(why) = self.refused {
            return VerificationView::Refused { why };
        }
        match self.device {
            Some(device) => VerificationView::Signed {
                code: self.exchange.code(),
                device,
            },
            None if self.exchange.is_unsigned() => VerificationView::Unsigned {
                signed_before: self.met_before,
            },
            None => VerificationView::Pending,
        }
    }
}
