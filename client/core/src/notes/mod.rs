//! What a doctor notes during a call: saved after every pause in writing, and until the server has it.
//!
//! Owns what the server does not have yet. Must never lose a word of it: neither to an outage nor to
//! another device that wrote as well.

mod actions;
pub(crate) mod intent;
pub(crate) mod state;
pub(crate) mod view;

use crate::calls::state::Calls;
use crate::ctx::Ctx;
use crate::feature::{Answer, Feature};
use crate::notes::intent::{NotesIntent, NotesRequest};
use crate::notes::state::NoteDrafts;
use shared::Timestamp;

impl Feature for NoteDrafts {
    type Intent = NotesIntent;
    type Request = NotesRequest;
    type Reads<'a> = &'a Calls;

    fn on_intent(&mut self, cx: &mut Ctx, calls: &Calls, intent: NotesIntent) {
        match intent {
            NotesIntent::WriteNotes { encounter_id, text } => {
                self.write_notes(cx, encounter_id, text);
            }
            NotesIntent::KeepOwnNotes { encounter_id } => self.keep_own_notes(cx, encounter_id),
            NotesIntent::TakeOtherNotes { encounter_id } => self.take_other_notes(encounter_id),
            NotesIntent::ReloadNotes => self.reload_notes(cx, calls),
        }
    }

    fn on_answer(&mut self, cx: &mut Ctx, request: NotesRequest, answer: Answer) {
        match request {
            NotesRequest::Notes(id) => self.on_notes(id, answer),
            NotesRequest::SaveNotes(id) => self.on_notes_saved(cx, id, answer),
        }
    }

    fn reconcile(&mut self, cx: &mut Ctx, calls: &Calls) {
        self.reconcile_notes(cx, calls);
    }

    fn next_at(&self, cx: &Ctx) -> Option<Timestamp> {
        self.notes_next_at(cx)
    }
}
