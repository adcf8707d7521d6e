//! What a doctor notes during a call: saved after every pause in writing, and until the server has it.
//!
//! Owns what the server does not have yet. Must never lose a word of it: neither to an outage nor to
//! another device that wrote as well.

use crate::api::Wish;
use crate::api::error::read;
use crate::api::request::Purpose;
use crate::ctx::Turn;
use crate::{App, Loadable, Method, Trouble};
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

/// The sheets this device has in hand.
#[derive(Default)]
pub(crate) struct Sheets {
    open: BTreeMap<EncounterId, Sheet>,
}

/// One encounter's notes.
struct Sheet {
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
    refused: Option<Trouble>,
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
        problem: Trouble,
    },
}

impl Default for Sheet {
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

impl Sheet {
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

    fn take_in(&mut self, notes: Notes) {
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
        let sheet = self.sheets.open.get(&encounter_id)?;
        let text = match (&sheet.draft, &sheet.stored) {
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
            revision: sheet.revision,
            state: sheet.state(self.link.is_online()),
        })
    }

    pub(crate) fn write_notes(&mut self, turn: &Turn, encounter_id: EncounterId, text: Pii) {
        let Some(sheet) = self.sheets.open.get_mut(&encounter_id) else {
            return;
        };
        if sheet.stored().is_none() {
            return;
        }
        if sheet.draft.is_none() {
            sheet.begun_at = turn.now;
        }
        sheet.draft = Some(text);
        sheet.refused = None;
        let latest = sheet.begun_at.plus_ms(AT_LEAST_EVERY_MS);
        sheet.due_at = turn.now.plus_ms(PAUSE_MS).min(latest);
    }

    /// Writes over what another device stored.
    pub(crate) fn keep_own_notes(&mut self, turn: &Turn, encounter_id: EncounterId) {
        if let Some(sheet) = self.sheets.open.get_mut(&encounter_id)
            && let Some(other) = sheet.conflict.take()
        {
            sheet.stored = Loadable::Loaded { value: other };
            sheet.due_at = turn.now;
        }
    }

    /// Gives up what was written here.
    pub(crate) fn take_other_notes(&mut self, encounter_id: EncounterId) {
        if let Some(sheet) = self.sheets.open.get_mut(&encounter_id)
            && let Some(other) = sheet.conflict.take()
        {
            sheet.draft = None;
            sheet.revision = sheet.revision.saturating_add(1);
            sheet.stored = Loadable::Loaded { value: other };
        }
    }

    fn fetch_notes(&mut self, turn: &mut Turn, encounter_id: EncounterId) {
        let path = paths::with_id(paths::NOTES, encounter_id);
        self.ask(turn, Wish::get(Purpose::Notes(encounter_id), path));
    }

    /// Opens the sheet of the call, sends what is due, and puts sheets away that are done with.
    pub(crate) fn keep_notes(&mut self, turn: &mut Turn) {
        let shown = self.noted_encounter();
        self.sheets
            .open
            .retain(|id, sheet| Some(*id) == shown || sheet.draft.is_some());
        if let Some(encounter_id) = shown
            && !self.sheets.open.contains_key(&encounter_id)
        {
            self.sheets.open.insert(encounter_id, Sheet::default());
            self.fetch_notes(turn, encounter_id);
        }
        if !self.link.is_online() {
            return;
        }
        let due = |sheet: &Sheet| sheet.is_pending() && sheet.due_at <= turn.now;
        let due: Vec<EncounterId> = self
            .sheets
            .open
            .iter()
            .filter(|(_, sheet)| due(sheet))
            .map(|(id, _)| *id)
            .collect();
        for encounter_id in due {
            self.send_notes(turn, encounter_id);
        }
    }

    fn send_notes(&mut self, turn: &mut Turn, encounter_id: EncounterId) {
        let Some(sheet) = self.sheets.open.get_mut(&encounter_id) else {
            return;
        };
        let Some((text, version)) = sheet
            .draft
            .clone()
            .zip(sheet.stored().map(|notes| notes.version))
        else {
            return;
        };
        sheet.sent = Some(text.clone());
        let path = paths::with_id(paths::NOTES, encounter_id);
        let body = SaveNotesRequest { text, version };
        let wish = Wish::send(Purpose::SaveNotes(encounter_id), Method::Put, path);
        self.ask(turn, wish.with(&body));
    }

    pub(crate) fn notes_next_at(&self) -> Option<Timestamp> {
        let online = self.link.is_online();
        let sheets = self.sheets.open.values();
        let pending = sheets.filter(|sheet| online && sheet.is_pending());
        pending.map(|sheet| sheet.due_at).min()
    }

    /// What the server has.
    pub(crate) fn on_notes(&mut self, encounter_id: EncounterId, result: Result<Value, Trouble>) {
        let Some(sheet) = self.sheets.open.get_mut(&encounter_id) else {
            return;
        };
        match (read::<Notes>(result), sheet.draft.is_some()) {
            (Ok(notes), true) => sheet.conflict = Some(notes),
            (Ok(notes), false) => sheet.take_in(notes),
            (Err(problem), false) => sheet.stored = Loadable::Failed { problem },
            // The draft is kept; it is tried again.
            (Err(_), true) => {}
        }
    }

    /// Whether the server took what was sent.
    pub(crate) fn on_notes_saved(
        &mut self,
        turn: &mut Turn,
        encounter_id: EncounterId,
        result: Result<Value, Trouble>,
    ) {
        let Some(sheet) = self.sheets.open.get_mut(&encounter_id) else {
            return;
        };
        let sent = sheet.sent.take();
        match read::<Notes>(result) {
            Ok(notes) => {
                if sheet.draft == sent {
                    sheet.draft = None;
                }
                sheet.begun_at = turn.now;
                sheet.stored = Loadable::Loaded { value: notes };
            }
            Err(Trouble::Refused {
                code: ProblemCode::NotesChanged,
                ..
            }) => self.fetch_notes(turn, encounter_id),
            Err(Trouble::Refused { code, .. }) if is_passing(code) => {
                sheet.due_at = turn.now.plus_ms(AGAIN_MS);
            }
            Err(Trouble::Unreachable) => sheet.due_at = turn.now.plus_ms(AGAIN_MS),
            Err(problem) => sheet.refused = Some(problem),
        }
    }

    /// Tries notes again that could not be loaded.
    pub(crate) fn reload_notes(&mut self, turn: &mut Turn) {
        if let Some(encounter_id) = self.noted_encounter()
            && let Some(sheet) = self.sheets.open.get_mut(&encounter_id)
            && matches!(sheet.stored, Loadable::Failed { .. })
        {
            sheet.stored = Loadable::Loading;
            self.fetch_notes(turn, encounter_id);
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
