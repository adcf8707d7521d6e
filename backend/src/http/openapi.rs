//! The OpenAPI 3.1 document, made from the rows and from what their handlers' types say, so that it
//! can't tell another story.

use super::contract::{Contract, PathPart, Payload, SchemaRef, Who};
use super::operation::{Operation, Verb};
use super::principal::KEY_BYTES;
use super::problem::status_of;
use shared::{Problem, ProblemCode, limits};
use std::collections::BTreeMap;
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

/// The document about these operations.
pub fn document(operations: &[Operation]) -> OpenApi {
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
    let mut schemas = vec![SchemaRef::of::<Problem>()];
    for operation in operations {
        let Contract { body, answer, .. } = operation.contract;
        schemas.extend(operation.contract.also.map(|(_, schema)| schema));
        for payload in [body, answer].into_iter().flatten() {
            if let Payload::Json(schema) = payload {
                schemas.push(schema);
            }
        }
        let (method, item) = (method(operation.verb), described(operation));
        paths.add_path_operation(operation.path, vec![method], item);
    }
    for schema in schemas {
        let mut parts = Vec::new();
        (schema.parts)(&mut parts);
        components = components
            .schema((schema.name)(), (schema.schema)())
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
    let contract = &operation.contract;
    if contract.who == Who::SignedIn {
        builder = builder.security(SecurityRequirement::new(BEARER, Vec::<String>::new()));
    }
    if let Some(body) = contract.body {
        let body = match body {
            Payload::Json(schema) => {
                RequestBodyBuilder::new().content("application/json", content(schema))
            }
            Payload::Bytes => RequestBodyBuilder::new().content(BYTES, bytes()),
        };
        builder = builder.request_body(Some(body.required(Some(Required::True)).build()));
    }
    let mut done = ResponseBuilder::new().description("Done.");
    match contract.answer {
        None => {}
        Some(Payload::Json(schema)) => done = done.content("application/json", content(schema)),
        Some(Payload::Bytes) => {
            for media_type in limits::CHAT_MEDIA_TYPES {
                done = done.content(media_type, bytes());
            }
        }
    }
    builder = builder.response(contract.status.to_string(), done.build());
    if let Some((status, schema)) = contract.also {
        let also = ResponseBuilder::new()
            .description("Begun.")
            .content("application/json", content(schema));
        builder = builder.response(status.to_string(), also.build());
    }
    if contract.known_tags {
        let same = ResponseBuilder::new().description("Not changed.");
        builder = builder.response("304", same.build());
    }
    for (status, response) in refusals(operation) {
        builder = builder.response(status.to_string(), response);
    }
    builder.build()
}

fn content(schema: SchemaRef) -> Content {
    Content::new(Some(Ref::from_schema_name((schema.name)())))
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
    let contract = &operation.contract;
    let names = operation.path.split('/').filter_map(name_in_braces);
    let mut found: Vec<Parameter> = names
        .zip(&contract.path)
        .map(|(name, part)| path_parameter(name, *part))
        .collect();
    found.extend(contract.query.iter().cloned());
    if contract.key {
        found.push(key_parameter());
    }
    if contract.known_tags {
        found.push(tags_parameter());
    }
    found
}

/// The name in a part of a path such as `{id}`.
pub fn name_in_braces(part: &str) -> Option<&str> {
    part.strip_prefix('{')?.split('}').next()
}

fn path_parameter(name: &str, part: PathPart) -> Parameter {
    let text = ObjectBuilder::new().schema_type(Type::String);
    let schema = match part {
        PathPart::Id => text.format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))),
        PathPart::Text => text,
    };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(schema))
        .build()
}

fn tags_parameter() -> Parameter {
    ParameterBuilder::new()
        .name("If-None-Match")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "The ETag of what is known already: 304 where that is still it.",
        ))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

fn key_parameter() -> Parameter {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(KEY_BYTES));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some("The same for every retry of one wish."))
        .schema(Some(text))
        .build()
}

/// What an operation may be refused with, by status.
fn refusals(operation: &Operation) -> BTreeMap<u16, Response> {
    let mut codes = operation.problems.to_vec();
    codes.extend([
        ProblemCode::BadRequest,
        ProblemCode::Busy,
        ProblemCode::Internal,
    ]);
    if let Some(Payload::Json(_)) = operation.contract.body {
        codes.extend([ProblemCode::TooLarge, ProblemCode::UnsupportedEncoding]);
    }
    if operation.contract.key {
        codes.push(ProblemCode::KeyReused);
    }
    if operation.spends.is_some() {
        codes.push(ProblemCode::TooManyRequests);
    }
    if operation.contract.who == Who::SignedIn {
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
        let content = content(SchemaRef::of::<Problem>());
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
