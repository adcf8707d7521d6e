use super::mailbox::{Closing, Mailbox, Waiting};
use super::session::LiveSession;
use crate::app::accounts;
use crate::clock;
use crate::practice::Practice;
use actix_web::{HttpRequest, HttpResponse, rt, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason, Session};
use futures_util::StreamExt;
use shared::{ClientFrame, Envelope, PROTOCOL_VERSION, Pii, ServerFrame, limits};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long a new socket may take to say who it is.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// How often the other end is asked whether it lives.
const PING: Duration = Duration::from_secs(25);
/// How long without any sign of life before the socket is closed.
const SILENCE: Duration = Duration::from_secs(35);
/// How long one write may take before the reader counts as gone.
const WRITE: Duration = Duration::from_secs(10);
/// Stored frames read at once.
const PAGE: i64 = 64;

/// Opens the realtime socket.
///
/// # Errors
/// The request is no WebSocket handshake.
pub async fn open(
    request: HttpRequest,
    body: web::Payload,
    practice: web::Data<Practice>,
) -> Result<HttpResponse, actix_web::Error> {
    let (response, session, stream) = actix_ws::handle(&request, body)?;
    let stream = stream
        .max_frame_size(limits::FRAME_BYTES)
        .aggregate_continuations()
        .max_continuation_size(limits::FRAME_BYTES);
    let practice = practice.into_inner();
    rt::spawn(async move {
        let mut socket = Socket {
            session,
            stream,
            practice,
            sent: 0,
        };
        let reason = socket.run().await;
        socket.session.close(reason).await.ok();
    });
    Ok(response)
}

/// Why a socket ends; none where the other end closed it.
type End = Option<CloseReason>;

fn end(code: CloseCode, words: &str) -> End {
    Some(CloseReason {
        code,
        description: Some(words.to_owned()),
    })
}

struct Socket {
    session: Session,
    stream: AggregatedMessageStream,
    practice: Arc<Practice>,
    /// Number of the last stored frame sent here.
    sent: i64,
}

impl Socket {
    async fn run(&mut self) -> End {
        let first = match timeout(HANDSHAKE, self.stream.next()).await {
            Err(_) => return end(CloseCode::Policy, "authenticate within five seconds"),
            Ok(Some(Ok(AggregatedMessage::Text(text)))) => serde_json::from_str(&text),
            Ok(Some(Ok(_))) => return end(CloseCode::Policy, "authenticate first"),
            Ok(Some(Err(error))) => return end_of(&error),
            Ok(None) => return None,
        };
        let Ok(ClientFrame::Authenticate { token, last_seq }) = first else {
            return end(CloseCode::Policy, "authenticate first");
        };
        let mut live = match self.authenticate(&token, last_seq).await {
            Ok(live) => live,
            Err(reason) => return reason,
        };
        self.announce_presence(&live).await;
        let reason = self.serve(&mut live).await;
        if self.practice.hub.remove(live.id, clock::now()) {
            self.announce_presence(&live).await;
            let (practice, user_id) = (self.practice.clone(), live.asker.caller.user_id);
            rt::spawn(async move {
                tokio::time::sleep(Duration::from_millis(super::hub::AWAY_MS.unsigned_abs())).await;
                mark_queues_of(&practice, user_id).await;
            });
        }
        reason
    }

    async fn authenticate(
        &mut self,
        token: &Pii,
        last_seq: Option<i64>,
    ) -> Result<LiveSession, End> {
        let broken = || end(CloseCode::Error, "try again");
        let Ok(asker) = accounts::authenticate(&self.practice, token).await else {
            return Err(end(CloseCode::Policy, "the access token is not valid"));
        };
        let mailbox = Arc::new(Mailbox::default());
        let user_id = asker.caller.user_id;
        let id = self.practice.hub.add(
            user_id,
            asker.session_id,
            LiveSession::is_doctor(asker),
            mailbox.clone(),
        );
        // In the hub first: a frame stored from now on rings, one stored before is read below.
        let kept = self
            .practice
            .read(move |tx| Ok(tx.kept_frames(user_id)?))
            .await;
        let Ok((oldest, newest)) = kept else {
            self.practice.hub.remove(id, clock::now());
            return Err(broken());
        };
        let complete = |seq: i64| {
            (0..=newest).contains(&seq) && (seq == newest || oldest.is_some_and(|o| o <= seq + 1))
        };
        let resumed = last_seq.is_some_and(complete);
        self.sent = last_seq.filter(|_| resumed).unwrap_or(newest);
        let hello = ServerFrame::Authenticated {
            user_id,
            session_id: asker.session_id,
            server_now: clock::now(),
            resumed,
        };
        if self.send(self.sent, false, hello).await.is_err() {
            self.practice.hub.remove(id, clock::now());
            return Err(None);
        }
        mailbox.ring();
        Ok(LiveSession::new(id, asker, mailbox))
    }

    async fn serve(&mut self, live: &mut LiveSession) -> End {
        let mut heard = Instant::now();
        let mut ping = tokio::time::interval_at(heard + PING, PING);
        let mailbox = live.mailbox.clone();
        loop {
            tokio::select! {
                waiting = mailbox.take() => {
                    if let Err(reason) = self.deliver(live, waiting).await {
                        return reason;
                    }
                }
                message = self.stream.next() => {
                    heard = Instant::now();
                    match message {
                        None | Some(Ok(AggregatedMessage::Close(_))) => return None,
                        Some(Err(error)) => return end_of(&error),
                        Some(Ok(AggregatedMessage::Binary(_))) => {
                            return end(CloseCode::Unsupported, "frames are text");
                        }
                        Some(Ok(AggregatedMessage::Ping(bytes))) => {
                            if self.session.pong(&bytes).await.is_err() {
                                return None;
                            }
                        }
                        Some(Ok(AggregatedMessage::Pong(_))) => {}
                        Some(Ok(AggregatedMessage::Text(text))) => match serde_json::from_str(&text) {
                            Ok(frame) => live.handle(&self.practice, frame).await,
                            Err(_) => return end(CloseCode::Policy, "not a frame of this protocol"),
                        },
                    }
                }
                _ = ping.tick() => {
                    if heard.elapsed() > SILENCE || self.session.ping(b"").await.is_err() {
                        return None;
                    }
                }
            }
        }
    }

    async fn deliver(&mut self, live: &LiveSession, waiting: Waiting) -> Result<(), End> {
        let user_id = live.asker.caller.user_id;
        let mut more = waiting.stored;
        while more {
            let after = self.sent;
            let read = self
                .practice
                .read(move |tx| Ok(tx.frames_after(user_id, after, PAGE)?))
                .await;
            let frames = read.map_err(|_| end(CloseCode::Error, "try again"))?;
            more = !frames.is_empty();
            for stored in frames {
                self.send(stored.seq, true, stored.frame).await?;
                self.sent = stored.seq;
            }
            self.practice.hub.note_seq(live.id, self.sent);
        }
        for frame in waiting.frames {
            self.send(self.sent, false, frame).await?;
        }
        for snapshot in waiting.queues.into_values() {
            self.send(self.sent, false, ServerFrame::QueueUpdated(snapshot))
                .await?;
        }
        match waiting.closing {
            None => Ok(()),
            Some(Closing::SignedOut) => Err(end(CloseCode::Policy, "signed out")),
            Some(Closing::Restart) => Err(end(CloseCode::Restart, "the server restarts")),
            Some(Closing::TooSlow) => Err(end(CloseCode::Again, "too slow")),
        }
    }

    async fn send(&mut self, seq: i64, stored: bool, frame: ServerFrame) -> Result<(), End> {
        let envelope = Envelope {
            v: PROTOCOL_VERSION,
            seq,
            stored,
            frame,
        };
        let text =
            serde_json::to_string(&envelope).map_err(|_| end(CloseCode::Error, "try again"))?;
        match timeout(WRITE, self.session.text(text)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(None),
        }
    }

    async fn announce_presence(&self, live: &LiveSession) {
        mark_queues_of(&self.practice, live.asker.caller.user_id).await;
    }
}

/// The queues that show this person's presence are told anew.
async fn mark_queues_of(practice: &Practice, user_id: shared::UserId) {
    match practice.read(move |tx| Ok(tx.queues_of(user_id)?)).await {
        Ok(queues) => practice.hub.mark_queues(queues),
        Err(trouble) => tracing::error!(%trouble, "presence could not be told"),
    }
}

fn end_of(error: &actix_ws::ProtocolError) -> End {
    use actix_ws::ProtocolError as E;
    match error {
        E::Overflow => end(CloseCode::Size, "frames have at most 64 KiB"),
        _ => end(CloseCode::Protocol, "not a WebSocket frame"),
    }
}
