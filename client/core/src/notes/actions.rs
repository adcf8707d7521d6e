//! Writing notes, and sending them.

use crate::api::error::{RequestError, read};
use crate::api::pending::ApiRequest;
use crate::calls::state::Calls;
use crate::chat::encounter::encounter_of;
use crate::ctx::Ctx;
use crate::feature::Answer;
use crate::io::Method;
use crate::notes::intent::NotesRequest;
use crate::notes::state::{NoteDraft, NoteDrafts};
use crate::notes::view::NotesView;
use crate::view_parts::Loadable;
use shared::{EncounterId, Notes, Pii, ProblemCode, Role, SaveNotesRequest, Timestamp, paths};

/// Who pauses for this long is saved.
const PAUSE_MS: i64 = 700;

/// Who never pauses is saved this often.
const AT_LEAST_EVERY_MS: i64 = 5_000;

/// After a failure.
const AGAIN_MS: i64 = 3_000;

impl NoteDrafts {
    /// The encounter whose notes stand beside the call.
    fn noted_encounter(&self, cx: &Ctx, calls: &Calls) -> Option<EncounterId> {
        let is_doctor = cx.account.role() == Some(Role::Doctor);
        let call = calls.call_snapshot().filter(|_| is_doctor)?;
        encounter_of(call)
    }

    pub(crate) fn notes_view(&self, cx: &Ctx, calls: &Calls) -> Option<NotesView> {
        let encounter_id = self.noted_encounter(cx, calls)?;
        let note = self.open.get(&encounter_id)?;
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
            state: note.state(cx.link.is_online()),
        })
    }

    pub(crate) fn write_notes(&mut self, cx: &Ctx, encounter_id: EncounterId, text: Pii) {
        let Some(note) = self.open.get_mut(&encounter_id) else {
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
        if let Some(note) = self.open.get_mut(&encounter_id)
            && let Some(other) = note.conflict.take()
        {
            note.stored = Loadable::Loaded { value: other };
            note.due_at = cx.now;
        }
    }

    /// Gives up what was written here.
    pub(crate) fn take_other_notes(&mut self, encounter_id: EncounterId) {
        if let Some(note) = self.open.get_mut(&encounter_id)
            && let Some(other) = note.conflict.take()
        {
            note.draft = None;
            note.revision = note.revision.saturating_add(1);
            note.stored = Loadable::Loaded { value: other };
        }
    }

    fn fetch_notes(&mut self, cx: &mut Ctx, encounter_id: EncounterId) {
        let path = paths::with_id(paths::NOTES, encounter_id);
        cx.ask(ApiRequest::get(NotesRequest::Notes(encounter_id), path));
    }

    /// Opens the notes of the call, sends what is due, and puts away what is done with.
    pub(crate) fn reconcile_notes(&mut self, cx: &mut Ctx, calls: &Calls) {
        let shown = self.noted_encounter(cx, calls);
        self.open
            .retain(|id, note| Some(*id) == shown || note.draft.is_some());
        if let Some(encounter_id) = shown
            && !self.open.contains_key(&encounter_id)
        {
            self.open.insert(encounter_id, NoteDraft::default());
            self.fetch_notes(cx, encounter_id);
        }
        if !cx.link.is_online() {
            return;
        }
        let due = |note: &NoteDraft| note.is_pending() && note.due_at <= cx.now;
        let due: Vec<EncounterId> = self
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
        let Some(note) = self.open.get_mut(&encounter_id) else {
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
        let request = ApiRequest::send(NotesRequest::SaveNotes(encounter_id), Method::Put, path);
        cx.ask(request.with(&body));
    }

    pub(crate) fn notes_next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        let online = cx.link.is_online();
        let note_drafts = self.open.values();
        let pending = note_drafts.filter(|note| online && note.is_pending());
        pending.map(|note| note.due_at).min()
    }

    /// What the server has.
    pub(crate) fn on_notes(&mut self, encounter_id: EncounterId, result: Answer) {
        let Some(note) = self.open.get_mut(&encounter_id) else {
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
        result: Answer,
    ) {
        let Some(note) = self.open.get_mut(&encounter_id) else {
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
            Err(RequestError::Unreachable { .. }) => note.due_at = cx.now.plus_ms(AGAIN_MS),
            Err(problem) => note.refused = Some(problem),
        }
    }

    /// Tries notes again that could not be loaded.
    pub(crate) fn reload_notes(&mut self, cx: &mut Ctx, calls: &Calls) {
        if let Some(encounter_id) = self.noted_encounter(cx, calls)
            && let Some(note) = self.open.get_mut(&encounter_id)
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
