//! What is done to the microphone's sound before it is sent: echo taken out, noise taken out, level
//! evened.
//!
//! Works on frames of 10 ms, on the sound thread. Owns no device and keeps no sound beyond the
//! few hundred milliseconds the echo canceller needs.

mod aec3;
mod gain;
mod headset;
mod noise;
mod processor;
mod sonora;

pub use aec3::Aec3Canceller;
pub use gain::GainControl;
pub use headset::is_headset;
pub use noise::NoiseFilter;
pub use processor::VoiceProcessor;
pub use sonora::SonoraCanceller;

use super::{AudioFrame, FRAME_SAMPLES, PIECE_SAMPLES, Piece};

/// Which echo canceller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EchoEngine {
    /// The crate `sonora`.
    #[default]
    Sonora,
    /// The crate `aec3`.
    Aec3,
}

/// Whether an echo is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EchoControl {
    /// Unless the speaker's name says that it sits on somebody's ears: an echo canceller makes the
    /// own voice quieter while both speak, so it is left out where nothing can echo.
    #[default]
    Auto,
    /// Always.
    On,
    /// Never.
    Off,
}

/// What is done to the sound of a real microphone. Sound from a file or a generator is sent as it
/// is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VoiceSettings {
    /// Which echo canceller.
    pub engine: EchoEngine,
    /// Whether it runs.
    pub echo: EchoControl,
    /// Fans, traffic and keyboards are taken out.
    pub noise_filter: bool,
    /// Quiet voices are raised, loud ones lowered.
    pub gain_control: bool,
}

impl Default for VoiceSettings {
    fn default() -> Self {
        Self::standard()
    }
}

impl VoiceSettings {
    /// Everything, as a device without a headset needs it.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            engine: EchoEngine::Sonora,
            echo: EchoControl::Auto,
            noise_filter: true,
            gain_control: true,
        }
    }

    /// Nothing is done.
    #[must_use]
    pub const fn untouched() -> Self {
        Self {
            engine: EchoEngine::Sonora,
            echo: EchoControl::Off,
            noise_filter: false,
            gain_control: false,
        }
    }
}

/// Echo canceller, noise filter and gain control, in this order: the filter learns nothing from an
/// echo, and the gain lifts no noise.
pub struct VoiceChain {
    canceller: Option<Box<dyn VoiceProcessor>>,
    noise: Option<NoiseFilter>,
    gain: Option<GainControl>,
}

impl VoiceChain {
    /// A chain as `settings` say, for a speaker that a microphone may hear or not.
    #[must_use]
    pub fn new(settings: VoiceSettings, can_echo: bool) -> Self {
        let cancels = match settings.echo {
            EchoControl::Auto => can_echo,
            EchoControl::On => true,
            EchoControl::Off => false,
        };
        Self {
            canceller: cancels.then(|| canceller(settings.engine)),
            noise: settings.noise_filter.then(NoiseFilter::new),
            gain: settings.gain_control.then(GainControl::new),
        }
    }

    /// Works on 20 ms.
    pub fn heard_piece(&mut self, piece: &mut Piece) {
        const { assert!(PIECE_SAMPLES == 2 * FRAME_SAMPLES) };
        for frame in piece.as_chunks_mut::<FRAME_SAMPLES>().0 {
            self.heard(frame);
        }
    }
}

fn canceller(engine: EchoEngine) -> Box<dyn VoiceProcessor> {
    if engine == EchoEngine::Aec3 {
        match Aec3Canceller::new() {
            Ok(canceller) => return Box::new(canceller),
            Err(fault) => tracing::error!(%fault, "the second echo canceller can't be used"),
        }
    }
    Box::new(SonoraCanceller::new())
}

impl VoiceProcessor for VoiceChain {
    fn played(&mut self, frame: &AudioFrame) {
        if let Some(canceller) = &mut self.canceller {
            canceller.played(frame);
        }
    }

    fn heard(&mut self, frame: &mut AudioFrame) {
        if let Some(canceller) = &mut self.canceller {
            canceller.heard(frame);
        }
        if let Some(noise) = &mut self.noise {
            noise.filter(frame);
        }
        if let Some(gain) = &mut self.gain {
            gain.even(frame);
        }
    }
}
