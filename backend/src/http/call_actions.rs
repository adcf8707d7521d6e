//! What the two people of a call do about it.

use super::body::Body;
use super::operation::{self, Operation};
use super::path::PathId;
use super::principal::SignedIn;
use crate::app::calls::{self, CallAction};
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{
    CallId, CallSnapshot, DeclineCallRequest, EndCallRequest, MediaReport, ProblemCode as P, paths,
};

type Answer = Result<Json<CallSnapshot>, AppError>;

pub fn operations() -> Vec<Operation> {
    vec![
        operation::post(
            paths::CONFIRM_CALL,
            "confirm_invitation",
            "Accept an invitation on this device",
            accept,
        )
        .spends(Purse::Calls)
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        operation::post(
            paths::DECLINE_INVITATION,
            "decline_invitation",
            "Decline an invitation",
            decline,
        )
        .spends(Purse::Calls)
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::CallPhase,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        operation::post(
            paths::ACCEPT_CALL,
            "accept_call",
            "Accept a call on this device",
            accept,
        )
        .spends(Purse::Calls)
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        operation::post(
            paths::DECLINE_CALL,
            "decline_call",
            "Decline a call",
            decline,
        )
        .spends(Purse::Calls)
        .refuses(&[
            P::Denied,
            P::Invalid,
            P::CallPhase,
            P::CallEnded,
            P::AnsweredElsewhere,
        ]),
        operation::post(
            paths::CANCEL_CALL,
            "cancel_call",
            "Withdraw a call that rings",
            cancel,
        )
        .spends(Purse::Calls)
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
        operation::post(paths::END_CALL, "end_call", "End a call", end)
            .spends(Purse::Calls)
            .refuses(&[
                P::Denied,
                P::Invalid,
                P::CallPhase,
                P::CallEnded,
                P::AnsweredElsewhere,
            ]),
        operation::put(
            paths::REPORT_MEDIA,
            "report_media",
            "What this side's devices do",
            report,
        )
        .spends(Purse::Calls)
        .refuses(&[P::Denied, P::CallPhase, P::CallEnded, P::AnsweredElsewhere]),
    ]
}

async fn act(state: &AppState, user: &SignedIn, id: &PathId<CallId>, action: CallAction) -> Answer {
    calls::handle_action(state, user.asks(), id.0, action)
        .await
        .map(Json)
}

async fn accept(state: Data<AppState>, user: SignedIn, id: PathId<CallId>) -> Answer {
    act(&state, &user, &id, CallAction::Accept).await
}

async fn decline(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    body: Body<DeclineCallRequest>,
) -> Answer {
    act(&state, &user, &id, CallAction::Decline(body.0.message)).await
}

async fn cancel(state: Data<AppState>, user: SignedIn, id: PathId<CallId>) -> Answer {
    act(&state, &user, &id, CallAction::Cancel).await
}

async fn end(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    body: Body<EndCallRequest>,
) -> Answer {
    act(&state, &user, &id, CallAction::End(body.0)).await
}

async fn report(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<CallId>,
    body: Body<MediaReport>,
) -> Answer {
    act(&state, &user, &id, CallAction::Report(body.0)).await
}
