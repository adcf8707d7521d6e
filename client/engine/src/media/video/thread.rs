//! The thread that takes and encodes own pictures while the camera is on.
//!
//! Owns the camera. It never waits for the network or for a screen.

use super::adaptation::{EncodeDecision, EncoderSettings, VideoAdaptation, enough_for};
use super::fanout::{EncodedFrame, Stream};
use super::frame::{Size, VideoFrame};
use super::scale::shrink;
use super::sink::CameraSink;
use super::source::{CameraTrouble, Plugged, VideoSource};
use super::test_source::pattern::Pattern;
use super::test_source::y4m::Y4mFile;
use super::vpx::{KeyFrame, Vp8Encoder, VpxFault};
use crate::media::config::CameraSource;
use crate::media::rtp::outbound::OutboundVideo;
use crate::media::units::{Bitrate, Fraction};
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Pictures per second of the camera that can be pulled out.
const PLUGGED_FPS: u32 = 30;
/// The encoder hears of a new rate where it differs by this share.
const RATE_STEP: Fraction = Fraction::new(0.05);
/// Shortest time between two key frames that others asked for.
const KEY_FRAME_SPACING: Duration = Duration::from_millis(300);

/// A running camera; dropping it releases the device soon.
pub struct CameraThread {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl CameraThread {
    /// Starts it; the camera is opened on it, because that may take a while.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(source: CameraSource, sink: CameraSink) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("call-camera".to_owned())
            .spawn(move || {
                if let Err(trouble) = run(&source, &sink, &stopped) {
                    (sink.report)(Some(trouble));
                }
            })?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }

    /// Whether it still films; it ends by itself when the camera goes away.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.thread
            .as_ref()
            .is_some_and(|thread| !thread.is_finished())
    }

    /// Ends it and gives the thread to wait for.
    pub fn stop(mut self) -> Option<JoinHandle<()>> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take()
    }
}

impl Drop for CameraThread {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn run(source: &CameraSource, sink: &CameraSink, stop: &AtomicBool) -> Result<(), CameraTrouble> {
    if let CameraSource::External(devices) = source {
        return devices.run_camera(sink, stop);
    }
    let mut source = open_camera(source)?;
    let mut worker = CameraWorker::default();
    let mut shown = false;
    while !stop.load(Ordering::Relaxed) {
        let Some(frame) = source.next_frame()? else {
            continue;
        };
        if !std::mem::replace(&mut shown, true) {
            (sink.report)(None);
        }
        worker.capture(&frame, sink).map_err(encoder_failed)?;
    }
    Ok(())
}

#[derive(Default)]
struct CameraWorker {
    adaptation: VideoAdaptation,
    encoder: Option<Vp8Encoder>,
    bitrate: Bitrate,
    last_at: Option<Instant>,
    last_key_at: Option<Instant>,
}

impl CameraWorker {
    /// Encodes a picture as the path and the machine allow, and sends it.
    fn capture(&mut self, frame: &VideoFrame, sink: &CameraSink) -> Result<(), VpxFault> {
        let now = Instant::now();
        let interval = self
            .last_at
            .replace(now)
            .map(|at| now.saturating_duration_since(at));
        sink.path.want_video_rate(enough_for(frame.size()));
        let state = sink.path.state();
        let rate = state.video_rate();
        let plan = self.adaptation.plan(now, frame.size(), rate, state.wait);
        let EncodeDecision::Encode(settings) = plan else {
            sink.path
                .update(|state| state.video_off = plan == EncodeDecision::Off);
            return Ok(());
        };
        let EncoderSettings { size, bitrate } = settings;
        let small = if size == frame.size() {
            None
        } else {
            shrink(frame, size)
        };
        self.prepare(size, bitrate)?;
        self.encode(small.as_ref().unwrap_or(frame), sink, now)?;
        if let Some(interval) = interval {
            self.adaptation.encoded(now, now.elapsed(), interval);
        }
        sink.path.update(|state| {
            state.video_off = false;
            state.cpu_limited = self.adaptation.machine_limits();
            state.sent_size = (size.width(), size.height());
        });
        Ok(())
    }

    /// A new size takes a new encoder, whose first picture is a key frame.
    fn prepare(&mut self, size: Size, bitrate: Bitrate) -> Result<(), VpxFault> {
        match &mut self.encoder {
            Some(encoder) if encoder.size() == size => {
                if bitrate.abs_diff(self.bitrate) > self.bitrate * RATE_STEP.get() {
                    encoder.set_bitrate(bitrate)?;
                    self.bitrate = bitrate;
                }
            }
            _ => {
                self.encoder = Some(Vp8Encoder::new(size, bitrate)?);
                self.bitrate = bitrate;
            }
        }
        Ok(())
    }

    fn encode(
        &mut self,
        frame: &VideoFrame,
        sink: &CameraSink,
        now: Instant,
    ) -> Result<(), VpxFault> {
        let passed = now.saturating_duration_since(sink.since);
        let millis = u64::try_from(passed.as_millis()).unwrap_or_default();
        let ticks = u64::try_from(passed.as_micros()).unwrap_or_default() * 9 / 100;
        let key = self.choose_key_frame(sink, now);
        let at = i64::try_from(ticks).unwrap_or_default();
        let Some(encoder) = &mut self.encoder else {
            return Ok(());
        };
        let Some(chunk) = encoder.encode(frame, at, key)? else {
            if key == KeyFrame::Forced {
                sink.fanout.key_frames().ask(Stream::Local);
            }
            return Ok(());
        };
        if chunk.is_key {
            self.last_key_at = Some(now);
        }
        let data = Bytes::from(chunk.data);
        sink.fanout.show(&EncodedFrame {
            stream: Stream::Local,
            is_key: chunk.is_key,
            width: frame.size().width(),
            height: frame.size().height(),
            timestamp_ms: low_bits(millis),
            data: data.clone(),
        });
        let picture = OutboundVideo {
            at: low_bits(ticks),
            data,
        };
        if let Some(outbound) = &sink.outbound
            && outbound.try_send(picture).is_err()
        {
            // The next ones would build on one that was never sent.
            sink.fanout.key_frames().ask(Stream::Local);
        }
        Ok(())
    }

    fn choose_key_frame(&self, sink: &CameraSink, now: Instant) -> KeyFrame {
        let since_last = |at: Instant| now.saturating_duration_since(at);
        let too_soon = self
            .last_key_at
            .is_some_and(|at| since_last(at) < KEY_FRAME_SPACING);
        let wishes = sink.fanout.key_frames();
        // A wish that comes too soon stays and is granted later.
        if wishes.take_local_at_once() || (!too_soon && wishes.take(Stream::Local)) {
            KeyFrame::Forced
        } else {
            KeyFrame::AsNeeded
        }
    }
}

fn open_camera(source: &CameraSource) -> Result<Box<dyn VideoSource>, CameraTrouble> {
    match source {
        CameraSource::Device(id) => open_device(id.as_deref()),
        CameraSource::Pattern { size, fps } => Ok(Box::new(Pattern::new(*size, *fps))),
        CameraSource::Plugged { size, plug } => Ok(Box::new(Plugged::open(
            Pattern::new(*size, PLUGGED_FPS),
            plug,
        )?)),
        CameraSource::Y4m(path) => match Y4mFile::open(path) {
            Ok(file) => Ok(Box::new(file)),
            Err(fault) => {
                tracing::warn!(%fault, "no pictures from a file");
                Err(CameraTrouble::Missing)
            }
        },
        // It comes encoded, and never gets here.
        CameraSource::External(_) => Err(CameraTrouble::Missing),
        CameraSource::None => Err(CameraTrouble::Missing),
        CameraSource::Denied => Err(CameraTrouble::Refused),
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
fn open_device(id: Option<&str>) -> Result<Box<dyn VideoSource>, CameraTrouble> {
    Ok(Box::new(super::camera::DeviceCamera::open(id)?))
}

/// Phones: no library films there but the page.
#[cfg(any(target_os = "android", target_os = "ios"))]
fn open_device(_id: Option<&str>) -> Result<Box<dyn VideoSource>, CameraTrouble> {
    Err(CameraTrouble::Missing)
}

fn encoder_failed(fault: VpxFault) -> CameraTrouble {
    tracing::error!(%fault, "own pictures can't be encoded");
    CameraTrouble::Missing
}

/// RTP's clocks wrap at 32 bits.
fn low_bits(ticks: u64) -> u32 {
    u32::try_from(ticks & u64::from(u32::MAX)).unwrap_or_default()
}
