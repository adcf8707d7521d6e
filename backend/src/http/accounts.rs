use super::body::Body;
use super::caller::SignedInCaller;
use crate::app::{Trouble, accounts};
use crate::practice::Practice;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use shared::{
    LoginRequest, Me, MeChange, PasswordChange, RefreshRequest, RegisterRequest, SignedIn,
};
use std::net::{IpAddr, Ipv4Addr};

/// Where a request comes from; without a socket, as in a unit test, from here.
fn address(request: &HttpRequest) -> IpAddr {
    request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip())
}

pub async fn register(
    practice: Data<Practice>,
    request: HttpRequest,
    body: Body<RegisterRequest>,
) -> Result<HttpResponse, Trouble> {
    practice.turnstile.register(address(&request))?;
    Ok(HttpResponse::Created().json(accounts::register(&practice, body.0).await?))
}

pub async fn login(
    practice: Data<Practice>,
    request: HttpRequest,
    body: Body<LoginRequest>,
) -> Result<Json<SignedIn>, Trouble> {
    practice.turnstile.login(address(&request), &body.0.email)?;
    accounts::login(&practice, body.0).await.map(Json)
}

pub async fn refresh(
    practice: Data<Practice>,
    request: HttpRequest,
    body: Body<RefreshRequest>,
) -> Result<Json<SignedIn>, Trouble> {
    practice.turnstile.refresh(address(&request))?;
    accounts::refresh(&practice, body.0).await.map(Json)
}

pub async fn logout(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<HttpResponse, Trouble> {
    accounts::logout(&practice, caller.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn logout_all(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<HttpResponse, Trouble> {
    accounts::logout_all(&practice, caller.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn change_password(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
    body: Body<PasswordChange>,
) -> Result<HttpResponse, Trouble> {
    practice.turnstile.refresh(address(&request))?;
    accounts::change_password(&practice, caller.0, body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn me(practice: Data<Practice>, caller: SignedInCaller) -> Result<Json<Me>, Trouble> {
    accounts::me(&practice, caller.0).await.map(Json)
}

pub async fn change_me(
    practice: Data<Practice>,
    caller: SignedInCaller,
    body: Body<MeChange>,
) -> Result<Json<Me>, Trouble> {
    accounts::change_me(&practice, caller.0, body.0)
        .await
        .map(Json)
}
