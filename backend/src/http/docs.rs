//! The contract, as it is served to programs and to people.

use super::answer::Text;
use super::looking::Reads;
use super::operation::{self, Operation};
use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use actix_web::web::Data;
use base64::Engine;
use sha2::{Digest, Sha256};
use shared::paths;
use std::sync::OnceLock;

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

const PAGE: &str = include_str!("docs.html");

/// One page, drawn from the document in the browser, with nothing from elsewhere.
async fn docs() -> Text {
    let answer = HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, policy()))
        .body(PAGE);
    Text(answer)
}

/// The page's own style and script, and nothing else, by their hashes (CSP 3, 2.3.1).
fn policy() -> &'static str {
    static POLICY: OnceLock<String> = OnceLock::new();
    POLICY.get_or_init(|| {
        let (style, script) = (hash_of("style"), hash_of("script"));
        format!(
            "default-src 'none'; connect-src 'self'; style-src {style}; script-src {script}; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
    })
}

fn hash_of(element: &str) -> String {
    let after = PAGE
        .split_once(&format!("<{element}>"))
        .map(|(_, rest)| rest);
    let inside = after.and_then(|rest| rest.split_once(&format!("</{element}>")));
    let (text, _) = inside.unwrap_or_default();
    let digest = Sha256::digest(text.as_bytes());
    let digest = base64::engine::general_purpose::STANDARD.encode(digest);
    format!("'sha256-{digest}'")
}
