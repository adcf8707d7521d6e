//! The contract, as it is served to programs and to people.

use super::answer::Text;
use super::looking::Reads;
use super::operation::{self, Operation};
use actix_web::HttpResponse;
use actix_web::web::Data;
use shared::paths;

/// The OpenAPI document as JSON, made when the server starts.
pub struct Document(pub &'static str);

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(paths::OPENAPI, "openapi", "This document", openapi).reads(Reads::Public),
        operation::get(paths::DOCS, "docs", "This document for people", docs).reads(Reads::Public),
    ]
}

async fn openapi(document: Data<Document>) -> Text {
    let answer = HttpResponse::Ok()
        .content_type("application/json")
        .body(document.0);
    Text(answer)
}

/// One page, drawn from the document in the browser, with nothing from elsewhere.
async fn docs() -> Text {
    let answer = HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((
            "Content-Security-Policy",
            "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
        ))
        .body(include_str!("docs.html"));
    Text(answer)
}
