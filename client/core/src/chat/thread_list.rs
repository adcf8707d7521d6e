//! This person's threads as rows.

use crate::api::pages::Pages;
use shared::{EncounterId, Thread};

/// The list and what is known of it.
#[derive(Default)]
pub(crate) struct Threads {
    pub(super) pages: Pages<Thread>,
    /// Unread messages in threads that are not here.
    pub(super) beyond: u32,
}

impl Threads {
    pub(super) fn row(&self, encounter_id: EncounterId) -> Option<&Thread> {
        let mut rows = self.pages.rows().iter();
        rows.find(|row| row.encounter_id == encounter_id)
    }

    pub(super) fn sort(&mut self) {
        if let Some(rows) = self.pages.rows_mut() {
            rows.sort_by_key(|row| std::cmp::Reverse((row.last.sent_at, row.encounter_id)));
        }
    }
}
