//! The own picture and the microphone's level, shown to their owner before a call.

use super::audio::PIECE_SAMPLES;
use super::audio::capture::MicrophoneTrouble;
use super::audio::input::AudioInput;
use super::config::MediaConfig;
use super::rtp::path_state::SharedPathState;
use super::units::Bitrate;
use super::video::fanout::VideoFanout;
use super::video::sink::CameraSink;
use super::video::source::CameraTrouble;
use super::video::thread::CameraThread;
use client_core::{CheckReport, DeviceFault, MediaEvent};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Sender;

/// Room for a good picture: it stays on this device.
const PREVIEW_BITRATE: Bitrate = Bitrate::kbps(2_000);
/// Pieces of 20 ms between two reports of the level.
const PIECES_PER_REPORT: u32 = 5;
/// How often the microphone is looked at.
const ROUND: Duration = Duration::from_millis(10);
/// What counts as no sound at all, decibels below full scale.
const FLOOR_DB: f32 = 60.0;

/// A running check; dropping it releases the devices soon.
pub(super) struct DeviceCheck {
    camera: Option<CameraThread>,
    stop: Arc<AtomicBool>,
    config: MediaConfig,
    events: Sender<MediaEvent>,
    fanout: VideoFanout,
}

impl DeviceCheck {
    /// Opens camera and microphone, each on a thread of its own.
    pub(super) fn open(
        config: MediaConfig,
        events: Sender<MediaEvent>,
        fanout: VideoFanout,
    ) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, told) = (Arc::clone(&stop), events.clone());
        let microphone = config.microphone.clone();
        let listening = std::thread::Builder::new()
            .name("check-microphone".to_owned())
            .spawn(move || {
                let report = told.clone();
                let report = Box::new(move |trouble| {
                    tell(&report, CheckReport::Microphone(heard(trouble)));
                });
                listen(
                    &mut AudioInput::open(microphone, report, Instant::now()),
                    &told,
                    &stopped,
                );
            });
        if listening.is_err() {
            tracing::error!("no thread for the microphone's check");
        }
        let mut check = Self {
            camera: None,
            stop,
            config,
            events,
            fanout,
        };
        check.start_camera();
        check
    }

    /// A camera that was missing may have been plugged in.
    pub(super) fn devices_changed(&mut self) {
        if !self.camera.as_ref().is_some_and(CameraThread::is_running) {
            self.start_camera();
        }
    }

    fn start_camera(&mut self) {
        let path = SharedPathState::default();
        path.update(|state| state.target = PREVIEW_BITRATE);
        let events = self.events.clone();
        let sink = CameraSink {
            fanout: self.fanout.clone(),
            outbound: None,
            path: Arc::new(path),
            since: Instant::now(),
            report: Box::new(move |trouble| {
                tell(&events, CheckReport::Camera(seen(trouble)));
            }),
        };
        match CameraThread::start(self.config.camera.clone(), sink) {
            Ok(camera) => self.camera = Some(camera),
            Err(_) => tracing::error!("no thread for the camera's check"),
        }
    }
}

impl Drop for DeviceCheck {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn listen(input: &mut AudioInput, events: &Sender<MediaEvent>, stop: &AtomicBool) {
    let (mut energy, mut pieces) = (0.0_f32, 0);
    let mut dead = None;
    while !stop.load(Ordering::Relaxed) {
        while let Some(piece) = input.hear(Instant::now()) {
            energy += piece.iter().map(|sample| sample * sample).sum::<f32>();
            pieces += 1;
            if pieces == PIECES_PER_REPORT {
                tell(events, CheckReport::Level(level(energy)));
                (energy, pieces) = (0.0, 0);
                let found = input.dead_channels();
                if let Some(bits) = found.filter(|_| found != dead) {
                    tell(events, CheckReport::DeadInputs { bits });
                    dead = found;
                }
            }
        }
        std::thread::sleep(ROUND);
    }
}

/// Of the energy of 100 ms: 0 is [`FLOOR_DB`] below full scale, 100 is full scale.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "brought into 0 to 100 first"
)]
fn level(energy: f32) -> u8 {
    let samples = (PIECES_PER_REPORT as usize * PIECE_SAMPLES) as f32;
    let decibels = 10.0 * (energy / samples).max(1e-12).log10();
    ((decibels + FLOOR_DB) / FLOOR_DB * 100.0).clamp(0.0, 100.0) as u8
}

/// A report that finds no room is followed by the next one.
fn tell(events: &Sender<MediaEvent>, report: CheckReport) {
    let _ = events.try_send(MediaEvent::Check(report));
}

const fn heard(trouble: Option<MicrophoneTrouble>) -> Result<(), DeviceFault> {
    match trouble {
        None => Ok(()),
        Some(MicrophoneTrouble::Missing) => Err(DeviceFault::Missing),
        Some(MicrophoneTrouble::Refused) => Err(DeviceFault::Refused),
    }
}

const fn seen(trouble: Option<CameraTrouble>) -> Result<(), DeviceFault> {
    match trouble {
        None => Ok(()),
        Some(CameraTrouble::Missing) => Err(DeviceFault::Missing),
        Some(CameraTrouble::Refused) => Err(DeviceFault::Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn the_level_is_decibels_below_full_scale() {
        let of = |amplitude: f32| level(amplitude * amplitude * 4_800.0);
        assert_eq!(of(1.0), 100);
        assert_eq!(of(0.1), 66);
        assert_eq!(of(0.01), 33);
        assert_eq!(of(0.000_9), 0);
        assert_eq!(of(0.0), 0);
    }
}
