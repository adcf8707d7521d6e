//! One call: its devices, its transport to the other device, and whether that one's media arrives.

use super::audio::thread::{AudioSetup, AudioThread};
use super::config::MediaConfig;
use super::devices::{DeviceReport, Troubles};
use super::negotiation::Progress;
use super::rtp::inbound::InboundAudio;
use super::rtp::outbound::{
    MAX_WAITING_AUDIO, MAX_WAITING_FRAMES, OutboundVideo, Outbox, SharedOutbox,
};
use super::rtp::peer::{Measures, PeerEvent};
use super::stats::StatsCollector;
use super::transport::Transport;
use super::video::fanout::VideoFanout;
use super::video::sink::CameraSink;
use super::video::thread::CameraThread;
use anyhow::Context;
use client_core::{MediaEvent, MediaRole};
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
use shared::{CallId, IceServer, Signal};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior, interval, sleep_until, timeout};
use webrtc::peer_connection::RTCPeerConnectionState;

/// Without a packet for so long, nothing is received.
const SILENCE_LIMIT: Duration = Duration::from_secs(2);
/// How often silence is looked for.
const SILENCE_CHECK: Duration = Duration::from_millis(200);
/// How long each device may take to close.
const CLOSE_DEADLINE: Duration = Duration::from_secs(3);
/// How often a camera that went away is looked for.
const CAMERA_LOOK_EVERY: Duration = Duration::from_secs(2);
/// Reports of devices that wait.
const MAX_DEVICE_REPORTS: usize = 16;
/// Sound packets on their way to the sound thread: 1 s, each with two copies.
const MAX_INBOUND_AUDIO: usize = 150;

/// What a call is opened with.
pub(super) struct CallSetup {
    pub(super) call_id: CallId,
    pub(super) role: MediaRole,
    pub(super) ice_servers: Vec<IceServer>,
    pub(super) microphone_on: bool,
    pub(super) camera_on: bool,
    pub(super) config: MediaConfig,
    pub(super) events: mpsc::Sender<MediaEvent>,
    pub(super) fanout: VideoFanout,
}

impl CallSetup {
    async fn make_transport(
        &self,
        measures: &Measures,
        outbox: &SharedOutbox,
    ) -> anyhow::Result<Transport> {
        let over = (&*self.ice_servers, &self.config);
        Transport::make(self.role, over, &self.fanout, measures, outbox).await
    }
}

/// What a call waited for.
pub(super) enum CallEvent {
    Peer(PeerEvent),
    Device(DeviceReport),
    MediaResumed,
    TimeToCheck,
    ConnectDeadline,
}

pub(super) struct Call {
    setup: CallSetup,
    transport: Transport,
    /// Transports that were replaced and are not closed yet.
    former: JoinSet<()>,
    measures: Measures,
    outbox: SharedOutbox,
    stats: StatsCollector,
    receiving: bool,
    check: Interval,
    since: Instant,
    audio: AudioThread,
    inbound_audio: SyncSender<InboundAudio>,
    camera: Option<CameraThread>,
    camera_on: bool,
    camera_tried_at: Instant,
    outbound_video: mpsc::Sender<OutboundVideo>,
    report_device: mpsc::Sender<DeviceReport>,
    device_reports: mpsc::Receiver<DeviceReport>,
    troubles: Troubles,
}

impl Call {
    pub(super) async fn open(setup: CallSetup) -> anyhow::Result<Self> {
        let (report_device, device_reports) = mpsc::channel(MAX_DEVICE_REPORTS);
        let (outbound_audio, pieces) = mpsc::channel(MAX_WAITING_AUDIO);
        let (outbound_video, frames) = mpsc::channel(MAX_WAITING_FRAMES);
        let (inbound_audio, inbound) = sync_channel(MAX_INBOUND_AUDIO);
        let measures = Measures::new(Instant::now());
        let outbox = Arc::new(Mutex::new(Outbox {
            audio: pieces,
            video: frames,
        }));
        let transport = setup.make_transport(&measures, &outbox).await?;
        let (report, report_speaker) = (report_device.clone(), report_device.clone());
        let audio = AudioSetup {
            microphone: setup.config.microphone.clone(),
            speaker: setup.config.speaker.clone(),
            voice: setup.config.voice,
            outbound: outbound_audio,
            inbound,
            arrivals: Arc::clone(&measures.arrivals),
            path: Arc::clone(&measures.path),
            report: Box::new(move |trouble| {
                let _ = report.try_send(DeviceReport::Microphone(trouble));
            }),
            report_speaker: Box::new(move |trouble| {
                let _ = report_speaker.try_send(DeviceReport::Speaker(trouble));
            }),
        };
        let audio = AudioThread::start(audio, setup.microphone_on).context("sound thread")?;
        let stats = StatsCollector::new(measures.clone(), Instant::now());
        let mut check = interval(SILENCE_CHECK);
        check.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let camera_on = setup.camera_on;
        let mut call = Self {
            transport,
            setup,
            former: JoinSet::new(),
            measures,
            outbox,
            stats,
            receiving: false,
            check,
            since: Instant::now(),
            audio,
            inbound_audio,
            camera: None,
            camera_on,
            camera_tried_at: Instant::now(),
            outbound_video,
            report_device,
            device_reports,
            troubles: Troubles::default(),
        };
        if camera_on {
            call.start_camera();
        }
        let progress = call.transport.negotiation.begin().await;
        call.act_on(progress).await;
        Ok(call)
    }

    pub(super) fn id(&self) -> CallId {
        self.setup.call_id
    }

    /// Waits for something to handle; may be cancelled at any time without losing it.
    pub(super) async fn wait(&mut self) -> CallEvent {
        let deadline = self.transport.connect_by;
        let connect_deadline = async {
            match deadline {
                Some(at) => sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some(event) = self.transport.events.recv() => CallEvent::Peer(event),
            Some(report) = self.device_reports.recv() => CallEvent::Device(report),
            () = self.measures.arrivals.resumed() => CallEvent::MediaResumed,
            _ = self.check.tick() => CallEvent::TimeToCheck,
            () = connect_deadline => CallEvent::ConnectDeadline,
        }
    }

    pub(super) async fn handle(&mut self, event: CallEvent) {
        match event {
            CallEvent::Peer(event) => self.take_peer_event(event).await,
            CallEvent::Device(report) => {
                if let Some(trouble) = self.troubles.note(report) {
                    let call_id = self.id();
                    self.tell(MediaEvent::Devices { call_id, trouble }).await;
                }
            }
            CallEvent::MediaResumed | CallEvent::TimeToCheck => {
                self.look_for_camera();
                while self.former.try_join_next().is_some() {}
                self.check_arrivals().await;
            }
            // After a restart the state may never leave "connected"; what counts is what arrives.
            CallEvent::ConnectDeadline if self.receiving => self.transport.connect_by = None,
            CallEvent::ConnectDeadline => self.fail().await,
        }
    }

    pub(super) async fn take_signal(&mut self, signal: Signal) {
        let progress = self.transport.negotiation.take(signal).await;
        self.act_on(progress).await;
    }

    pub(super) async fn restart(&mut self) {
        let progress = self.transport.negotiation.restart().await;
        self.act_on(progress).await;
    }

    /// The other end is a new one, and this one makes an offer to it.
    pub(super) async fn renew(&mut self) {
        self.act_on(Progress::Renew(None)).await;
    }

    /// The next transport goes by these servers.
    pub(super) fn use_ice_servers(&mut self, ice_servers: Vec<IceServer>) {
        self.setup.ice_servers = ice_servers;
    }

    pub(super) fn set_microphone(&mut self, on: bool) {
        self.audio.set_microphone(on);
    }

    pub(super) async fn set_camera(&mut self, on: bool) {
        self.camera_on = on;
        match (on, self.camera.take()) {
            (true, Some(running)) if running.is_running() => self.camera = Some(running),
            (true, _) => self.start_camera(),
            (false, running) => {
                if let Some(running) = running {
                    join(running.stop()).await;
                }
                // A camera that is off is no trouble.
                self.handle(CallEvent::Device(DeviceReport::Camera(None)))
                    .await;
            }
        }
    }

    pub(super) async fn close(mut self) {
        self.transport.close().await;
        while self.former.join_next().await.is_some() {}
        join(self.camera.take().and_then(CameraThread::stop)).await;
        join(self.audio.stop()).await;
    }

    /// Goes over to other devices.
    pub(super) async fn use_devices(&mut self, config: MediaConfig) {
        let before = std::mem::replace(&mut self.setup.config, config);
        let config = &self.setup.config;
        self.audio.use_devices(
            config.microphone.clone(),
            config.speaker.clone(),
            config.voice,
        );
        if before.camera != config.camera && self.camera_on {
            join(self.camera.take().and_then(CameraThread::stop)).await;
            self.start_camera();
        }
    }

    /// Devices came or went.
    pub(super) fn devices_changed(&self) {
        self.audio.devices_changed();
    }

    /// A camera that went away is looked for from time to time; a refused one is not, because
    /// looking asks the person again.
    fn look_for_camera(&mut self) {
        let gone = !self.camera.as_ref().is_some_and(CameraThread::is_running);
        if self.camera_on
            && gone
            && self.troubles.camera_is_missing()
            && self.camera_tried_at.elapsed() >= CAMERA_LOOK_EVERY
        {
            self.start_camera();
        }
    }

    fn start_camera(&mut self) {
        self.camera_tried_at = Instant::now();
        let report = self.report_device.clone();
        let sink = CameraSink {
            fanout: self.setup.fanout.clone(),
            outbound: Some(self.outbound_video.clone()),
            path: Arc::clone(&self.measures.path),
            since: self.since,
            report: Box::new(move |trouble| {
                let _ = report.try_send(DeviceReport::Camera(trouble));
            }),
        };
        match CameraThread::start(self.setup.config.camera.clone(), sink) {
            Ok(camera) => self.camera = Some(camera),
            Err(_) => tracing::error!("no thread for the camera"),
        }
    }

    async fn take_peer_event(&mut self, event: PeerEvent) {
        match event {
            PeerEvent::Candidate(found) => {
                let candidate = Signal::Candidate {
                    candidate: self.transport.negotiation.name(found.candidate),
                    sdp_mid: found.sdp_mid,
                    sdp_mline_index: found.sdp_mline_index,
                };
                self.say(candidate).await;
            }
            PeerEvent::NoMoreCandidates => {
                let end = Signal::Candidate {
                    candidate: String::new(),
                    sdp_mid: None,
                    sdp_mline_index: Some(0),
                };
                self.say(end).await;
            }
            PeerEvent::State(RTCPeerConnectionState::Connected) => {
                self.transport.connected();
                self.setup.fanout.key_frames().ask_local_at_once();
            }
            PeerEvent::State(RTCPeerConnectionState::Failed) => self.fail().await,
            PeerEvent::State(_) => {}
            PeerEvent::Track(track, RtpCodecKind::Audio) => {
                let player = self.inbound_audio.clone();
                self.transport.hear(track, player, &self.measures);
            }
            PeerEvent::Track(track, _) => {
                let fanout = self.setup.fanout.clone();
                self.transport.show(track, fanout, self.measures.clone());
            }
        }
    }

    async fn act_on(&mut self, progress: Progress) {
        let progress = match progress {
            Progress::Renew(offer) => self.replace_transport(offer).await,
            other => other,
        };
        match progress {
            Progress::Quiet => {}
            Progress::Say(signal) => {
                if matches!(signal, Signal::Answer { .. }) {
                    self.transport.agreed();
                }
                self.say(signal).await;
            }
            Progress::Agreed => self.transport.agreed(),
            // One that was just made has agreed with nobody yet.
            Progress::Renew(_) | Progress::Failed => self.fail().await,
        }
    }

    /// Another transport takes the place of this one, and answers this offer or makes one. The devices
    /// notice nothing of it.
    async fn replace_transport(&mut self, offer: Option<Signal>) -> Progress {
        let making = self.setup.make_transport(&self.measures, &self.outbox);
        let Ok(next) = making.await else {
            return Progress::Failed;
        };
        let former = std::mem::replace(&mut self.transport, next);
        self.former.spawn(former.close());
        match offer {
            Some(offer) => self.transport.negotiation.take(offer).await,
            None => self.transport.negotiation.begin().await,
        }
    }

    async fn check_arrivals(&mut self) {
        let silence = self.measures.arrivals.silence(Instant::now());
        let receiving = silence.is_some_and(|silence| silence < SILENCE_LIMIT);
        if receiving != self.receiving {
            self.receiving = receiving;
            let call_id = self.id();
            self.tell(MediaEvent::Receiving { call_id, receiving })
                .await;
        }
        let connection = self.transport.connection.as_ref();
        let audio = self.audio.stats();
        let taken = self
            .stats
            .take(Instant::now(), receiving, audio, connection);
        if let Some(stats) = taken.await {
            let call_id = self.id();
            self.tell(MediaEvent::Figures {
                call_id,
                figures: stats,
            })
            .await;
        }
    }

    async fn fail(&mut self) {
        self.transport.connect_by = None;
        let call_id = self.id();
        self.tell(MediaEvent::TransportFailed { call_id }).await;
    }

    async fn say(&self, signal: Signal) {
        let call_id = self.id();
        self.tell(MediaEvent::Signal { call_id, signal }).await;
    }

    async fn tell(&self, event: MediaEvent) {
        // Nobody listens only while the app ends.
        let _ = self.setup.events.send(event).await;
    }
}

/// Waits for a thread that was told to end, without holding up the runtime.
async fn join(thread: Option<JoinHandle<()>>) {
    let Some(thread) = thread else { return };
    let joined = tokio::task::spawn_blocking(move || thread.join());
    if timeout(CLOSE_DEADLINE, joined).await.is_err() {
        tracing::error!("a device did not close in time");
    }
}
