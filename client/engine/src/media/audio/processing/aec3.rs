//! Echo cancelling by the crate `aec3`, another port of libwebrtc's AEC3.

use super::processor::VoiceProcessor;
use crate::media::audio::{AudioFrame, FRAME_SAMPLES, SAMPLE_RATE};
use aec3::graph::GraphResult;
use aec3::nodes::audio::AudioFormat;
use aec3::pipelines::linear::{self, LinearPipeline};

/// The second echo canceller, for comparison and for machines on which the first fails.
pub struct Aec3Canceller {
    pipeline: LinearPipeline,
}

impl Aec3Canceller {
    /// One that has heard nothing yet.
    ///
    /// # Errors
    /// The crate refuses how it is put together.
    pub fn new() -> GraphResult<Self> {
        let format = AudioFormat::ten_ms(SAMPLE_RATE, 1);
        let pipeline = linear::builder(format, format)
            .enable_noise_suppression(false)
            .enable_gain_controller2(false)
            .enable_post_filter(false)
            .build()?;
        Ok(Self { pipeline })
    }
}

impl VoiceProcessor for Aec3Canceller {
    fn played(&mut self, frame: &AudioFrame) {
        // A refused frame is one the canceller does not know of; it goes on.
        let _ = self.pipeline.handle_render_frame(frame);
    }

    fn heard(&mut self, frame: &mut AudioFrame) {
        let mut out = [0.0; FRAME_SAMPLES];
        if let Ok(true) = self.pipeline.process_capture_frame(frame, &mut out) {
            *frame = out;
        }
    }
}
