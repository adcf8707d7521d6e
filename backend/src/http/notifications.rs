use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::paging::After;
use super::principal::SignedIn;
use crate::app::notifications;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use shared::{MarkRead, NotificationList, NotificationPreferences, ProblemCode as P, paths};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::NOTIFICATIONS,
            "notifications",
            "Own notifications, newest first",
            list,
        )
        .reads(Reads::Own),
        operation::post(
            paths::NOTIFICATIONS_READ,
            "notifications_read",
            "Mark one and every older one as read",
            mark_read,
        )
        .spends(Purse::Account),
        operation::get(
            paths::NOTIFICATION_PREFERENCES,
            "notification_preferences",
            "Which kinds of notifications are wanted",
            preferences,
        )
        .reads(Reads::Own),
        operation::put(
            paths::NOTIFICATION_PREFERENCES,
            "save_notification_preferences",
            "Choose which kinds are wanted",
            save_preferences,
        )
        .spends(Purse::Account)
        .refuses(&[P::Invalid]),
    ]
}

async fn list(
    state: Data<AppState>,
    user: SignedIn,
    after: Query<After>,
) -> Result<Json<NotificationList>, AppError> {
    notifications::list(&state, user.asks(), after.place()?)
        .await
        .map(Json)
}

async fn mark_read(
    state: Data<AppState>,
    user: SignedIn,
    body: Body<MarkRead>,
) -> Result<Json<NotificationList>, AppError> {
    notifications::mark_read(&state, user.asks(), body.0)
        .await
        .map(Json)
}

async fn preferences(
    state: Data<AppState>,
    user: SignedIn,
) -> Result<Json<NotificationPreferences>, AppError> {
    notifications::preferences(&state, user.asks())
        .await
        .map(Json)
}

async fn save_preferences(
    state: Data<AppState>,
    user: SignedIn,
    body: Body<NotificationPreferences>,
) -> Result<Json<NotificationPreferences>, AppError> {
    notifications::save_preferences(&state, user.asks(), body.0)
        .await
        .map(Json)
}
