//! Runs the core: feeds it what happens and does what it asks for.
//!
//! Owns the thread on which all of this happens, and the bounded channels in and out of it. Decides
//! nothing: every rule is the core's.

use crate::choice_file::ChoiceFile;
use crate::clock;
use crate::clock_watch::ClockWatch;
use crate::connector::Connector;
use crate::files::{self, FileCache};
use crate::handle::Handle;
use crate::http::HttpClient;
use crate::link::Link;
#[cfg(not(target_os = "android"))]
use crate::network_watch::NetworkWatch;
use crate::notification::{Notifications, Pressed};
use crate::ring::{RingConfig, Ringer};
use crate::secrets::{Kept, SecretBackend, SecretStore};
use anyhow::Context;
use client_core::proof::DeviceSecret;
use client_core::{
    App, DeviceChoice, Effect, Input, KeptConsent, KnownDevices, LogEntry, MediaCommand,
    MediaEvent, PageFault, PlainHttp, RequestId, SaveFailure, StoredSession, ViewState,
};
use i18n::Language;
use shared::{FileId, Pii, Timestamp};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::AbortHandle;

/// Things that happened and wait to be taken in.
const MAX_INPUTS: usize = 256;
/// Buttons pressed on notifications.
const MAX_PRESSED: usize = 4;
/// Requests on their way at once; more of them wait.
const MAX_REQUESTS: usize = 16;
/// How long stopping may take.
const FAREWELL: Duration = Duration::from_secs(1);
/// The clocks are looked at least this often, because a timer stops while the device is suspended.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// What works the media of a call. It must not block; what happens comes by the channel that is
/// handed to [`Driver::start`] beside it.
pub trait MediaEngine: Send {
    /// Does what the core asks for.
    fn command(&mut self, command: MediaCommand);
}

/// No media: calls ring and connect, and nothing is seen or heard.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoMedia;

impl MediaEngine for NoMedia {
    fn command(&mut self, _command: MediaCommand) {}
}

/// How to run.
#[derive(Clone, Debug)]
pub struct DriverConfig {
    /// Used where no session is stored.
    pub server_url: String,
    /// Which servers may be spoken with in the clear.
    pub plain_http: PlainHttp,
    /// The profile's folder.
    pub profile_dir: PathBuf,
    /// Where the session is kept.
    pub secrets: SecretBackend,
    /// Camera and microphone are synthetic; the screen says so.
    pub synthetic_media: bool,
    /// On what it rings.
    pub ring: RingConfig,
    /// Where a person finds what they save; absent where this device has no such folder.
    pub downloads: Option<PathBuf>,
    /// Show invitations as notifications of the operating system.
    pub notifications: bool,
}

/// Runs one app on a thread of its own.
pub struct Driver {
    app: App,
    inputs: mpsc::Sender<Input>,
    connector: Connector,
    http: HttpClient,
    requests: Arc<Semaphore>,
    files: FileCache,
    /// Requests that move files, which can be broken off.
    moving: HashMap<RequestId, AbortHandle>,
    downloads: Option<PathBuf>,
    link: Option<Link>,
    ringer: Ringer,
    notifications: Notifications,
    session_store: SecretStore<StoredSession>,
    device_store: SecretStore<DeviceSecret>,
    known_store: SecretStore<KnownDevices>,
    device_file: ChoiceFile<DeviceChoice>,
    language_file: ChoiceFile<Option<Language>>,
    consent_file: ChoiceFile<Option<KeptConsent>>,
    media: Box<dyn MediaEngine>,
    wake_at: Option<Timestamp>,
    views: watch::Sender<ViewState>,
    raised: watch::Sender<u64>,
}

/// What the driver waits for.
struct Arrivals {
    inputs: mpsc::Receiver<Input>,
    media_events: mpsc::Receiver<MediaEvent>,
    /// The media engine is gone; its channel has nothing more to say.
    media_gone: bool,
    pressed: mpsc::Receiver<Pressed>,
    stop: mpsc::Receiver<()>,
    clocks: ClockWatch,
    #[cfg(not(target_os = "android"))]
    _network: NetworkWatch,
}

impl Driver {
    /// Starts the app. It runs until [`Handle::stop`], whatever becomes of the handles.
    ///
    /// # Errors
    /// The system gives no thread, or TLS has no trust anchors.
    pub fn start(
        config: DriverConfig,
        media: Box<dyn MediaEngine>,
        media_events: mpsc::Receiver<MediaEvent>,
    ) -> anyhow::Result<Handle> {
        let (inputs, arriving) = mpsc::channel(MAX_INPUTS);
        let (pressing, pressed) = mpsc::channel(MAX_PRESSED);
        let (stop, stopping) = mpsc::channel(1);
        let language_file = ChoiceFile::new(&config.profile_dir, "language.json");
        let app = App::speaking(language_file.load(), device_language());
        let (views, newest_view) = watch::channel(app.view());
        let (raised, newest_raise) = watch::channel(0);
        let (inviting, invited) = watch::channel(None);
        let files = FileCache::new();
        let connector = Connector::new(&[]).context("looking for whom to trust")?;
        let driver = Self {
            app,
            inputs: inputs.clone(),
            http: HttpClient::over(connector.clone()).known_by(&config.profile_dir),
            connector,
            requests: Arc::new(Semaphore::new(MAX_REQUESTS)),
            files: files.clone(),
            moving: HashMap::new(),
            downloads: config.downloads.clone(),
            link: None,
            ringer: Ringer::new(config.ring.clone(), inputs.clone()),
            notifications: Notifications::new(
                config.notifications,
                inviting,
                pressing,
                inputs.clone(),
            ),
            session_store: SecretStore::new(&config.profile_dir, config.secrets, Kept::Session),
            device_store: SecretStore::new(&config.profile_dir, config.secrets, Kept::Device),
            // Too much for a keyring, and no secret of the kind.
            known_store: SecretStore::new(
                &config.profile_dir,
                SecretBackend::File,
                Kept::KnownDevices,
            ),
            device_file: ChoiceFile::new(&config.profile_dir, "devices.json"),
            language_file,
            consent_file: ChoiceFile::new(&config.profile_dir, "call.json"),
            media,
            wake_at: None,
            views,
            raised,
        };
        let arrivals = Arrivals {
            inputs: arriving,
            media_events,
            media_gone: false,
            pressed,
            stop: stopping,
            clocks: ClockWatch::start(),
            #[cfg(not(target_os = "android"))]
            _network: NetworkWatch::start(driver.inputs.clone()),
        };
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        std::thread::Builder::new()
            .name("driver".into())
            .spawn(move || runtime.block_on(driver.run(config, arrivals)))?;
        Ok(Handle {
            inputs,
            stop,
            files,
            views: newest_view,
            raised: newest_raise,
            invited,
        })
    }

    async fn run(mut self, config: DriverConfig, mut arrivals: Arrivals) {
        // A keyring may ask for its password first; the app can be closed meanwhile.
        let loading = async {
            (
                self.session_store.load().await,
                self.device_store.load_or_draw().await,
            )
        };
        let (stored, device_secret) = tokio::select! {
            loaded = loading => loaded,
            _ = arrivals.stop.recv() => return,
        };
        let known_devices = self.known_store.load().await.unwrap_or_default();
        self.take(Input::Started {
            server_url: config.server_url,
            plain_http: config.plain_http,
            stored,
            devices: self.device_file.load(),
            consent: self.consent_file.load(),
            device_secret,
            known_devices,
            synthetic_media: config.synthetic_media,
            seed: clock::seed(),
        });
        while let Some(input) = self.next(&mut arrivals).await {
            self.take(input);
        }
        self.ringer.stop();
        tokio::time::timeout(FAREWELL, self.part()).await.ok();
    }

    /// Lets requests under way, a sign-out perhaps, come to their end, and closes the socket.
    async fn part(&mut self) {
        let all = u32::try_from(MAX_REQUESTS).unwrap_or(1);
        self.requests.acquire_many(all).await.map(drop).ok();
        if let Some(link) = self.link.take() {
            link.close().await;
        }
        self.session_store.settle().await;
        self.device_store.settle().await;
    }

    /// Waits for the next thing to happen; none where the driver is to stop.
    async fn next(&self, arrivals: &mut Arrivals) -> Option<Input> {
        loop {
            if let Some(input) = arrivals.clocks.look() {
                return Some(input);
            }
            let sleep = self
                .wake_at
                .map_or(LONGEST_SLEEP, clock::until)
                .min(LONGEST_SLEEP);
            tokio::select! {
                _ = arrivals.stop.recv() => return None,
                input = arrivals.inputs.recv() => return input,
                event = arrivals.media_events.recv(), if !arrivals.media_gone => match event {
                    Some(event) => return Some(Input::Media(event)),
                    None => arrivals.media_gone = true,
                },
                Some(pressed) = arrivals.pressed.recv() => {
                    // A button of a call that is over must not answer the next one.
                    if self.notifications.is_shown(pressed.call_id) {
                        return Some(Input::Intent(pressed.intent.into()));
                    }
                }
                () = tokio::time::sleep(sleep) => {
                    if self.wake_at.is_some_and(|at| at <= clock::now()) {
                        return Some(Input::Tick);
                    }
                }
            }
        }
    }

    fn take(&mut self, input: Input) {
        let now = clock::now();
        if self.wake_at.is_some_and(|at| at <= now) {
            self.wake_at = None;
        }
        for effect in self.app.handle(input, now) {
            self.perform(effect);
        }
        let view = self.app.view();
        self.views.send_if_modified(|shown| {
            let differs = *shown != view;
            if differs {
                *shown = view;
            }
            differs
        });
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Http(request) => self.request(request),
            Effect::AbandonHttp { id } => {
                if let Some(moving) = self.moving.remove(&id) {
                    moving.abort();
                }
            }
            Effect::DropTransfer(transfer) => self.files.drop_transfer(transfer),
            Effect::KeepTransfer { transfer, file_id } => {
                let evicted = self.files.keep_transfer(transfer, file_id);
                tokio::spawn(tell_evicted(self.inputs.clone(), evicted));
            }
            Effect::SaveFile { file_id, name } => self.save(file_id, name),
            Effect::DropFiles => self.files.clear(),
            Effect::OpenLink { url, connection } => {
                let connector = self.connector.clone();
                let inputs = self.inputs.clone();
                self.link = Some(Link::open(connector, url, connection, inputs));
            }
            Effect::SendFrame { connection, frame } => {
                let link = self
                    .link
                    .as_ref()
                    .filter(|link| link.connection == connection);
                if link.is_some_and(|link| !link.send(frame)) {
                    // It takes nothing any more. Closing it is how the core gets to know.
                    self.link = None;
                }
            }
            Effect::ProbeLink {
                connection,
                within_ms,
            } => {
                if let Some(link) = self
                    .link
                    .as_ref()
                    .filter(|link| link.connection == connection)
                {
                    link.probe(Duration::from_millis(within_ms));
                }
            }
            Effect::CloseLink => self.link = None,
            Effect::StartRinging {
                call_id,
                tone,
                until,
            } => self.ringer.start(call_id, tone, until),
            Effect::StopRinging => self.ringer.stop(),
            Effect::TestRing { until } => self.ringer.test(until),
            Effect::StopTestRing => self.ringer.stop_test(),
            Effect::RingOn(device) => self.ringer.ring_on(device),
            Effect::WakeRing => self.ringer.wake(),
            Effect::RestRing => self.ringer.rest(),
            Effect::NotifyInvitation { call_id, from } => {
                self.notifications.show(call_id, &from, self.app.language())
            }
            Effect::WithdrawNotification { call_id } => self.notifications.withdraw(call_id),
            Effect::NotifyRehearsal => self.notifications.rehearse(self.app.language()),
            Effect::WithdrawRehearsal => self.notifications.end_rehearsal(),
            Effect::NotifyNews { about, opens } => {
                self.notifications.tell(&about, opens, self.app.language());
            }
            Effect::RaiseWindow => self
                .raised
                .send_modify(|count| *count = count.wrapping_add(1)),
            Effect::Media(command) => self.media.command(command),
            Effect::StoreSession(session) => {
                if let Err(error) = self.session_store.store(&session) {
                    tracing::error!(%error, "the session can't be kept");
                }
            }
            Effect::StoreDevices(choice) => {
                if let Err(error) = self.device_file.store(&choice) {
                    tracing::error!(%error, "the choice of devices can't be kept");
                }
            }
            Effect::StoreConsent(consent) => {
                if let Err(error) = self.consent_file.store(&consent) {
                    tracing::error!(%error, "the call that is under way can't be kept");
                }
            }
            Effect::StoreKnownDevices(known) => {
                if let Err(error) = self.known_store.store(&known) {
                    tracing::error!(%error, "the devices that were talked to can't be kept");
                }
            }
            Effect::StoreLanguage(choice) => {
                if let Err(error) = self.language_file.store(&choice) {
                    tracing::error!(%error, "the choice of a language can't be kept");
                }
            }
            Effect::ForgetSession => {
                if let Err(error) = self.session_store.forget() {
                    tracing::error!(%error, "the session can't be forgotten");
                }
            }
            Effect::Log(entry) => write_down(&entry),
            Effect::WakeAt(at) => self.wake_at = Some(at),
        }
    }

    fn request(&mut self, request: client_core::HttpRequest) {
        let (http, inputs) = (self.http.clone(), self.inputs.clone());
        let (requests, files) = (self.requests.clone(), self.files.clone());
        let (id, moves) = (request.id, request.file.is_some());
        let sending = tokio::spawn(async move {
            // Never closed, so it always gives a permit.
            let _permit = requests.acquire().await;
            let telling = inputs.clone();
            let progress = move |bytes| {
                // Where too much happens to be told, the next piece tells it.
                telling.try_send(Input::FileProgress { id, bytes }).ok();
            };
            let (result, evicted) = http.send(request, &files, progress).await;
            inputs.send(Input::Http { id, result }).await.ok();
            tell_evicted(inputs, evicted).await;
        });
        if moves {
            self.moving.retain(|_, moving| !moving.is_finished());
            self.moving.insert(id, sending.abort_handle());
        }
    }

    fn save(&self, file_id: FileId, name: Pii) {
        let (inputs, folder) = (self.inputs.clone(), self.downloads.clone());
        let bytes = self.files.get(file_id);
        tokio::task::spawn_blocking(move || {
            let result = match bytes {
                Some(bytes) => files::save(folder.as_deref(), name.reveal(), &bytes),
                None => Err(SaveFailure::NotHere),
            };
            inputs
                .blocking_send(Input::FileSaved { file_id, result })
                .ok();
        });
    }
}

fn write_down(entry: &LogEntry) {
    match entry {
        LogEntry::ItemsLeftOut { items } => {
            tracing::warn!(items, "an answer holds what can't be read");
        }
        LogEntry::ConnectionRefused(why) => {
            tracing::warn!(?why, "a call's connection was refused");
        }
        LogEntry::PageFault(fault) => {
            let PageFault {
                kind,
                place,
                screen,
            } = fault;
            tracing::error!(kind, place, screen, "something failed in the page");
        }
    }
}

/// The first language of the device's own that the app speaks.
fn device_language() -> Language {
    let tags: Vec<String> = sys_locale::get_locales().collect();
    Language::of_tags(&tags)
}

async fn tell_evicted(inputs: mpsc::Sender<Input>, evicted: Vec<FileId>) {
    for file_id in evicted {
        inputs.send(Input::FileEvicted { file_id }).await.ok();
    }
}
