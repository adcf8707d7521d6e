//! The app as a whole: hands each input to the part it belongs to, then lets every part bring the
//! world in line with its state.
//!
//! Owns the order of things within one pass. Holds no rule of its own.

use crate::api::Requests;
use crate::appointments::{Appointments, Directory, Hours};
use crate::calls::Calls;
use crate::calls::notes::NoteDrafts;
use crate::chat::Chats;
use crate::ctx::{Ctx, soonest};
use crate::devices::Devices;
use crate::notifications::Inbox;
use crate::notifications::notices::Notices;
use crate::notifications::subscriptions::Subscriptions;
use crate::queue::Rooms;
use crate::rng::Rng;
use crate::schedules::Schedules;
use crate::screens::route::Route;
use crate::session::Account;
use crate::session::forms::Forms;
use crate::session::link::Link;
use crate::session::server_url::normal_server_url;
use crate::{Bridge, Effect, Input, Intent, Loadable, Profile, StoredSession, ViewState};
use shared::{NotificationChoice, Timestamp, WaitingRoomCounts};

/// A device is not woken more often than this, whatever a clock does.
const WAKE_SPACING_MS: i64 = 10;

/// What the app is. See [`App::handle`] and [`App::view`].
pub struct App {
    pub(crate) server_url: String,
    pub(crate) synthetic_media: bool,
    pub(crate) bridge: Option<Bridge>,
    pub(crate) rng: Rng,
    pub(crate) account: Account,
    pub(crate) route: Route,
    pub(crate) forms: Forms,
    pub(crate) link: Link,
    pub(crate) requests: Requests,
    pub(crate) schedules: Schedules,
    pub(crate) rooms: Rooms,
    pub(crate) calls: Calls,
    pub(crate) chats: Chats,
    pub(crate) note_drafts: NoteDrafts,
    pub(crate) notices: Notices,
    pub(crate) inbox: Inbox,
    pub(crate) subscriptions: Subscriptions,
    /// What the person wants to be told; empty until it is known.
    pub(crate) choices: Vec<NotificationChoice>,
    /// As the server counted last.
    pub(crate) counted: Vec<WaitingRoomCounts>,
    pub(crate) profile: Loadable<Profile>,
    pub(crate) devices: Devices,
    pub(crate) directory: Directory,
    pub(crate) appointments: Appointments,
    pub(crate) hours: Hours,
    /// The time of the newest pass, for [`App::view`].
    pub(crate) now: Timestamp,
    wake_at: Option<Timestamp>,
}

impl Default for App {
    fn default() -> Self {
        Self::new()
    }
}

impl App {
    /// An app that has not started yet; [`Input::Started`] comes first.
    #[must_use]
    pub fn new() -> Self {
        Self {
            server_url: String::new(),
            synthetic_media: false,
            bridge: None,
            rng: Rng::new(0),
            account: Account::SignedOut,
            route: Route::Opening,
            forms: Forms::default(),
            link: Link::default(),
            requests: Requests::default(),
            schedules: Schedules::default(),
            rooms: Rooms::default(),
            calls: Calls::default(),
            chats: Chats::default(),
            note_drafts: NoteDrafts::default(),
            notices: Notices::default(),
            inbox: Inbox::default(),
            subscriptions: Subscriptions::default(),
            choices: Vec::new(),
            counted: Vec::new(),
            profile: Loadable::Loading,
            devices: Devices::default(),
            directory: Directory::default(),
            appointments: Appointments::default(),
            hours: Hours::default(),
            now: Timestamp::default(),
            wake_at: None,
        }
    }

    /// Takes in what happened and says what is to be done. `now` is this device's own clock.
    pub fn handle(&mut self, input: Input, now: Timestamp) -> Vec<Effect> {
        let mut cx = Ctx::new(now);
        self.now = now;
        self.apply(&mut cx, input);
        self.reconcile_link(&mut cx);
        self.reconcile_account(&mut cx);
        self.reconcile_schedules(&mut cx);
        self.reconcile_overview(&mut cx);
        self.reconcile_subscriptions(&mut cx);
        self.reconcile_appointments(&mut cx);
        self.reconcile_check(&mut cx);
        self.reconcile_chats(&mut cx);
        self.reconcile_notes(&mut cx);
        self.send_due(&mut cx);
        self.reconcile_calls(&mut cx);
        self.arm_wake(&mut cx);
        cx.effects
    }

    /// What there is to see.
    #[must_use]
    pub fn view(&self) -> ViewState {
        ViewState {
            clock_offset_ms: self.link.offset_ms(),
            server_url: self.server_url.clone(),
            link: self.link_state(),
            me: self.account.session().map(|session| session.me.clone()),
            screen: self.screen(),
            call: self.call_view(),
            chat: self.chat_view(),
            notices: self.notices.all(),
            inbox: self.inbox_view(),
            bridge: self.bridge.clone(),
            synthetic_media: self.synthetic_media,
            devices: self.devices_view(),
            notification_choices: self.choices_view(),
        }
    }

    fn apply(&mut self, cx: &mut Ctx, input: Input) {
        match input {
            Input::Started {
                server_url,
                stored,
                devices,
                synthetic_media,
                seed,
            } => {
                self.devices.choice = devices;
                self.use_choice(cx);
                self.rng = Rng::new(seed);
                self.synthetic_media = synthetic_media;
                self.on_started(cx, server_url, stored);
            }
            Input::Intent(intent) => self.on_intent(cx, intent),
            Input::Http { id, result } => self.on_http(cx, id, result),
            Input::LinkUp { connection } => self.on_link_up(cx, connection),
            Input::LinkFrame { connection, frame } => self.on_frame(cx, connection, *frame),
            Input::LinkDown {
                connection,
                server_restarting,
            } => {
                self.on_link_down(cx, connection, server_restarting);
            }
            Input::RingSounding { call_id } => self.calls.on_sounding(call_id),
            Input::RingStalled { call_id, stall } => self.on_ring_stalled(call_id, stall),
            Input::Media(event) => self.on_media(cx, event),
            Input::FileProgress { id, bytes } => self.on_file_progress(id, bytes),
            Input::FileSaved { file_id, result } => self.on_file_saved(cx, file_id, result),
            Input::FileEvicted { file_id } => self.on_file_evicted(file_id),
            Input::NotificationsKnown { shown } => self.on_notifications_known(shown),
            Input::TestRingFailed => self.on_test_ring_failed(cx),
            Input::BridgeOpened { url } => self.bridge = Some(Bridge { url }),
            Input::Tick => {}
        }
    }

    fn on_started(&mut self, cx: &mut Ctx, server_url: String, stored: Option<StoredSession>) {
        match stored {
            Some(stored) => {
                self.server_url = stored.server_url;
                self.account = Account::Opening(stored.refresh_token);
                self.route = Route::Home;
                self.renew_token(cx);
            }
            None => {
                self.route = Route::SignIn;
                self.server_url = normal_server_url(&server_url).unwrap_or(server_url);
            }
        }
    }

    fn on_intent(&mut self, cx: &mut Ctx, intent: Intent) {
        match intent {
            Intent::SetServer { url } => self.set_server(cx, &url),
            Intent::ShowSignIn => self.show_form(Route::SignIn),
            Intent::ShowRegister => self.show_form(Route::Register),
            Intent::SignIn { email, password } => self.sign_in(cx, email, password),
            Intent::Register(request) => self.register(cx, &request),
            Intent::SignOut => self.sign_out(cx),
            Intent::ShowHome => self.show_home(cx),
            Intent::ShowProfile => self.show_profile(cx),
            Intent::SaveProfile(profile) => self.save_profile(cx, &profile),
            Intent::ChangePassword {
                current_password,
                new_password,
            } => self.change_password(cx, current_password, new_password),
            Intent::Reload => self.reload(cx),
            Intent::OpenSchedule { schedule_id } => self.open_schedule(cx, schedule_id),
            Intent::CreateSchedule(new) => self.create_schedule(cx, &new),
            Intent::ChangeSchedule { schedule_id, plan } => {
                self.change_schedule(cx, schedule_id, &plan);
            }
            Intent::DeleteSchedule { schedule_id } => self.delete_schedule(cx, schedule_id),
            Intent::StartSession => self.start_session(cx),
            Intent::EndSession => self.end_session(cx),
            Intent::JoinQueue { reason } => self.join_queue(cx, reason),
            Intent::LeaveQueue => self.leave_queue(cx),
            Intent::SetReady { ready } => self.set_ready(cx, ready),
            Intent::Invite { patient_id } => self.invite(cx, patient_id),
            Intent::ResetPatient { patient_id } => self.reset_patient(cx, patient_id),
            Intent::RemovePatient { patient_id } => self.remove_patient(cx, patient_id),
            Intent::MarkNoShow { patient_id } => self.mark_no_show(cx, patient_id),
            Intent::MoveInQueue { patient_id, to } => self.move_in_queue(cx, patient_id, to),
            Intent::InvitationSeen => self.calls.on_seen(),
            Intent::Accept => self.accept(cx),
            Intent::Decline => self.decline(cx),
            Intent::Cancel => self.cancel(cx),
            Intent::End => self.end_call(cx),
            Intent::SetMicrophone { on } => self.set_microphone(cx, on),
            Intent::SetCamera { on } => self.set_camera(cx, on),
            Intent::ChooseDevices(choice) => self.choose_devices(cx, choice),
            Intent::OpenCheck => self.open_check(cx),
            Intent::CloseCheck => self.close_check(cx),
            Intent::TestSpeaker => self.test_speaker(cx),
            Intent::AnswerSpeaker { heard } => self.answer_speaker(cx, heard),
            Intent::TestNetwork => self.test_network(cx),
            Intent::RateCall { stars, comment } => self.rate_call(cx, stars, comment),
            Intent::CloseCall => self.close_call(),
            Intent::OpenChat { encounter_id } => self.open_chat(cx, encounter_id),
            Intent::CloseChat => self.close_chat(),
            Intent::LookAtChat { looking } => self.look_at_chat(looking),
            Intent::WriteMessage { text } => self.write_message(cx, text),
            Intent::SetTyping { typing } => self.set_typing(cx, typing),
            Intent::LoadEarlier => self.load_earlier(cx),
            Intent::RetryMessage { key } => self.retry_message(&key),
            Intent::WriteNotes { encounter_id, text } => {
                self.write_notes(cx, encounter_id, text);
            }
            Intent::KeepOwnNotes { encounter_id } => self.keep_own_notes(cx, encounter_id),
            Intent::TakeOtherNotes { encounter_id } => self.take_other_notes(encounter_id),
            Intent::ReloadNotes => self.reload_notes(cx),
            Intent::TryRing => self.try_ring(cx),
            Intent::AnswerRing { heard } => self.answer_ring(cx, heard),
            Intent::ChooseNotification(choice) => self.choose_notification(cx, choice),
            Intent::LookAtApp { looking } => self.look_at_app(looking),
            Intent::CallDoctor { doctor_id, reason } => self.call_doctor(cx, doctor_id, reason),
            Intent::CallBack { call_id } => self.call_back(cx, call_id),
            Intent::DeclineWith { message } => self.decline_with(cx, message),
            Intent::DiscardMessage { key } => self.discard_message(cx, &key),
            Intent::AttachFile {
                transfer,
                name,
                bytes,
            } => self.attach_file(cx, transfer, &name, bytes),
            Intent::ShowFile { file_id } => self.show_file(cx, file_id),
            Intent::SaveFile { file_id } => self.save_file(cx, file_id),
            Intent::ReadInbox => self.read_inbox(cx),
            Intent::DismissNotice { id } => self.notices.dismiss(id),
            other => self.on_appointment_intent(cx, other),
        }
    }

    /// What has to do with doctors, appointments and hours.
    fn on_appointment_intent(&mut self, cx: &mut Ctx, intent: Intent) {
        match intent {
            Intent::ShowDoctors => self.show_doctors(cx),
            Intent::ShowAppointments => self.show_appointments(cx),
            Intent::ShowAvailability => self.show_availability(cx),
            Intent::ShowPeriod { from, to } => self.show_period(cx, from, to),
            Intent::OpenAppointment { appointment_id } => {
                self.open_appointment(cx, appointment_id);
            }
            Intent::OpenBooking { doctor_id } => self.open_booking(cx, doctor_id),
            Intent::OpenMove { appointment_id } => self.open_move(cx, appointment_id),
            Intent::ShowSlots { from } => self.show_slots(cx, from),
            Intent::Book { time, reason } => self.book(cx, time, reason),
            Intent::ConfirmAppointment { appointment_id } => {
                self.confirm_appointment(cx, appointment_id);
            }
            Intent::DeclineAppointment {
                appointment_id,
                reason,
            } => self.decline_appointment(cx, appointment_id, reason),
            Intent::CancelAppointment {
                appointment_id,
                reason,
            } => self.cancel_appointment(cx, appointment_id, reason),
            Intent::StartAppointment { appointment_id } => {
                self.start_appointment(cx, appointment_id);
            }
            Intent::RingAgain => self.ring_again(cx),
            Intent::ShowFeed => self.show_feed(cx),
            Intent::RenewFeed => self.renew_feed(cx),
            Intent::SaveRule { rule_id, rule } => self.save_rule(cx, rule_id, &rule),
            Intent::DeleteRule { rule_id } => self.delete_rule(cx, rule_id),
            Intent::SaveException {
                exception_id,
                exception,
            } => self.save_exception(cx, exception_id, &exception),
            Intent::DeleteException { exception_id } => self.delete_exception(cx, exception_id),
            Intent::SaveLeadTimes(lead_times) => self.save_lead_times(cx, lead_times),
            // Everything else was taken before.
            _ => {}
        }
    }

    /// Asks for the next wake-up, once per instant.
    fn arm_wake(&mut self, cx: &mut Ctx) {
        if self.wake_at.is_some_and(|at| at <= cx.now) {
            self.wake_at = None;
        }
        let wanted = soonest([
            self.link.next_at(),
            self.account.next_at(),
            self.schedules_next_at(),
            self.requests.next_at(),
            self.call_next_at(),
            self.check_next_at(),
            self.chats_next_at(),
            self.notes_next_at(),
            self.appointments_next_at(),
        ]);
        let wanted = wanted.map(|at| at.max(cx.now.plus_ms(WAKE_SPACING_MS)));
        if let Some(at) = wanted
            && self.wake_at != Some(at)
        {
            cx.push(Effect::WakeAt(at));
        }
        // Where nothing is due any more, a wake-up asked for earlier still comes and does no harm.
        self.wake_at = wanted.or(self.wake_at);
    }
}
