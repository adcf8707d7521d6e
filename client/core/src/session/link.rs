//! The realtime socket's life: open, authenticate, lose, come back.
//!
//! Owns connection numbers, the way back after a loss, and the difference between the two clocks.
//! Must never give up while somebody is signed in, and never come back in step with other clients.

use crate::api::request::RequestKind;
use crate::ctx::Ctx;
use crate::{App, Effect, LinkState};
use shared::{ClientFrame, Timestamp, paths};

/// After a server's own restart everybody comes back: spread over this long.
const RESTART_SPREAD_MS: i64 = 5_000;
/// The second try comes about then.
const SECOND_TRY_MS: i64 = 3_000;
/// Tries are never farther apart than this.
const PAUSE_CAP_MS: i64 = 30_000;
/// Nor than about this while a call is live: an interrupted one waits for a minute only
/// (`RECONNECT_MS` of the domain).
const PAUSE_CAP_IN_CALL_MS: i64 = 3_000;
/// A socket that comes back because a request got through is spread over this long.
const HASTE_SPREAD_MS: i64 = 500;
/// A connection that lived shorter than this does not earn an immediate retry.
const PROVEN_AFTER_MS: i64 = 5_000;
/// A socket that opens and is not authenticated by then is given up.
const AUTHENTICATE_WITHIN_MS: i64 = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Off,
    Opening {
        since: Timestamp,
    },
    /// Open; the token is being renewed first.
    Open {
        since: Timestamp,
    },
    Authenticating {
        since: Timestamp,
    },
    Online {
        since: Timestamp,
    },
    Waiting {
        retry_at: Timestamp,
    },
}

/// The socket as this device knows it.
pub(crate) struct Link {
    pub(crate) stage: Stage,
    /// The newest connection's number; events of older ones are ignored.
    pub(crate) connection: u64,
    /// The last stored frame taken in.
    pub(crate) last_seq: Option<i64>,
    /// Set while the link is down after it was up once.
    pub(crate) down_since: Option<Timestamp>,
    /// Tries since the last proven connection.
    tries: u32,
    was_online: bool,
    /// Its return was brought forward; once per outage, in case sockets alone are refused.
    hastened: bool,
    /// Server's clock minus this device's, once known.
    offset_ms: Option<i64>,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            stage: Stage::Off,
            connection: 0,
            last_seq: None,
            down_since: None,
            tries: 0,
            was_online: false,
            hastened: false,
            offset_ms: None,
        }
    }
}

impl Link {
    pub(crate) fn offset_ms(&self) -> i64 {
        self.offset_ms.unwrap_or(0)
    }

    pub(crate) fn knows_the_server_clock(&self) -> bool {
        self.offset_ms.is_some()
    }

    /// This device's instant on the server's clock.
    pub(crate) fn to_server(&self, at: Timestamp) -> Timestamp {
        at.plus_ms(self.offset_ms())
    }

    /// The server's instant on this device's clock.
    pub(crate) fn to_device(&self, at: Timestamp) -> Timestamp {
        at.plus_ms(self.offset_ms().saturating_neg())
    }

    pub(crate) fn is_online(&self) -> bool {
        matches!(self.stage, Stage::Online { .. })
    }

    pub(crate) fn next_at(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Waiting { retry_at } => Some(retry_at),
            Stage::Open { since } | Stage::Authenticating { since } => {
                Some(since.plus_ms(AUTHENTICATE_WITHIN_MS))
            }
            Stage::Off | Stage::Opening { .. } | Stage::Online { .. } => None,
        }
    }
}

impl App {
    /// Has the socket looked at, if it seems to be up.
    pub(crate) fn probe_link(&self, cx: &mut Ctx) {
        if self.link.is_online() {
            let connection = self.link.connection;
            cx.push(Effect::ProbeLink { connection });
        }
    }

    pub(crate) fn open_link(&mut self, cx: &mut Ctx) {
        self.link.connection += 1;
        self.link.stage = Stage::Opening { since: cx.now };
        // `http` becomes `ws` and `https` becomes `wss` (RFC 6455, 3).
        let address = self
            .server_url
            .strip_prefix("http")
            .unwrap_or(&self.server_url);
        let url = format!("ws{address}{}", paths::SOCKET);
        cx.push(Effect::OpenLink {
            url,
            connection: self.link.connection,
        });
    }

    pub(crate) fn close_link(&mut self, cx: &mut Ctx) {
        if self.link.stage != Stage::Off {
            cx.push(Effect::CloseLink);
        }
        // The number goes on, so that nothing of the old connections is mistaken for news.
        self.link = Link {
            connection: self.link.connection,
            ..Link::default()
        };
    }

    /// Says something on the socket, where it is up.
    pub(crate) fn say(&mut self, cx: &mut Ctx, frame: ClientFrame) {
        if self.link.is_online() {
            cx.push(Effect::SendFrame {
                connection: self.link.connection,
                frame,
            });
        }
    }

    pub(crate) fn on_link_up(&mut self, cx: &mut Ctx, connection: u64) {
        if connection == self.link.connection && matches!(self.link.stage, Stage::Opening { .. }) {
            self.link.stage = Stage::Open { since: cx.now };
            self.authenticate_link(cx);
        }
    }

    /// Sends the first frame of an open socket, unless the token is being renewed.
    pub(crate) fn authenticate_link(&mut self, cx: &mut Ctx) {
        let Stage::Open { .. } = self.link.stage else {
            return;
        };
        if self.requests.has(RequestKind::Refresh) {
            return;
        }
        let Some(token) = self.account.access_token().cloned() else {
            return;
        };
        self.link.stage = Stage::Authenticating { since: cx.now };
        let frame = ClientFrame::Authenticate {
            token,
            last_seq: self.link.last_seq,
        };
        cx.push(Effect::SendFrame {
            connection: self.link.connection,
            frame,
        });
    }

    /// The server took the token.
    pub(crate) fn on_authenticated(
        &mut self,
        cx: &mut Ctx,
        server_now: Timestamp,
        seq: i64,
        resumed: bool,
    ) {
        let Stage::Authenticating { since } = self.link.stage else {
            return;
        };
        // The server read its clock somewhere between question and answer.
        let middle = since.plus_ms(cx.now.since_ms(since) / 2);
        self.link.offset_ms = Some(server_now.since_ms(middle));
        self.link.stage = Stage::Online { since: cx.now };
        self.link.down_since = None;
        self.link.was_online = true;
        self.link.hastened = false;
        if !resumed || self.link.last_seq.is_none() {
            self.link.last_seq = Some(seq);
        }
        self.plan_renewal(cx.now);
        self.hurry_requests(cx);
        self.chats.on_link_up();
        self.subscribe_rooms(cx);
        self.fetch_facts(cx);
        if !resumed {
            self.load_schedules(cx);
            self.load_inbox(cx);
        }
    }

    /// Asks for everything that a lost frame could have told.
    pub(crate) fn resync(&mut self, cx: &mut Ctx) {
        self.fetch_facts(cx);
        self.load_schedules(cx);
        self.load_inbox(cx);
    }

    fn fetch_facts(&mut self, cx: &mut Ctx) {
        self.fetch_active_calls(cx);
        self.fetch_rooms(cx);
        self.refresh_chat(cx);
        self.reload_appointments(cx);
    }

    /// The server would not have the token.
    pub(crate) fn on_rejected(&mut self, cx: &mut Ctx) {
        if matches!(self.link.stage, Stage::Authenticating { .. }) {
            self.renew_token(cx);
        }
    }

    pub(crate) fn on_link_down(&mut self, cx: &mut Ctx, connection: u64, server_restarting: bool) {
        if connection != self.link.connection {
            return;
        }
        let proven = match self.link.stage {
            Stage::Off | Stage::Waiting { .. } => return,
            Stage::Online { since } => cx.now.since_ms(since) >= PROVEN_AFTER_MS,
            Stage::Authenticating { .. } => {
                // Closed instead of an answer: perhaps the token is void. An ordinary request tells,
                // and renews it only where it is.
                self.ask_who(cx);
                false
            }
            Stage::Opening { .. } | Stage::Open { .. } => false,
        };
        if self.link.was_online && self.link.down_since.is_none() {
            self.link.down_since = Some(cx.now);
        }
        if proven {
            self.link.tries = 0;
        }
        let pause_ms = self.pause_before_retry_ms(server_restarting);
        self.link.tries = self.link.tries.saturating_add(1);
        self.link.stage = Stage::Waiting {
            retry_at: cx.now.plus_ms(pause_ms),
        };
    }

    fn pause_before_retry_ms(&mut self, server_restarting: bool) -> i64 {
        let tries = self.link.tries;
        if tries == 0 {
            return if server_restarting {
                self.rng.up_to_ms(RESTART_SPREAD_MS)
            } else {
                0
            };
        }
        let cap_ms = if self.calls.has_live() {
            PAUSE_CAP_IN_CALL_MS
        } else {
            PAUSE_CAP_MS
        };
        let doubled = SECOND_TRY_MS << (tries - 1).min(10);
        self.rng.around_ms(doubled.min(cap_ms)).min(PAUSE_CAP_MS)
    }

    /// A request was answered, so the server is in reach: no need to wait for the socket's turn.
    pub(crate) fn hasten_link(&mut self, now: Timestamp) {
        if let Stage::Waiting { retry_at } = self.link.stage
            && !self.link.hastened
        {
            self.link.hastened = true;
            let soon = now.plus_ms(self.rng.up_to_ms(HASTE_SPREAD_MS));
            self.link.stage = Stage::Waiting {
                retry_at: retry_at.min(soon),
            };
        }
    }

    /// Opens the socket again when its time has come, and gives up one that stays mute.
    pub(crate) fn reconcile_link(&mut self, cx: &mut Ctx) {
        if self.link.next_at().is_none_or(|at| at > cx.now) {
            return;
        }
        if let Stage::Waiting { .. } = self.link.stage {
            self.open_link(cx);
        } else {
            cx.push(Effect::CloseLink);
            self.on_link_down(cx, self.link.connection, false);
        }
    }

    pub(crate) fn link_state(&self) -> LinkState {
        let renewal_at = self.requests.retry_at(RequestKind::Refresh);
        match self.link.stage {
            Stage::Online { .. } => LinkState::Online,
            Stage::Waiting { retry_at } => LinkState::Reconnecting {
                retry_at: self.link.to_server(retry_at),
            },
            Stage::Opening { since } | Stage::Open { since } | Stage::Authenticating { since }
                if self.link.was_online || self.link.tries > 0 =>
            {
                LinkState::Reconnecting {
                    retry_at: self.link.to_server(since),
                }
            }
            Stage::Opening { .. } | Stage::Open { .. } | Stage::Authenticating { .. } => {
                LinkState::Connecting
            }
            Stage::Off => match (&self.account, renewal_at) {
                (crate::session::Account::Opening(_), Some(at)) => LinkState::Reconnecting {
                    retry_at: self.link.to_server(at),
                },
                (crate::session::Account::Opening(_), None) => LinkState::Connecting,
                _ => LinkState::SignedOut,
            },
        }
    }
}
