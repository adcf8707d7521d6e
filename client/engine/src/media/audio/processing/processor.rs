//! What an echo canceller, or a chain with one, does.

use crate::media::audio::AudioFrame;

/// Works on the microphone's sound, knowing what the speaker plays.
pub trait VoiceProcessor {
    /// The speaker got this; to be told before the microphone can have heard it.
    fn played(&mut self, frame: &AudioFrame);
    /// The microphone heard this; what is to be sent takes its place.
    fn heard(&mut self, frame: &mut AudioFrame);
}
