//! Asking the server how a call stands, so that a lost push never loses a call.

use crate::Trouble;
use crate::api::Wish;
use crate::api::error::{read, refused};
use crate::api::request::Purpose;
use crate::app::App;
use crate::ctx::Turn;
use serde_json::Value;
use shared::{CallId, CallList, CallSnapshot, ProblemCode, Timestamp, paths};

/// A phase that ended by its deadline is announced within this; then it is asked for.
const OVERDUE_MS: i64 = 2_000;
/// Pause between two questions about an overdue phase.
const ASK_SPACING_MS: i64 = 5_000;

impl App {
    pub(crate) fn fetch_active_calls(&mut self, turn: &mut Turn) {
        let path = format!("{}?state=active", paths::CALLS);
        self.ask(turn, Wish::get(Purpose::ActiveCalls, path));
    }

    pub(crate) fn fetch_call(&mut self, turn: &mut Turn, id: CallId) {
        self.ask(
            turn,
            Wish::get(Purpose::Call(id), paths::with_id(paths::CALL, id)),
        );
    }

    pub(crate) fn on_active_calls(&mut self, turn: &mut Turn, result: Result<Value, Trouble>) {
        // Where no answer comes, the next link-up or the call's own deadline asks again.
        let Ok(CallList { calls }) = read(result) else {
            return;
        };
        let believed = self.calls.line.as_ref().filter(|line| line.is_live());
        let believed = believed.map(|line| line.call.id);
        let listed = calls.iter().any(|call| Some(call.id) == believed);
        // Oldest first, so that the newest call is the one that stays.
        for call in calls.into_iter().rev() {
            self.take_call(turn, call);
        }
        match believed {
            Some(id) if listed => self.confirm_ring(id),
            Some(id) => self.fetch_call(turn, id),
            None => {}
        }
    }

    pub(crate) fn on_call(&mut self, turn: &mut Turn, id: CallId, result: Result<Value, Trouble>) {
        match read::<CallSnapshot>(result) {
            Ok(call) => {
                self.take_call(turn, call);
                self.confirm_ring(id);
            }
            Err(problem) if problem == refused(ProblemCode::NotFound) => {
                if self.calls.line_of(id).is_some() {
                    self.calls.replace_line(None);
                }
            }
            Err(_) => {}
        }
    }

    /// The server was heard about this call, so its newest snapshot may be trusted again.
    fn confirm_ring(&mut self, id: CallId) {
        if let Some(line) = self.calls.line_of_mut(id) {
            line.ring.unsure = false;
        }
    }

    /// When the call's phase will be overdue.
    pub(super) fn truth_next_at(&self) -> Option<Timestamp> {
        let line = self.calls.line.as_ref().filter(|line| line.is_live())?;
        if self.requests.has(Purpose::Call(line.call.id)) {
            return None;
        }
        let overdue_at = self.link.to_device(line.call.until?).plus_ms(OVERDUE_MS);
        Some(match line.asked_at {
            Some(asked_at) => overdue_at.max(asked_at.plus_ms(ASK_SPACING_MS)),
            None => overdue_at,
        })
    }

    pub(super) fn keep_truth(&mut self, turn: &mut Turn) {
        if self.truth_next_at().is_none_or(|at| at > turn.now) {
            return;
        }
        if let Some(line) = &mut self.calls.line {
            line.asked_at = Some(turn.now);
            let id = line.call.id;
            self.fetch_call(turn, id);
        }
    }
}
