//! What a row says of the looks that its operation gives, and the layer that writes them down: whoever
//! passed the authorisation looked, and whoever did not was refused.

use crate::access_log::Look;
use crate::app::Principal;
use crate::state::AppState;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};
use std::cell::OnceCell;
use std::rc::Rc;
use uuid::Uuid;

/// What an operation gives to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// Something of people, which is in the audit under this name.
    Audited(&'static str),
    /// The same, where the use case writes it down, as nobody is signed in.
    Inside(&'static str),
    /// What is of nobody but whoever asks: account, settings, the own place.
    Own,
    /// What everybody may know.
    Public,
}

/// Where [`SignedIn`](super::principal::SignedIn) leaves word of who asks.
#[derive(Clone, Default)]
pub struct Asking(Rc<OnceCell<Principal>>);

impl Asking {
    /// Says who asks.
    pub fn known(&self, principal: Principal) {
        // One request is one person's.
        self.0.set(principal).ok();
    }
}

/// Around an operation's handler and whoever counts: writes down who was shown something, and who was not.
pub async fn at_the_desk(
    operation: &'static str,
    reads: Option<Reads>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let asking = Asking::default();
    request.extensions_mut().insert(asking.clone());
    let answer = next.call(request).await?;
    let state = answer.request().app_data::<web::Data<AppState>>();
    let (Some(principal), Some(state)) = (asking.0.get(), state) else {
        return Ok(answer);
    };
    let actor_id = principal.identity.user_id;
    let ids = answer.request().match_info().iter();
    let subject = ids.filter_map(|(_, text)| text.parse::<Uuid>().ok()).last();
    // What has no id is the person's own: a list, or nothing.
    let subject_id = subject.map_or_else(|| actor_id.to_string(), |id| id.to_string());
    match (answer.status(), reads) {
        (StatusCode::FORBIDDEN | StatusCode::NOT_FOUND, _) => {
            let log = &state.access_log;
            log.note_refusal(actor_id, subject_id, operation, principal.now);
        }
        (status, Some(Reads::Audited(action)))
            if status.is_success() || status == StatusCode::NOT_MODIFIED =>
        {
            let look = Look {
                actor_id: Some(actor_id),
                action,
                subject_id,
                detail: "",
            };
            state.access_log.note(look, principal.now);
        }
        _ => {}
    }
    Ok(answer)
}
