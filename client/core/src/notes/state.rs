//! The notes that this device has in hand.

use crate::api::error::RequestError;
use crate::notes::view::NotesState;
use crate::view_parts::Loadable;
use shared::{EncounterId, Notes, Pii, Timestamp};
use std::collections::BTreeMap;

/// The notes this device has in hand.
#[derive(Default)]
pub(crate) struct NoteDrafts {
    pub(super) open: BTreeMap<EncounterId, NoteDraft>,
}

/// One encounter's notes.
pub(super) struct NoteDraft {
    pub(super) stored: Loadable<Notes>,
    /// What the person wrote that the server does not have.
    pub(super) draft: Option<Pii>,
    /// When the draft was begun, and when it is to be sent.
    pub(super) begun_at: Timestamp,
    pub(super) due_at: Timestamp,
    /// What is on its way.
    pub(super) sent: Option<Pii>,
    /// What another device stored meanwhile.
    pub(super) conflict: Option<Notes>,
    /// Why the server would not have the draft as it is.
    pub(super) refused: Option<RequestError>,
    /// Raised each time the text comes from elsewhere than this device's keys.
    pub(super) revision: u32,
}

impl Default for NoteDraft {
    fn default() -> Self {
        Self {
            stored: Loadable::Loading,
            draft: None,
            begun_at: Timestamp::default(),
            due_at: Timestamp::default(),
            sent: None,
            conflict: None,
            refused: None,
            revision: 0,
        }
    }
}

impl NoteDraft {
    pub(super) fn stored(&self) -> Option<&Notes> {
        match &self.stored {
            Loadable::Loaded { value } => Some(value),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    /// Waits to be sent, and nothing stands in its way but time.
    pub(super) fn is_pending(&self) -> bool {
        let free = self.conflict.is_none() && self.refused.is_none() && self.sent.is_none();
        self.draft.is_some() && self.stored().is_some() && free
    }

    pub(super) fn apply(&mut self, notes: Notes) {
        let is_news = self.draft.is_none() && self.stored() != Some(&notes);
        self.revision = self.revision.saturating_add(u32::from(is_news));
        self.stored = Loadable::Loaded { value: notes };
    }

    pub(super) fn state(&self, online: bool) -> NotesState {
        if let Some(other) = &self.conflict {
            let other = other.text.clone();
            return NotesState::Conflict { other };
        }
        if let Some(problem) = &self.refused {
            let problem = problem.clone();
            return NotesState::Refused { problem };
        }
        match (
            &self.draft,
            self.stored().and_then(|notes| notes.changed_at),
        ) {
            (Some(_), _) if !online => NotesState::Waiting,
            (Some(_), _) => NotesState::Saving,
            (None, Some(at)) => NotesState::Saved { at },
            (None, None) => NotesState::Blank,
        }
    }
}
