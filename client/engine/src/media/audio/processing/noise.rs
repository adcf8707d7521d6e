//! Takes noise out of the voice, twice: libwebrtc's filter, from `sonora`, takes the steady part
//! quickly; the small neural network of `nnnoiseless`, which knows speech, takes the rest. The
//! network alone needs up to ten seconds to recognise pink noise, and at -36 dB never did.

use super::sonora::{processing, run};
use crate::media::audio::{AudioFrame, FRAME_SAMPLES};
use nnnoiseless::DenoiseState;
use sonora::config::{NoiseSuppression, NoiseSuppressionLevel};
use sonora::{AudioProcessing, Config};

/// The network reckons with samples of 16 bits.
const FULL_SCALE: f32 = 32_768.0;

/// Takes steady and sudden noise out; what comes out is later than what goes in.
pub struct NoiseFilter {
    steady: AudioProcessing,
    network: Box<DenoiseState<'static>>,
}

impl NoiseFilter {
    /// One that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        const { assert!(DenoiseState::FRAME_SIZE == FRAME_SAMPLES) };
        let noise_suppression = NoiseSuppression {
            // 12 dB: more of it alone is heard on the voice.
            level: NoiseSuppressionLevel::Moderate,
            ..NoiseSuppression::default()
        };
        Self {
            steady: processing(Config {
                noise_suppression: Some(noise_suppression),
                ..Config::default()
            }),
            network: DenoiseState::new(),
        }
    }

    /// Filters one frame.
    pub fn filter(&mut self, frame: &mut AudioFrame) {
        run(&mut self.steady, frame);
        let wide = frame.map(|sample| sample * FULL_SCALE);
        let mut out = [0.0; FRAME_SAMPLES];
        self.network.process_frame(&mut out, &wide);
        *frame = out.map(|sample| (sample / FULL_SCALE).clamp(-1.0, 1.0));
    }
}

impl Default for NoiseFilter {
    fn default() -> Self {
        Self::new()
    }
}
