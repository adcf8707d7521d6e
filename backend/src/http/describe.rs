//! What a handler's own types say of it.
//!
//! A handler takes nothing out of a request but by its arguments, and each argument's type says here
//! what it takes; so does the type of the answer. The OpenAPI document is made from what they say, so
//! it can't announce what no handler heeds. The raw request is no such type, on purpose: a handler
//! that took it could heed what nobody announced.

use super::contract::{Contract, Payload, SchemaRef};
use crate::error::AppError;
use actix_web::web::{self, Data, Json, Query};
use utoipa::openapi::path::ParameterIn;
use utoipa::{IntoParams, ToSchema};

/// Says what a handler takes by an argument of this type, or gives by an answer of it.
pub trait Describes {
    /// Writes it into the handler's contract.
    fn describe(contract: &mut Contract);
}

/// The server's own, and none of the request's.
impl<T> Describes for Data<T> {
    fn describe(_: &mut Contract) {}
}

impl<T: IntoParams> Describes for Query<T> {
    fn describe(contract: &mut Contract) {
        contract
            .query
            .extend(T::into_params(|| Some(ParameterIn::Query)));
    }
}

/// The body as it comes.
impl Describes for web::Payload {
    fn describe(contract: &mut Contract) {
        contract.body = Some(Payload::Bytes);
    }
}

impl<T: ToSchema> Describes for Json<T> {
    fn describe(contract: &mut Contract) {
        contract.answer = Some(Payload::Json(SchemaRef::of::<T>()));
    }
}

/// Refusals are the row's to name.
impl<T: Describes> Describes for Result<T, AppError> {
    fn describe(contract: &mut Contract) {
        T::describe(contract);
    }
}

macro_rules! describe_all {
    ($($argument:ident)*) => {
        impl<$($argument: Describes),*> Describes for ($($argument,)*) {
            fn describe(_contract: &mut Contract) {
                $($argument::describe(_contract);)*
            }
        }
    };
}

describe_all!();
describe_all!(A);
describe_all!(A B);
describe_all!(A B C);
describe_all!(A B C D);
describe_all!(A B C D E);
describe_all!(A B C D E F);
describe_all!(A B C D E F G);
