use super::body::Body;
use super::caller::SignedInCaller;
use crate::app::{Trouble, accounts};
use crate::practice::Practice;
use actix_web::HttpResponse;
use actix_web::web::{Data, Json};
use shared::{LoginRequest, Me, RefreshRequest, RegisterRequest, SignedIn};

pub async fn register(
    practice: Data<Practice>,
    body: Body<RegisterRequest>,
) -> Result<HttpResponse, Trouble> {
    Ok(HttpResponse::Created().json(accounts::register(&practice, body.0).await?))
}

pub async fn login(
    practice: Data<Practice>,
    body: Body<LoginRequest>,
) -> Result<Json<SignedIn>, Trouble> {
    accounts::login(&practice, body.0).await.map(Json)
}

pub async fn refresh(
    practice: Data<Practice>,
    body: Body<RefreshRequest>,
) -> Result<Json<SignedIn>, Trouble> {
    accounts::refresh(&practice, body.0).await.map(Json)
}

pub async fn logout(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<HttpResponse, Trouble> {
    accounts::logout(&practice, caller.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn me(practice: Data<Practice>, caller: SignedInCaller) -> Result<Json<Me>, Trouble> {
    accounts::me(&practice, caller.0).await.map(Json)
}
