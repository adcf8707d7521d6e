//! The requests under way: which answer belongs to which question, and when to ask again.
//!
//! Owns the table of requests, their idempotency keys and their retries. Must never look into an
//! answer's body beyond the problem that says why it failed.

mod answers;
pub(crate) mod error;
mod frames;
pub(crate) mod request;

use crate::api::error::{is_about_the_token, pause_asked, refusal};
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{
    App, Effect, FileTransfer, HttpAnswer, HttpFailure, HttpRequest, Method, RequestError,
    RequestId,
};
use serde::Serialize;
use serde_json::Value;
use shared::{Pii, Timestamp};

/// Requests under way at once; the oldest one is forgotten beyond that.
const MAX_REQUESTS: usize = 64;
/// First pause before a retry; doubled up to the kind's cap.
const FIRST_PAUSE_MS: i64 = 400;

/// What to say to the server.
pub(crate) struct ApiRequest {
    pub(crate) kind: RequestKind,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: Option<Pii<Value>>,
    /// The idempotency key of an earlier try; a new one is made where absent.
    pub(crate) key: Option<String>,
    /// A file that is its body or its answer.
    pub(crate) file: Option<FileTransfer>,
}

impl ApiRequest {
    pub(crate) fn get(kind: RequestKind, path: impl Into<String>) -> Self {
        Self {
            kind,
            method: Method::Get,
            path: path.into(),
            body: None,
            key: None,
            file: None,
        }
    }

    pub(crate) fn post(kind: RequestKind, path: impl Into<String>) -> Self {
        Self::send(kind, Method::Post, path)
    }

    /// With any other verb.
    pub(crate) fn send(kind: RequestKind, method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            ..Self::get(kind, path)
        }
    }

    /// With the key of an earlier try of the same request.
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
    request: ApiRequest,
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
    pub(crate) fn has(&self, kind: RequestKind) -> bool {
        self.pending
            .iter()
            .any(|pending| pending.request.kind == kind)
    }

    pub(crate) fn drop_kind(&mut self, kind: RequestKind) {
        self.pending.retain(|pending| pending.request.kind != kind);
    }

    /// The request under way for that.
    pub(crate) fn id_of(&self, kind: RequestKind) -> Option<RequestId> {
        let mut all = self.pending.iter();
        all.find(|pending| pending.request.kind == kind)
            .map(|pending| pending.id)
    }

    /// What a request under way is for.
    pub(crate) fn kind_of(&self, id: RequestId) -> Option<RequestKind> {
        let mut all = self.pending.iter();
        all.find(|pending| pending.id == id)
            .map(|pending| pending.request.kind)
    }

    /// Forgets all but the farewell of a session.
    pub(crate) fn clear(&mut self) {
        self.pending
            .retain(|pending| pending.request.kind == RequestKind::SignOut);
    }

    /// When the wait of this request ends, where it waits.
    pub(crate) fn retry_at(&self, kind: RequestKind) -> Option<Timestamp> {
        self.pending
            .iter()
            .filter(|pending| pending.request.kind == kind)
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
    /// Sends a request. An earlier one of the same kind is forgotten: the newest question counts.
    pub(crate) fn ask(&mut self, cx: &mut Ctx, request: ApiRequest) {
        self.ask_as(cx, request, None);
    }

    /// Sends a request with the token of a session that is being left.
    pub(crate) fn ask_parting(&mut self, cx: &mut Ctx, request: ApiRequest, token: Pii) {
        self.ask_as(cx, request, Some(token));
    }

    fn ask_as(&mut self, cx: &mut Ctx, request: ApiRequest, parting_token: Option<Pii>) {
        let policy = request.kind.policy();
        self.requests.drop_kind(request.kind);
        if self.requests.pending.len() >= MAX_REQUESTS {
            self.requests.pending.remove(0);
        }
        self.requests.last_id += 1;
        let key = match &request.key {
            Some(key) => Some(key.clone()),
            None => policy.decides.then(|| self.rng.key()),
        };
        let pending = Pending {
            id: self.requests.last_id,
            request,
            key,
            stage: Stage::WaitsUntil(cx.now),
            tries: 0,
            give_up_at: cx.now.plus_ms(policy.retry_for_ms),
            renewed: false,
            parting_token,
        };
        self.requests.pending.push(pending);
        self.send_due(cx);
    }

    /// Sends what waited for its time.
    pub(crate) fn send_due(&mut self, cx: &mut Ctx) {
        let generation = self.account.generation();
        let token = self.account.access_token().cloned();
        let renewing = self.requests.has(RequestKind::Refresh);
        for pending in &mut self.requests.pending {
            if pending.due().is_none_or(|at| at > cx.now) {
                continue;
            }
            let bearer = match (&pending.parting_token, pending.request.kind.is_anonymous()) {
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
            cx.push(Effect::Http(HttpRequest {
                id: pending.id,
                method: pending.request.method,
                url: format!("{}{}", self.server_url, pending.request.path),
                bearer,
                idempotency_key: pending.key.clone(),
                body: pending.request.body.clone(),
                file: pending.request.file,
            }));
        }
    }

    /// The access token was renewed: what came back unauthenticated goes out again.
    pub(crate) fn send_with_new_token(&mut self, cx: &mut Ctx) {
        for pending in &mut self.requests.pending {
            if pending.stage == Stage::WaitsForToken {
                pending.stage = Stage::WaitsUntil(cx.now);
            }
        }
        self.send_due(cx);
    }

    /// The server is back: what waited for its next try need not wait any longer.
    pub(crate) fn hurry_requests(&mut self, cx: &mut Ctx) {
        for pending in &mut self.requests.pending {
            if pending.due().is_some() {
                pending.stage = Stage::WaitsUntil(cx.now);
            }
        }
        self.send_due(cx);
    }

    /// An answer, or none, came for a request.
    pub(crate) fn on_http(
        &mut self,
        cx: &mut Ctx,
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
            self.hasten_link(cx.now);
        }
        let trouble = match result {
            Ok(answer) if (200..300).contains(&answer.status) => {
                return self.on_answer(cx, pending.request.kind, Ok(answer.body.0));
            }
            Ok(answer) if is_about_the_token(&answer) && pending.may_renew() => {
                return self.renew_for(cx, pending);
            }
            Ok(answer) => refusal(answer),
            Err(HttpFailure::Unreachable | HttpFailure::TimedOut) => RequestError::Unreachable,
            Err(HttpFailure::NothingToSend) => RequestError::FileLost,
        };
        if let Some(asked_ms) = pause_asked(pending.request.kind, &trouble) {
            let policy = pending.request.kind.policy();
            let doubled = FIRST_PAUSE_MS << pending.tries.saturating_sub(1).min(10);
            let pause = self
                .rng
                .around_ms(doubled.min(policy.pause_cap_ms))
                .max(asked_ms);
            let at = cx.now.plus_ms(pause);
            if at <= pending.give_up_at && self.is_meaningful(pending.request.kind, at) {
                pending.stage = Stage::WaitsUntil(at);
                self.requests.pending.push(pending);
                return;
            }
        }
        self.on_answer(cx, pending.request.kind, Err(trouble));
    }

    fn renew_for(&mut self, cx: &mut Ctx, mut pending: Pending) {
        let current = self.account.generation();
        let outdated = pending.stage
            != Stage::Sent {
                generation: current,
            };
        pending.renewed = !outdated;
        pending.stage = if outdated {
            Stage::WaitsUntil(cx.now)
        } else {
            Stage::WaitsForToken
        };
        self.requests.pending.push(pending);
        if outdated {
            self.send_due(cx);
        } else {
            self.renew_token(cx);
        }
    }

    /// Whether a decision could still decide anything at `at` (this device's clock).
    fn is_meaningful(&self, kind: RequestKind, at: Timestamp) -> bool {
        match kind {
            RequestKind::Accept(id) | RequestKind::Decline(id) | RequestKind::Cancel(id) => {
                self.calls.is_ringing(id, self.link.to_server(at))
            }
            RequestKind::End(id) => self.calls.is_live(id),
            _ => true,
        }
    }
}

impl Pending {
    fn may_renew(&self) -> bool {
        !self.renewed && self.parting_token.is_none() && !self.request.kind.is_anonymous()
    }
}
