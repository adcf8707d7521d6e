//! Two media engines in one process, connected by handing each one's signals to the other.

use client_core::{
    CallFigures, CheckReport, DeviceList, DeviceTrouble, MediaCommand, MediaEvent, MediaRole,
};
use client_engine::media::audio::processing::VoiceSettings;
use client_engine::media::audio::render::share_of_tone;
use client_engine::media::video::frame::Size;
use client_engine::media::video::test_source::barcode::read_frame_number;
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{
    CameraSource, Captured, MAX_WAITING_EVENTS, Media, MediaConfig, MicrophoneSource, Reach,
    SpeakerSink, Stream, VideoFanout, VideoStream,
};
use rustls::pki_types::CertificateDer;
use shared::{CallId, IceServer, Signal};
use std::future::Future;
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};

/// Every wait in these tests ends here at the latest.
pub const DEADLINE: Duration = Duration::from_secs(20);

pub async fn within<T>(what: &str, work: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, work).await {
        Ok(done) => done,
        Err(_) => panic!("not in time: {what}"),
    }
}

/// What a device reported so far.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    pub receiving: Option<bool>,
    pub trouble: Option<DeviceTrouble>,
    pub failed: bool,
    pub offers: u32,
    pub answers: u32,
    pub all_candidates: bool,
    pub calls_receiving: Vec<CallId>,
    pub figures: Option<CallFigures>,
    pub found: Option<DeviceList>,
    pub check: Vec<CheckReport>,
}

/// One of the two.
pub struct Device {
    pub call_id: CallId,
    pub role: MediaRole,
    pub ice_servers: Vec<IceServer>,
    pub media: Option<Arc<Media>>,
    pub captured: Captured,
    pub outlet: VideoFanout,
    pub reported: watch::Receiver<Reported>,
    /// Whom it talks to.
    other: Arc<Mutex<Weak<Media>>>,
    reports: Option<watch::Sender<Reported>>,
    events: Option<mpsc::Receiver<MediaEvent>>,
}

pub struct Options {
    pub camera: CameraSource,
    pub microphone: MicrophoneSource,
    /// Captured for the test where absent.
    pub speaker: Option<SpeakerSink>,
    pub reach: Reach,
    pub ice_servers: Vec<IceServer>,
    pub authorities: Vec<CertificateDer<'static>>,
}

impl Options {
    /// The same with a larger picture.
    pub fn vga(hertz: f32) -> Self {
        Self {
            camera: CameraSource::Pattern {
                size: Size::new(640, 480).unwrap(),
                fps: 30,
            },
            ..Self::tone(hertz)
        }
    }

    pub fn tone(hertz: f32) -> Self {
        Self {
            camera: CameraSource::Pattern {
                size: Size::new(320, 240).unwrap(),
                fps: 30,
            },
            microphone: MicrophoneSource::Tone { hertz },
            speaker: None,
            reach: Reach::Loopback,
            ice_servers: vec![],
            authorities: vec![],
        }
    }
}

impl Device {
    pub fn new(role: MediaRole, call_id: CallId, options: Options) -> Self {
        let captured = Captured::default();
        let outlet = VideoFanout::new();
        let (reports, reported) = watch::channel(Reported::default());
        let (sender, events) = mpsc::channel(MAX_WAITING_EVENTS);
        let config = MediaConfig {
            camera: options.camera,
            microphone: options.microphone,
            speaker: options
                .speaker
                .unwrap_or_else(|| SpeakerSink::Capture(captured.clone())),
            voice: VoiceSettings::standard(),
            reach: options.reach,
            authorities: options.authorities,
        };
        let media = Media::start(config, sender, outlet.clone());
        Self {
            call_id,
            role,
            ice_servers: options.ice_servers,
            media: Some(Arc::new(media)),
            captured,
            outlet,
            reported,
            other: Arc::default(),
            reports: Some(reports),
            events: Some(events),
        }
    }

    pub fn command(&self, command: MediaCommand) {
        self.media.as_ref().unwrap().command(command);
    }

    pub fn open(&self) {
        self.command(MediaCommand::Open {
            call_id: self.call_id,
            role: self.role,
            ice_servers: self.ice_servers.clone(),
            microphone_on: true,
            camera_on: true,
        });
    }

    pub async fn until(&self, what: &str, done: impl Fn(&Reported) -> bool) -> Reported {
        let mut reported = self.reported.clone();
        let seen = within(what, reported.wait_for(done)).await.unwrap();
        seen.clone()
    }

    pub async fn stop(mut self) {
        let media = Arc::into_inner(self.media.take().unwrap()).expect("only one left");
        within("stop", media.stop()).await;
    }
}

/// Changes a signal on its way, or holds it back.
pub type Meddle = Box<dyn FnMut(Signal) -> Option<Signal> + Send>;

/// Carries signals from one device to the other, as the server does, and notes the rest. Later, another one may
/// take that one's place; then who meddles stays.
pub fn connect(from: &mut Device, to: &Device, mut meddle: Meddle) {
    *from.other.lock().unwrap() = Arc::downgrade(to.media.as_ref().unwrap());
    let Some((mut events, reports)) = from.events.take().zip(from.reports.take()) else {
        return;
    };
    let other = Arc::clone(&from.other);
    tokio::spawn(async move {
        while let Some(event) = events.recv().await {
            match event {
                MediaEvent::Signal { call_id, signal } => {
                    reports.send_modify(|reported| match &signal {
                        Signal::Offer { .. } => reported.offers += 1,
                        Signal::Answer { .. } => reported.answers += 1,
                        Signal::Candidate { candidate, .. } => {
                            reported.all_candidates |= candidate.is_empty();
                        }
                        Signal::OfferWanted { .. } | Signal::Reveal { .. } => {}
                    });
                    let other = other.lock().unwrap().upgrade();
                    if let Some((other, signal)) = other.zip(meddle(signal)) {
                        other.command(MediaCommand::Signal { call_id, signal });
                    }
                }
                MediaEvent::Receiving { call_id, receiving } => {
                    reports.send_modify(|reported| {
                        reported.receiving = Some(receiving);
                        if receiving {
                            reported.calls_receiving.push(call_id);
                        }
                    });
                }
                MediaEvent::TransportFailed { .. } => reports.send_modify(|r| r.failed = true),
                MediaEvent::Devices { trouble, .. } => {
                    reports.send_modify(|reported| reported.trouble = trouble);
                }
                MediaEvent::DevicesFound(found) => {
                    reports.send_modify(|reported| reported.found = Some(found));
                }
                MediaEvent::Check(report) => {
                    reports.send_modify(|reported| reported.check.push(report));
                }
                MediaEvent::Figures { figures, .. } => {
                    reports.send_modify(|reported| reported.figures = Some(figures));
                }
            }
        }
    });
}

/// A caller and a callee that are not open yet; each sends its own tone.
pub fn pair(caller: Options, callee: Options) -> (Device, Device) {
    pair_meddled(caller, callee, Box::new(Some), Box::new(Some))
}

/// The same with somebody in the way of the caller's and the callee's signals.
pub fn pair_meddled(
    caller: Options,
    callee: Options,
    of_caller: Meddle,
    of_callee: Meddle,
) -> (Device, Device) {
    let call_id = CallId::from(uuid::Uuid::now_v7());
    let mut caller = Device::new(MediaRole::Offerer, call_id, caller);
    let mut callee = Device::new(MediaRole::Answerer, call_id, callee);
    connect(&mut caller, &callee, of_caller);
    connect(&mut callee, &caller, of_callee);
    (caller, callee)
}

pub async fn both_receive(caller: &Device, callee: &Device) -> Duration {
    let start = Instant::now();
    let (one, other) = tokio::join!(
        caller.until("caller receives", |r| r.receiving == Some(true)),
        callee.until("callee receives", |r| r.receiving == Some(true)),
    );
    assert!(!one.failed && !other.failed);
    start.elapsed()
}

/// Decodes pictures of one stream, to see what a person would see.
pub struct VideoProbe {
    pub pictures: VideoStream,
    pub stream: Stream,
    pub keys: u32,
    decoder: Vp8Decoder,
}

impl VideoProbe {
    pub fn new(device: &Device, stream: Stream) -> Self {
        Self {
            pictures: device.outlet.view(),
            stream,
            keys: 0,
            decoder: Vp8Decoder::new().unwrap(),
        }
    }

    /// The numbers of the next pictures.
    pub async fn see(&mut self, count: usize) -> Vec<u32> {
        let seen = self.see_timed(count).await;
        seen.into_iter().map(|(number, _)| number).collect()
    }

    /// The numbers of the next pictures, and when each was seen.
    pub async fn see_timed(&mut self, count: usize) -> Vec<(u32, Instant)> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let picture = within("a picture", self.pictures.next()).await.unwrap();
            if picture.stream != self.stream {
                continue;
            }
            self.keys += u32::from(picture.is_key);
            let frame = self.decoder.decode(&picture.data).unwrap().unwrap();
            assert_eq!(frame.size().width(), picture.width);
            let number = read_frame_number(&frame).expect("an intact barcode");
            numbers.push((number, Instant::now()));
        }
        numbers
    }
}

pub fn assert_rising(numbers: &[u32]) {
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

/// Whether the last second sounded like this tone.
pub fn hears_tone(device: &Device, hertz: f32) -> bool {
    share_of_tone(&device.captured.last(48_000), hertz) > 0.7
}
