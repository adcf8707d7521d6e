//! The table of requests under way, with their idempotency keys.

use crate::api::request::RequestKind;
use crate::io::{FileTransfer, HttpAnswer, Method, RequestId};
use crate::session::intent::SessionRequest;
use serde::Serialize;
use serde_json::Value;
use shared::{Pii, Timestamp};

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
    pub(crate) fn get(kind: impl Into<RequestKind>, path: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            method: Method::Get,
            path: path.into(),
            body: None,
            key: None,
            file: None,
        }
    }

    pub(crate) fn post(kind: impl Into<RequestKind>, path: impl Into<String>) -> Self {
        Self::send(kind, Method::Post, path)
    }

    /// With any other verb.
    pub(crate) fn send(
        kind: impl Into<RequestKind>,
        method: Method,
        path: impl Into<String>,
    ) -> Self {
        Self {
            method,
            ..Self::get(kind, path)
        }
    }

    /// Whether something else than a clinic answered in its place, as the sign-in page of a hotel's
    /// network does: it says that all is well and brings nothing that was asked for.
    pub(crate) fn is_foreign_answer(&self, answer: &HttpAnswer) -> bool {
        let body = answer.body.reveal();
        match answer.status {
            // A clinic says either something in JSON or, by its status, nothing.
            200..300 if self.kind.is_anonymous() => !self.kind.is_answered_by(body),
            200 | 201 => body.is_null() && self.file.is_none(),
            202..300 => false,
            300..400 => true,
            _ => false,
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
pub(super) enum Stage {
    /// On its way, with the access token of this generation.
    Sent {
        generation: u32,
    },
    WaitsUntil(Timestamp),
    /// For a renewed access token.
    WaitsForToken,
}

pub(super) struct Pending {
    pub(super) id: RequestId,
    pub(super) request: ApiRequest,
    pub(super) key: Option<String>,
    pub(super) stage: Stage,
    pub(super) tries: u32,
    pub(super) give_up_at: Timestamp,
    /// It came back unauthenticated and is tried once more with a renewed token.
    pub(super) renewed: bool,
    /// The token of a session that this device has left already.
    pub(super) parting_token: Option<Pii>,
}

/// All requests under way.
#[derive(Default)]
pub(crate) struct Requests {
    pub(super) last_id: RequestId,
    pub(super) pending: Vec<Pending>,
}

impl Requests {
    pub(crate) fn has(&self, kind: impl Into<RequestKind>) -> bool {
        let kind = kind.into();
        self.pending
            .iter()
            .any(|pending| pending.request.kind == kind)
    }

    pub(crate) fn drop_kind(&mut self, kind: impl Into<RequestKind>) {
        let kind = kind.into();
        self.pending.retain(|pending| pending.request.kind != kind);
    }

    /// The request under way for that.
    pub(crate) fn id_of(&self, kind: impl Into<RequestKind>) -> Option<RequestId> {
        let kind = kind.into();
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
            .retain(|pending| pending.request.kind == SessionRequest::SignOut.into());
    }

    /// When the wait of this request ends, where it waits.
    pub(crate) fn retry_at(&self, kind: impl Into<RequestKind>) -> Option<Timestamp> {
        let kind = kind.into();
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
    pub(super) fn due(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::WaitsUntil(at) => Some(at),
            Stage::Sent { .. } | Stage::WaitsForToken => None,
        }
    }
}

impl Pending {
    pub(super) fn may_renew(&self) -> bool {
        !self.renewed && self.parting_token.is_none() && !self.request.kind.is_anonymous()
    }
}
