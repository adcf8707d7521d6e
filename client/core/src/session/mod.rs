//! Who is signed in on this device, and the tokens that prove it.
//!
//! Owns sign-in, registration, the renewal of tokens and signing out. Must never keep a password.

pub(crate) mod forms;
pub(crate) mod link;
mod profile;

use crate::api::Wish;
use crate::api::error::read;
use crate::api::request::Purpose;
use crate::app::{Forms, Place, normal_server_url};
use crate::ctx::Turn;
use crate::{App, Effect, NoticeText, StoredSession, Trouble};
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
    SignedIn(Box<Seat>),
}

/// A signed-in person's tokens.
pub(crate) struct Seat {
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
    pub(crate) fn seat(&self) -> Option<&Seat> {
        match self {
            Self::SignedIn(seat) => Some(seat),
            Self::SignedOut | Self::Opening(_) => None,
        }
    }

    pub(crate) fn access_token(&self) -> Option<&Pii> {
        self.seat().map(|seat| &seat.access_token)
    }

    pub(crate) fn generation(&self) -> u32 {
        self.seat().map_or(0, |seat| seat.generation)
    }

    /// Signed in as somebody for whom this app has rooms.
    pub(crate) fn may_practise(&self) -> bool {
        self.seat().is_some_and(|seat| match seat.me.role {
            Role::Patient => true,
            Role::Doctor => seat.me.approved,
            Role::Admin => false,
        })
    }

    /// The person told something new about themselves.
    pub(crate) fn rename(&mut self, name: Pii, time_zone: String) {
        if let Self::SignedIn(seat) = self {
            seat.me.name = name;
            seat.me.time_zone = time_zone;
        }
    }

    pub(crate) fn role(&self) -> Option<Role> {
        self.seat().map(|seat| seat.me.role)
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.seat()
            .and_then(|seat| crate::ctx::earlier(seat.renew_at, seat.ask_approval_at))
    }
}

impl App {
    pub(crate) fn show_form(&mut self, form: Place) {
        if matches!(self.account, Account::SignedOut) {
            self.place = form;
            self.forms.sign_in.problem = None;
            self.forms.register.problem = None;
        }
    }

    pub(crate) fn set_server(&mut self, turn: &mut Turn, url: &str) {
        if let Some(url) = normal_server_url(url)
            && url != self.server_url
        {
            self.sign_out(turn);
            self.server_url = url;
        }
    }

    pub(crate) fn sign_in(&mut self, turn: &mut Turn, email: Pii, password: Pii) {
        if matches!(self.account, Account::SignedOut) && !self.forms.sign_in.busy {
            self.place = Place::SignIn;
            self.forms.sign_in.begin();
            let body = LoginRequest { email, password };
            self.ask(turn, Wish::post(Purpose::SignIn, paths::LOGIN).with(&body));
        }
    }

    pub(crate) fn register(&mut self, turn: &mut Turn, request: &RegisterRequest) {
        if matches!(self.account, Account::SignedOut) && !self.forms.register.busy {
            self.place = Place::Register;
            self.forms.register.begin();
            self.ask(
                turn,
                Wish::post(Purpose::Register, paths::REGISTER).with(request),
            );
        }
    }

    /// The answer to a form that signs in.
    pub(crate) fn on_entered(
        &mut self,
        turn: &mut Turn,
        purpose: Purpose,
        result: Result<Value, Trouble>,
    ) {
        let answer = read::<SignedIn>(result);
        let form = if purpose == Purpose::Register {
            &mut self.forms.register
        } else {
            &mut self.forms.sign_in
        };
        if let Some(signed_in) = form.settle(answer) {
            self.take_seat(turn, signed_in);
            self.enter(turn);
        }
    }

    /// Asks for a new access token, unless that is under way.
    pub(crate) fn renew_token(&mut self, turn: &mut Turn) {
        let refresh_token = match &self.account {
            Account::SignedOut => return,
            Account::Opening(token) => token.clone(),
            Account::SignedIn(seat) => seat.refresh_token.clone(),
        };
        if let Account::SignedIn(seat) = &mut self.account {
            seat.renew_at = None;
        }
        if !self.requests.has(Purpose::Refresh) {
            let body = RefreshRequest { refresh_token };
            self.ask(
                turn,
                Wish::post(Purpose::Refresh, paths::REFRESH).with(&body),
            );
        }
    }

    pub(crate) fn on_refreshed(&mut self, turn: &mut Turn, result: Result<Value, Trouble>) {
        match read::<SignedIn>(result) {
            Ok(signed_in) => {
                let had_rooms = self.account.may_practise();
                self.take_seat(turn, signed_in);
                if !had_rooms {
                    self.enter(turn);
                }
                self.send_with_new_token(turn);
                self.authenticate_link(turn);
            }
            Err(_) => {
                self.leave(turn);
                self.notices.add(NoticeText::SignedOut);
            }
        }
    }

    fn take_seat(&mut self, turn: &mut Turn, signed_in: SignedIn) {
        turn.push(Effect::StoreSession(StoredSession {
            server_url: self.server_url.clone(),
            refresh_token: signed_in.refresh_token.clone(),
        }));
        let generation = self.account.generation().wrapping_add(1);
        self.account = Account::SignedIn(Box::new(Seat {
            me: signed_in.me,
            session_id: signed_in.session_id,
            access_token: signed_in.access_token,
            access_expires_at: signed_in.access_expires_at,
            refresh_token: signed_in.refresh_token,
            generation,
            renew_at: None,
            ask_approval_at: None,
        }));
        self.plan_renewal(turn.now);
    }

    /// Says when the token is to be renewed, once the server's clock is known. Before that, a wrong
    /// device clock could make every token look expired; an answer 401 renews it all the same.
    pub(crate) fn plan_renewal(&mut self, now: Timestamp) {
        if let Account::SignedIn(seat) = &mut self.account
            && self.link.knows_the_server_clock()
        {
            let left_ms = seat
                .access_expires_at
                .since_ms(self.link.to_server(now))
                .max(0);
            let early_ms = RENEW_BEFORE_MS.min(left_ms / 3);
            seat.renew_at = Some(now.plus_ms((left_ms - early_ms).max(RENEW_SPACING_MS)));
        }
    }

    /// Enters the rooms of the person's role.
    fn enter(&mut self, turn: &mut Turn) {
        self.place = Place::Home;
        if self.account.may_practise() {
            self.load_schedules(turn);
            self.load_inbox(turn);
            self.load_choices(turn);
            self.open_link(turn);
        } else if let Account::SignedIn(seat) = &mut self.account
            && seat.me.role == Role::Doctor
        {
            seat.ask_approval_at = Some(turn.now.plus_ms(APPROVAL_EVERY_MS));
        }
    }

    /// Renews and asks for approval when it is time to.
    pub(crate) fn keep_account(&mut self, turn: &mut Turn) {
        let Account::SignedIn(seat) = &mut self.account else {
            return;
        };
        let asks = seat.ask_approval_at.is_some_and(|at| at <= turn.now);
        if asks {
            seat.ask_approval_at = Some(turn.now.plus_ms(APPROVAL_EVERY_MS));
        }
        if seat.renew_at.is_some_and(|at| at <= turn.now) {
            self.renew_token(turn);
        }
        if asks {
            self.ask_who(turn);
        }
    }

    pub(crate) fn ask_who(&mut self, turn: &mut Turn) {
        self.ask(turn, Wish::get(Purpose::Me, paths::ME));
    }

    pub(crate) fn on_me(&mut self, turn: &mut Turn, result: Result<Value, Trouble>) {
        let had_rooms = self.account.may_practise();
        // Failing to hear is no news; the next try follows.
        if let (Account::SignedIn(seat), Ok(me)) = (&mut self.account, read::<Me>(result)) {
            seat.me = me;
        }
        if self.account.may_practise() && !had_rooms {
            if let Account::SignedIn(seat) = &mut self.account {
                seat.ask_approval_at = None;
            }
            self.enter(turn);
        }
    }

    pub(crate) fn sign_out(&mut self, turn: &mut Turn) {
        if matches!(self.account, Account::SignedOut) {
            return;
        }
        let token = self.account.access_token().cloned();
        self.leave(turn);
        if let Some(token) = token {
            self.ask_parting(turn, Wish::post(Purpose::SignOut, paths::LOGOUT), token);
        }
    }

    /// Forgets the person and everything that was shown to them.
    fn leave(&mut self, turn: &mut Turn) {
        self.requests.clear();
        self.drop_call(turn);
        self.close_link(turn);
        self.account = Account::SignedOut;
        self.place = Place::SignIn;
        self.forms = Forms::default();
        self.schedules = crate::schedules::Schedules::default();
        self.rooms = crate::queue::Rooms::default();
        self.notices = crate::notifications::notices::Notices::default();
        self.inbox = crate::notifications::Inbox::default();
        self.chats = crate::chat::Chats::default();
        self.sheets = crate::calls::notes::Sheets::default();
        turn.push(Effect::DropFiles);
        self.counted = Vec::new();
        self.choices = Vec::new();
        self.profile = crate::Loadable::Loading;
        self.directory = crate::appointments::Directory::default();
        self.visits = crate::appointments::Visits::default();
        self.hours = crate::appointments::Hours::default();
        turn.push(Effect::ForgetSession);
    }
}
