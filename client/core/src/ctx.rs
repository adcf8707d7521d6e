//! What every feature works with: the time, the way to the server, the person, and where they are.
//!
//! Owns what is nobody's own. A feature changes it through the methods here and beside [`Account`],
//! [`Link`] and [`Requests`]; what it has to say to other features goes out as an [`Event`].

use crate::api::pending::Requests;
use crate::api::request::RequestKind;
use crate::events::Event;
use crate::io::{Effect, MediaCommand};
use crate::notifications::notices::Notices;
use crate::rng::Rng;
use crate::screens::route::Route;
use crate::session::account::Account;
use crate::session::link::Link;
use crate::session::server_url::ServerUrl;
use crate::view_parts::{Action, WhyNot};
use shared::{ClientFrame, Timestamp};
use std::collections::VecDeque;

/// What all features share. See the module.
pub(crate) struct Ctx {
    /// This device's own clock; add the link's offset to get the server's.
    pub(crate) now: Timestamp,
    /// What this pass asks of the engine.
    pub(crate) effects: Vec<Effect>,
    /// What features told each other in this pass and nobody has heard yet.
    pub(crate) events: VecDeque<Event>,
    /// Absent where no address was given that may be used.
    pub(crate) server: Option<ServerUrl>,
    pub(crate) rng: Rng,
    pub(crate) account: Account,
    pub(crate) route: Route,
    pub(crate) link: Link,
    pub(crate) requests: Requests,
    pub(crate) notices: Notices,
}

impl Default for Ctx {
    fn default() -> Self {
        Self {
            now: Timestamp::default(),
            effects: Vec::new(),
            events: VecDeque::new(),
            server: None,
            rng: Rng::new(0),
            account: Account::SignedOut,
            route: Route::Opening,
            link: Link::default(),
            requests: Requests::default(),
            notices: Notices::default(),
        }
    }
}

impl Ctx {
    /// Asks something of the engine.
    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(crate) fn media(&mut self, command: MediaCommand) {
        self.push(Effect::Media(command));
    }

    /// Tells the other features, once the present one is done.
    pub(crate) fn emit(&mut self, event: Event) {
        self.events.push_back(event);
    }

    /// Says something on the socket, where it is up.
    pub(crate) fn say(&mut self, frame: ClientFrame) {
        if self.link.is_online() {
            self.push(Effect::SendFrame {
                connection: self.link.connection,
                frame,
            });
        }
    }

    /// Goes elsewhere below any call; tells whether that is another place than before.
    pub(crate) fn go_to(&mut self, route: Route) -> bool {
        if !self.account.may_practise() || self.route == route {
            return false;
        }
        self.route = route;
        self.emit(Event::RouteChanged);
        true
    }

    /// Allowed where the rule says so, the server is in reach and it was not asked for already.
    pub(crate) fn action(&self, kind: impl Into<RequestKind>, rule: Result<(), WhyNot>) -> Action {
        if self.requests.has(kind) {
            return Action::Busy;
        }
        match rule {
            Err(why) => Action::Refused { why },
            Ok(()) if !self.link.is_online() => Action::Refused {
                why: WhyNot::Offline,
            },
            Ok(()) => Action::Allowed,
        }
    }

    /// This pass's instant on the server's clock.
    pub(crate) fn server_now(&self) -> Timestamp {
        self.link.to_server(self.now)
    }
}
