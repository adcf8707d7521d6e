//! Who is signed in on this device, and the tokens that prove it.

use crate::instants::earlier;
use shared::{Me, Pii, Role, SessionId, SignedIn, Timestamp};

/// Tokens are renewed this long before they expire, or after two thirds of a shorter life.
const RENEW_BEFORE_MS: i64 = 60_000;
/// Tokens are not renewed more often than this by the clock.
const RENEW_SPACING_MS: i64 = 5_000;

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
    pub(super) ask_approval_at: Option<Timestamp>,
}

impl Account {
    pub(crate) fn session(&self) -> Option<&Session> {
        match self {
            Self::SignedIn(session) => Some(session),
            Self::SignedOut | Self::Opening(_) => None,
        }
    }

    pub(super) fn session_mut(&mut self) -> Option<&mut Session> {
        match self {
            Self::SignedIn(session) => Some(session),
            Self::SignedOut | Self::Opening(_) => None,
        }
    }

    pub(crate) fn is_signed_out(&self) -> bool {
        matches!(self, Self::SignedOut)
    }

    pub(crate) fn access_token(&self) -> Option<&Pii> {
        self.session().map(|session| &session.access_token)
    }

    pub(super) fn refresh_token(&self) -> Option<&Pii> {
        match self {
            Self::SignedOut => None,
            Self::Opening(token) => Some(token),
            Self::SignedIn(session) => Some(&session.refresh_token),
        }
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

    /// A doctor who may practise here.
    pub(crate) fn is_doctor(&self) -> bool {
        self.role() == Some(Role::Doctor) && self.may_practise()
    }

    /// The server says who this is by now.
    pub(crate) fn note_me(&mut self, me: Me) {
        if let Self::SignedIn(session) = self {
            session.me = me;
        }
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

    /// Takes the place of whoever was here, with the next generation of tokens.
    pub(super) fn apply(&mut self, signed_in: SignedIn) {
        let generation = self.generation().wrapping_add(1);
        *self = Self::SignedIn(Box::new(Session {
            me: signed_in.me,
            session_id: signed_in.session_id,
            access_token: signed_in.access_token,
            access_expires_at: signed_in.access_expires_at,
            refresh_token: signed_in.refresh_token,
            generation,
            renew_at: None,
            ask_approval_at: None,
        }));
    }

    /// Says when the token is to be renewed by this device's clock, of which `server_now` is the
    /// server's.
    pub(crate) fn plan_renewal(&mut self, now: Timestamp, server_now: Timestamp) {
        if let Self::SignedIn(session) = self {
            let left_ms = session.access_expires_at.since_ms(server_now).max(0);
            let early_ms = RENEW_BEFORE_MS.min(left_ms / 3);
            session.renew_at = Some(now.plus_ms((left_ms - early_ms).max(RENEW_SPACING_MS)));
        }
    }

    /// The renewal is being asked for; the clock need not ask again.
    pub(super) fn begin_renewal(&mut self) {
        if let Self::SignedIn(session) = self {
            session.renew_at = None;
        }
    }

    pub(super) fn renews_by(&self, now: Timestamp) -> bool {
        let renew_at = self.session().and_then(|session| session.renew_at);
        renew_at.is_some_and(|at| at <= now)
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        self.session()
            .and_then(|session| earlier(session.renew_at, session.ask_approval_at))
    }
}
