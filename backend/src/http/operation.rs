//! One row of the route table: what a request is, for the router and for the OpenAPI document.

use actix_web::Route;
use shared::ProblemCode;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

/// HTTP's verbs that this contract uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads.
    Get,
    /// Does.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

/// Who has to be signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Nobody.
    Anyone,
    /// Somebody; the rest is the rule's.
    SignedIn,
}

/// A DTO's schema under its name.
#[derive(Clone, Copy)]
pub struct Shape {
    /// The component's name.
    pub name: fn() -> String,
    /// The component.
    pub schema: fn() -> RefOr<Schema>,
    /// The components it refers to.
    pub parts: fn(&mut Vec<(String, RefOr<Schema>)>),
}

/// The shape of `T`.
pub const fn shape<T: ToSchema + PartialSchema>() -> Shape {
    Shape {
        name: || T::name().into_owned(),
        schema: T::schema,
        parts: T::schemas,
    }
}

/// One row.
pub struct Operation {
    /// The verb.
    pub verb: Verb,
    /// The path.
    pub path: &'static str,
    /// The operation's name for programs.
    pub id: &'static str,
    /// One line for people.
    pub summary: &'static str,
    /// Who may ask.
    pub who: Who,
    /// The body.
    pub body: Option<Shape>,
    /// Status and shape of the answer.
    pub answer: (u16, Option<Shape>),
    /// What else it may be refused with, besides what holds for every operation.
    pub problems: &'static [ProblemCode],
    /// The handler.
    pub route: fn() -> Route,
}
