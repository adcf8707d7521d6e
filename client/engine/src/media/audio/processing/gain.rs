//! Evens the level of the voice: the second half of libwebrtc's gain control, from `sonora`.

use super::sonora::{processing, run};
use crate::media::audio::AudioFrame;
use sonora::config::{AdaptiveDigital, GainController2};
use sonora::{AudioProcessing, Config};

/// Where the gain starts, dB. The crate's 15 dB lifts whatever echo is left in the first seconds.
const FIRST_GAIN_DB: f32 = 3.0;
/// The most it may become, dB.
const MAX_GAIN_DB: f32 = 30.0;

/// Raises quiet voices, lowers loud ones, and never lets the sound overdrive.
pub struct GainControl {
    processing: AudioProcessing,
}

impl GainControl {
    /// One that knows nothing of the voice yet.
    #[must_use]
    pub fn new() -> Self {
        let adaptive = AdaptiveDigital {
            initial_gain_db: FIRST_GAIN_DB,
            max_gain_db: MAX_GAIN_DB,
            ..AdaptiveDigital::default()
        };
        Self {
            processing: processing(Config {
                gain_controller2: Some(GainController2 {
                    adaptive_digital: Some(adaptive),
                    ..GainController2::default()
                }),
                ..Config::default()
            }),
        }
    }

    /// Evens one frame.
    pub fn even(&mut self, frame: &mut AudioFrame) {
        run(&mut self.processing, frame);
    }
}

impl Default for GainControl {
    fn default() -> Self {
        Self::new()
    }
}
