//! What several pages are made of.

use crate::people::{NOW, patient, view};
use client_core::{FormState, LinkState, NetworkFault, RequestError, Screen, ViewState};
use shared::{FieldProblem, ProblemCode, Timestamp};

/// The moment at which every page is looked at.
#[must_use]
pub const fn now() -> Timestamp {
    NOW
}

pub(crate) fn signed_out(screen: Screen) -> ViewState {
    ViewState {
        link: LinkState::SignedOut,
        me: None,
        inbox: None,
        notification_choices: None,
        ..view(patient(), screen)
    }
}

pub(crate) fn refused(
    code: ProblemCode,
    fields: Vec<FieldProblem>,
    retry_after_s: Option<u64>,
) -> RequestError {
    RequestError::Refused {
        code,
        fields,
        retry_after_s,
    }
}

pub(crate) fn form(problem: Option<RequestError>) -> FormState {
    FormState {
        busy: false,
        problem,
        accepted: 0,
    }
}

/// The server did not answer.
pub(crate) const fn unreachable() -> RequestError {
    let fault = NetworkFault::NoAnswer;
    RequestError::Unreachable { fault }
}
