//! Calls: camera, microphone, screen, speaker and the peer connection between two devices.
//!
//! [`Media`] does the core's [`MediaCommand`]s and reports [`MediaEvent`]s. It owns every device and
//! thread of a call. It knows nothing of invitations and of the server, decides nothing about a
//! call's phase, and never writes session descriptions, addresses, sound or pictures to a log.

mod call;
mod check;
mod devices;
mod equipment;
mod loopback_test;
mod negotiation;
mod run;
mod stats;
mod unplug;

pub mod audio;
pub mod cc;
pub mod page;
pub mod rtp;
pub mod video;

pub use audio::render::Captured;
pub use equipment::list_devices;
pub use page::PageDevices;
pub use unplug::UnplugSwitch;
pub use video::fanout::{EncodedFrame, Stream, VideoFanout, VideoStream};

use audio::processing::{EchoControl, VoiceSettings};
use client_core::{DeviceChoice, MediaCommand, MediaEvent};
use rustls::pki_types::CertificateDer;
use std::path::PathBuf;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use video::frame::Size;

/// Commands that wait to be done. The other side's candidates come in bursts of a few dozen.
pub const MAX_WAITING_COMMANDS: usize = 512;
/// A fitting size for the channel that [`Media::start`] reports on.
pub const MAX_WAITING_EVENTS: usize = 256;

/// Where own pictures come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CameraSource {
    /// The page films.
    Page(PageDevices),
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
    /// The page listens.
    Page(PageDevices),
    /// The microphone of this name, or the system's choice.
    Device(Option<String>),
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
    /// The page plays it.
    Page(PageDevices),
    /// The speaker of this name, or the system's choice.
    Device(Option<String>),
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
    /// The page's devices: on phones, and on a desktop where the native ones can't be had.
    #[must_use]
    pub fn of_page(page: &PageDevices) -> Self {
        Self {
            camera: CameraSource::Page(page.clone()),
            microphone: MicrophoneSource::Page(page.clone()),
            speaker: SpeakerSink::Page(page.clone()),
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
    fn with_choice(&self, choice: DeviceChoice) -> Self {
        let mut config = self.clone();
        if let CameraSource::Device(id) = &mut config.camera {
            *id = choice.camera;
        }
        if let MicrophoneSource::Device(name) = &mut config.microphone {
            *name = choice.microphone;
        }
        if let SpeakerSink::Device(name) = &mut config.speaker {
            *name = choice.speaker;
        }
        if choice.headset && config.voice.echo == EchoControl::Auto {
            config.voice.echo = EchoControl::Off;
        }
        config
    }
}

/// The media half of the engine; one call at a time.
pub struct Media {
    commands: mpsc::Sender<MediaCommand>,
    running: JoinHandle<()>,
}

impl Media {
    /// Starts it on the current tokio runtime. Reports go to `events` (see
    /// [`MAX_WAITING_EVENTS`]); pictures of both sides to `pictures`.
    #[must_use]
    pub fn start(
        config: MediaConfig,
        events: mpsc::Sender<MediaEvent>,
        fanout: VideoFanout,
    ) -> Self {
        let (commands, waiting) = mpsc::channel(MAX_WAITING_COMMANDS);
        let running = tokio::spawn(run::Engine::new(config, events, fanout).run(waiting));
        Self { commands, running }
    }

    /// Has a command done; commands are done in order. Never waits.
    pub fn command(&self, command: MediaCommand) {
        if self.commands.try_send(command).is_err() {
            tracing::error!("a media command was lost: too many wait");
        }
    }

    /// Ends the call, if there is one, and releases every device.
    pub async fn stop(self) {
        let Self { commands, running } = self;
        drop(commands);
        // The engine bounds each step of closing by itself.
        let _ = running.await;
    }
}
