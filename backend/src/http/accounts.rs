use super::answer::{Created, NoContent};
use super::body::Body;
use super::operation::{self, Operation};
use super::principal::SignedIn;
use super::request::Peer;
use crate::app::accounts;
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{
    LoginRequest, Me, MeChange, PasswordChange, ProblemCode as P, RefreshRequest, RegisterRequest,
    paths,
};
use std::net::{IpAddr, Ipv4Addr};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::post(
            paths::REGISTER,
            "register",
            "Register a person and sign the device in",
            register,
        )
        .refuses(&[P::Invalid, P::EmailTaken, P::TooManyRequests]),
        operation::post(paths::LOGIN, "login", "Sign a device in", login)
            .refuses(&[P::WrongCredentials, P::TooManyRequests]),
        operation::post(
            paths::REFRESH,
            "refresh",
            "Exchange a refresh token for the next one",
            refresh,
        )
        .refuses(&[P::Unauthenticated, P::RefreshReused, P::TooManyRequests]),
        operation::post(paths::LOGOUT, "logout", "Sign this device out", logout),
        operation::post(
            paths::LOGOUT_ALL,
            "logout_all",
            "Sign every own device out",
            logout_all,
        ),
        operation::post(
            paths::PASSWORD_CHANGE,
            "change_password",
            "Change the own password; other devices are signed out",
            change_password,
        )
        .refuses(&[P::Invalid, P::WrongCredentials, P::TooManyRequests]),
        operation::get(paths::ME, "me", "Who am I", me),
        operation::patch(
            paths::ME,
            "change_me",
            "Change name or time zone",
            change_me,
        )
        .refuses(&[P::Invalid]),
    ]
}

/// Where a request comes from; without a socket, as in a unit test, from here.
fn address(peer: &Peer) -> IpAddr {
    peer.0.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST))
}

async fn register(
    state: Data<AppState>,
    peer: Peer,
    body: Body<RegisterRequest>,
) -> Result<Created<shared::SignedIn>, AppError> {
    state.rate_limiter.register(address(&peer))?;
    Ok(Created(
        accounts::register(&state, body.0, clock::now()).await?,
    ))
}

async fn login(
    state: Data<AppState>,
    peer: Peer,
    body: Body<LoginRequest>,
) -> Result<Json<shared::SignedIn>, AppError> {
    state.rate_limiter.login(address(&peer), &body.0.email)?;
    accounts::login(&state, body.0, clock::now())
        .await
        .map(Json)
}

async fn refresh(
    state: Data<AppState>,
    peer: Peer,
    body: Body<RefreshRequest>,
) -> Result<Json<shared::SignedIn>, AppError> {
    state.rate_limiter.refresh(address(&peer))?;
    accounts::refresh(&state, body.0, clock::now())
        .await
        .map(Json)
}

async fn logout(state: Data<AppState>, user: SignedIn) -> Result<NoContent, AppError> {
    accounts::logout(&state, user.asks()).await?;
    Ok(NoContent)
}

async fn logout_all(state: Data<AppState>, user: SignedIn) -> Result<NoContent, AppError> {
    accounts::logout_all(&state, user.asks()).await?;
    Ok(NoContent)
}

async fn change_password(
    state: Data<AppState>,
    user: SignedIn,
    peer: Peer,
    body: Body<PasswordChange>,
) -> Result<NoContent, AppError> {
    state.rate_limiter.refresh(address(&peer))?;
    accounts::change_password(&state, user.asks(), body.0).await?;
    Ok(NoContent)
}

async fn me(state: Data<AppState>, user: SignedIn) -> Result<Json<Me>, AppError> {
    accounts::me(&state, user.asks()).await.map(Json)
}

async fn change_me(
    state: Data<AppState>,
    user: SignedIn,
    body: Body<MeChange>,
) -> Result<Json<Me>, AppError> {
    accounts::change_me(&state, user.asks(), body.0)
        .await
        .map(Json)
}
