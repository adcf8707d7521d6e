//! Decoded sound on its way to the speaker, and a little of what was played before it.

use super::time_stretch::{self, LONGEST_PERIOD};
use crate::media::audio::{AudioFrame, FRAME_SAMPLES};

/// Samples kept of what was played: enough to repeat a period of the voice.
const KEPT: usize = LONGEST_PERIOD;

/// The sound.
#[derive(Debug, Default)]
pub struct SyncBuffer {
    sound: Vec<f32>,
    /// Up to here it has been played.
    played: usize,
}

impl SyncBuffer {
    /// Samples that wait.
    pub fn ready(&self) -> usize {
        self.sound.len() - self.played
    }

    /// Adds sound at the end.
    pub fn push(&mut self, sound: &[f32]) {
        self.sound.extend_from_slice(sound);
    }

    /// The next frame; silence where it is not there.
    pub fn take(&mut self) -> AudioFrame {
        let mut frame: AudioFrame = [0.0; FRAME_SAMPLES];
        let ready = self.sound.get(self.played..).unwrap_or_default();
        for (slot, sample) in frame.iter_mut().zip(ready) {
            *slot = *sample;
        }
        self.played = (self.played + frame.len()).min(self.sound.len());
        let old = self.played.saturating_sub(KEPT);
        self.sound.drain(..old);
        self.played -= old;
        frame
    }

    /// Leaves out one period of the voice, if there is one to be found: in speech only where `loud`
    /// sound may be shortened, and where it `hurries` even if it is heard. Gives the samples left
    /// out.
    pub fn shorten(&mut self, loud: bool, hurries: bool) -> usize {
        let ready = self.sound.get(self.played..).unwrap_or_default();
        let Some(cut) = time_stretch::shorten(ready, loud, hurries) else {
            return 0;
        };
        let removed = ready.len() - cut.len();
        self.sound.truncate(self.played);
        self.sound.extend(cut);
        removed
    }

    /// Plays one period of the voice twice, if there is one to be found. Gives the samples added.
    pub fn lengthen(&mut self) -> usize {
        let Some(longer) = time_stretch::lengthen(&self.sound, self.played) else {
            return 0;
        };
        let added = longer.len() - self.ready();
        self.sound.truncate(self.played);
        self.sound.extend(longer);
        added
    }
}
