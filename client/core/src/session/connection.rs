//! The realtime socket's life: open, authenticate, lose, come back.
//!
//! Must never give up while somebody is signed in, and never come back in step with other clients.

use crate::ctx::Ctx;
use crate::events::Event;
use crate::io::{Effect, Farewell, NetworkFault};
use crate::session::account::Account;
use crate::session::intent::SessionRequest;
use crate::session::link::{Link, Stage};
use crate::session::view::LinkState;
use shared::{ClientFrame, Timestamp, paths};

/// After a server's own restart everybody comes back: spread over this long.
const RESTART_SPREAD_MS: i64 = 5_000;
/// The second try comes about then.
const SECOND_TRY_MS: i64 = 3_000;
/// Tries are never farther apart than this.
const PAUSE_CAP_MS: i64 = 30_000;
/// Nor than about this while a call is live or may come: an interrupted one waits for a minute only
/// (`RECONNECT_MS` of the domain), and a ring for half of one.
const PAUSE_CAP_FOR_CALLS_MS: i64 = 3_000;
/// A socket that comes back because a request got through is spread over this long.
const HASTE_SPREAD_MS: i64 = 500;
/// How long the server may take to answer when it is asked whether it is still there.
const PROBE_MS: u64 = 2_500;
/// The same after a sleep, when it most likely is not, and somebody may be ringing.
const PROBE_AFTER_SLEEP_MS: u64 = 1_000;
/// A connection that lived shorter than this does not earn an immediate retry.
const PROVEN_AFTER_MS: i64 = 5_000;

impl Ctx {
    /// Has the socket looked at, if it seems to be up.
    pub(crate) fn probe_link(&mut self) {
        self.probe_link_within(PROBE_MS);
    }

    fn probe_link_within(&mut self, within_ms: u64) {
        if self.link.is_online() {
            self.push(Effect::ProbeLink {
                connection: self.link.connection,
                within_ms,
            });
        }
    }

    /// The device slept, or has another network: what was connected may be dead, and what waits for its
    /// turn need not.
    pub(crate) fn on_disturbed(&mut self) {
        self.probe_link_within(PROBE_AFTER_SLEEP_MS);
        if let Stage::Waiting { retry_at } = &mut self.link.stage {
            *retry_at = self.now;
            self.link.tries = 0;
        }
        self.hurry_requests();
    }

    /// What a frame that counts says of the server's clock. A renewal planned by another one is planned
    /// again.
    pub(crate) fn hear_clock(&mut self, server_now: Option<Timestamp>) {
        let Some(server_now) = server_now else {
            return;
        };
        let was_set = self.link.hear_clock(server_now, self.now);
        if was_set && !self.requests.has(SessionRequest::Refresh) {
            self.plan_renewal();
        }
    }

    pub(crate) fn open_link(&mut self) {
        let Some(server) = &self.server else {
            return;
        };
        let url = format!("{}{}", server.for_socket(), paths::SOCKET);
        self.link.connection += 1;
        self.link.stage = Stage::Opening { since: self.now };
        self.push(Effect::OpenLink {
            url,
            connection: self.link.connection,
        });
    }

    pub(crate) fn close_link(&mut self) {
        if self.link.stage != Stage::Off {
            self.push(Effect::CloseLink);
        }
        // The number goes on, so that nothing of the old connections is mistaken for news.
        self.link = Link {
            connection: self.link.connection,
            ..Link::default()
        };
    }

    pub(crate) fn on_link_up(&mut self, connection: u64) {
        if connection == self.link.connection && matches!(self.link.stage, Stage::Opening { .. }) {
            self.link.stage = Stage::Open { since: self.now };
            self.authenticate_link();
        }
    }

    /// Shows the server the newest token: as the first frame of an open socket, unless it is being
    /// renewed, and then again whenever it was, as a socket lives no longer than what it was opened with.
    pub(crate) fn authenticate_link(&mut self) {
        if self.requests.has(SessionRequest::Refresh) {
            return;
        }
        let Some(token) = self.account.access_token().cloned() else {
            return;
        };
        match self.link.stage {
            Stage::Open { .. } => self.link.stage = Stage::Authenticating { since: self.now },
            Stage::Online { .. } => {}
            Stage::Off
            | Stage::Opening { .. }
            | Stage::Authenticating { .. }
            | Stage::Waiting { .. } => return,
        }
        let frame = ClientFrame::Authenticate {
            token,
            last_seq: self.link.last_seq,
        };
        self.push(Effect::SendFrame {
            connection: self.link.connection,
            frame,
        });
    }

    /// The server took the token.
    pub(crate) fn on_authenticated(&mut self, server_now: Timestamp, seq: i64, resumed: bool) {
        let Stage::Authenticating { since } = self.link.stage else {
            return;
        };
        // The server read its clock somewhere between question and answer.
        let middle = since.plus_ms(self.now.since_ms(since) / 2);
        self.link.offset_ms = Some(server_now.since_ms(middle));
        self.link.stage = Stage::Online { since: self.now };
        self.link.down_since = None;
        self.link.fault = None;
        self.link.was_online = true;
        self.link.hastened = false;
        if !resumed || self.link.last_seq.is_none() {
            self.link.last_seq = Some(seq);
        }
        self.plan_renewal();
        self.hurry_requests();
        self.emit(Event::Online { resumed });
    }

    /// The server would not have the token.
    pub(crate) fn on_rejected(&mut self) {
        if matches!(self.link.stage, Stage::Authenticating { .. }) {
            self.renew_token();
        }
    }

    pub(crate) fn on_link_down(
        &mut self,
        connection: u64,
        farewell: Farewell,
        fault: Option<NetworkFault>,
        for_calls: bool,
    ) {
        if connection != self.link.connection {
            return;
        }
        let proven = match self.link.stage {
            Stage::Off | Stage::Waiting { .. } => return,
            Stage::Online { since } => self.now.since_ms(since) >= PROVEN_AFTER_MS,
            Stage::Authenticating { .. } => {
                // Closed instead of an answer: perhaps the token is void. An ordinary request tells,
                // and renews it only where it is. A busy server has said why, and is not asked besides.
                if farewell != Farewell::ComeBackLater {
                    self.ask_who();
                }
                false
            }
            Stage::Opening { .. } | Stage::Open { .. } => false,
        };
        self.link.fault = fault;
        if self.link.was_online && self.link.down_since.is_none() {
            self.link.down_since = Some(self.now);
        }
        if proven {
            self.link.tries = 0;
        }
        if farewell == Farewell::ProofOver {
            self.renew_token();
        }
        let pause_ms = self.pause_before_retry_ms(farewell, for_calls);
        self.link.tries = self.link.tries.saturating_add(1);
        self.link.stage = Stage::Waiting {
            retry_at: self.now.plus_ms(pause_ms),
        };
    }

    fn pause_before_retry_ms(&mut self, farewell: Farewell, for_calls: bool) -> i64 {
        let tries = self.link.tries;
        if tries == 0 {
            return if farewell == Farewell::ComeBackLater {
                self.rng.up_to_ms(RESTART_SPREAD_MS)
            } else {
                0
            };
        }
        // Whoever has just opened the app looks at it, and may be in a session that it does not know of yet.
        let cap_ms = if for_calls || !self.link.was_online {
            PAUSE_CAP_FOR_CALLS_MS
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
    pub(crate) fn reconcile_link(&mut self, for_calls: bool) {
        if self.link.next_at().is_none_or(|at| at > self.now) {
            return;
        }
        if let Stage::Waiting { .. } = self.link.stage {
            self.open_link();
        } else {
            self.push(Effect::CloseLink);
            let fault = Some(NetworkFault::NoAnswer);
            self.on_link_down(self.link.connection, Farewell::Unsaid, fault, for_calls);
        }
    }

    pub(crate) fn link_state(&self) -> LinkState {
        let renewal_at = self.requests.retry_at(SessionRequest::Refresh);
        match self.link.stage {
            Stage::Online { .. } => LinkState::Online,
            Stage::Waiting { retry_at } => LinkState::Reconnecting {
                retry_at: self.link.to_server(retry_at),
                fault: self.link.fault,
            },
            Stage::Opening { since } | Stage::Open { since } | Stage::Authenticating { since }
                if self.link.was_online || self.link.tries > 0 =>
            {
                LinkState::Reconnecting {
                    retry_at: self.link.to_server(since),
                    fault: self.link.fault,
                }
            }
            Stage::Opening { .. } | Stage::Open { .. } | Stage::Authenticating { .. } => {
                LinkState::Connecting
            }
            Stage::Off => match (&self.account, renewal_at) {
                (Account::Opening(_), Some(at)) => LinkState::Reconnecting {
                    retry_at: self.link.to_server(at),
                    fault: self.link.fault,
                },
                (Account::Opening(_), None) => LinkState::Connecting,
                _ => LinkState::SignedOut,
            },
        }
    }
}
