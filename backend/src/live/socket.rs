use super::flow_control::FlowControl;
use super::frame_guard::Guarded;
use super::incoming::{End, Incoming, end};
use super::session::LiveSession;
use crate::app::identity;
use crate::budgets::{Purse, Spender};
use crate::clock;
use crate::error::AppError;
use crate::fair::{Asker, asked_by};
use crate::http::visitor;
use crate::hub::{Admitted, Closing, Due, SendQueue};
use crate::state::AppState;
use crate::tokens::bearer_token;
use actix_web::dev::Payload;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{FromRequest, HttpRequest, HttpResponse, rt, web};
use actix_ws::{AggregatedMessage, CloseCode};
use shared::{ClientFrame, Pii, ProblemCode, ServerFrame, limits};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long a new socket may take to say who it is.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// How often the other end is asked whether it lives.
const PING: Duration = Duration::from_secs(25);
/// How long without any sign of life before the socket is closed.
const SILENCE: Duration = Duration::from_secs(35);
/// Stored frames read at once.
const PAGE: i64 = 64;

/// Opens the realtime socket. Who has an access token in the request's header is signed in with it;
/// everybody else says who they are in the first frame.
///
/// # Errors
/// The request is no WebSocket handshake, or there are too many sockets.
pub async fn open(
    request: HttpRequest,
    body: web::Payload,
    state: web::Data<AppState>,
) -> Result<HttpResponse, actix_web::Error> {
    let network = visitor(&request).network();
    let spender = Spender {
        network: Some(network),
        ..Spender::default()
    };
    state.budgets.spend(Purse::Sockets, spender)?;
    let token = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|header| bearer_token(header.to_str().ok()?));
    // A token that was issued here makes its bearer no stranger, whether it still holds or not.
    let bearer = token
        .as_ref()
        .and_then(|token| state.tokens.read(token.reveal(), clock::now()));
    if let Some(bearer) = bearer {
        state.budgets.spend_own(Purse::Sockets, bearer.user_id)?;
    }
    let unknown = bearer.is_none().then_some(network);
    let admitted = state.admission.admit(unknown).await?;
    let (guarded, verdict) = Guarded::new(body);
    let guarded: Payload = Payload::Stream {
        payload: Box::pin(guarded),
    };
    let guarded = web::Payload::from_request(&request, &mut { guarded }).await?;
    let (response, session, stream) = actix_ws::handle(&request, guarded)?;
    let socket = Socket {
        flow: FlowControl::new(session),
        incoming: Incoming::new(stream, verdict),
        state: state.into_inner(),
        admitted,
        sent: 0,
    };
    rt::spawn(asked_by(Asker::Network(network), socket.run(token)));
    Ok(response)
}

struct Socket {
    flow: FlowControl,
    incoming: Incoming,
    state: Arc<AppState>,
    admitted: Admitted,
    /// Number of the last stored frame sent here.
    sent: i64,
}

impl Socket {
    async fn run(mut self, token: Option<Pii>) {
        let reason = match self.greet(token).await {
            Err(reason) => reason,
            Ok(mut live) => {
                let reason = self.serve(&mut live).await;
                super::presence::leave(&self.state, &live);
                reason
            }
        };
        self.flow.close(reason).await;
    }

    /// Learns who this is.
    async fn greet(&mut self, token: Option<Pii>) -> Result<LiveSession, End> {
        let (token, last_seq) = match token {
            Some(token) => (token, None),
            None => timeout(HANDSHAKE, self.introduction())
                .await
                .unwrap_or_else(|_| {
                    Err(end(CloseCode::Policy, "authenticate within five seconds"))
                })?,
        };
        let live = self.authenticate(&token, last_seq).await?;
        super::presence::arrive(&self.state, &live);
        Ok(live)
    }

    async fn introduction(&mut self) -> Result<(Pii, Option<i64>), End> {
        loop {
            match self.incoming.message().await? {
                AggregatedMessage::Text(text) => match serde_json::from_str(&text) {
                    Ok(ClientFrame::Authenticate { token, last_seq }) => {
                        return Ok((token, last_seq));
                    }
                    _ => return Err(end(CloseCode::Policy, "authenticate first")),
                },
                AggregatedMessage::Ping(bytes) => self.flow.pong(&bytes).await?,
                _ => {}
            }
        }
    }

    async fn authenticate(
        &mut self,
        token: &Pii,
        last_seq: Option<i64>,
    ) -> Result<LiveSession, End> {
        let invalid = || end(CloseCode::Policy, "the access token is not valid");
        let now = clock::now();
        let bearer = self.state.tokens.read(token.reveal(), now);
        let bearer = bearer.ok_or_else(invalid)?;
        let principal = match identity::authenticate(&self.state, token, now).await {
            Ok(principal) => principal,
            Err(AppError::Known(ProblemCode::Unauthenticated)) => return Err(invalid()),
            Err(trouble) => return Err(end_after(&trouble)),
        };
        let send_queue = Arc::new(SendQueue::default());
        let user_id = principal.identity.user_id;
        // Who came with a token in the header has paid for it.
        if self.admitted.is_unknown() {
            let paid = self.state.budgets.spend_own(Purse::Sockets, user_id);
            paid.map_err(|_| end(CloseCode::Again, "too many sockets"))?;
            self.admitted.recognize();
        }
        let id = self
            .state
            .hub
            .add(principal.identity, principal.session_id, send_queue.clone());
        let proven = (principal, bearer.expires_at);
        let live = LiveSession::new(id, proven, send_queue);
        // In the hub first: a frame stored from now on rings, one stored before is read below.
        match self.welcome(&live, last_seq).await {
            Ok(()) => Ok(live),
            Err(reason) => {
                self.state.hub.remove(id, clock::now());
                Err(reason)
            }
        }
    }

    async fn welcome(&mut self, live: &LiveSession, last_seq: Option<i64>) -> Result<(), End> {
        let user_id = live.principal.identity.user_id;
        let kept = self
            .state
            .read(move |tx| Ok(tx.kept_frames(user_id)?))
            .await;
        let (oldest, newest) = kept.map_err(|trouble| end_after(&trouble))?;
        let complete = |seq: i64| {
            (0..=newest).contains(&seq) && (seq == newest || oldest.is_some_and(|o| o <= seq + 1))
        };
        let resumed = last_seq.is_some_and(complete);
        self.sent = last_seq.filter(|_| resumed).unwrap_or(newest);
        let hello = ServerFrame::Authenticated {
            user_id,
            session_id: live.principal.session_id,
            server_now: clock::now(),
            resumed,
        };
        self.flow.send(self.sent, false, hello).await?;
        live.send_queue.wake();
        Ok(())
    }

    /// Serves until there is a reason to end.
    async fn serve(&mut self, live: &mut LiveSession) -> End {
        let mut heard = Instant::now();
        let mut ping = tokio::time::interval_at(heard + PING, PING);
        let send_queue = live.send_queue.clone();
        loop {
            let done = tokio::select! {
                // What is to be told goes first, so that a pong comes after the answers to what was
                // said before its ping.
                biased;
                () = clock::sleep_until(live.proven_until) => Err(end_by(Closing::ProofOver)),
                due = send_queue.take(self.flow.is_full()) => self.deliver(live, due).await,
                message = self.incoming.message() => {
                    heard = Instant::now();
                    match message {
                        Ok(message) => self.hear(live, message).await,
                        Err(reason) => Err(reason),
                    }
                }
                _ = ping.tick() => if heard.elapsed() > SILENCE {
                    Err(None)
                } else {
                    self.flow.ping().await
                },
                () = self.flow.overdue() => Err(end_by(Closing::TooSlow)),
            };
            if let Err(reason) = done {
                return reason;
            }
        }
    }

    async fn hear(
        &mut self,
        live: &mut LiveSession,
        message: AggregatedMessage,
    ) -> Result<(), End> {
        let own_id = live.principal.identity.user_id;
        if self.state.budgets.spend_own(Purse::Frames, own_id).is_err() {
            return Err(end(CloseCode::Policy, "too many frames"));
        }
        match message {
            AggregatedMessage::Text(text) => match serde_json::from_str(&text) {
                Ok(frame) => live.handle(&self.state, frame).await,
                Err(_) => return Err(end(CloseCode::Policy, "not a frame of this protocol")),
            },
            AggregatedMessage::Ping(bytes) => self.flow.pong(&bytes).await?,
            AggregatedMessage::Pong(bytes) => self.flow.prove(&bytes),
            // Neither comes out of [`Incoming`].
            AggregatedMessage::Binary(_) | AggregatedMessage::Close(_) => return Err(None),
        }
        Ok(())
    }

    async fn deliver(&mut self, live: &LiveSession, due: Due) -> Result<(), End> {
        match due {
            Due::Close(closing) => Err(end_by(closing)),
            Due::Frame(frame) => self.flow.send(self.sent, false, *frame).await,
            Due::Stored => self.deliver_stored(live).await,
        }
    }

    async fn deliver_stored(&mut self, live: &LiveSession) -> Result<(), End> {
        let (user_id, after) = (live.principal.identity.user_id, self.sent);
        let read = self
            .state
            .read(move |tx| Ok(tx.frames_after(user_id, after, PAGE)?))
            .await;
        let frames = read.map_err(|trouble| end_after(&trouble))?;
        if !frames.is_empty() {
            // There may be more, or more by now.
            live.send_queue.wake();
        }
        for stored in frames {
            self.flow.send(stored.seq, true, stored.frame).await?;
            self.sent = stored.seq;
        }
        self.state.hub.note_seq(live.id, self.sent);
        Ok(())
    }
}

/// What a device is told that can't be served for now: nothing of it is the device's doing.
fn end_after(trouble: &AppError) -> End {
    match trouble {
        AppError::Busy => end(CloseCode::Again, "the server is busy"),
        _ => end(CloseCode::Error, "try again"),
    }
}

fn end_by(closing: Closing) -> End {
    match closing {
        Closing::SignedOut => end(CloseCode::Policy, "signed out"),
        Closing::Restart => end(CloseCode::Restart, "the server restarts"),
        Closing::TooSlow => end(CloseCode::Again, "too slow"),
        Closing::Displaced => end(
            CloseCode::Other(limits::CLOSE_DISPLACED),
            "too many sockets of this person",
        ),
        Closing::ProofOver => end(
            CloseCode::Other(limits::CLOSE_PROOF_OVER),
            "renew the access token and come back",
        ),
    }
}
