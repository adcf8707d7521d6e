//! What calls are made of on this device: where pictures and sound come from and go, and over which
//! networks.

use super::audio::processing::{EchoControl, VoiceSettings};
use super::audio::render::Captured;
use super::external::External;
use super::unplug::UnplugSwitch;
use super::video::frame::Size;
use client_core::{DeviceChoice, DeviceEntry};
use rustls::pki_types::CertificateDer;
use std::path::PathBuf;

/// Where own pictures come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CameraSource {
    /// Whoever runs the engine has one that encodes by itself.
    External(External),
    /// The camera of this id, or the first one; phones have none that the engine could open.
    Device(Option<String>),
    /// The moving test picture.
    Pattern {
        /// Its size.
        size: Size,
        /// Pictures per second, 1 to 60.
        fps: u32,
    },
    /// The moving test picture of a camera that can be pulled out.
    Plugged {
        /// Its size.
        size: Size,
        /// Pulls it.
        plug: UnplugSwitch,
    },
    /// A YUV4MPEG2 file, looped.
    Y4m(PathBuf),
    /// There is no camera.
    None,
    /// The camera is refused.
    Denied,
}

/// Where own sound comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum MicrophoneSource {
    /// Whoever runs the engine has one.
    External(External),
    /// This microphone, or the system's choice.
    Device(Option<DeviceEntry>),
    /// A WAV file, looped.
    Wav(PathBuf),
    /// A steady tone.
    Tone {
        /// Its pitch.
        hertz: f32,
    },
    /// A steady tone of a microphone that can be pulled out.
    Plugged {
        /// Its pitch.
        hertz: f32,
        /// Pulls it.
        plug: UnplugSwitch,
    },
    /// A microphone in a silent room.
    Silence,
    /// There is no microphone.
    None,
    /// The microphone is refused.
    Denied,
}

/// Where the other side's sound goes.
#[derive(Clone, Debug)]
pub enum SpeakerSink {
    /// Whoever runs the engine has one.
    External(External),
    /// This speaker, or the system's choice.
    Device(Option<DeviceEntry>),
    /// Nowhere.
    Discard,
    /// Kept for a test that listens.
    Capture(Captured),
}

/// Which networks a call may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Every interface; loopback only where there is nothing else.
    Everywhere,
    /// Loopback only: both devices are on this computer.
    Loopback,
    /// Over relays only.
    RelayOnly,
}

/// What calls are made of on this device.
#[derive(Clone, Debug)]
pub struct MediaConfig {
    /// Own pictures.
    pub camera: CameraSource,
    /// Own sound.
    pub microphone: MicrophoneSource,
    /// The other side's sound.
    pub speaker: SpeakerSink,
    /// What is done to the sound of a real microphone.
    pub voice: VoiceSettings,
    /// Networks.
    pub reach: Reach,
    /// Trusted besides the system's authorities, for relays over TLS.
    pub authorities: Vec<CertificateDer<'static>>,
}

/// The synthetic camera's pictures per second.
const SYNTHETIC_FPS: u32 = 30;

impl MediaConfig {
    /// Devices that whoever runs the engine has.
    #[must_use]
    pub fn external(devices: &External) -> Self {
        Self {
            camera: CameraSource::External(devices.clone()),
            microphone: MicrophoneSource::External(devices.clone()),
            speaker: SpeakerSink::External(devices.clone()),
            ..Self::own_devices()
        }
    }

    /// A drawn picture and a quiet microphone, for a device that has neither; the speaker is real.
    #[must_use]
    pub fn synthetic() -> Self {
        let camera = Size::new(640, 480).map_or(CameraSource::None, |size| CameraSource::Pattern {
            size,
            fps: SYNTHETIC_FPS,
        });
        Self {
            camera,
            microphone: MicrophoneSource::Silence,
            ..Self::own_devices()
        }
    }

    /// The device's own camera, microphone and speaker.
    #[must_use]
    pub fn own_devices() -> Self {
        Self {
            camera: CameraSource::Device(None),
            microphone: MicrophoneSource::Device(None),
            speaker: SpeakerSink::Device(None),
            voice: VoiceSettings::standard(),
            reach: Reach::Everywhere,
            authorities: Vec::new(),
        }
    }
}

impl MediaConfig {
    /// The same with the devices a person chose, where real ones are used at all.
    pub(super) fn with_choice(&self, choice: DeviceChoice) -> Self {
        let mut config = self.clone();
        if let CameraSource::Device(id) = &mut config.camera {
            *id = choice.camera.map(|camera| camera.id);
        }
        if let MicrophoneSource::Device(wanted) = &mut config.microphone {
            *wanted = choice.microphone;
        }
        if let SpeakerSink::Device(wanted) = &mut config.speaker {
            *wanted = choice.speaker;
        }
        if choice.headset && config.voice.echo == EchoControl::Auto {
            config.voice.echo = EchoControl::Off;
        }
        config
    }
}
