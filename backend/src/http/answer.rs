//! Answers besides JSON with 200, which is actix's own [`Json`](actix_web::web::Json).

use super::contract::{Contract, Payload, SchemaRef};
use super::describe::Describes;
use actix_web::body::BoxBody;
use actix_web::{HttpRequest, HttpResponse, Responder};
use serde::Serialize;
use utoipa::ToSchema;

/// 201 with what was made.
pub struct Created<T>(pub T);

impl<T: Serialize> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Created().json(self.0)
    }
}

impl<T: ToSchema> Describes for Created<T> {
    fn describe(contract: &mut Contract) {
        contract.status = 201;
        contract.answer = Some(Payload::Json(SchemaRef::of::<T>()));
    }
}

/// 204: done, and nothing to say.
pub struct NoContent;

impl Responder for NoContent {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
}

impl Describes for NoContent {
    fn describe(contract: &mut Contract) {
        contract.status = 204;
    }
}

/// 200 with the bytes of a file that somebody put into a chat.
pub struct File(pub HttpResponse);

impl Responder for File {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl Describes for File {
    fn describe(contract: &mut Contract) {
        contract.answer = Some(Payload::Bytes);
    }
}

/// 200 with a text that the document says nothing about: its media type says it all.
pub struct Text(pub HttpResponse);

impl Responder for Text {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.0
    }
}

impl Describes for Text {
    fn describe(_: &mut Contract) {}
}
