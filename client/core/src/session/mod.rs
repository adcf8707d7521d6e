//! Who is signed in on this device.
//!
//! Owns sign-in, registration and signing out. Must never keep a password.

pub(crate) mod account;
mod connection;
mod feature;
pub(crate) mod forms;
pub(crate) mod intent;
pub(crate) mod link;
pub(crate) mod server_url;
mod tokens;
pub(crate) mod view;

use crate::api::error::{RequestError, read};
use crate::api::pending::ApiRequest;
use crate::ctx::Ctx;
use crate::events::Event;
use crate::feature::Answer;
use crate::io::{Effect, StoredSession};
use crate::screens::route::Route;
use crate::session::account::Account;
use crate::session::forms::FormState;
use crate::session::intent::SessionRequest;
use crate::session::server_url::{PlainHttp, RefusedAddress, ServerUrl};
use serde::Deserialize;
use shared::{LoginRequest, Me, PendingRegistration, Pii, RegisterRequest, Role, SignedIn, paths};

/// How often a doctor who waits for approval asks.
const APPROVAL_EVERY_MS: i64 = 20_000;

/// The two forms at the entrance, and the way to the server.
#[derive(Default)]
pub(crate) struct Entrance {
    pub(crate) sign_in: FormState,
    pub(crate) register: FormState,
    /// The last address given, where it is not used.
    pub(crate) refused_address: Option<RefusedAddress>,
    plain_http: PlainHttp,
}

impl Entrance {
    /// The app started, on what an earlier run kept.
    pub(crate) fn on_started(
        &mut self,
        cx: &mut Ctx,
        server_url: String,
        plain_http: PlainHttp,
        stored: Option<StoredSession>,
    ) {
        self.plain_http = plain_http;
        let (given, refresh_token) = match stored {
            Some(stored) => (stored.server_url, Some(stored.refresh_token)),
            None => (server_url, None),
        };
        let is_used = self.use_server(cx, &given);
        match refresh_token {
            Some(token) if is_used => {
                cx.account = Account::Opening(token);
                cx.route = Route::Home;
                cx.renew_token();
            }
            // Its proof must not be shown where it could be read on the way.
            Some(_) => {
                cx.route = Route::SignIn;
                cx.push(Effect::ForgetSession);
            }
            None => cx.route = Route::SignIn,
        }
    }

    /// Takes an address, unless it is not one to be used; tells whether it is.
    fn use_server(&mut self, cx: &mut Ctx, given: &str) -> bool {
        match ServerUrl::parse(given, self.plain_http) {
            Ok(server) => {
                self.refused_address = None;
                if cx.server.as_ref() != Some(&server) {
                    self.say_farewell(cx);
                    cx.server = Some(server);
                }
                true
            }
            Err(refused) => {
                self.refused_address = Some(refused);
                false
            }
        }
    }

    pub(crate) fn show_form(&mut self, cx: &mut Ctx, form: Route) {
        if cx.account.is_signed_out() {
            cx.route = form;
            self.sign_in.problem = None;
            self.register.problem = None;
        }
    }

    pub(crate) fn set_server(&mut self, cx: &mut Ctx, url: &str) {
        if self.use_server(cx, url) {
            // They were about the server before.
            self.sign_in.problem = None;
            self.register.problem = None;
        }
    }

    pub(crate) fn sign_in(&mut self, cx: &mut Ctx, email: Pii, password: Pii) {
        if cx.account.is_signed_out() && !self.sign_in.busy {
            cx.route = Route::SignIn;
            if cx.server.is_none() {
                self.sign_in.problem = Some(RequestError::NoServer);
                return;
            }
            self.sign_in.begin();
            let body = LoginRequest { email, password };
            cx.ask(ApiRequest::post(SessionRequest::SignIn, paths::LOGIN).with(&body));
        }
    }

    pub(crate) fn register(&mut self, cx: &mut Ctx, request: &RegisterRequest) {
        if cx.account.is_signed_out() && !self.register.busy {
            cx.route = Route::Register;
            if cx.server.is_none() {
                self.register.problem = Some(RequestError::NoServer);
                return;
            }
            self.register.begin();
            cx.ask(ApiRequest::post(SessionRequest::Register, paths::REGISTER).with(request));
        }
    }

    /// The answer to a registration: in, or waiting for a code that was mailed.
    pub(crate) fn on_registered(&mut self, cx: &mut Ctx, result: Answer) {
        let pending = result.as_ref().ok();
        let pending = pending.and_then(|body| PendingRegistration::deserialize(body).ok());
        match pending {
            // What was typed stays, for whoever comes back to mend the address.
            Some(pending) => {
                self.register = FormState::default();
                cx.emit(Event::CodeSent(pending));
            }
            None => self.on_entered(cx, SessionRequest::Register, result),
        }
    }

    /// The code of a registration came, and with it the session.
    pub(super) fn on_proved(&mut self, cx: &mut Ctx, signed_in: SignedIn) {
        cx.apply_session(signed_in);
        self.enter(cx);
    }

    /// The answer to a form that signs in.
    pub(crate) fn on_entered(&mut self, cx: &mut Ctx, kind: SessionRequest, result: Answer) {
        let answer = read::<SignedIn>(result);
        let form = if kind == SessionRequest::Register {
            &mut self.register
        } else {
            &mut self.sign_in
        };
        if let Some(signed_in) = form.settle(answer) {
            cx.apply_session(signed_in);
            self.enter(cx);
        }
    }

    pub(crate) fn on_refreshed(&mut self, cx: &mut Ctx, result: Answer) {
        match read::<SignedIn>(result) {
            Ok(signed_in) => {
                let (had_rooms, had_role) = (cx.account.may_practise(), cx.account.role());
                cx.apply_session(signed_in);
                if had_rooms && (!cx.account.may_practise() || cx.account.role() != had_role) {
                    // Somebody else by now: what is on this device was meant for who they were.
                    cx.emit(Event::Left { by_server: true });
                    return;
                }
                if !had_rooms {
                    self.enter(cx);
                }
                cx.send_with_new_token();
                cx.authenticate_link();
            }
            Err(_) => cx.emit(Event::Left { by_server: true }),
        }
    }

    /// Enters the rooms of the person's role.
    fn enter(&mut self, cx: &mut Ctx) {
        cx.route = Route::Home;
        if cx.account.may_practise() {
            cx.emit(Event::Entered);
            cx.open_link();
        } else if let Some(session) = cx.account.session_mut()
            && session.me.role == Role::Doctor
        {
            session.ask_approval_at = Some(cx.now.plus_ms(APPROVAL_EVERY_MS));
        }
    }

    pub(crate) fn on_me(&mut self, cx: &mut Ctx, result: Answer) {
        let had_rooms = cx.account.may_practise();
        // Failing to hear is no news; the next try follows.
        if let (Some(session), Ok(me)) = (cx.account.session_mut(), read::<Me>(result)) {
            session.me = me;
        }
        if cx.account.may_practise() && !had_rooms {
            if let Some(session) = cx.account.session_mut() {
                session.ask_approval_at = None;
            }
            self.enter(cx);
        }
    }

    /// Leaves, and tells the server that this session is over.
    pub(crate) fn say_farewell(&mut self, cx: &mut Ctx) {
        if cx.account.is_signed_out() {
            return;
        }
        if let Some(token) = cx.account.access_token().cloned() {
            cx.ask_parting(
                ApiRequest::post(SessionRequest::SignOut, paths::LOGOUT),
                token,
            );
        }
        cx.emit(Event::Left { by_server: false });
    }

    /// Asks for everything in view anew.
    pub(super) fn reload(&mut self, cx: &mut Ctx) {
        if cx.account.may_practise() {
            cx.emit(Event::Reload);
        } else if cx.account.session().is_some() {
            cx.ask_who();
        }
    }

    /// Renews and asks for approval when it is time to.
    pub(super) fn renew_in_time(&mut self, cx: &mut Ctx) {
        let Some(session) = cx.account.session_mut() else {
            return;
        };
        let asks = session.ask_approval_at.is_some_and(|at| at <= cx.now);
        if asks {
            session.ask_approval_at = Some(cx.now.plus_ms(APPROVAL_EVERY_MS));
        }
        if cx.account.renews_by(cx.now) {
            cx.renew_token();
        }
        if asks {
            cx.ask_who();
        }
    }
}
