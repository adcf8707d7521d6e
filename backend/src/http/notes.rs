use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::path::PathId;
use super::principal::SignedIn;
use crate::app::chat::notes;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{EncounterId, Notes, ProblemCode as P, SaveNotesRequest, paths};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(paths::NOTES, "notes", "What the doctor noted", get)
            .reads(Reads::Audited("notes.read"))
            .refuses(&[P::Denied, P::NotApproved]),
        operation::put(
            paths::NOTES,
            "save_notes",
            "Replace what the doctor noted",
            save,
        )
        .spends(Purse::Notes)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::Invalid,
            P::NotesChanged,
            P::DoctorBusy,
        ]),
    ]
}

async fn get(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<EncounterId>,
) -> Result<Json<Notes>, AppError> {
    notes::get(&state, user.asks(), id.0).await.map(Json)
}

async fn save(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<EncounterId>,
    body: Body<SaveNotesRequest>,
) -> Result<Json<Notes>, AppError> {
    notes::save(&state, user.asks(), id.0, body.0)
        .await
        .map(Json)
}
