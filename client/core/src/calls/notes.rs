//! What a doctor notes during a call: saved after every pause in writing, and until the server has it.
//!
//! Owns what the server does not have yet. Must never lose a word of it: neither to an outage nor to
//! another device that wrote as well.

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{App, Loadable, Method, RequestError};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::{EncounterId, Notes, Pii, ProblemCode, Role, SaveNotesRequest, Timestamp, paths};
use std::collections::BTreeMap;

/// Who pauses for this long is saved.
const PAUSE_MS: i64 = 700;
/// Who never pauses is saved this often.
const AT_LEAST_EVERY_MS: i64 = 5_000;
/// After a failure.
const AGAIN_MS: i64 = 3_000;

/// The notes this device has in hand.
#[derive(Default)]
pub(crate) struct NoteDrafts {
    open: BTreeMap<EncounterId, NoteDraft>,
}

/// One encounter's notes.
struct NoteDraft {
    stored: Loadable<Notes>,
    /// What the person wrote that the server does not have.
    draft: Option<Pii>,
    /// When the draft was begun, and when it is to be sent.
    begun_at: Timestamp,
    due_at: Timestamp,
    /// What is on its way.
    sent: Option<Pii>,
    /// What another device stored meanwhile.
    conflict: Option<Notes>,
    /// Why the server would not have the draft as it is.
    refused: Option<RequestError>,
    /// Raised each time the text comes from elsewhere than this device's keys.
    revision: u32,
}

/// The notes beside a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct NotesView {
    /// Of which encounter.
    pub encounter_id: EncounterId,
    /// What stands there.
    pub text: Loadable<Pii>,
    /// Raised each time the text was changed by something else than `write_notes`.
    pub revision: u32,
    /// How far it is kept.
    pub state: NotesState,
}

/// How far notes are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum NotesState {
    /// Nothing was noted yet.
    Blank,
    /// The server has all of it.
    Saved {
        /// Since when (server time).
        at: Timestamp,
    },
    /// It is about to be sent, or under way.
    Saving,
    /// The server can't be reached; it is sent as soon as that changes.
    Waiting,
    /// Another device wrote something else; `keep_own_notes` or `take_other_notes` decides.
    Conflict {
        /// What the other device wrote.
        other: Pii,
    },
    /// The server would not have it.
    Refused {
        /// Why.
        problem: RequestError,
    },
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
    fn stored(&self) -> Option<&Notes> {
        match &self.stored {
            Loadable::Loaded { value } => Some(value),
            Loadable::Loading | Loadable::Failed { .. } => None,
        }
    }

    /// Waits to be sent, and nothing stands in its way but time.
    fn is_pending(&self) -> bool {
        let free = self.conflict.is_none() && self.refused.is_none() && self.sent.is_none();
        self.draft.is_some() && self.stored().is_some() && free
    }

    fn apply(&mut self, notes: Notes) {
        let is_news = self.draft.is_none() && self.stored() != Some(&notes);
        self.revision = self.revision.saturating_add(u32::from(is_news));
        self.stored = Loadable::Loaded { value: notes };
    }

    fn state(&self, online: bool) -> NotesState {
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

impl App {
    /// The encounter whose notes stand beside the call.
    fn noted_encounter(&self) -> Option<EncounterId> {
        let is_doctor = self.account.role() == Some(Role::Doctor);
        let call = self.call_snapshot().filter(|_| is_doctor)?;
        crate::chat::encounter_of(call)
    }

    pub(crate) fn notes_view(&self) -> Option<NotesView> {
        let encounter_id = self.noted_encounter()?;
        let note = self.note_drafts.open.get(&encounter_id)?;
        let text = match (&note.draft, &note.stored) {
            (Some(draft), _) => Loadable::Loaded {
                value: draft.clone(),
            },
            (None, Loadable::Loaded { value }) => Loadable::Loaded {
                value: value.text.clone(),
            },
            (None, Loadable::Loading) => Loadable::Loading,
            (None, Loadable::Failed { problem }) => Loadable::Failed {
                problem: problem.clone(),
            },
        };
        Some(NotesView {
            encounter_id,
            text,
            revision: note.revision,
            state: note.state(self.link.is_online()),
        })
    }

    pub(crate) fn write_notes(&mut self, cx: &Ctx, encounter_id: EncounterId, text: Pii) {
        let Some(note) = self.note_drafts.open.get_mut(&encounter_id) else {
            return;
        };
        if note.stored().is_none() {
            return;
        }
        if note.draft.is_none() {
            note.begun_at = cx.now;
        }
        note.draft = Some(text);
        note.refused = None;
        let latest = note.begun_at.plus_ms(AT_LEAST_EVERY_MS);
        note.due_at = cx.now.plus_ms(PAUSE_MS).min(latest);
    }

    /// Writes over what another device stored.
    pub(crate) fn keep_own_notes(&mut self, cx: &Ctx, encounter_id: EncounterId) {
        if let Some(note) = self.note_drafts.open.get_mut(&encounter_id)
            && let Some(other) = note.conflict.take()
        {
            note.stored = Loadable::Loaded { value: other };
            note.due_at = cx.now;
        }
    }

    /// Gives up what was written here.
    pub(crate) fn take_other_notes(&mut self, encounter_id: EncounterId) {
        if let Some(note) = self.note_drafts.open.get_mut(&encounter_id)
            && let Some(other) = note.conflict.take()
        {
            note.draft = None;
            note.revision = note.revision.saturating_add(1);
            note.stored = Loadable::Loaded { value: other };
        }
    }

    fn fetch_notes(&mut self, cx: &mut Ctx, encounter_id: EncounterId) {
        let path = paths::with_id(paths::NOTES, encounter_id);
        self.ask(cx, ApiRequest::get(RequestKind::Notes(encounter_id), path));
    }

    /// Opens the notes of the call, sends what is due, and puts away what is done with.
    pub(crate) fn reconcile_notes(&mut self, cx: &mut Ctx) {
        let shown = self.noted_encounter();
        self.note_drafts
            .open
            .retain(|id, note| Some(*id) == shown || note.draft.is_some());
        if let Some(encounter_id) = shown
            && !self.note_drafts.open.contains_key(&encounter_id)
        {
            self.note_drafts
                .open
                .insert(encounter_id, NoteDraft::default());
            self.fetch_notes(cx, encounter_id);
        }
        if !self.link.is_online() {
            return;
        }
        let due = |note: &NoteDraft| note.is_pending() && note.due_at <= cx.now;
        let due: Vec<EncounterId> = self
            .note_drafts
            .open
            .iter()
            .filter(|(_, note)| due(note))
            .map(|(id, _)| *id)
            .collect();
        for encounter_id in due {
            self.send_notes(cx, encounter_id);
        }
    }

    fn send_notes(&mut self, cx: &mut Ctx, encounter_id: EncounterId) {
        let Some(note) = self.note_drafts.open.get_mut(&encounter_id) else {
            return;
        };
        let Some((text, version)) = note
            .draft
            .clone()
            .zip(note.stored().map(|notes| notes.version))
        else {
            return;
        };
        note.sent = Some(text.clone());
        let path = paths::with_id(paths::NOTES, encounter_id);
        let body = SaveNotesRequest { text, version };
        let request = ApiRequest::send(RequestKind::SaveNotes(encounter_id), Method::Put, path);
        self.ask(cx, request.with(&body));
    }

    pub(crate) fn notes_next_at(&self) -> Option<Timestamp> {
        let online = self.link.is_online();
        let note_drafts = self.note_drafts.open.values();
        let pending = note_drafts.filter(|note| online && note.is_pending());
        pending.map(|note| note.due_at).min()
    }

    /// What the server has.
    pub(crate) fn on_notes(
        &mut self,
        encounter_id: EncounterId,
        result: Result<Value, RequestError>,
    ) {
        let Some(note) = self.note_drafts.open.get_mut(&encounter_id) else {
            return;
        };
        match (read::<Notes>(result), note.draft.is_some()) {
            (Ok(notes), true) => note.conflict = Some(notes),
            (Ok(notes), false) => note.apply(notes),
            (Err(problem), false) => note.stored = Loadable::Failed { problem },
            // The draft is kept; it is tried again.
            (Err(_), true) => {}
        }
    }

    /// Whether the server took what was sent.
    pub(crate) fn on_notes_saved(
        &mut self,
        cx: &mut Ctx,
        encounter_id: EncounterId,
        result: Result<Value, RequestError>,
    ) {
        let Some(note) = self.note_drafts.open.get_mut(&encounter_id) else {
            return;
        };
        let sent = note.sent.take();
        match read::<Notes>(result) {
            Ok(notes) => {
                if note.draft == sent {
                    note.draft = None;
                }
                note.begun_at = cx.now;
                note.stored = Loadable::Loaded { value: notes };
            }
            Err(RequestError::Refused {
                code: ProblemCode::NotesChanged,
                ..
            }) => self.fetch_notes(cx, encounter_id),
            Err(RequestError::Refused { code, .. }) if is_passing(code) => {
                note.due_at = cx.now.plus_ms(AGAIN_MS);
            }
            Err(RequestError::Unreachable) => note.due_at = cx.now.plus_ms(AGAIN_MS),
            Err(problem) => note.refused = Some(problem),
        }
    }

    /// Tries notes again that could not be loaded.
    pub(crate) fn reload_notes(&mut self, cx: &mut Ctx) {
        if let Some(encounter_id) = self.noted_encounter()
            && let Some(note) = self.note_drafts.open.get_mut(&encounter_id)
            && matches!(note.stored, Loadable::Failed { .. })
        {
            note.stored = Loadable::Loading;
            self.fetch_notes(cx, encounter_id);
        }
    }
}

/// Whether the same request may be taken a little later.
const fn is_passing(code: ProblemCode) -> bool {
    matches!(
        code,
        ProblemCode::Busy | ProblemCode::Internal | ProblemCode::TooManyRequests
    )
}
