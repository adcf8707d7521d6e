//! A synthetic device that can be pulled out and put back, for tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The plug of a synthetic device. Clones are the same plug.
#[derive(Clone, Debug, Default)]
pub struct Plug {
    out: Arc<AtomicBool>,
}

impl Plug {
    /// Pulls it out.
    pub fn pull(&self) {
        self.out.store(true, Ordering::Relaxed);
    }

    /// Puts it back.
    pub fn insert(&self) {
        self.out.store(false, Ordering::Relaxed);
    }

    pub(super) fn is_out(&self) -> bool {
        self.out.load(Ordering::Relaxed)
    }
}

impl PartialEq for Plug {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.out, &other.out)
    }
}

impl Eq for Plug {}
