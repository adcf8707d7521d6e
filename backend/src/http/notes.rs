use super::body::{Body, path_id};
use super::principal::SignedIn;
use crate::app::{AppError, notes};
use crate::state::AppState;
use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use shared::{Notes, SaveNotesRequest};

pub async fn get(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<Json<Notes>, AppError> {
    notes::get(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn save(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<SaveNotesRequest>,
) -> Result<Json<Notes>, AppError> {
    notes::save(&state, principal.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}
