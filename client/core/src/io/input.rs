//! What happens to the app.

use crate::calls::quality::CallFigures;
use crate::calls::verification::KnownDevices;
use crate::devices::network::NetworkFigures;
use crate::devices::view::{DeviceChoice, DeviceList};
use crate::io::{
    HttpAnswer, HttpFailure, Intent, KeptConsent, NetworkFault, RequestId, StoredSession,
};
use crate::proof::DeviceSecret;
use crate::session::server_url::PlainHttp;
use crate::view_parts::DeviceTrouble;
use serde::{Deserialize, Serialize};
use shared::{CallId, Envelope, FileId, RingStall, Signal};

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The app started.
    Started {
        /// Used where no session is stored.
        server_url: String,
        /// Which servers may be spoken with in the clear.
        plain_http: PlainHttp,
        /// What an earlier run kept.
        stored: Option<StoredSession>,
        /// Which devices an earlier run was told to use.
        devices: DeviceChoice,
        /// The call in which an earlier run was cut off.
        consent: Option<KeptConsent>,
        /// What this device vouches for its calls with.
        device_secret: DeviceSecret,
        /// The devices that earlier runs talked to.
        known_devices: KnownDevices,
        /// Camera and microphone are synthetic.
        synthetic_media: bool,
        /// Seed for jitter, ids and idempotency keys; 16 random bytes.
        seed: u128,
    },
    /// A person wants something.
    Intent(Intent),
    /// They pressed on a notification of the system: the window is wanted, with this.
    NewsOpened(Intent),
    /// An answer to [`crate::Effect::Http`].
    Http {
        /// Whose.
        id: RequestId,
        /// What came of it.
        result: Result<HttpAnswer, HttpFailure>,
    },
    /// The socket is open; nothing is authenticated yet.
    LinkUp {
        /// [`crate::Effect::OpenLink::connection`].
        connection: u64,
    },
    /// A frame came.
    LinkFrame {
        /// On which connection.
        connection: u64,
        /// What.
        frame: Box<Envelope>,
    },
    /// The socket could not be opened, or it closed.
    LinkDown {
        /// Which.
        connection: u64,
        /// What the server said as it closed.
        farewell: Farewell,
        /// Why it could not be opened, where that is known.
        fault: Option<NetworkFault>,
    },
    /// The sound card takes the ringtone.
    RingSounding {
        /// For which call.
        call_id: CallId,
    },
    /// It can't sound, or does so no more.
    RingStalled {
        /// For which call.
        call_id: CallId,
        /// Why.
        stall: RingStall,
    },
    /// The media engine reports.
    Media(MediaEvent),
    /// Some of a file that a request sends has left.
    FileProgress {
        /// Which request.
        id: RequestId,
        /// How many bytes of the file.
        bytes: u64,
    },
    /// An answer to [`crate::Effect::SaveFile`].
    FileSaved {
        /// Which.
        file_id: FileId,
        /// The name it got, or why not.
        result: Result<String, SaveFailure>,
    },
    /// A file's bytes had to make room for others.
    FileEvicted {
        /// Which.
        file_id: FileId,
    },
    /// The ringtone of a test can't sound.
    TestRingFailed,
    /// A notification was given to the system, which showed it or would not.
    NotificationsKnown {
        /// It showed it.
        shown: bool,
    },
    /// The bridge for pictures is open.
    BridgeOpened {
        /// Its address with token.
        url: String,
    },
    /// The device's own clock, which the page shows times by, was set.
    WallClock {
        /// That clock minus the steady one that [`crate::App::handle`] is told, in milliseconds.
        ahead_ms: i64,
    },
    /// The device slept, or its network changed.
    Disturbed,
    /// Time passed.
    Tick,
}

/// Why a file could not be put into the person's own folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum SaveFailure {
    /// Its bytes are not here (any more).
    NotHere,
    /// This device has no folder for what people save.
    NoFolder,
    /// The folder can't be written, or is full.
    NotWritten,
}

/// What the media engine reports.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaEvent {
    /// Say this to the other device.
    Signal {
        /// Which call.
        call_id: CallId,
        /// What.
        signal: Signal,
    },
    /// The other side's media arrives (or its silence does, by the transport's own packets), or it
    /// stopped arriving for two seconds.
    Receiving {
        /// Which call.
        call_id: CallId,
        /// Whether it arrives.
        receiving: bool,
    },
    /// The transport gave up; a restart may bring it back.
    TransportFailed {
        /// Which call.
        call_id: CallId,
    },
    /// Own devices are missing or came back.
    Devices {
        /// Which call.
        call_id: CallId,
        /// What is wrong; absent where nothing is.
        trouble: Option<DeviceTrouble>,
    },
    /// Devices were plugged in or out, or looked for the first time.
    DevicesFound(DeviceList),
    /// The check before a call found something.
    Check(CheckReport),
    /// What was measured, once per second.
    Figures {
        /// Which call.
        call_id: CallId,
        /// The numbers.
        figures: CallFigures,
    },
}

/// Why a device can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceFault {
    /// There is none, or it went away.
    Missing,
    /// The person or the system refused it.
    Refused,
}

/// What the check before a call found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckReport {
    /// Pictures come, or why not.
    Camera(Result<(), DeviceFault>),
    /// The microphone is open, or why not.
    Microphone(Result<(), DeviceFault>),
    /// How loud it is, 0 (60 dB below full scale) to 100; ten times a second.
    Level(u8),
    /// These inputs of the microphone, bit by bit from the first one on, carry nothing while another
    /// one carries the voice. Told where that changes.
    DeadInputs {
        /// One bit for each.
        bits: u32,
    },
    /// The trial call is over.
    Network(NetworkFigures),
}

/// What a server says as it closes a socket, as far as it changes how to come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Farewell {
    /// Nothing of that kind.
    Unsaid,
    /// 1012 (restart) or 1013 (try again later): many come back at once, so the first try is spread.
    ComeBackLater,
    /// [`shared::limits::CLOSE_PROOF_OVER`]: the access token counts no longer, and is renewed first.
    ProofOver,
}
