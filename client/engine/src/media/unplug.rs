//! A synthetic device that can be pulled out and put back, for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The plug of a synthetic device. Clones are the same plug.
#[derive(Clone, Debug, Default)]
pub struct UnplugSwitch {
    out: Arc<AtomicBool>,
}

impl UnplugSwitch {
    /// Pulls it out.
    pub fn unplug(&self) {
        self.out.store(true, Ordering::Relaxed);
    }

    /// Puts it back.
    pub fn plug_in(&self) {
        self.out.store(false, Ordering::Relaxed);
    }

    pub(super) fn is_out(&self) -> bool {
        self.out.load(Ordering::Relaxed)
    }
}

impl PartialEq for UnplugSwitch {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.out, &other.out)
    }
}

impl Eq for UnplugSwitch {}
