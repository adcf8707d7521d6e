use super::answer::NoContent;
use super::body::Body;
use super::device::{Device, Remembered};
use super::looking::Reads;
use super::operation::{self, Operation};
use super::principal::SignedIn;
use super::visitor::Visitor;
use crate::app::{accounts, refresh};
use crate::budgets::Purse;
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json};
use shared::{LoginRequest, Me, MeChange, PasswordChange, ProblemCode as P, RefreshRequest, paths};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::post(paths::LOGIN, "login", "Sign a device in", login)
            .spends_inside(Purse::Logins)
            .refuses(&[P::WrongCredentials]),
        operation::post(
            paths::REFRESH,
            "refresh",
            "Exchange a refresh token for the next one",
            refresh,
        )
        .spends(Purse::Refreshes)
        .refuses(&[P::Unauthenticated, P::RefreshReused]),
        operation::post(paths::LOGOUT, "logout", "Sign this device out", logout)
            .spends(Purse::Account),
        operation::post(
            paths::LOGOUT_ALL,
            "logout_all",
            "Sign every own device out",
            logout_all,
        )
        .spends(Purse::Account),
        operation::post(
            paths::PASSWORD_CHANGE,
            "change_password",
            "Change the own password; other devices are signed out",
            change_password,
        )
        .spends(Purse::Passwords)
        .refuses(&[P::Invalid, P::WrongCredentials]),
        operation::get(paths::ME, "me", "Who am I", me).reads(Reads::Own),
        operation::patch(
            paths::ME,
            "change_me",
            "Change name or time zone",
            change_me,
        )
        .spends(Purse::Account)
        .refuses(&[P::Invalid]),
    ]
}

async fn login(
    state: Data<AppState>,
    from: Visitor,
    device: Device,
    body: Body<LoginRequest>,
) -> Result<Remembered<Json<shared::SignedIn>>, AppError> {
    let at = (from.network(), device.0.as_ref());
    let signed_in = accounts::login(&state, body.0, at, clock::now()).await?;
    device.remember(&state, from, signed_in, Json)
}

async fn refresh(
    state: Data<AppState>,
    body: Body<RefreshRequest>,
) -> Result<Json<shared::SignedIn>, AppError> {
    refresh::refresh(&state, body.0, clock::now())
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
    from: Visitor,
    body: Body<PasswordChange>,
) -> Result<NoContent, AppError> {
    accounts::change_password(&state, user.asks(), body.0, from.network()).await?;
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
