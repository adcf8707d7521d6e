use super::incoming::{End, end};
use crate::clock;
use actix_ws::{CloseCode, CloseReason, Session};
use shared::{Envelope, PROTOCOL_VERSION, ServerFrame};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// How long one write, or the proof that writes arrive, may take before the reader counts as gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// Bytes under way to a device before it has to show that it reads.
const WINDOW_BYTES: usize = 64 * 1024;

/// The way out of a socket.
///
/// The web framework tells nobody how much of what was sent is still in memory. So after each
/// window's worth a ping goes out, and nothing more until its pong is back: a device that doesn't
/// read costs one window and never a growing buffer.
pub struct FlowControl {
    session: Session,
    unproven_bytes: usize,
    /// The proof asked for: its number, and until when.
    asked: Option<(u64, Instant)>,
    proofs: u64,
}

impl FlowControl {
    pub fn new(session: Session) -> Self {
        Self {
            session,
            unproven_bytes: 0,
            asked: None,
            proofs: 0,
        }
    }

    /// Whether the device has to show that it reads before it gets more.
    pub fn is_full(&self) -> bool {
        self.asked.is_some()
    }

    /// Resolves when a device that had to show that it reads did not in time.
    pub async fn overdue(&self) {
        match self.asked {
            Some((_, until)) => tokio::time::sleep_until(until).await,
            None => std::future::pending().await,
        }
    }

    /// Sends a frame.
    ///
    /// # Errors
    /// The other end is gone.
    pub async fn send(&mut self, seq: i64, stored: bool, frame: ServerFrame) -> Result<(), End> {
        let envelope = Envelope {
            v: PROTOCOL_VERSION,
            seq,
            stored,
            now: Some(clock::now()),
            frame,
        };
        let text =
            serde_json::to_string(&envelope).map_err(|_| end(CloseCode::Error, "try again"))?;
        self.unproven_bytes += text.len();
        within(self.session.text(text)).await?;
        if self.unproven_bytes > WINDOW_BYTES && self.asked.is_none() {
            self.proofs += 1;
            within(self.session.ping(&self.proofs.to_be_bytes())).await?;
            self.asked = Some((self.proofs, Instant::now() + PATIENCE));
        }
        Ok(())
    }

    /// Asks whether the other end lives.
    ///
    /// # Errors
    /// It doesn't.
    pub async fn ping(&mut self) -> Result<(), End> {
        within(self.session.ping(b"")).await
    }

    /// Answers a ping.
    ///
    /// # Errors
    /// The other end is gone.
    pub async fn pong(&mut self, bytes: &[u8]) -> Result<(), End> {
        within(self.session.pong(bytes)).await
    }

    /// Takes a pong in.
    pub fn prove(&mut self, bytes: &[u8]) {
        if let Some((number, _)) = self.asked
            && bytes == number.to_be_bytes()
        {
            self.asked = None;
            self.unproven_bytes = 0;
        }
    }

    /// Says farewell, if the other end still listens.
    pub async fn close(self, reason: Option<CloseReason>) {
        timeout(PATIENCE, self.session.close(reason)).await.ok();
    }
}

async fn within(sent: impl Future<Output = Result<(), actix_ws::Closed>>) -> Result<(), End> {
    match timeout(PATIENCE, sent).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(None),
    }
}
