//! A device: the core and a simulated engine that does what it is told and remembers it.

use client_core::proof::DeviceSecret;
use client_core::{
    App, DeviceChoice, Effect, HttpRequest, Intent, KeptConsent, KnownDevices, LogEntry,
    MediaCommand, MediaRole, RequestId, RingTone, StoredSession, ViewState,
};
use i18n::Language;
use serde_json::Value;
use shared::{CallId, ClientFrame, IceServer, NotificationAbout, Timestamp};

/// The network between this device and the server.
#[derive(Clone, Debug)]
pub struct Network {
    pub up: bool,
    pub delay_ms: i64,
    /// So many of the next answers never come back, though the server acted.
    pub lose_answers: u32,
    /// The server refuses sockets (it restarts).
    pub sockets: bool,
    /// Something else answers every request in the server's place, which hears nothing of it.
    pub foreign: Option<(u16, Value)>,
}

pub struct Device {
    pub app: App,
    /// This device's clock minus true time.
    pub skew_ms: i64,
    pub network: Network,
    pub socket: Option<u64>,
    pub wake_at: Option<Timestamp>,
    pub stored: Option<StoredSession>,
    /// What sounds now, with its deadline on this device's clock.
    pub ringing: Option<(CallId, Timestamp)>,
    pub rings_started: u32,
    /// With which sound it rang last.
    pub tone: Option<RingTone>,
    pub has_sound: bool,
    pub notification: Option<CallId>,
    pub raised: u32,
    /// A rehearsal is shown.
    pub rehearsing: bool,
    /// What the operating system told besides.
    pub told_outside: Vec<NotificationAbout>,
    /// What they lead to.
    pub leads_outside: Vec<Intent>,
    /// The choice of devices that is used, and the one that is kept.
    /// The sound cards of the ring are kept awake.
    pub ring_awake: bool,
    pub uses: DeviceChoice,
    pub keeps: DeviceChoice,
    /// The choice of a language that is kept.
    pub keeps_language: Option<Language>,
    /// What it vouches with, drawn at its first start.
    pub secret: DeviceSecret,
    /// The devices that it would know after a restart.
    pub keeps_known: KnownDevices,
    /// The call that it would be in again after a restart.
    pub keeps_consent: Option<KeptConsent>,
    pub test_ring: Option<Timestamp>,
    pub check_open: bool,
    pub network_tests: Vec<Vec<IceServer>>,
    pub media: Option<Open>,
    pub media_opened: u32,
    /// Peer connections that took another one's place in an open call.
    pub renewed: u32,
    /// The servers that the next peer connection of the open call goes by.
    pub ice_servers: Vec<IceServer>,
    certificates: u8,
    pub restarts: Vec<Timestamp>,
    /// What the engine was asked to do with files.
    pub file_effects: Vec<Effect>,
    pub log: Vec<LogEntry>,
    pub sent_frames: Vec<ClientFrame>,
    pub requests: Vec<HttpRequest>,
    pub links_opened_at: Vec<Timestamp>,
    pub last_request_id: RequestId,
}

/// An open call in the simulated media engine.
#[derive(Clone, Debug)]
pub struct Open {
    pub call_id: CallId,
    pub role: MediaRole,
    pub agreed: bool,
    /// How the other end described itself, if it did.
    pub other: Option<String>,
    pub receiving: bool,
    /// Which certificate the connection is secured with: each has its own.
    pub certificate: u8,
}

impl Device {
    pub fn new(skew_ms: i64, secret: DeviceSecret) -> Self {
        let network = Network {
            up: true,
            delay_ms: 20,
            lose_answers: 0,
            sockets: true,
            foreign: None,
        };
        Self {
            app: App::new(),
            skew_ms,
            network,
            socket: None,
            wake_at: None,
            stored: None,
            ringing: None,
            rings_started: 0,
            tone: None,
            has_sound: true,
            notification: None,
            raised: 0,
            rehearsing: false,
            told_outside: Vec::new(),
            leads_outside: Vec::new(),
            ring_awake: false,
            uses: DeviceChoice::default(),
            keeps: DeviceChoice::default(),
            keeps_language: None,
            secret,
            keeps_known: KnownDevices::default(),
            keeps_consent: None,
            test_ring: None,
            check_open: false,
            network_tests: Vec::new(),
            media: None,
            media_opened: 0,
            renewed: 0,
            ice_servers: Vec::new(),
            certificates: 0,
            restarts: Vec::new(),
            file_effects: Vec::new(),
            log: Vec::new(),
            sent_frames: Vec::new(),
            requests: Vec::new(),
            links_opened_at: Vec::new(),
            last_request_id: 0,
        }
    }

    /// The app is cut off: what it kept stays, and everything else is gone.
    pub fn quit(&mut self) {
        let kept = Self {
            stored: self.stored.take(),
            keeps: self.keeps.clone(),
            keeps_language: self.keeps_language,
            keeps_known: self.keeps_known.clone(),
            keeps_consent: self.keeps_consent,
            network: self.network.clone(),
            certificates: self.certificates,
            ..Self::new(self.skew_ms, self.secret.clone())
        };
        *self = kept;
    }

    /// Another one for each peer connection, also after a restart.
    fn draw_certificate(&mut self) -> u8 {
        self.certificates = self.certificates.wrapping_add(1);
        self.certificates
    }

    /// A new peer connection in the place of the open call's.
    pub fn renew(&mut self) {
        let certificate = self.draw_certificate();
        let open = self.media.as_mut().unwrap();
        (open.certificate, open.other, open.agreed) = (certificate, None, false);
        self.renewed += 1;
    }

    /// The other end of the open call described itself so.
    pub fn agree(&mut self, sdp: String) {
        let open = self.media.as_mut().unwrap();
        (open.other, open.agreed) = (Some(sdp), true);
    }

    /// How the open call's peer connection describes itself; `number` is this device's.
    pub fn description(&self, number: usize) -> String {
        let certificate = self.media.as_ref().unwrap().certificate;
        secured_with([u8::try_from(number).unwrap(), certificate])
    }

    pub fn view(&self) -> ViewState {
        self.app.view()
    }

    /// Does what needs no world, and gives back the rest.
    pub fn perform(&mut self, effects: Vec<Effect>, now: Timestamp) -> Vec<Effect> {
        let mut rest = Vec::new();
        for effect in effects {
            match effect {
                Effect::WakeAt(at) => self.wake_at = Some(at.plus_ms(-self.skew_ms)),
                Effect::StoreSession(session) => self.stored = Some(session),
                Effect::ForgetSession => self.stored = None,
                Effect::StopRinging => {
                    assert!(self.ringing.is_some(), "silence was asked for twice");
                    self.ringing = None;
                }
                Effect::StartRinging {
                    call_id,
                    tone,
                    until,
                } => {
                    assert!(
                        self.ringing.is_none(),
                        "a ring was started on top of another"
                    );
                    assert!(
                        until > now.plus_ms(self.skew_ms),
                        "a ring past its deadline"
                    );
                    self.ringing = Some((call_id, until));
                    self.rings_started += 1;
                    self.tone = Some(tone);
                    rest.push(Effect::StartRinging {
                        call_id,
                        tone,
                        until,
                    });
                }
                Effect::NotifyRehearsal => self.rehearsing = true,
                Effect::WithdrawRehearsal => self.rehearsing = false,
                Effect::NotifyNews { about, opens } => {
                    self.told_outside.push(about);
                    self.leads_outside.push(opens);
                }
                Effect::NotifyInvitation { call_id, .. } => {
                    assert!(self.notification.replace(call_id).is_none());
                }
                Effect::WithdrawNotification { call_id } => {
                    assert_eq!(self.notification.take(), Some(call_id));
                }
                Effect::RaiseWindow => self.raised += 1,
                Effect::RingOn(_) => {}
                Effect::WakeRing => {
                    assert!(!std::mem::replace(&mut self.ring_awake, true));
                }
                Effect::RestRing => {
                    assert!(std::mem::replace(&mut self.ring_awake, false));
                }
                Effect::Log(entry) => self.log.push(entry),
                Effect::Media(MediaCommand::UseDevices(choice)) => self.uses = choice,
                Effect::StoreDevices(choice) => self.keeps = choice,
                Effect::StoreLanguage(choice) => self.keeps_language = choice,
                Effect::StoreConsent(consent) => self.keeps_consent = consent,
                Effect::StoreKnownDevices(known) => self.keeps_known = known,
                Effect::TestRing { until } => {
                    assert!(self.ringing.is_none(), "a test over a call's ring");
                    self.test_ring = Some(until);
                }
                Effect::StopTestRing => {
                    assert!(
                        self.test_ring.take().is_some(),
                        "silence was asked for twice"
                    );
                }
                Effect::Media(MediaCommand::OpenCheck) => {
                    assert!(!std::mem::replace(&mut self.check_open, true));
                }
                Effect::Media(MediaCommand::CloseCheck) => {
                    assert!(std::mem::replace(&mut self.check_open, false));
                }
                Effect::Media(MediaCommand::TestNetwork { ice_servers }) => {
                    self.network_tests.push(ice_servers);
                }
                Effect::Media(MediaCommand::UseIceServers { ice_servers, .. }) => {
                    assert!(self.media.is_some());
                    self.ice_servers = ice_servers;
                }
                Effect::Media(MediaCommand::Open {
                    call_id,
                    role,
                    ref ice_servers,
                    ..
                }) => {
                    assert!(self.media.is_none(), "a call was opened on top of another");
                    self.ice_servers.clone_from(ice_servers);
                    self.media = Some(Open {
                        call_id,
                        role,
                        agreed: false,
                        other: None,
                        receiving: false,
                        certificate: self.draw_certificate(),
                    });
                    self.media_opened += 1;
                    rest.push(effect);
                }
                Effect::Media(MediaCommand::Close { call_id }) => {
                    assert_eq!(self.media.take().map(|open| open.call_id), Some(call_id));
                }
                Effect::Media(MediaCommand::Restart { .. }) => {
                    self.restarts.push(now);
                    rest.push(effect);
                }
                Effect::OpenLink { .. } => {
                    self.links_opened_at.push(now);
                    rest.push(effect);
                }
                Effect::SendFrame { connection, frame } => {
                    self.sent_frames.push(frame.clone());
                    rest.push(Effect::SendFrame { connection, frame });
                }
                Effect::Http(request) => {
                    assert!(
                        request.id >= self.last_request_id
                            || self.requests.iter().any(|r| r.id == request.id)
                    );
                    self.last_request_id = self.last_request_id.max(request.id);
                    self.requests.push(request.clone());
                    rest.push(Effect::Http(request));
                }
                file @ (Effect::AbandonHttp { .. }
                | Effect::DropTransfer(_)
                | Effect::KeepTransfer { .. }
                | Effect::SaveFile { .. }
                | Effect::DropFiles) => self.file_effects.push(file),
                Effect::CloseLink | Effect::ProbeLink { .. } | Effect::Media(_) => {
                    rest.push(effect)
                }
            }
        }
        rest
    }
}

/// A session description with the fingerprint of this certificate (RFC 8122, 5).
pub fn secured_with(certificate: [u8; 2]) -> String {
    let [first, second] = certificate;
    let pairs = format!("{first:02X}:{second:02X}:").repeat(16);
    format!("v=0\r\na=fingerprint:sha-256 {}\r\n", &pairs[..95])
}
