//! The OpenAPI 3.1 document, made from the route table, so that it can't tell another story.

use super::operation::{Operation, Shape, Verb, Who, shape};
use super::problem::status_of;
use super::table::operations;
use shared::{Problem, ProblemCode, limits, paths};
use std::collections::BTreeMap;
use std::sync::OnceLock;
use utoipa::openapi::path::{
    HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn,
};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, Info, OpenApi, OpenApiBuilder, Paths, Ref, Required,
};

const BEARER: &str = "bearer";
/// A body that says nothing about what it is (RFC 2046, 4.5.1).
const BYTES: &str = "application/octet-stream";

/// The document.
pub fn document() -> OpenApi {
    let mut paths = Paths::new();
    let mut components = ComponentsBuilder::new().security_scheme(
        BEARER,
        SecurityScheme::Http(
            HttpBuilder::new()
                .scheme(HttpAuthScheme::Bearer)
                .bearer_format("JWT")
                .build(),
        ),
    );
    let mut shapes = vec![shape::<Problem>()];
    for operation in operations() {
        shapes.extend(operation.body);
        shapes.extend(operation.answer);
        let (method, item) = (method(operation.verb), described(&operation));
        paths.add_path_operation(operation.path, vec![method], item);
    }
    for shape in shapes {
        let mut parts = Vec::new();
        (shape.parts)(&mut parts);
        components = components
            .schema((shape.name)(), (shape.schema)())
            .schemas_from_iter(parts);
    }
    let mut info = Info::new("MedConsult", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Online consultations: accounts, practice sessions, queues, appointments and calls. \
         The realtime side is one WebSocket at /api/ws."
            .to_owned(),
    );
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components.build()))
        .build()
}

fn method(verb: Verb) -> HttpMethod {
    match verb {
        Verb::Get => HttpMethod::Get,
        Verb::Post => HttpMethod::Post,
        Verb::Put => HttpMethod::Put,
        Verb::Patch => HttpMethod::Patch,
        Verb::Delete => HttpMethod::Delete,
    }
}

fn described(operation: &Operation) -> utoipa::openapi::path::Operation {
    let mut builder = OperationBuilder::new()
        .operation_id(Some(operation.id))
        .summary(Some(operation.summary))
        .tag(tag(operation.path))
        .parameters(Some(parameters(operation)));
    if operation.who == Who::SignedIn {
        builder = builder.security(SecurityRequirement::new(BEARER, Vec::<String>::new()));
    }
    if let Some(body) = operation.body {
        let body = RequestBodyBuilder::new()
            .content("application/json", content(body))
            .required(Some(Required::True));
        builder = builder.request_body(Some(body.build()));
    }
    if operation.takes_bytes {
        let body = RequestBodyBuilder::new()
            .content(BYTES, bytes())
            .required(Some(Required::True));
        builder = builder.request_body(Some(body.build()));
    }
    let mut done = ResponseBuilder::new().description("Done.");
    if let Some(answer) = operation.answer {
        done = done.content("application/json", content(answer));
    }
    for media_type in shared::limits::CHAT_MEDIA_TYPES
        .iter()
        .filter(|_| operation.gives_bytes)
    {
        done = done.content(*media_type, bytes());
    }
    builder = builder.response(operation.status.to_string(), done.build());
    for (status, response) in refusals(operation) {
        builder = builder.response(status.to_string(), response);
    }
    builder.build()
}

fn content(shape: Shape) -> Content {
    Content::new(Some(Ref::from_schema_name((shape.name)())))
}

fn bytes() -> Content {
    let bytes = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
    Content::new(Some(bytes.build()))
}

/// The first word of the path that says what it is about.
fn tag(path: &str) -> &str {
    path.trim_start_matches("/api/")
        .split('/')
        .next()
        .unwrap_or("api")
}

fn parameters(operation: &Operation) -> Vec<Parameter> {
    let uuid = || {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
    };
    let mut found = Vec::new();
    for part in operation
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.split('}').next())
    {
        let parameter = ParameterBuilder::new()
            .name(part)
            .parameter_in(ParameterIn::Path)
            .required(Required::True);
        let schema = match part {
            "token" => ObjectBuilder::new().schema_type(Type::String),
            _ => uuid(),
        };
        found.push(parameter.schema(Some(schema)).build());
    }
    found.extend(query(operation));
    found.extend(
        operation
            .numbers
            .iter()
            .map(|(name, words)| number(name, words)),
    );
    if operation.verb == Verb::Post && operation.who == Who::SignedIn {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(128));
        let parameter = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header);
        let words = "The same for every retry of one wish.";
        found.push(
            parameter
                .required(Required::False)
                .description(Some(words))
                .schema(Some(text))
                .build(),
        );
    }
    found
}

/// The parameter behind the question mark, for the few operations that have one.
fn query(operation: &Operation) -> Option<Parameter> {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let (name, words, required, schema) = match (operation.verb, operation.path) {
        (Verb::Get, paths::CALLS) => (
            "state",
            "Only the live call.",
            Required::False,
            text.enum_values(Some(["active"])),
        ),
        (Verb::Post, paths::CHAT_FILES) => (
            "name",
            "What the file is called; no path.",
            Required::True,
            text.min_length(Some(1))
                .max_length(Some(limits::MAX_FILE_NAME_CHARS)),
        ),
        _ => return None,
    };
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(required)
        .description(Some(words));
    Some(parameter.schema(Some(schema)).build())
}

/// A whole number that may stand in the query.
fn number(name: &str, words: &str) -> Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)));
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(words));
    parameter.schema(Some(schema)).build()
}

/// What an operation may be refused with, by status.
fn refusals(operation: &Operation) -> BTreeMap<u16, Response> {
    let mut codes = operation.problems.to_vec();
    codes.extend([
        ProblemCode::BadRequest,
        ProblemCode::Busy,
        ProblemCode::Internal,
    ]);
    if operation.body.is_some() {
        codes.push(ProblemCode::TooLarge);
    }
    if operation.who == Who::SignedIn {
        codes.push(ProblemCode::Unauthenticated);
    }
    if operation.path.contains('{') {
        codes.push(ProblemCode::NotFound);
    }
    let mut by_status: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for code in codes {
        let name = serde_json::to_value(code)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned));
        by_status
            .entry(status_of(code).as_u16())
            .or_default()
            .extend(name);
    }
    let response = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        let content = content(shape::<Problem>());
        ResponseBuilder::new()
            .description(names.join(", "))
            .content("application/problem+json", content)
            .build()
    };
    by_status
        .into_iter()
        .map(|(status, names)| (status, response(names)))
        .collect()
}

/// The document as JSON, made once: it is the same as long as the program runs.
///
/// # Errors
/// It can't be written as JSON.
pub fn json() -> anyhow::Result<&'static str> {
    static JSON: OnceLock<String> = OnceLock::new();
    if let Some(made) = JSON.get() {
        return Ok(made);
    }
    let text = serde_json::to_string_pretty(&document())?;
    Ok(JSON.get_or_init(|| text))
}
