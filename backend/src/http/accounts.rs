use super::body::Body;
use super::principal::SignedIn;
use crate::app::{AppError, accounts};
use crate::state::AppState;
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
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<RegisterRequest>,
) -> Result<HttpResponse, AppError> {
    state.rate_limiter.register(address(&request))?;
    Ok(HttpResponse::Created().json(accounts::register(&state, body.0).await?))
}

pub async fn login(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<LoginRequest>,
) -> Result<Json<SignedIn>, AppError> {
    state.rate_limiter.login(address(&request), &body.0.email)?;
    accounts::login(&state, body.0).await.map(Json)
}

pub async fn refresh(
    state: Data<AppState>,
    request: HttpRequest,
    body: Body<RefreshRequest>,
) -> Result<Json<SignedIn>, AppError> {
    state.rate_limiter.refresh(address(&request))?;
    accounts::refresh(&state, body.0).await.map(Json)
}

pub async fn logout(state: Data<AppState>, principal: SignedIn) -> Result<HttpResponse, AppError> {
    accounts::logout(&state, principal.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn logout_all(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<HttpResponse, AppError> {
    accounts::logout_all(&state, principal.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn change_password(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
    body: Body<PasswordChange>,
) -> Result<HttpResponse, AppError> {
    state.rate_limiter.refresh(address(&request))?;
    accounts::change_password(&state, principal.0, body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

pub async fn me(state: Data<AppState>, principal: SignedIn) -> Result<Json<Me>, AppError> {
    accounts::me(&state, principal.0).await.map(Json)
}

pub async fn change_me(
    state: Data<AppState>,
    principal: SignedIn,
    body: Body<MeChange>,
) -> Result<Json<Me>, AppError> {
    accounts::change_me(&state, principal.0, body.0)
        .await
        .map(Json)
}
