//! Who is signed in on this device, and the tokens that prove it.
//!
//! Owns sign-in, registration, the renewal of tokens and signing out. Must never keep a password.

pub(crate) mod forms;
pub(crate) mod link;
mod profile;
pub(crate) mod server_url;
pub(crate) mod view;

use crate::api::ApiRequest;
use crate::api::error::read;
use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::screens::route::Route;
use crate::session::forms::Forms;
use crate::session::server_url::normal_server_url;
use crate::{App, Effect, NoticeText, RequestError, StoredSession};
use serde_json::Value;
use shared::{
    LoginRequest, Me, Pii, RefreshRequest, RegisterRequest, Role, SessionId, SignedIn, Timestamp,
    paths,
};

/// Tokens are renewed this long before they expire, or after two thirds of a shorter life.
const RENEW_BEFORE_MS: i64 = 60_000;
/// Tokens are not renewed more often than this by the clock.
const RENEW_SPACING_MS: i64 = 5_000;
/// How often a doctor who waits for approval asks.
const APPROVAL_EVERY_MS: i64 = 20_000;

/// Who is signed in.
pub(crate) enum Account {
    SignedOut,
    /// A stored session is being opened by this refresh token.
    Opening(Pii),
    SignedIn(Box<Session>),
}

/// A signed-in person's tokens.
pub(crate) struct Session {
    pub(crate) me: Me,
    pub(crate) session_id: SessionId,
    access_token: Pii,
    access_expires_at: Timestamp,
    refresh_token: Pii,
    /// Counts the access tokens of this session.
    generation: u32,
    renew_at: Option<Timestamp>,
    ask_approval_at: Option<Timestamp>,
}

impl Account {
    pub(crate) fn session(&self) -> Option<&Session> {
        match self {
            Self::SignedIn(session) => Some(session),
            Self::SignedOut | Self::Opening(_) => None,
        }
    }

    pub(crate) fn access_token(&self) -> Option<&Pii> {
        self.session().map(|session| &session.access_token)
    }

    pub(crate) fn generation(&self) -> u32 {
        self.session().map_or(0, |session| session.generation)
    }

    /// Signed in as somebody for whom this app has rooms.
    pub(crate) fn may_practise(&self) -> bool {
        self.session().is_some_and(|session| match session.me.role {
            Role::Patient => true,
            Role::Doctor => session.me.approved,
            Role::Admin => false,
        })
    }

    /// The person told something new about themselves.
    pub(crate) fn rename(&mut self, name: Pii, time_zone: String) {
        if let Self::SignedIn(session) = self {
            session.me.name = name;
            session.me.time_zone = time_zone;
        }
    }

    pub(crate) fn role(&self) -> Option<Role> {
        self.session().map(|session| session.me.role)
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.session()
            .and_then(|session| crate::ctx::earlier(session.renew_at, session.ask_approval_at))
    }
}

impl App {
    pub(crate) fn show_form(&mut self, form: Route) {
        if matches!(self.account, Account::SignedOut) {
            self.route = form;
            self.forms.sign_in.problem = None;
            self.forms.register.problem = None;
        }
    }

    pub(crate) fn set_server(&mut self, cx: &mut Ctx, url: &str) {
        if let Some(url) = normal_server_url(url)
            && url != self.server_url
        {
            self.sign_out(cx);
            self.server_url = url;
        }
    }

    pub(crate) fn sign_in(&mut self, cx: &mut Ctx, email: Pii, password: Pii) {
        if matches!(self.account, Account::SignedOut) && !self.forms.sign_in.busy {
            self.route = Route::SignIn;
            self.forms.sign_in.begin();
            let body = LoginRequest { email, password };
            self.ask(
                cx,
                ApiRequest::post(RequestKind::SignIn, paths::LOGIN).with(&body),
            );
        }
    }

    pub(crate) fn register(&mut self, cx: &mut Ctx, request: &RegisterRequest) {
        if matches!(self.account, Account::SignedOut) && !self.forms.register.busy {
            self.route = Route::Register;
            self.forms.register.begin();
            self.ask(
                cx,
                ApiRequest::post(RequestKind::Register, paths::REGISTER).with(request),
            );
        }
    }

    /// The answer to a form that signs in.
    pub(crate) fn on_entered(
        &mut self,
        cx: &mut Ctx,
        kind: RequestKind,
        result: Result<Value, RequestError>,
    ) {
        let answer = read::<SignedIn>(result);
        let form = if kind == RequestKind::Register {
            &mut self.forms.register
        } else {
            &mut self.forms.sign_in
        };
        if let Some(signed_in) = form.settle(answer) {
            self.apply_session(cx, signed_in);
            self.enter(cx);
        }
    }

    /// Asks for a new access token, unless that is under way.
    pub(crate) fn renew_token(&mut self, cx: &mut Ctx) {
        let refresh_token = match &self.account {
            Account::SignedOut => return,
            Account::Opening(token) => token.clone(),
            Account::SignedIn(session) => session.refresh_token.clone(),
        };
        if let Account::SignedIn(session) = &mut self.account {
            session.renew_at = None;
        }
        if !self.requests.has(RequestKind::Refresh) {
            let body = RefreshRequest { refresh_token };
            self.ask(
                cx,
                ApiRequest::post(RequestKind::Refresh, paths::REFRESH).with(&body),
            );
        }
    }

    pub(crate) fn on_refreshed(&mut self, cx: &mut Ctx, result: Result<Value, RequestError>) {
        match read::<SignedIn>(result) {
            Ok(signed_in) => {
                let had_rooms = self.account.may_practise();
                self.apply_session(cx, signed_in);
                if !had_rooms {
                    self.enter(cx);
                }
                self.send_with_new_token(cx);
                self.authenticate_link(cx);
            }
            Err(_) => {
                self.leave(cx);
                self.notices.add(NoticeText::SignedOut);
            }
        }
    }

    fn apply_session(&mut self, cx: &mut Ctx, signed_in: SignedIn) {
        cx.push(Effect::StoreSession(StoredSession {
            server_url: self.server_url.clone(),
            refresh_token: signed_in.refresh_token.clone(),
        }));
        let generation = self.account.generation().wrapping_add(1);
        self.account = Account::SignedIn(Box::new(Session {
            me: signed_in.me,
            session_id: signed_in.session_id,
            access_token: signed_in.access_token,
            access_expires_at: signed_in.access_expires_at,
            refresh_token: signed_in.refresh_token,
            generation,
            renew_at: None,
            ask_approval_at: None,
        }));
        self.plan_renewal(cx.now);
    }

    /// Says when the token is to be renewed, once the server's clock is known. Before that, a wrong
    /// device clock could make every token look expired; an answer 401 renews it all the same.
    pub(crate) fn plan_renewal(&mut self, now: Timestamp) {
        if let Account::SignedIn(session) = &mut self.account
            && self.link.knows_the_server_clock()
        {
            let left_ms = session
                .access_expires_at
                .since_ms(self.link.to_server(now))
                .max(0);
            let early_ms = RENEW_BEFORE_MS.min(left_ms / 3);
            session.renew_at = Some(now.plus_ms((left_ms - early_ms).max(RENEW_SPACING_MS)));
        }
    }

    /// Enters the rooms of the person's role.
    fn enter(&mut self, cx: &mut Ctx) {
        self.route = Route::Home;
        if self.account.may_practise() {
            self.load_schedules(cx);
            self.load_inbox(cx);
            self.load_choices(cx);
            self.open_link(cx);
        } else if let Account::SignedIn(session) = &mut self.account
            && session.me.role == Role::Doctor
        {
            session.ask_approval_at = Some(cx.now.plus_ms(APPROVAL_EVERY_MS));
        }
    }

    /// Renews and asks for approval when it is time to.
    pub(crate) fn reconcile_account(&mut self, cx: &mut Ctx) {
        let Account::SignedIn(session) = &mut self.account else {
            return;
        };
        let asks = session.ask_approval_at.is_some_and(|at| at <= cx.now);
        if asks {
            session.ask_approval_at = Some(cx.now.plus_ms(APPROVAL_EVERY_MS));
        }
        if session.renew_at.is_some_and(|at| at <= cx.now) {
            self.renew_token(cx);
        }
        if asks {
            self.ask_who(cx);
        }
    }

    pub(crate) fn ask_who(&mut self, cx: &mut Ctx) {
        self.ask(cx, ApiRequest::get(RequestKind::Me, paths::ME));
    }

    pub(crate) fn on_me(&mut self, cx: &mut Ctx, result: Result<Value, RequestError>) {
        let had_rooms = self.account.may_practise();
        // Failing to hear is no news; the next try follows.
        if let (Account::SignedIn(session), Ok(me)) = (&mut self.account, read::<Me>(result)) {
            session.me = me;
        }
        if self.account.may_practise() && !had_rooms {
            if let Account::SignedIn(session) = &mut self.account {
                session.ask_approval_at = None;
            }
            self.enter(cx);
        }
    }

    pub(crate) fn sign_out(&mut self, cx: &mut Ctx) {
        if matches!(self.account, Account::SignedOut) {
            return;
        }
        let token = self.account.access_token().cloned();
        self.leave(cx);
        if let Some(token) = token {
            self.ask_parting(
                cx,
                ApiRequest::post(RequestKind::SignOut, paths::LOGOUT),
                token,
            );
        }
    }

    /// Forgets the person and everything that was shown to them.
    fn leave(&mut self, cx: &mut Ctx) {
        self.requests.clear();
        self.drop_call(cx);
        self.forget_check(cx);
        self.close_link(cx);
        self.account = Account::SignedOut;
        self.route = Route::SignIn;
        self.forms = Forms::default();
        self.schedules = crate::schedules::Schedules::default();
        self.rooms = crate::queue::Rooms::default();
        self.notices = crate::notifications::notices::Notices::default();
        self.inbox = crate::notifications::Inbox::default();
        self.chats = crate::chat::Chats::default();
        self.note_drafts = crate::calls::notes::NoteDrafts::default();
        cx.push(Effect::DropFiles);
        self.counted = Vec::new();
        self.choices = Vec::new();
        self.profile = crate::Loadable::Loading;
        self.directory = crate::appointments::Directory::default();
        self.appointments = crate::appointments::Appointments::default();
        self.hours = crate::appointments::Hours::default();
        cx.push(Effect::ForgetSession);
    }
}
