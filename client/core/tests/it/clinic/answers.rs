//! What the small server answers with.

use client_core::HttpRequest;
use domain::Refusal;
use serde_json::{Value, json};
use shared::*;

pub type Answer = (u16, Value);

pub const BASE: &str = "https://clinic.example";

pub fn ok(value: impl serde::Serialize) -> Answer {
    (200, serde_json::to_value(value).unwrap())
}

pub fn problem(status: u16, code: ProblemCode) -> Answer {
    let problem = Problem {
        type_uri: "about:blank".into(),
        title: String::new(),
        status,
        code,
        detail: String::new(),
        fields: Vec::new(),
        retry_after_s: None,
        request_id: String::new(),
    };
    (status, serde_json::to_value(problem).unwrap())
}

pub fn refused(refusal: Refusal) -> Answer {
    problem(409, refusal.code())
}

pub fn wrong_fields(fields: Vec<FieldProblem>) -> Answer {
    let (status, mut body) = problem(422, ProblemCode::Invalid);
    body["fields"] = json!(fields);
    (status, body)
}

pub fn wrong_field(field: &str, code: FieldCode) -> Answer {
    let field = field.into();
    wrong_fields(vec![FieldProblem { field, code }])
}

/// What was done, or why not.
pub fn answer(done: Result<impl serde::Serialize, Refusal>) -> Answer {
    done.map_or_else(refused, ok)
}

pub fn body<T: serde::de::DeserializeOwned>(request: &HttpRequest) -> T {
    serde_json::from_value(request.body.clone().unwrap_or_default().0).unwrap()
}
