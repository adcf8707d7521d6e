//! The app as a whole: hands each input to the part it belongs to, then lets every part bring the
//! world in line with its state.
//!
//! Owns the order of things within one pass. Holds no rule of its own.

mod answers;
mod events;
mod frames;
mod intents;
mod zones;

use crate::address_proof::AddressProof;
use crate::appointments::state::Appointments;
use crate::awaited::awaited;
use crate::blocks::Blocks;
use crate::calls::quality::CallFigures;
use crate::calls::state::Calls;
use crate::chat::state::Chat;
use crate::ctx::Ctx;
use crate::devices::DeviceReads;
use crate::devices::state::Devices;
use crate::feature::Feature;
use crate::history::History;
use crate::instants::earlier;
use crate::io::{Effect, Input, MediaEvent};
use crate::language::SpokenLanguage;
use crate::notes::state::NoteDrafts;
use crate::notifications::state::Notifications;
use crate::page_faults::PageFaults;
use crate::patients::Patients;
use crate::profile::state::OwnProfile;
use crate::queue::QueueReads;
use crate::queue::state::Queue;
use crate::rng::Rng;
use crate::schedules::state::Schedules;
use crate::session::Entrance;
use crate::view::{Bridge, ViewState};
use i18n::Language;
use shared::{Quality, Timestamp};
use zones::zones_of;

/// A device is not woken more often than this, whatever a clock does.
const WAKE_SPACING_MS: i64 = 10;

/// What the app is. See [`App::handle`] and [`App::view`].
#[derive(Default)]
pub struct App {
    pub(crate) ctx: Ctx,
    pub(crate) entrance: Entrance,
    pub(crate) profile: OwnProfile,
    pub(crate) proof: AddressProof,
    pub(crate) blocks: Blocks,
    pub(crate) schedules: Schedules,
    pub(crate) queue: Queue,
    pub(crate) patients: Patients,
    pub(crate) history: History,
    pub(crate) notifications: Notifications,
    pub(crate) appointments: Appointments,
    pub(crate) devices: Devices,
    pub(crate) chat: Chat,
    pub(crate) notes: NoteDrafts,
    pub(crate) calls: Calls,
    pub(crate) language: SpokenLanguage,
    pub(crate) page_faults: PageFaults,
    pub(crate) synthetic_media: bool,
    pub(crate) bridge: Option<Bridge>,
    wake_at: Option<Timestamp>,
    /// The device's own clock minus the one that this runs on.
    wall_ahead_ms: i64,
}

/// Does something with every feature in turn, together with what it may read of others.
macro_rules! each_feature {
    ($app:expr, |$feature:ident, $cx:ident, $reads:ident| $do:expr) => {{
        let App {
            ctx: $cx,
            entrance,
            profile,
            proof,
            blocks,
            schedules,
            queue,
            patients,
            history,
            notifications,
            appointments,
            devices,
            chat,
            notes,
            calls,
            ..
        } = $app;
        each_feature!(@one $feature, $reads, entrance, (), $do);
        each_feature!(@one $feature, $reads, profile, (), $do);
        each_feature!(@one $feature, $reads, proof, (), $do);
        each_feature!(@one $feature, $reads, blocks, (), $do);
        each_feature!(@one $feature, $reads, schedules, &*queue, $do);
        let of_queue = QueueReads { schedules, calls };
        each_feature!(@one $feature, $reads, queue, of_queue, $do);
        each_feature!(@one $feature, $reads, patients, (), $do);
        each_feature!(@one $feature, $reads, history, (), $do);
        each_feature!(@one $feature, $reads, notifications, (), $do);
        each_feature!(@one $feature, $reads, appointments, &*calls, $do);
        let of_devices = DeviceReads { queue, calls, appointments };
        each_feature!(@one $feature, $reads, devices, of_devices, $do);
        each_feature!(@one $feature, $reads, chat, &*calls, $do);
        each_feature!(@one $feature, $reads, notes, &*calls, $do);
        each_feature!(@one $feature, $reads, calls, (), $do);
    }};
    (@one $feature:ident, $reads:ident, $field:ident, $what:expr, $do:expr) => {{
        let ($feature, $reads) = (&mut *$field, $what);
        $do;
    }};
}
use each_feature;

/// A call is live or may come, so a lost socket is tried again sooner.
fn expects_calls(calls: &Calls, queue: &Queue) -> bool {
    calls.has_live() || queue.is_in_session()
}

impl App {
    /// An app that has not started yet; [`Input::Started`] comes first.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same in a language: what an earlier run was told to speak, and else the device's own. So the
    /// first view is in it already.
    #[must_use]
    pub fn speaking(chosen: Option<Language>, of_device: Language) -> Self {
        Self {
            language: SpokenLanguage::new(chosen, of_device),
            ..Self::default()
        }
    }

    /// Takes in what happened and says what is to be done. `now` is a clock of this device that is
    /// steady and counts through sleep, and not the one that people set.
    pub fn handle(&mut self, input: Input, now: Timestamp) -> Vec<Effect> {
        self.ctx.now = now;
        self.on_input(input);
        self.spread_events();
        self.ctx
            .reconcile_link(expects_calls(&self.calls, &self.queue));
        each_feature!(self, |feature, cx, reads| {
            feature.reconcile(cx, reads);
        });
        self.spread_events();
        self.ctx.send_due();
        self.arm_wake();
        std::mem::take(&mut self.ctx.effects)
    }

    /// What there is to see.
    #[must_use]
    pub fn view(&self) -> ViewState {
        let cx = &self.ctx;
        let me = cx.account.session().map(|session| session.me.clone());
        let screen = self.screen();
        ViewState {
            clock_offset_ms: cx.link.offset_ms().saturating_sub(self.wall_ahead_ms),
            zones: zones_of(me.as_ref(), &screen),
            awaited: awaited(me.as_ref(), &self.calls, &self.queue),
            server_url: cx.server.as_ref().map(|url| url.as_str().to_owned()),
            refused_address: self.entrance.refused_address.clone(),
            link: cx.link_state(),
            me,
            screen,
            call: self.call_screen(),
            unread_messages: self.chat.unread_messages(),
            chat: self.chat.chat_view(cx),
            reminder: self.devices.reminder_view(cx),
            proof: self.proof.of_person(),
            blocks: self.blocks.view(cx),
            patient_card: self.patients.view(),
            notices: cx.notices.all(),
            inbox: self
                .notifications
                .inbox_view(cx, &self.schedules, &self.calls),
            bridge: self.bridge.clone(),
            synthetic_media: self.synthetic_media,
            language: self.language.view(),
            devices: self.devices.devices_view(cx, &self.queue, &self.calls),
            notification_choices: self.notifications.choices_view(cx),
        }
    }

    /// The language that is spoken, for whatever the engine says to the person.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language.view().spoken
    }

    /// How the open call is, and the numbers behind it; nothing before the first second.
    #[must_use]
    pub fn call_quality(&self) -> Option<(Quality, CallFigures)> {
        self.calls.call_quality()
    }

    fn on_input(&mut self, input: Input) {
        let cx = &mut self.ctx;
        match input {
            Input::Started {
                server_url,
                plain_http,
                stored,
                devices,
                consent,
                device_secret,
                known_devices,
                synthetic_media,
                seed,
            } => {
                self.calls.resume_consent(consent);
                self.calls.start_trust(device_secret, seed, known_devices);
                self.devices.choice = devices;
                self.devices.use_choice(cx);
                cx.rng = Rng::new(seed);
                self.synthetic_media = synthetic_media;
                self.entrance.on_started(cx, server_url, plain_http, stored);
            }
            Input::Intent(intent) => self.on_intent(intent),
            Input::NewsOpened(intent) => {
                cx.push(Effect::RaiseWindow);
                self.on_intent(intent);
            }
            Input::Http { id, result } => self.on_http(id, result),
            Input::LinkUp { connection } => cx.on_link_up(connection),
            Input::LinkFrame { connection, frame } => self.on_frame(connection, *frame),
            Input::LinkDown {
                connection,
                farewell,
                fault,
            } => {
                let for_calls = expects_calls(&self.calls, &self.queue);
                cx.on_link_down(connection, farewell, fault, for_calls);
            }
            Input::RingSounding { call_id } => self.calls.on_sounding(call_id),
            Input::RingStalled { call_id, stall } => self.calls.on_ring_stalled(cx, call_id, stall),
            Input::Media(MediaEvent::DevicesFound(found)) => {
                self.devices.on_devices_found(cx, found);
            }
            Input::Media(MediaEvent::Check(report)) => self.devices.on_check(report),
            Input::Media(event) => self.calls.on_media(cx, event),
            Input::FileProgress { id, bytes } => self.chat.on_file_progress(cx, id, bytes),
            Input::FileSaved { file_id, result } => self.chat.on_file_saved(cx, file_id, result),
            Input::FileEvicted { file_id } => self.chat.on_file_evicted(file_id),
            Input::NotificationsKnown { shown } => self.devices.on_notifications_known(shown),
            Input::TestRingFailed => self.devices.on_test_ring_failed(cx),
            Input::BridgeOpened { url } => self.bridge = Some(Bridge { url }),
            Input::WallClock { ahead_ms } => self.wall_ahead_ms = ahead_ms,
            Input::Disturbed => cx.on_disturbed(),
            Input::Tick => {}
        }
    }

    /// Asks for the next wake-up, once per instant.
    fn arm_wake(&mut self) {
        let now = self.ctx.now;
        if self.wake_at.is_some_and(|at| at <= now) {
            self.wake_at = None;
        }
        let mut wanted = earlier(self.ctx.link.next_at(), self.ctx.requests.next_at());
        each_feature!(self, |feature, cx, _reads| {
            wanted = earlier(wanted, feature.next_at(cx));
        });
        let wanted = wanted.map(|at| at.max(now.plus_ms(WAKE_SPACING_MS)));
        if let Some(at) = wanted
            && self.wake_at != Some(at)
        {
            self.ctx.push(Effect::WakeAt(at));
        }
        // Where nothing is due any more, a wake-up asked for earlier still comes and does no harm.
        self.wake_at = wanted.or(self.wake_at);
    }
}
