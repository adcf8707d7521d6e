use super::body::Body;
use super::principal::SignedIn;
use crate::app::{AppError, notifications};
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{MarkRead, NotificationList, NotificationPreferences};

pub async fn list(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<NotificationList>, AppError> {
    notifications::list(&state, principal.0).await.map(Json)
}

pub async fn mark_read(
    state: Data<AppState>,
    principal: SignedIn,
    body: Body<MarkRead>,
) -> Result<Json<NotificationList>, AppError> {
    notifications::mark_read(&state, principal.0, body.0)
        .await
        .map(Json)
}

pub async fn preferences(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<NotificationPreferences>, AppError> {
    notifications::preferences(&state, principal.0)
        .await
        .map(Json)
}

pub async fn save_preferences(
    state: Data<AppState>,
    principal: SignedIn,
    body: Body<NotificationPreferences>,
) -> Result<Json<NotificationPreferences>, AppError> {
    notifications::save_preferences(&state, principal.0, body.0)
        .await
        .map(Json)
}
