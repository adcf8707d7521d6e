//! The app itself, played up to the moment that a page shows.
//!
//! A scene is one device: the core, a server that has an answer to everything, and a clock that
//! stands until it is told to go on. So a page shows what the core makes of answers and frames, and
//! none of its rules is written down a second time. Must never change a view after the core drew it.

use crate::people::{NOW, session_of};
use crate::server::{BASE, Reply, Server};
use client_core::{
    App, DeviceChoice, Effect, Farewell, FileTransfer, HttpAnswer, HttpFailure, Input, Intent,
    KnownDevices, MediaEvent, NetworkFault, PlainHttp, RequestId, StoredSession, ViewState,
};
use shared::{ClientFrame, Envelope, Me, PROTOCOL_VERSION, Pii, ServerFrame, Timestamp};
use std::collections::VecDeque;

/// The pages of one file: a name fit for a file, and what to draw.
pub(crate) type Pages = Vec<(&'static str, ViewState)>;

/// To find out that nobody can be reached takes a moment; the clock stands for all else.
const FAILS_AFTER_MS: i64 = 10;

/// See the module.
pub(crate) struct Scene {
    app: App,
    server: Server,
    now: Timestamp,
    wake_at: Option<Timestamp>,
    connection: u64,
    /// Devices of others that were talked to before.
    known: KnownDevices,
    /// The request whose file is on its way.
    upload: Option<RequestId>,
}

impl Scene {
    /// A device on which this person is signed in, before its app starts.
    pub(crate) fn of(me: Me) -> Self {
        Self {
            app: App::new(),
            server: Server::new(me),
            now: NOW,
            wake_at: None,
            connection: 0,
            known: KnownDevices::default(),
            upload: None,
        }
    }

    /// Changes what the server knows or answers from now on.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Server)) -> Self {
        change(&mut self.server);
        self
    }

    /// The person has talked to these devices before the app starts.
    pub(crate) fn knowing(mut self, known: KnownDevices) -> Self {
        self.known = known;
        self
    }

    /// Starts the app, which takes the person to their home screen.
    pub(crate) fn start(self) -> Self {
        self.start_using(DeviceChoice::default())
    }

    /// The same with devices that were chosen before.
    pub(crate) fn start_using(self, devices: DeviceChoice) -> Self {
        let stored = StoredSession {
            server_url: BASE.into(),
            refresh_token: "refresh".into(),
        };
        self.started(BASE, Some(stored), devices)
    }

    /// Starts the app where nobody is signed in.
    pub(crate) fn start_signed_out(self) -> Self {
        self.start_at(BASE)
    }

    /// The same with this address of a server.
    pub(crate) fn start_at(self, address: &str) -> Self {
        self.started(address, None, DeviceChoice::default())
    }

    fn started(self, address: &str, stored: Option<StoredSession>, devices: DeviceChoice) -> Self {
        let known_devices = self.known.clone();
        self.takes(Input::Started {
            server_url: address.into(),
            plain_http: PlainHttp::default(),
            stored,
            devices,
            consent: None,
            device_secret: [1; 32].into(),
            known_devices,
            synthetic_media: false,
            seed: 1,
        })
    }

    /// The person wants something.
    pub(crate) fn does(self, intent: impl Into<Intent>) -> Self {
        self.takes(Input::Intent(intent.into()))
    }

    /// The server tells something.
    pub(crate) fn hears(self, frame: ServerFrame) -> Self {
        let told = self.told(frame);
        self.takes(told)
    }

    /// The media engine reports something.
    pub(crate) fn finds(self, event: MediaEvent) -> Self {
        self.takes(Input::Media(event))
    }

    /// So many bytes of the file that is being sent have left.
    pub(crate) fn sends(self, bytes: u64) -> Self {
        let id = self.upload.unwrap_or_default();
        self.takes(Input::FileProgress { id, bytes })
    }

    /// The connection to the server is lost, and does not come back.
    pub(crate) fn goes_offline(mut self) -> Self {
        self.server.in_reach = false;
        let connection = self.connection;
        self.takes(Input::LinkDown {
            connection,
            farewell: Farewell::Unsaid,
            fault: None,
        })
    }

    /// Time passes, with whatever is due in it.
    pub(crate) fn passes(mut self, seconds: i64) -> Self {
        let end = self.now.plus_s(seconds);
        while let Some(at) = self.wake_at.filter(|at| *at <= end) {
            self.wake_at = None;
            self.now = self.now.max(at);
            self = self.takes(Input::Tick);
        }
        self.now = end;
        self.takes(Input::Tick)
    }

    /// What there is to see.
    pub(crate) fn view(self) -> ViewState {
        self.app.view()
    }

    /// Something happens to the app, with all that follows from it at once.
    pub(crate) fn takes(mut self, input: Input) -> Self {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.app.handle(input, self.now) {
                inputs.extend(self.perform(effect));
            }
        }
        self
    }

    fn perform(&mut self, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Http(request) => {
                let id = request.id;
                if let Some(FileTransfer::Out(_)) = request.file {
                    self.upload = Some(id);
                }
                let result = match self.server.answer(&request) {
                    Reply::Told(status, body) => Ok(HttpAnswer {
                        status,
                        body: Pii(body),
                    }),
                    Reply::Unreachable(fault) => {
                        self.now = self.now.plus_ms(FAILS_AFTER_MS);
                        Err(HttpFailure::Unreachable(fault))
                    }
                    Reply::Silence => return None,
                };
                Some(Input::Http { id, result })
            }
            Effect::OpenLink { connection, .. } => {
                self.connection = connection;
                Some(if self.server.in_reach {
                    Input::LinkUp { connection }
                } else {
                    Input::LinkDown {
                        connection,
                        farewell: Farewell::Unsaid,
                        fault: Some(NetworkFault::NoNetwork),
                    }
                })
            }
            Effect::SendFrame {
                frame: ClientFrame::Authenticate { .. },
                ..
            } => {
                let user_id = self.server.me.user_id;
                Some(self.told(ServerFrame::Authenticated {
                    user_id,
                    session_id: session_of(user_id),
                    server_now: self.now,
                    resumed: false,
                }))
            }
            Effect::WakeAt(at) => {
                self.wake_at = Some(at);
                None
            }
            _ => None,
        }
    }

    fn told(&self, frame: ServerFrame) -> Input {
        Input::LinkFrame {
            connection: self.connection,
            frame: Box::new(Envelope {
                v: PROTOCOL_VERSION,
                seq: 0,
                stored: false,
                now: None,
                frame,
            }),
        }
    }
}
