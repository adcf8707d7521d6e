use super::body::Body;
use super::caller::SignedInCaller;
use crate::app::{Trouble, notifications};
use crate::practice::Practice;
use actix_web::web::{Data, Json};
use shared::{MarkRead, NotificationList, NotificationPreferences};

pub async fn list(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<NotificationList>, Trouble> {
    notifications::list(&practice, caller.0).await.map(Json)
}

pub async fn mark_read(
    practice: Data<Practice>,
    caller: SignedInCaller,
    body: Body<MarkRead>,
) -> Result<Json<NotificationList>, Trouble> {
    notifications::mark_read(&practice, caller.0, body.0)
        .await
        .map(Json)
}

pub async fn preferences(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<NotificationPreferences>, Trouble> {
    notifications::preferences(&practice, caller.0)
        .await
        .map(Json)
}

pub async fn save_preferences(
    practice: Data<Practice>,
    caller: SignedInCaller,
    body: Body<NotificationPreferences>,
) -> Result<Json<NotificationPreferences>, Trouble> {
    notifications::save_preferences(&practice, caller.0, body.0)
        .await
        .map(Json)
}
