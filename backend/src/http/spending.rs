//! What a request takes out of its operation's purse.

use super::contract::Who;
use super::visitor::{Visitor, visitor};
use crate::app::Principal;
use crate::budgets::{Purse, Spender};
use crate::error::AppError;
use crate::state::AppState;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};
use uuid::Uuid;

/// What an operation declares of its budgets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spends {
    /// Each request takes one out of this purse before its handler runs.
    AtTheDoor(Purse),
    /// The use case takes it, as who spends stands in the body.
    Inside(Purse),
}

impl Spends {
    /// Out of which purse.
    #[cfg(test)]
    pub const fn purse(self) -> Purse {
        match self {
            Self::AtTheDoor(purse) | Self::Inside(purse) => purse,
        }
    }
}

/// What [`SignedIn`](super::principal::SignedIn) is to take, once it knows who asks.
#[derive(Clone, Copy)]
struct Due(Purse);

/// Around an operation's handler: where nobody has to be signed in, the network pays; everywhere else
/// the person does, once known.
pub async fn at_the_door(
    purse: Purse,
    who: Who,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    match who {
        Who::SignedIn => {
            request.extensions_mut().insert(Due(purse));
        }
        Who::Anyone => {
            let from = visitor(request.request());
            if let Some(state) = request.app_data::<web::Data<AppState>>() {
                let spender = Spender {
                    network: Some(from.network()),
                    ..Spender::default()
                };
                state.budgets.spend(purse, spender)?;
            }
        }
    }
    next.call(request).await
}

/// Who is about to be known, and what is then to be taken.
pub struct Bill {
    due: Option<Purse>,
    target: Option<Uuid>,
    visitor: Visitor,
}

impl Bill {
    /// That of a request. What everybody spends on is the first id in its path.
    pub fn of(request: &HttpRequest) -> Self {
        let first = request.match_info().iter().next();
        Self {
            due: request.extensions().get::<Due>().map(|due| due.0),
            target: first.and_then(|(_, text)| text.parse().ok()),
            visitor: visitor(request),
        }
    }

    /// Takes it.
    ///
    /// # Errors
    /// The purse is empty.
    pub fn settle(&self, state: &AppState, principal: &Principal) -> Result<(), AppError> {
        let Some(purse) = self.due else {
            return Ok(());
        };
        let spender = Spender {
            person: Some(principal.identity.user_id),
            target: self.target,
            network: Some(self.visitor.network()),
        };
        state.budgets.spend(purse, spender)
    }
}
