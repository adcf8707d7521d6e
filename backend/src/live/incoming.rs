use super::frame_guard::Verdict;
use super::ws_guard::Abuse;
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseCode, CloseReason};
use actix_ws::{MessageStream, ProtocolError};
use futures_util::StreamExt;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use shared::limits;
use std::num::NonZeroU32;

/// Messages of any kind that a device may send each second, on average.
const MESSAGES_PER_S: NonZeroU32 = NonZeroU32::new(50).unwrap();
/// Messages of any kind that it may send at once: the start of a call has some 50.
const MESSAGES_AT_ONCE: NonZeroU32 = NonZeroU32::new(250).unwrap();

/// Why a socket ends; none where the other end closed it.
pub type End = Option<CloseReason>;

/// The server closes for this reason.
pub fn end(code: CloseCode, words: &str) -> End {
    Some(CloseReason {
        code,
        description: Some(words.to_owned()),
    })
}

/// The way into a socket: messages that may be looked at, and nothing else.
pub struct Incoming {
    stream: AggregatedMessageStream,
    verdict: Verdict,
    allowance: DefaultDirectRateLimiter,
}

impl Incoming {
    pub fn new(stream: MessageStream, verdict: Verdict) -> Self {
        let quota = Quota::per_second(MESSAGES_PER_S).allow_burst(MESSAGES_AT_ONCE);
        Self {
            stream: stream
                .max_frame_size(limits::MAX_FRAME_BYTES)
                .aggregate_continuations()
                .max_continuation_size(limits::MAX_FRAME_BYTES),
            verdict,
            allowance: RateLimiter::direct(quota),
        }
    }

    /// The next text, ping or pong.
    ///
    /// # Errors
    /// The other end closed, is gone, or sent what it may not.
    pub async fn message(&mut self) -> Result<AggregatedMessage, End> {
        let next = self.stream.next().await;
        if let Some(abuse) = self.verdict.get() {
            return Err(end_for(abuse));
        }
        let message = match next {
            None | Some(Ok(AggregatedMessage::Close(_))) => return Err(None),
            Some(Ok(AggregatedMessage::Binary(_))) => return Err(end_for(Abuse::Binary)),
            Some(Err(error)) => return Err(end_of(&error)),
            Some(Ok(message)) => message,
        };
        match self.allowance.check() {
            Ok(()) => Ok(message),
            Err(_) => Err(end(CloseCode::Policy, "too many frames")),
        }
    }
}

fn end_for(abuse: Abuse) -> End {
    match abuse {
        Abuse::Protocol => end(CloseCode::Protocol, "not a WebSocket frame"),
        Abuse::Binary => end(CloseCode::Unsupported, "frames are text"),
        Abuse::TooLarge => end(CloseCode::Size, "frames have at most 64 KiB"),
        Abuse::TooManyFragments => end(CloseCode::Policy, "too many fragments"),
    }
}

fn end_of(error: &ProtocolError) -> End {
    match error {
        ProtocolError::Overflow => end_for(Abuse::TooLarge),
        ProtocolError::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            end(CloseCode::Invalid, "text is UTF-8")
        }
        _ => end_for(Abuse::Protocol),
    }
}
