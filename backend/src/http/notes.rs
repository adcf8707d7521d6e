use super::body::{Body, path_id};
use super::caller::SignedInCaller;
use crate::app::{Trouble, notes};
use crate::practice::Practice;
use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use shared::{Notes, SaveNotesRequest};

pub async fn get(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<Json<Notes>, Trouble> {
    notes::get(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn save(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<SaveNotesRequest>,
) -> Result<Json<Notes>, Trouble> {
    notes::save(&practice, caller.0, path_id(&request, "id")?, body.0)
        .await
        .map(Json)
}
