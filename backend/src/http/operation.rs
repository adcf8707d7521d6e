//! One row of the route table: what a request is, for the router and for the OpenAPI document.
//!
//! A row names its handler, and the handler's own types say the rest: see [`Describes`].

use super::contract::{Contract, Who};
use super::describe::Describes;
use super::looking::{Reads, at_the_desk};
use super::spending::{Spends, at_the_door};
use crate::budgets::Purse;
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{FromRequest, Handler, Responder, Route, web};
use shared::ProblemCode;

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

impl Verb {
    const fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Patch => Method::PATCH,
            Self::Delete => Method::DELETE,
        }
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
    /// What its handler takes and gives.
    pub contract: Contract,
    /// What else it may be refused with, besides what holds for every operation.
    pub problems: &'static [ProblemCode],
    /// What each request takes out of which purse.
    pub spends: Option<Spends>,
    /// What it gives to look at.
    pub reads: Option<Reads>,
    /// Which door it is behind.
    pub door: Door,
    handler: Box<dyn Fn(Method) -> Route>,
}

/// The server's listeners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The one that people reach.
    Public,
    /// The one for whoever runs the machine.
    Internal,
    /// The internal one; a demo without one has it at the public one.
    InternalOrDemo,
}

/// A row for each verb: path, the operation's name for programs, one line for people, handler.
macro_rules! row {
    ($(#[$doc:meta])* $name:ident, $verb:expr) => {
        $(#[$doc])*
        pub fn $name<H, Args>(
            path: &'static str,
            id: &'static str,
            summary: &'static str,
            handler: H,
        ) -> Operation
        where
            H: Handler<Args>,
            H::Output: Responder + Describes + 'static,
            Args: FromRequest + Describes + 'static,
        {
            let route = move |method| web::method(method).to(handler.clone());
            Operation::new::<Args, H::Output>($verb, (path, id, summary), Box::new(route))
        }
    };
}

row!(
    /// Reads.
    get,
    Verb::Get
);
row!(
    /// Does.
    post,
    Verb::Post
);
row!(
    /// Replaces.
    put,
    Verb::Put
);
row!(
    /// Changes.
    patch,
    Verb::Patch
);
row!(
    /// Removes.
    delete,
    Verb::Delete
);

impl Operation {
    fn new<Takes: Describes, Gives: Describes>(
        verb: Verb,
        (path, id, summary): (&'static str, &'static str, &'static str),
        handler: Box<dyn Fn(Method) -> Route>,
    ) -> Self {
        let mut contract = Contract {
            who: Who::Anyone,
            path: Vec::new(),
            query: Vec::new(),
            key: false,
            known_tags: false,
            body: None,
            status: 200,
            answer: None,
            also: None,
        };
        Takes::describe(&mut contract);
        Gives::describe(&mut contract);
        Self {
            verb,
            path,
            id,
            summary,
            contract,
            problems: &[],
            spends: None,
            reads: None,
            door: Door::Public,
            handler,
        }
    }

    /// May be refused with these.
    pub fn refuses(self, problems: &'static [ProblemCode]) -> Self {
        Self { problems, ..self }
    }

    /// Each request takes one out of this purse: of the person, of the first id in the path, of the
    /// network and of all, as far as the purse has something for them.
    pub fn spends(self, purse: Purse) -> Self {
        let spends = Some(Spends::AtTheDoor(purse));
        Self { spends, ..self }
    }

    /// The use case takes it out of this purse, as who spends stands in the body.
    pub fn spends_inside(self, purse: Purse) -> Self {
        let spends = Some(Spends::Inside(purse));
        Self { spends, ..self }
    }

    /// Gives this to look at.
    pub fn reads(self, reads: Reads) -> Self {
        let reads = Some(reads);
        Self { reads, ..self }
    }

    /// Is there for whoever runs the machine only.
    pub fn behind(self, door: Door) -> Self {
        Self { door, ..self }
    }

    /// The routes to the handler, past whoever writes down and whoever counts. What can be read can be asked for
    /// without its body as well (RFC 9110, 9.3.2).
    pub fn routes(&self) -> Vec<Route> {
        let also = (self.verb == Verb::Get).then_some(Method::HEAD);
        let methods = also.into_iter().chain([self.verb.method()]);
        methods.map(|method| self.route(method)).collect()
    }

    fn route(&self, method: Method) -> Route {
        let route = (self.handler)(method);
        let (who, id, reads) = (self.contract.who, self.id, self.reads);
        let counted = match self.spends {
            Some(Spends::AtTheDoor(purse)) => route.wrap(from_fn(move |request, next| {
                at_the_door(purse, who, request, next)
            })),
            Some(Spends::Inside(_)) | None => route,
        };
        counted.wrap(from_fn(move |request, next| {
            at_the_desk(id, reads, request, next)
        }))
    }
}
