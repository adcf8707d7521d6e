use super::contract::{Contract, PathPart};
use super::describe::Describes;
use crate::error::AppError;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use std::str::FromStr;

/// The one id in the path. A malformed one names nothing, so there is no such thing.
pub struct PathId<T>(pub T);

/// The two ids in the path, in order.
pub struct PathIds<A, B>(pub A, pub B);

/// The one text in the path that is no id.
pub struct PathText(pub String);

/// What the `index`th part of the path in braces reads as.
fn part<T: FromStr>(request: &HttpRequest, index: usize) -> Result<T, AppError> {
    let parts = request.match_info();
    let (_, text) = parts.iter().nth(index).ok_or(AppError::NotFound)?;
    text.parse().map_err(|_| AppError::NotFound)
}

impl<T: FromStr> FromRequest for PathId<T> {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(part(request, 0).map(Self))
    }
}

impl<T> Describes for PathId<T> {
    fn describe(contract: &mut Contract) {
        contract.path = vec![PathPart::Id];
    }
}

impl<A: FromStr, B: FromStr> FromRequest for PathIds<A, B> {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let first = part(request, 0);
        ready(first.and_then(|first| Ok(Self(first, part(request, 1)?))))
    }
}

impl<A, B> Describes for PathIds<A, B> {
    fn describe(contract: &mut Contract) {
        contract.path = vec![PathPart::Id, PathPart::Id];
    }
}

impl FromRequest for PathText {
    type Error = AppError;
    type Future = Ready<Result<Self, AppError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(part(request, 0).map(Self))
    }
}

impl Describes for PathText {
    fn describe(contract: &mut Contract) {
        contract.path = vec![PathPart::Text];
    }
}
