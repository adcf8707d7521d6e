//! The page's devices, handed in as the engine's.

use super::audio::{PageMicrophone, PageSpeaker};
use super::camera;
use super::devices::PageDevices;
use crate::media::audio::capture::Microphone;
use crate::media::audio::render::Speaker;
use crate::media::external::ExternalDevices;
use crate::media::video::sink::CameraSink;
use crate::media::video::source::CameraTrouble;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

impl ExternalDevices for PageDevices {
    fn run_camera(&self, sink: &CameraSink, stop: &AtomicBool) -> Result<(), CameraTrouble> {
        camera::run(self, sink, stop)
    }

    fn open_microphone(&self) -> Box<dyn Microphone> {
        Box::new(PageMicrophone::open(self))
    }

    fn open_speaker(&self, now: Instant) -> Box<dyn Speaker> {
        Box::new(PageSpeaker::open(self, now))
    }
}
