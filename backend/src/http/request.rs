//! What a handler may know of a request besides what the client says in it.

use super::contract::Contract;
use super::describe::Describes;
use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, EntityTag, Header, IF_NONE_MATCH, IfNoneMatch};
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use std::convert::Infallible;
use std::future::{Ready, ready};

/// What is said of the body before it comes.
pub struct ClaimedBody {
    /// What it is, in lower case; empty where nothing is said.
    pub media_type: String,
    /// How many bytes it has, where that is said.
    pub bytes: Option<u64>,
}

impl FromRequest for ClaimedBody {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let length = request.headers().get(CONTENT_LENGTH);
        ready(Ok(Self {
            media_type: request.content_type().to_lowercase(),
            bytes: length.and_then(|length| length.to_str().ok()?.parse().ok()),
        }))
    }
}

impl Describes for ClaimedBody {
    fn describe(_: &mut Contract) {}
}

/// What the asker has already, as it says (RFC 9110, 13.1.2). What can't be read is nothing.
pub struct KnownTags(Option<IfNoneMatch>);

impl KnownTags {
    /// Whether that is among it.
    pub fn has(&self, tag: &EntityTag) -> bool {
        match &self.0 {
            Some(IfNoneMatch::Any) => true,
            Some(IfNoneMatch::Items(known)) => known.iter().any(|one| one.weak_eq(tag)),
            None => false,
        }
    }
}

impl FromRequest for KnownTags {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let is_said = request.headers().contains_key(IF_NONE_MATCH);
        let known = is_said.then(|| IfNoneMatch::parse(request).ok()).flatten();
        ready(Ok(Self(known)))
    }
}

impl Describes for KnownTags {
    fn describe(contract: &mut Contract) {
        contract.known_tags = true;
    }
}
