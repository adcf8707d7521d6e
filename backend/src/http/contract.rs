//! What a request has to carry and what comes back, for the OpenAPI document.

use utoipa::openapi::path::Parameter;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

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
pub struct SchemaRef {
    /// The component's name.
    pub name: fn() -> String,
    /// The component.
    pub schema: fn() -> RefOr<Schema>,
    /// The components it refers to.
    pub parts: fn(&mut Vec<(String, RefOr<Schema>)>),
}

impl SchemaRef {
    /// That of `T`.
    pub fn of<T: ToSchema + PartialSchema>() -> Self {
        Self {
            name: || T::name().into_owned(),
            schema: T::schema,
            parts: T::schemas,
        }
    }
}

/// What goes over the wire in one direction.
#[derive(Clone, Copy)]
pub enum Payload {
    /// JSON of this shape.
    Json(SchemaRef),
    /// Bytes of a file.
    Bytes,
}

/// What a part of the path in braces is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// An id.
    Id,
    /// Any text.
    Text,
}

/// What a handler takes out of a request and what it answers where it is done.
pub struct Contract {
    /// Who may ask.
    pub who: Who,
    /// What the parts of the path in braces are, in order.
    pub path: Vec<PathPart>,
    /// What may stand behind the question mark.
    pub query: Vec<Parameter>,
    /// Whether an idempotency key is heeded.
    pub key: bool,
    /// Whether it is heeded what the asker has already.
    pub known_tags: bool,
    /// The body.
    pub body: Option<Payload>,
    /// The answer's status.
    pub status: u16,
    /// The answer's body, where the document has words for it.
    pub answer: Option<Payload>,
    /// Another status, and its body, with which it may be done as well.
    pub also: Option<(u16, SchemaRef)>,
}
