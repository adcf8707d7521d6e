use super::operation::{Door, Operation, Verb};
use super::operations::operations;
use super::problem;
use crate::error::AppError;
use actix_web::web::{self, QueryConfig, ServiceConfig};
use actix_web::{HttpResponse, Resource, Route};
use shared::{ProblemCode, paths};
use std::collections::BTreeMap;

/// What listens for requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listener {
    /// For people.
    Public,
    /// The same of a demo that has no internal one.
    PublicOfDemo,
    /// For whoever runs the machine.
    Internal,
}

impl Listener {
    fn has(self, operation: &Operation) -> bool {
        match operation.door {
            Door::Public => self != Self::Internal,
            Door::Internal => self == Self::Internal,
            Door::InternalOrDemo => self != Self::Public,
        }
    }
}

/// Routes the realtime socket, which is `live`'s.
pub fn configure_socket(config: &mut ServiceConfig, socket: Route) {
    let socket = web::resource(paths::SOCKET).route(socket);
    config.service(socket.default_service(web::to(|| wrong_method(vec![Verb::Get]))));
}

/// Routes every operation that this listener has. Whatever another one has does not exist here.
pub fn configure(config: &mut ServiceConfig, listener: Listener) {
    let mut resources: BTreeMap<&str, (Resource, Vec<Verb>)> = BTreeMap::new();
    for operation in operations().into_iter().filter(|it| listener.has(it)) {
        let (resource, verbs) = resources
            .remove(operation.path)
            .unwrap_or_else(|| (web::resource(operation.path), Vec::new()));
        let verbs = verbs.into_iter().chain([operation.verb]).collect();
        let routes = operation.routes().into_iter();
        let resource = routes.fold(resource, Resource::route);
        resources.insert(operation.path, (resource, verbs));
    }
    config.app_data(
        QueryConfig::default()
            .error_handler(|_, _| AppError::Known(ProblemCode::BadRequest).into()),
    );
    for (resource, verbs) in resources.into_values() {
        config.service(resource.default_service(web::to(move || wrong_method(verbs.clone()))));
    }
    config.default_service(web::to(nothing_here));
}

async fn nothing_here() -> HttpResponse {
    problem::answer(&problem::of_code(ProblemCode::NotFound))
}

/// A path that exists, but not with this method (RFC 9110, 15.5.6: the answer names those it has).
async fn wrong_method(verbs: Vec<Verb>) -> HttpResponse {
    let mut answer = problem::answer(&problem::of_code(ProblemCode::MethodNotAllowed));
    let mut allowed: Vec<_> = verbs
        .iter()
        .map(|verb| format!("{verb:?}").to_uppercase())
        .collect();
    if verbs.contains(&Verb::Get) {
        allowed.push("HEAD".to_owned());
    }
    if let Ok(value) = allowed.join(", ").parse() {
        answer
            .headers_mut()
            .insert(actix_web::http::header::ALLOW, value);
    }
    answer
}
