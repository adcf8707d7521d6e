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
pub fn shape<T: ToSchema + PartialSchema>() -> Shape {
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
    /// The body is bytes of any kind.
    pub takes_bytes: bool,
    /// The answer's status where it is done.
    pub status: u16,
    /// The answer's shape.
    pub answer: Option<Shape>,
    /// Whole numbers that may stand in the query: name, and what it says.
    pub numbers: &'static [(&'static str, &'static str)],
    /// The answer is bytes of any kind.
    pub gives_bytes: bool,
    /// What else it may be refused with, besides what holds for every operation.
    pub problems: &'static [ProblemCode],
    /// The handler.
    pub route: fn() -> Route,
}

impl Operation {
    fn new(
        verb: Verb,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        route: fn() -> Route,
    ) -> Self {
        Self {
            verb,
            path,
            id,
            summary,
            who: Who::Anyone,
            body: None,
            takes_bytes: false,
            status: 200,
            answer: None,
            numbers: &[],
            gives_bytes: false,
            problems: &[],
            route,
        }
    }

    /// Reads.
    pub fn get(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        route: fn() -> Route,
    ) -> Self {
        Self::new(Verb::Get, path, id, summary, route)
    }

    /// Does.
    pub fn post(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        route: fn() -> Route,
    ) -> Self {
        Self::new(Verb::Post, path, id, summary, route)
    }

    /// Replaces.
    pub fn put(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        route: fn() -> Route,
    ) -> Self {
        Self::new(Verb::Put, path, id, summary, route)
    }

    /// Changes.
    pub fn patch(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        route: fn() -> Route,
    ) -> Self {
        Self::new(Verb::Patch, path, id, summary, route)
    }

    /// Removes.
    pub fn delete(
        path: &'static str,
        id: &'static str,
        summary: &'static str,
        route: fn() -> Route,
    ) -> Self {
        Self::new(Verb::Delete, path, id, summary, route)
    }

    /// Only for people who are signed in.
    pub fn signed_in(self) -> Self {
        Self {
            who: Who::SignedIn,
            ..self
        }
    }

    /// Takes a body.
    pub fn takes<T: ToSchema + PartialSchema>(self) -> Self {
        Self {
            body: Some(shape::<T>()),
            ..self
        }
    }

    /// Gives an answer.
    pub fn gives<T: ToSchema + PartialSchema>(self) -> Self {
        Self {
            answer: Some(shape::<T>()),
            ..self
        }
    }

    /// Takes bytes.
    pub fn takes_bytes(self) -> Self {
        Self {
            takes_bytes: true,
            ..self
        }
    }

    /// Gives bytes.
    pub fn gives_bytes(self) -> Self {
        Self {
            gives_bytes: true,
            ..self
        }
    }

    /// Is done with another status than 200.
    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// Takes whole numbers in its query; each may be absent.
    pub fn with_numbers(self, numbers: &'static [(&'static str, &'static str)]) -> Self {
        Self { numbers, ..self }
    }

    /// May be refused with these.
    pub fn refuses(self, problems: &'static [ProblemCode]) -> Self {
        Self { problems, ..self }
    }
}
