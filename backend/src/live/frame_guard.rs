use super::ws_guard::{Abuse, Frames};
use actix_web::error::PayloadError;
use actix_web::web::Bytes;
use futures_util::Stream;
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

/// What was found wrong on a connection, shared between its guard and its socket.
pub type Verdict = Rc<Cell<Option<Abuse>>>;

/// A connection's bytes up to the first frame that isn't allowed. The WebSocket parser behind it
/// buffers whole frames before it looks at their size, so it must not see such a frame.
pub struct Guarded<S> {
    bytes: S,
    frames: Frames,
    verdict: Verdict,
}

impl<S> Guarded<S> {
    /// Guards these bytes.
    pub fn new(bytes: S) -> (Self, Verdict) {
        let verdict = Verdict::default();
        let guarded = Self {
            bytes,
            frames: Frames::default(),
            verdict: verdict.clone(),
        };
        (guarded, verdict)
    }
}

impl<S: Stream<Item = Result<Bytes, PayloadError>> + Unpin> Stream for Guarded<S> {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.verdict.get().is_some() {
            return Poll::Ready(None);
        }
        let next = ready!(Pin::new(&mut self.bytes).poll_next(cx));
        if let Some(Ok(bytes)) = &next
            && let Err(abuse) = self.frames.take(bytes)
        {
            self.verdict.set(Some(abuse));
            return Poll::Ready(None);
        }
        Poll::Ready(next)
    }
}
