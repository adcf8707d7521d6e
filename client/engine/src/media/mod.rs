//! Calls: camera, microphone, screen, speaker and the peer connection between two devices.
//!
//! [`Media`] does the core's [`client_core::MediaCommand`]s and reports [`client_core::MediaEvent`]s.
//! It owns every device and thread of a call. It knows nothing of invitations and of the server,
//! decides nothing about a call's phase, and never writes session descriptions, addresses, sound or
//! pictures to a log.

mod binding;
mod call;
mod check;
mod config;
mod devices;
mod equipment;
mod external;
mod handle;
mod loopback_test;
mod negotiation;
mod run;
mod stats;
mod transport;
mod unplug;

pub mod audio;
pub mod cc;
pub mod page;
pub mod rtp;
pub mod units;
pub mod video;

pub use audio::render::Captured;
pub use config::{CameraSource, MediaConfig, MicrophoneSource, Reach, SpeakerSink};
pub use equipment::list_devices;
pub use external::{External, ExternalDevices};
pub use handle::{MAX_WAITING_COMMANDS, MAX_WAITING_EVENTS, Media};
pub use page::PageDevices;
pub use unplug::UnplugSwitch;
pub use video::fanout::{EncodedFrame, Stream, VideoFanout, VideoStream};
