//! What passes between the page and the other half of its devices. `bridge::page_messages` writes it
//! as bytes.

use crate::media::audio::Piece;
use crate::media::audio::capture::MicrophoneTrouble;
use crate::media::video::source::CameraTrouble;
use bytes::Bytes;

/// One encoded picture of the page's camera.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageVideoFrame {
    /// It can be decoded without any earlier one.
    pub is_key: bool,
    /// Pixels across and down.
    pub size: (u16, u16),
    /// A VP8 frame (RFC 6386).
    pub data: Bytes,
}

/// What the page says of its devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageFaults {
    /// Why it does not film.
    pub camera: Option<CameraTrouble>,
    /// Why it does not listen.
    pub microphone: Option<MicrophoneTrouble>,
}

/// A message from the page.
#[derive(Clone, Debug, PartialEq)]
pub enum FromPage {
    /// An encoded picture.
    Video(PageVideoFrame),
    /// 20 ms of sound.
    Audio(Box<Piece>),
    /// How it fares.
    Report {
        /// What is wrong.
        faults: PageFaults,
        /// Frames of 10 ms played so far; wraps.
        played: u32,
    },
}

/// What the page is to do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaptureSettings {
    /// Film.
    pub camera_on: bool,
    /// Listen.
    pub microphone_on: bool,
    /// Make the next picture one that needs no other.
    pub key_frame: bool,
    /// The largest size that is of use, pixels across and down.
    pub size: (u16, u16),
    /// Kilobits per second for pictures; 0 means none at the moment.
    pub kilobits: u32,
}
