//! What the streams of microphones and speakers have in common.

use super::aside::let_go;
use crate::media::audio::{PIECE_SAMPLES, SAMPLE_RATE};
use cpal::{BufferSize, ErrorKind, StreamConfig};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Samples per callback of a microphone: 10 ms. The default would mean 2 s on PulseAudio.
pub const HEARD_AT_ONCE: u32 = 480;
/// Samples per callback of a speaker: 20 ms. With 10 ms, on a machine twice as busy as it can be, a
/// tone was clear in 0 to 17 of 20 pieces; with 20 ms in 17 to 19, and no later that one could measure.
pub const PLAYED_AT_ONCE: u32 = 960;
/// Samples between a device and the call's thread at most: 200 ms.
pub const RING_SAMPLES: usize = 10 * PIECE_SAMPLES;
/// How long a device may take to open.
pub const OPEN_DEADLINE: Duration = Duration::from_secs(3);
/// How long an open stream may take nothing at first: what sleeps needs up to five seconds to wake, as
/// Bluetooth and HDMI do.
const WAKES_WITHIN: Duration = Duration::from_secs(8);
/// A stream that took samples and takes none for so long is broken, whatever the sound system says.
const STALLS_AFTER: Duration = Duration::from_secs(2);

/// How a stream is opened.
#[derive(Clone, Copy)]
pub struct Settings {
    /// For cpal.
    pub stream: StreamConfig,
    /// Samples of one moment.
    pub channels: usize,
}

impl Settings {
    /// The device's own channel count, because PipeWire wants it, and the rate of the call.
    pub fn new(channels: u16, at_once: u32) -> Self {
        Self {
            stream: StreamConfig {
                channels,
                sample_rate: SAMPLE_RATE,
                buffer_size: BufferSize::Fixed(at_once),
            },
            channels: channels.max(1).into(),
        }
    }
}

/// What a stream's callbacks leave behind. They never allocate, lock or wait.
#[derive(Debug, Default)]
pub struct Traces {
    moments: AtomicUsize,
    broken: AtomicBool,
}

impl Traces {
    /// The device took or gave samples of so many moments.
    pub fn pass(&self, moments: usize) {
        self.moments.fetch_add(moments, Ordering::Release);
    }

    /// The sound system reports an error.
    pub fn report(&self, error: &cpal::Error) {
        tracing::debug!(%error, "the sound card reports");
        if !is_passing(error.kind()) {
            self.broken.store(true, Ordering::Release);
        }
    }
}

/// Whether a stream goes on after an error of this kind. All others end it: sound systems have more
/// words for that than one can know.
const fn is_passing(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::Xrun | ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied
    )
}

/// How a stream fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// It is open, and its device has not taken anything yet.
    Wakes,
    /// Its device takes samples.
    Runs,
    /// Its device took samples, and takes none now.
    Pauses,
    /// It has to be opened again.
    Broken,
}

/// Watches a stream by its [`Traces`].
#[derive(Debug)]
pub struct Watch {
    traces: Arc<Traces>,
    /// Moments that a stream takes before its device does: what is kept ahead.
    ahead: usize,
    seen: usize,
    /// When it last went forward.
    moved_at: Instant,
    runs: bool,
}

impl Watch {
    /// From the opening on; a stream takes `ahead` moments without a device.
    #[must_use]
    pub fn new(traces: Arc<Traces>, ahead: usize, now: Instant) -> Self {
        let seen = traces.moments.load(Ordering::Acquire);
        Self {
            traces,
            ahead: seen.wrapping_add(ahead),
            seen,
            moved_at: now,
            runs: false,
        }
    }

    /// Whether the sound system reported that it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.traces.broken.load(Ordering::Acquire)
    }

    /// How it fares now.
    pub fn look(&mut self, now: Instant) -> Condition {
        /// Shorter than any gap that is heard as one.
        const PAUSE: Duration = Duration::from_millis(300);
        let moments = self.traces.moments.load(Ordering::Acquire);
        if moments != self.seen {
            self.seen = moments;
            if moments > self.ahead {
                self.moved_at = now;
                self.runs = true;
            }
        }
        let still = now.saturating_duration_since(self.moved_at);
        let bound = if self.runs {
            STALLS_AFTER
        } else {
            WAKES_WITHIN
        };
        if self.is_over() || still > bound {
            Condition::Broken
        } else if !self.runs {
            Condition::Wakes
        } else if still > PAUSE {
            Condition::Pauses
        } else {
            Condition::Runs
        }
    }
}

/// An open stream. Letting it go does not wait for a server that hangs.
pub struct Held<S: Send + 'static>(Option<S>);

impl<S: Send + 'static> Held<S> {
    /// Until it is dropped.
    pub const fn new(stream: S) -> Self {
        Self(Some(stream))
    }

    /// The stream.
    pub const fn get(&self) -> Option<&S> {
        self.0.as_ref()
    }
}

impl<S: Send + 'static> Drop for Held<S> {
    fn drop(&mut self) {
        if let Some(stream) = self.0.take() {
            let_go(stream);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn what_is_kept_ahead_does_not_count_as_taken() {
        let (traces, start) = (Arc::new(Traces::default()), Instant::now());
        let mut watch = Watch::new(Arc::clone(&traces), 4_800, start);
        traces.pass(4_800);
        assert_eq!(watch.look(at(start, 1_000)), Condition::Wakes);
        // A card that sleeps is given time.
        assert_eq!(watch.look(at(start, 4_000)), Condition::Wakes);
        traces.pass(2_400);
        assert_eq!(watch.look(at(start, 4_010)), Condition::Runs);
    }

    #[test]
    fn one_that_never_wakes_is_broken_and_so_is_one_that_stops() {
        let (traces, start) = (Arc::new(Traces::default()), Instant::now());
        let mut watch = Watch::new(Arc::clone(&traces), 960, start);
        assert_eq!(watch.look(at(start, 8_001)), Condition::Broken);
        let mut watch = Watch::new(Arc::clone(&traces), 960, start);
        traces.pass(961);
        assert_eq!(watch.look(at(start, 100)), Condition::Runs);
        assert_eq!(watch.look(at(start, 500)), Condition::Pauses);
        assert_eq!(watch.look(at(start, 2_101)), Condition::Broken);
        traces.pass(960);
        assert_eq!(watch.look(at(start, 2_200)), Condition::Runs);
    }

    #[test]
    fn an_error_breaks_it_unless_it_passes() {
        let (traces, start) = (Arc::new(Traces::default()), Instant::now());
        let mut watch = Watch::new(Arc::clone(&traces), 0, start);
        traces.report(&cpal::Error::new(ErrorKind::Xrun));
        assert_eq!(watch.look(start), Condition::Wakes);
        // What PulseAudio's client says of a server that was killed.
        traces.report(&cpal::Error::new(ErrorKind::StreamInvalidated));
        assert_eq!(watch.look(start), Condition::Broken);
    }
}
