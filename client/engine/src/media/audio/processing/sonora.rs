//! Echo cancelling by the crate `sonora`, a port of libwebrtc's AEC3.

use super::processor::VoiceProcessor;
use crate::media::audio::{AudioFrame, FRAME_SAMPLES, SAMPLE_RATE};
use sonora::config::{EchoCanceller, HighPassFilter};
use sonora::{AudioProcessing, Config, StreamConfig};

/// The default echo canceller. Takes out rumble below speech too, which would mislead it.
pub struct SonoraCanceller {
    processing: AudioProcessing,
}

impl SonoraCanceller {
    /// One that has heard nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            processing: processing(Config {
                high_pass_filter: Some(HighPassFilter::default()),
                echo_canceller: Some(EchoCanceller::default()),
                ..Config::default()
            }),
        }
    }
}

impl Default for SonoraCanceller {
    fn default() -> Self {
        Self::new()
    }
}

/// The crate set up for one voice at the call's rate.
pub(super) fn processing(config: Config) -> AudioProcessing {
    let mono = StreamConfig::new(SAMPLE_RATE, 1);
    AudioProcessing::builder()
        .config(config)
        .capture_config(mono)
        .render_config(mono)
        .build()
}

/// Runs one frame through; where the crate refuses it, it stays as it was.
pub(super) fn run(processing: &mut AudioProcessing, frame: &mut AudioFrame) {
    let mut out = [0.0; FRAME_SAMPLES];
    if processing
        .process_capture_f32(&[&*frame], &mut [&mut out])
        .is_ok()
    {
        *frame = out;
    }
}

impl VoiceProcessor for SonoraCanceller {
    fn played(&mut self, frame: &AudioFrame) {
        let mut unused = [0.0; FRAME_SAMPLES];
        // A refused frame is one the canceller does not know of; it goes on.
        let _ = self
            .processing
            .process_render_f32(&[frame], &mut [&mut unused]);
    }

    fn heard(&mut self, frame: &mut AudioFrame) {
        run(&mut self.processing, frame);
    }
}
