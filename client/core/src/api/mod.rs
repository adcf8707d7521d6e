//! Talking to the server: which answer belongs to which question, and when to ask again.
//!
//! Owns the retries. Must never look into an answer's body beyond the problem that says why it failed.

pub(crate) mod error;
pub(crate) mod lists;
pub(crate) mod pages;
pub(crate) mod pending;
pub(crate) mod policy;
pub(crate) mod request;

pub(crate) use pending::ApiRequest;

use crate::api::error::{RequestError, is_about_the_token, refusal, unreachable_for};
use crate::api::pending::{Pending, Stage};
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::io::{Effect, HttpAnswer, HttpFailure, HttpRequest, NetworkFault, RequestId};
use crate::session::intent::SessionRequest;
use serde_json::Value;
use shared::{Pii, Timestamp};

/// Requests under way at once; the oldest one is forgotten beyond that.
const MAX_REQUESTS: usize = 64;
/// First pause before a retry; doubled up to the kind's cap.
const FIRST_PAUSE_MS: i64 = 400;

impl Ctx {
    /// Sends a request. An earlier one of the same kind is forgotten: the newest question counts.
    pub(crate) fn ask(&mut self, request: ApiRequest) {
        self.ask_as(request, None);
    }

    /// Sends a request with the token of a session that is being left.
    pub(crate) fn ask_parting(&mut self, request: ApiRequest, token: Pii) {
        self.ask_as(request, Some(token));
    }

    fn ask_as(&mut self, request: ApiRequest, parting_token: Option<Pii>) {
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
            stage: Stage::WaitsUntil(self.now),
            tries: 0,
            give_up_at: self.now.plus_ms(policy.retry_for_ms),
            renewed: false,
            parting_token,
        };
        self.requests.pending.push(pending);
        self.send_due();
    }

    /// Sends what waited for its time.
    pub(crate) fn send_due(&mut self) {
        let Some(server) = &self.server else {
            return;
        };
        let generation = self.account.generation();
        let token = self.account.access_token().cloned();
        let renewing = self.requests.has(SessionRequest::Refresh);
        for pending in &mut self.requests.pending {
            if pending.due().is_none_or(|at| at > self.now) {
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
            self.effects.push(Effect::Http(HttpRequest {
                id: pending.id,
                method: pending.request.method,
                url: format!("{}{}", server.as_str(), pending.request.path),
                bearer,
                idempotency_key: pending.key.clone(),
                body: pending.request.body.clone(),
                file: pending.request.file,
            }));
        }
    }

    /// The access token was renewed: what came back unauthenticated goes out again.
    pub(crate) fn send_with_new_token(&mut self) {
        for pending in &mut self.requests.pending {
            if pending.stage == Stage::WaitsForToken {
                pending.stage = Stage::WaitsUntil(self.now);
            }
        }
        self.send_due();
    }

    /// The server is back: what waited for its next try need not wait any longer.
    pub(crate) fn hurry_requests(&mut self) {
        for pending in &mut self.requests.pending {
            if pending.due().is_some() {
                pending.stage = Stage::WaitsUntil(self.now);
            }
        }
        self.send_due();
    }

    /// An answer, or none, came for a request: what it was for and what came of it, unless it goes
    /// out again. `is_meaningful` says whether it could still do anything at an instant of the server's
    /// clock.
    pub(crate) fn on_http(
        &mut self,
        id: RequestId,
        result: Result<HttpAnswer, HttpFailure>,
        is_meaningful: impl FnOnce(RequestKind, Timestamp) -> bool,
    ) -> Option<(RequestKind, Result<Value, RequestError>)> {
        let known = self
            .requests
            .pending
            .iter()
            .position(|pending| pending.id == id);
        let mut pending = self.requests.pending.remove(known?);
        let answered = match result {
            Ok(answer) if pending.request.is_foreign_answer(&answer) => {
                Err(unreachable_for(NetworkFault::Foreign))
            }
            Ok(answer) if (200..300).contains(&answer.status) => Ok(answer.body.0),
            Ok(answer) if is_about_the_token(&answer) && pending.may_renew() => {
                self.hasten_link(self.now);
                self.renew_for(pending);
                return None;
            }
            Ok(answer) => Err(refusal(answer)),
            Err(HttpFailure::Unreachable(fault)) => Err(unreachable_for(fault)),
            Err(HttpFailure::NothingToSend) => Err(RequestError::FileLost),
        };
        match answered {
            Ok(_) | Err(RequestError::Refused { .. }) => self.hasten_link(self.now),
            Err(RequestError::Unreachable { fault }) => self.link.fault = Some(fault),
            Err(RequestError::NoServer | RequestError::FileLost) => {}
        }
        let problem = match answered {
            Ok(body) => return Some((pending.request.kind, Ok(body))),
            Err(problem) => problem,
        };
        if let Some(asked_ms) = pending.request.kind.pause_asked(&problem) {
            let policy = pending.request.kind.policy();
            let doubled = FIRST_PAUSE_MS << pending.tries.saturating_sub(1).min(10);
            let pause = self
                .rng
                .around_ms(doubled.min(policy.pause_cap_ms))
                .max(asked_ms);
            let at = self.now.plus_ms(pause);
            if at <= pending.give_up_at
                && is_meaningful(pending.request.kind, self.link.to_server(at))
            {
                pending.stage = Stage::WaitsUntil(at);
                self.requests.pending.push(pending);
                return None;
            }
        }
        Some((pending.request.kind, Err(problem)))
    }

    fn renew_for(&mut self, mut pending: Pending) {
        let current = self.account.generation();
        let outdated = pending.stage
            != Stage::Sent {
                generation: current,
            };
        pending.renewed = !outdated;
        pending.stage = if outdated {
            Stage::WaitsUntil(self.now)
        } else {
            Stage::WaitsForToken
        };
        self.requests.pending.push(pending);
        if outdated {
            self.send_due();
        } else {
            self.renew_token();
        }
    }
}
