//! What the engine is asked to do.

use crate::calls::verification::{KnownDevices, ProofFault};
use crate::devices::view::{DeviceChoice, DeviceEntry};
use crate::io::intent::Intent;
use crate::io::{HttpRequest, RequestId, TransferId};
use crate::page_faults::intent::PageFault;
use i18n::Language;
use shared::{CallId, ClientFrame, FileId, IceServer, NotificationAbout, Pii, Signal, Timestamp};

/// What the engine is asked to do. It reports back by [`crate::Input`].
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a REST request; answer with [`crate::Input::Http`].
    Http(HttpRequest),
    /// Break a request off; no answer is needed any more.
    AbandonHttp {
        /// Which.
        id: RequestId,
    },
    /// What was handed over to be sent is not needed any more.
    DropTransfer(TransferId),
    /// What was handed over to be sent is this file now; keep its bytes as if they had been fetched.
    KeepTransfer {
        /// As handed over.
        transfer: TransferId,
        /// As the server calls it.
        file_id: FileId,
    },
    /// Put a file that was fetched into the person's own folder; answer with
    /// [`crate::Input::FileSaved`].
    SaveFile {
        /// Which.
        file_id: FileId,
        /// What to call it, unless there is one of that name.
        name: Pii,
    },
    /// Keep no file's bytes any longer.
    DropFiles,
    /// Open the realtime socket (closing one that is open); answer with link events.
    OpenLink {
        /// `ws://` or `wss://`, with path.
        url: String,
        /// Numbers this connection; events of older ones are ignored.
        connection: u64,
    },
    /// Send a frame on the open socket.
    SendFrame {
        /// Which connection it is meant for.
        connection: u64,
        /// What.
        frame: ClientFrame,
    },
    /// Ask the server for a sign of life, and take the socket for lost if none comes within moments: a
    /// network that changed leaves sockets behind that nobody closes.
    ProbeLink {
        /// The connection it is about.
        connection: u64,
        /// How long the answer may take, in milliseconds.
        within_ms: u64,
    },
    /// Close the socket.
    CloseLink,
    /// Start to ring, over and over. It must stop by itself at the deadline.
    StartRinging {
        /// For which call; reports carry it.
        call_id: CallId,
        /// With which sound.
        tone: RingTone,
        /// The deadline on this device's own clock.
        until: Timestamp,
    },
    /// Silence, at once.
    StopRinging,
    /// Let the ringtone sound as it would for a call, to find out whether it is heard. A call's ring
    /// takes its place.
    TestRing {
        /// The deadline on this device's own clock.
        until: Timestamp,
    },
    /// Silence the test; a call's ring goes on.
    StopTestRing,
    /// Show an OS notification with Accept and Decline.
    NotifyInvitation {
        /// For which call.
        call_id: CallId,
        /// Who rings.
        from: Pii,
    },
    /// Take it away.
    WithdrawNotification {
        /// For which call.
        call_id: CallId,
    },
    /// Show an OS notification as for a call, marked as a rehearsal.
    NotifyRehearsal,
    /// Take it away.
    WithdrawRehearsal,
    /// Show something that was told as a notification of the operating system. Whoever presses on it wants what
    /// it leads to: answer with [`crate::Input::NewsOpened`].
    NotifyNews {
        /// What was told.
        about: NotificationAbout,
        /// What it leads to.
        opens: Intent,
    },
    /// Bring the app's window to the front and ask for attention.
    RaiseWindow,
    /// Ring on this speaker from now on, and on the system's choice.
    RingOn(Option<DeviceEntry>),
    /// A ring may come at any moment: keep the sound cards awake on which it would sound.
    WakeRing,
    /// No ring is waited for: let them sleep.
    RestRing,
    /// Keep the choice of devices for the next start.
    StoreDevices(DeviceChoice),
    /// Keep which call this person is in on this device, should the app be cut off; none is none.
    StoreConsent(Option<KeptConsent>),
    /// Keep which devices were talked to, for the next start.
    StoreKnownDevices(KnownDevices),
    /// Keep the choice of a language for the next start.
    StoreLanguage(Option<Language>),
    /// Work the media.
    Media(MediaCommand),
    /// Keep this in the OS keyring (or its fallback) for the next start.
    StoreSession(StoredSession),
    /// Forget what is kept.
    ForgetSession,
    /// Write this into the app's log.
    Log(LogEntry),
    /// Call `handle(Input::Tick)` no later than then (this device's clock). The newest one counts.
    WakeAt(Timestamp),
}

/// Something for whoever has to find out why the app shows what it shows. Nothing about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogEntry {
    /// Items of a list that can't be read.
    ItemsLeftOut {
        /// How many.
        items: usize,
    },
    /// Something failed in the page.
    PageFault(PageFault),
    /// A call's connection was refused here.
    ConnectionRefused(ProofFault),
}

/// Which sound rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RingTone {
    /// The loud ringtone, which is to be heard in another room.
    Loud,
    /// A soft chime that grows, for somebody who sits at work before the screen.
    Soft,
}

/// What outlives the process.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StoredSession {
    /// Which server.
    pub server_url: String,
    /// The newest refresh token.
    pub refresh_token: Pii,
}

/// The call that this person is in on this device, by their own press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct KeptConsent {
    /// Which.
    pub call_id: CallId,
    /// When it was still so, on this device's clock.
    pub at: Timestamp,
}

/// Which side of a call this device is. The caller alone makes offers, so there is no glare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaRole {
    /// Makes offers.
    Offerer,
    /// Answers them.
    Answerer,
}

/// What the media engine is asked to do.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaCommand {
    /// Make a peer connection and start to look for the other device. Camera and microphone are
    /// opened and sent, unless switched off. A call that is open already is closed first.
    Open {
        /// Which call.
        call_id: CallId,
        /// Which side.
        role: MediaRole,
        /// STUN and TURN.
        ice_servers: Vec<IceServer>,
        /// Send sound.
        microphone_on: bool,
        /// Send a picture.
        camera_on: bool,
    },
    /// Something the other device said.
    Signal {
        /// Which call.
        call_id: CallId,
        /// What.
        signal: Signal,
    },
    /// Bring the connection back by a restart of ICE (the offerer makes a new offer; the answerer
    /// asks for one, and says so where it was never offered anything).
    Restart {
        /// Which call.
        call_id: CallId,
    },
    /// Make a new peer connection and offer it, in the same call and with the same devices: the other side
    /// has a new one.
    Renew {
        /// Which call.
        call_id: CallId,
    },
    /// From now on these are the servers; what goes over others goes on doing so.
    UseIceServers {
        /// In which call.
        call_id: CallId,
        /// STUN and TURN.
        ice_servers: Vec<IceServer>,
    },
    /// Send sound or not.
    SetMicrophone {
        /// The wished state.
        on: bool,
    },
    /// Send a picture or not; off releases the camera.
    SetCamera {
        /// The wished state.
        on: bool,
    },
    /// Use these devices from now on, in a call that runs as well.
    UseDevices(DeviceChoice),
    /// Open camera and microphone for the person's own eyes. A call that opens ends it.
    OpenCheck,
    /// Release them.
    CloseCheck,
    /// Hold a short trial call with oneself over these servers.
    TestNetwork {
        /// STUN and TURN.
        ice_servers: Vec<IceServer>,
    },
    /// End it and release every device.
    Close {
        /// Which call.
        call_id: CallId,
    },
}
