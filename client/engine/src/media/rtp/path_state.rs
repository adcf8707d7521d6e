//! What is known of the network path to the other device, for the parts that have to go by it.

use super::rtx::rtx_copies;
use crate::media::cc::estimator::START;
use crate::media::units::{Bitrate, Fraction};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What audio takes with all its headers, until somebody says otherwise.
const USUAL_AUDIO: Bitrate = Bitrate::kbps(60);
/// The highest rate of any use before the camera says which pictures it has.
pub const USUAL_CEILING: Bitrate = Bitrate::kbps(1_500);

/// A repair is waited for at least and at most so long.
const MIN_PATIENCE: Duration = Duration::from_millis(500);
const MAX_PATIENCE: Duration = Duration::from_millis(1_500);

/// What is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathState {
    /// The rate to send at, audio and video together, headers included.
    pub target: Bitrate,
    /// How long video waits to leave.
    pub wait: Duration,
    /// The round-trip time.
    pub rtt: Duration,
    /// The share of packets that get lost.
    pub loss: Fraction,
    /// How long packets wait in queues on their way.
    pub queueing: Duration,
    /// The highest rate that is of any use.
    pub ceiling: Bitrate,
    /// What audio takes with all its headers and copies.
    pub audio: Bitrate,
    /// The number of packets with copies (RFC 2198), where the other side understands them.
    pub red_payload_type: Option<u8>,
    /// The other side reports arrivals, so all this is measured.
    pub measured: bool,
    /// There is no room for pictures.
    pub video_off: bool,
    /// The machine, and not the path, keeps pictures small.
    pub cpu_limited: bool,
    /// The size of the pictures that are sent, across and down.
    pub sent_size: (u16, u16),
}

impl PathState {
    /// What is left for pictures.
    #[must_use]
    pub fn video_rate(&self) -> Bitrate {
        self.target.saturating_sub(self.audio) * (1.0 / self.with_repairs())
    }

    /// What pictures take with all their repairs, as a multiple of what they take without.
    fn with_repairs(&self) -> f64 {
        1.0 + self.loss.get() * f64::from(rtx_copies(self.loss, self.target))
    }

    /// How long a repair is worth waiting for: it may have to be asked for twice. Past that a key
    /// frame is sooner there.
    #[must_use]
    pub fn repair_patience(&self) -> Duration {
        let wanted = Duration::from_millis(200) + 3 * self.rtt;
        wanted.clamp(MIN_PATIENCE, MAX_PATIENCE)
    }
}

/// Shares it between threads.
#[derive(Debug)]
pub struct SharedPathState {
    state: Mutex<PathState>,
}

impl Default for SharedPathState {
    fn default() -> Self {
        Self {
            state: Mutex::new(PathState {
                target: START,
                wait: Duration::ZERO,
                rtt: Duration::from_millis(100),
                loss: Fraction::ZERO,
                queueing: Duration::ZERO,
                ceiling: USUAL_CEILING,
                audio: USUAL_AUDIO,
                red_payload_type: None,
                measured: false,
                video_off: false,
                cpu_limited: false,
                sent_size: (0, 0),
            }),
        }
    }
}

impl SharedPathState {
    /// What is known now.
    #[must_use]
    pub fn state(&self) -> PathState {
        *self.locked()
    }

    /// Says which rate is of use for pictures; sound comes on top.
    pub fn want_video_rate(&self, rate: Bitrate) {
        let mut state = self.locked();
        state.ceiling = rate * state.with_repairs() + state.audio;
    }

    /// Changes what is known.
    pub fn update(&self, change: impl FnOnce(&mut PathState)) {
        change(&mut self.locked());
    }

    /// A panic elsewhere leaves plain numbers in order.
    fn locked(&self) -> MutexGuard<'_, PathState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_take_their_share_of_the_rate() {
        let path = SharedPathState::default();
        path.update(|state| {
            (state.target, state.audio, state.loss) =
                (Bitrate::kbps(1_050), Bitrate::kbps(50), Fraction::ZERO)
        });
        assert_eq!(path.state().video_rate(), Bitrate::kbps(1_000));
        // Of a tenth, three copies each: 1,000 of 1,300 are new.
        path.update(|state| state.loss = Fraction::new(0.1));
        assert_eq!(path.state().video_rate(), Bitrate::bps(769_231));
        path.want_video_rate(Bitrate::kbps(1_000));
        assert_eq!(path.state().ceiling, Bitrate::kbps(1_350));
    }

    #[test]
    fn on_a_long_way_a_repair_is_waited_for_longer() {
        let patience = |rtt: f64| {
            let path = SharedPathState::default();
            path.update(|state| state.rtt = Duration::from_secs_f64(rtt));
            path.state().repair_patience().as_millis()
        };
        assert_eq!([0.05, 0.25, 2.0].map(patience), [500, 950, 1_500]);
    }
}
