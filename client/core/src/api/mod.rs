//! The requests under way: which answer belongs to which wish, and when to ask again.
//!
//! Owns the table of requests, their idempotency keys and their retries. Must never look into an
//! answer's body beyond the problem that says why it failed.

mod answers;
pub(crate) mod error;
mod frames;
pub(crate) mod request;

use crate::api::error::{is_about_the_token, pause_asked, refusal};
use crate::api::request::Purpose;
use crate::ctx::Turn;
use crate::{
    App, Effect, FileTransfer, HttpAnswer, HttpFailure, HttpRequest, Method, RequestId, Trouble,
};
use serde::Serialize;
use serde_json::Value;
use shared::{Pii, Timestamp};

/// Requests under way at once; the oldest one is forgotten beyond that.
const REQUESTS_MAX: usize = 64;
/// First pause before a retry; doubled up to the purpose's cap.
const FIRST_PAUSE_MS: i64 = 400;

/// What to say to the server.
pub(crate) struct Wish {
    pub(crate) purpose: Purpose,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Option<Pii<Value>>,
    /// The idempotency key of an earlier try; a new one is made where absent.
    pub(crate) key: Option<String>,
    /// A file that is its body or its answer.
    pub(crate) file: Option<FileTransfer>,
}

impl Wish {
    pub(crate) fn get(purpose: Purpose, path: impl Into<String>) -> Self {
        Self {
            purpose,
            method: Method::Get,
            path: path.into(),
            body: None,
            key: None,
            file: None,
        }
    }

    pub(crate) fn post(purpose: Purpose, path: impl Into<String>) -> Self {
        Self::send(purpose, Method::Post, path)
    }

    /// With any other verb.
    pub(crate) fn send(purpose: Purpose, method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            ..Self::get(purpose, path)
        }
    }

    /// With the key of an earlier try of the same wish.
    pub(crate) fn keyed(mut self, key: String) -> Self {
        self.key = Some(key);
        self
    }

    pub(crate) fn moving(mut self, file: FileTransfer) -> Self {
        self.file = Some(file);
        self
    }

    pub(crate) fn with(mut self, body: &impl Serialize) -> Self {
        // Every body is a DTO of strings, numbers and enums; there is none that JSON can't hold.
        self.body = serde_json::to_value(body).ok().map(Pii);
        self
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// On its way, with the access token of this generation.
    Sent {
        generation: u32,
    },
    WaitsUntil(Timestamp),
    /// For a renewed access token.
    WaitsForToken,
}

struct Pending {
    id: RequestId,
    wish: Wish,
    key: Option<String>,
    stage: Stage,
    tries: u32,
    give_up_at: Timestamp,
    /// It came back unauthenticated and is tried once more with a renewed token.
    renewed: bool,
    /// The token of a session that this device has left already.
    parting_token: Option<Pii>,
}

/// All requests under way.
#[derive(Default)]
pub(crate) struct Requests {
    last_id: RequestId,
    pending: Vec<Pending>,
}

impl Requests {
    pub(crate) fn has(&self, purpose: Purpose) -> bool {
        self.pending
            .iter()
            .any(|pending| pending.wish.purpose == purpose)
    }

    pub(crate) fn drop_purpose(&mut self, purpose: Purpose) {
        self.pending
            .retain(|pending| pending.wish.purpose != purpose);
    }

    /// The request under way for that.
    pub(crate) fn id_of(&self, purpose: Purpose) -> Option<RequestId> {
        let mut all = self.pending.iter();
        all.find(|pending| pending.wish.purpose == purpose)
            .map(|pending| pending.id)
    }

    /// What a request under way is for.
    pub(crate) fn purpose_of(&self, id: RequestId) -> Option<Purpose> {
        let mut all = self.pending.iter();
        all.find(|pending| pending.id == id)
            .map(|pending| pending.wish.purpose)
    }

    /// Forgets all but the farewell of a session.
    pub(crate) fn clear(&mut self) {
        self.pending
            .retain(|pending| pending.wish.purpose == Purpose::SignOut);
    }

    /// When the wait of this request ends, where it waits.
    pub(crate) fn retry_at(&self, purpose: Purpose) -> Option<Timestamp> {
        self.pending
            .iter()
            .filter(|pending| pending.wish.purpose == purpose)
            .find_map(Pending::due)
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.pending.iter().filter_map(Pending::due).min()
    }
}

impl Pending {
    fn due(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::WaitsUntil(at) => Some(at),
            Stage::Sent { .. } | Stage::WaitsForToken => None,
        }
    }
}

impl App {
    /// Sends a wish. An earlier one for the same purpose is forgotten: the newest question counts.
    pub(crate) fn ask(&mut self, turn: &mut Turn, wish: Wish) {
        self.ask_as(turn, wish, None);
    }

    /// Sends a wish with the token of a session that is being left.
    pub(crate) fn ask_parting(&mut self, turn: &mut Turn, wish: Wish, token: Pii) {
        self.ask_as(turn, wish, Some(token));
    }

    fn ask_as(&mut self, turn: &mut Turn, wish: Wish, parting_token: Option<Pii>) {
        let policy = wish.purpose.policy();
        self.requests.drop_purpose(wish.purpose);
        if self.requests.pending.len() >= REQUESTS_MAX {
            self.requests.pending.remove(0);
        }
        self.requests.last_id += 1;
        let key = match &wish.key {
            Some(key) => Some(key.clone()),
            None => policy.decides.then(|| self.chance.key()),
        };
        let pending = Pending {
            id: self.requests.last_id,
            wish,
            key,
            stage: Stage::WaitsUntil(turn.now),
            tries: 0,
            give_up_at: turn.now.plus_ms(policy.retry_for_ms),
            renewed: false,
            parting_token,
        };
        self.requests.pending.push(pending);
        self.send_due(turn);
    }

    /// Sends what waited for its time.
    pub(crate) fn send_due(&mut self, turn: &mut Turn) {
        let generation = self.account.generation();
        let token = self.account.access_token().cloned();
        let renewing = self.requests.has(Purpose::Refresh);
        for pending in &mut self.requests.pending {
            if pending.due().is_none_or(|at| at > turn.now) {
                continue;
            }
            let bearer = match (&pending.parting_token, pending.wish.purpose.is_anonymous()) {
                (Some(token), _) => Some(token.clone()),
                (None, true) => None,
                (None, false) if pending.renewed && renewing => {
                    pending.stage = Stage::WaitsForToken;
                    continue;
                }
                (None, false) => token.clone(),
            };
            pending.stage = Stage::Sent { generation };
            pending.tries = pending.tries.saturating_add(1);
            turn.push(Effect::Http(HttpRequest {
                id: pending.id,
                method: pending.wish.method,
                url: format!("{}{}", self.server_url, pending.wish.path),
                bearer,
                idempotency_key: pending.key.clone(),
                body: pending.wish.body.clone(),
                file: pending.wish.file,
            }));
        }
    }

    /// The access token was renewed: what came back unauthenticated goes out again.
    pub(crate) fn send_with_new_token(&mut self, turn: &mut Turn) {
        for pending in &mut self.requests.pending {
            if pending.stage == Stage::WaitsForToken {
                pending.stage = Stage::WaitsUntil(turn.now);
            }
        }
        self.send_due(turn);
    }

    /// The server is back: what waited for its next try need not wait any longer.
    pub(crate) fn hurry_requests(&mut self, turn: &mut Turn) {
        for pending in &mut self.requests.pending {
            if pending.due().is_some() {
                pending.stage = Stage::WaitsUntil(turn.now);
            }
        }
        self.send_due(turn);
    }

    /// An answer, or none, came for a request.
    pub(crate) fn on_http(
        &mut self,
        turn: &mut Turn,
        id: RequestId,
        result: Result<HttpAnswer, HttpFailure>,
    ) {
        let known = self
            .requests
            .pending
            .iter()
            .position(|pending| pending.id == id);
        let Some(place) = known else {
            return;
        };
        let mut pending = self.requests.pending.remove(place);
        if result.is_ok() {
            self.hasten_link(turn.now);
        }
        let trouble = match result {
            Ok(answer) if (200..300).contains(&answer.status) => {
                return self.on_answer(turn, pending.wish.purpose, Ok(answer.body.0));
            }
            Ok(answer) if is_about_the_token(&answer) && pending.may_renew() => {
                return self.renew_for(turn, pending);
            }
            Ok(answer) => refusal(answer),
            Err(HttpFailure::Unreachable | HttpFailure::TimedOut) => Trouble::Unreachable,
            Err(HttpFailure::NothingToSend) => Trouble::FileLost,
        };
        if let Some(asked_ms) = pause_asked(pending.wish.purpose, &trouble) {
            let policy = pending.wish.purpose.policy();
            let doubled = FIRST_PAUSE_MS << pending.tries.saturating_sub(1).min(10);
            let pause = self
                .chance
                .around_ms(doubled.min(policy.pause_cap_ms))
                .max(asked_ms);
            let at = turn.now.plus_ms(pause);
            if at <= pending.give_up_at && self.is_meaningful(pending.wish.purpose, at) {
                pending.stage = Stage::WaitsUntil(at);
                self.requests.pending.push(pending);
                return;
            }
        }
        self.on_answer(turn, pending.wish.purpose, Err(trouble));
    }

    fn renew_for(&mut self, turn: &mut Turn, mut pending: Pending) {
        let current = self.account.generation();
        let outdated = pending.stage
            != Stage::Sent {
                generation: current,
            };
        pending.renewed = !outdated;
        pending.stage = if outdated {
            Stage::WaitsUntil(turn.now)
        } else {
            Stage::WaitsForToken
        };
        self.requests.pending.push(pending);
        if outdated {
            self.send_due(turn);
        } else {
            self.renew_token(turn);
        }
    }

    /// Whether a decision could still decide anything at `at` (this device's clock).
    fn is_meaningful(&self, purpose: Purpose, at: Timestamp) -> bool {
        match purpose {
            Purpose::Accept(id) | Purpose::Decline(id) | Purpose::Cancel(id) => {
                self.calls.is_ringing(id, self.link.to_server(at))
            }
            Purpose::End(id) => self.calls.is_live(id),
            _ => true,
        }
    }
}

impl Pending {
    fn may_renew(&self) -> bool {
        !self.renewed && self.parting_token.is_none() && !self.wish.purpose.is_anonymous()
    }
}
