//! The app as a whole: hands each input to the part it belongs to, then lets every part bring the
//! world in line with its state.
//!
//! Owns the order of things within one pass. Holds no rule of its own.

use crate::api::Requests;
use crate::appointments::{Directory, Hours, Visits};
use crate::calls::Calls;
use crate::calls::notes::Sheets;
use crate::chat::Chats;
use crate::ctx::{Turn, soonest};
use crate::devices::Gear;
use crate::notifications::Inbox;
use crate::notifications::notices::Notices;
use crate::notifications::subscriptions::Following;
use crate::queue::Rooms;
use crate::rng::Chance;
use crate::schedules::Schedules;
use crate::session::Account;
use crate::session::link::Link;
use crate::{
    Bridge, ChangeForm, Effect, FormState, Input, Intent, Loadable, Profile, StoredSession,
    ViewState,
};
use shared::{AppointmentId, NotificationChoice, ScheduleId, Timestamp, WaitingRoomCounts};

/// A device is not woken more often than this, whatever a clock does.
const WAKE_SPACING_MS: i64 = 10;

/// What the app is. See [`App::handle`] and [`App::view`].
pub struct App {
    pub(crate) server_url: String,
    pub(crate) synthetic_media: bool,
    pub(crate) bridge: Option<Bridge>,
    pub(crate) chance: Chance,
    pub(crate) account: Account,
    pub(crate) place: Place,
    pub(crate) forms: Forms,
    pub(crate) link: Link,
    pub(crate) requests: Requests,
    pub(crate) schedules: Schedules,
    pub(crate) rooms: Rooms,
    pub(crate) calls: Calls,
    pub(crate) chats: Chats,
    pub(crate) sheets: Sheets,
    pub(crate) notices: Notices,
    pub(crate) inbox: Inbox,
    pub(crate) following: Following,
    /// What the person wants to be told; empty until it is known.
    pub(crate) choices: Vec<NotificationChoice>,
    /// As the server counted last.
    pub(crate) counted: Vec<WaitingRoomCounts>,
    pub(crate) profile: Loadable<Profile>,
    pub(crate) gear: Gear,
    pub(crate) directory: Directory,
    pub(crate) visits: Visits,
    pub(crate) hours: Hours,
    /// The time of the newest pass, for [`App::view`].
    pub(crate) now: Timestamp,
    wake_at: Option<Timestamp>,
}

/// Where in the app the person is, below any call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// What an earlier run kept is still being looked for.
    Opening,
    SignIn,
    Register,
    Home,
    Profile,
    Room(ScheduleId),
    /// A patient's directory of doctors.
    Doctors,
    Appointments,
    Appointment(AppointmentId),
    /// Looking for a time.
    Booking,
    Availability,
}

/// The forms, whose words stay with the screen.
#[derive(Default)]
pub(crate) struct Forms {
    pub(crate) sign_in: FormState,
    pub(crate) register: FormState,
    pub(crate) new_schedule: FormState,
    pub(crate) change_schedule: ChangeForm,
    pub(crate) join: FormState,
    pub(crate) profile: FormState,
    pub(crate) password: FormState,
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
            chance: Chance::new(0),
            account: Account::SignedOut,
            place: Place::Opening,
            forms: Forms::default(),
            link: Link::default(),
            requests: Requests::default(),
            schedules: Schedules::default(),
            rooms: Rooms::default(),
            calls: Calls::default(),
            chats: Chats::default(),
            sheets: Sheets::default(),
            notices: Notices::default(),
            inbox: Inbox::default(),
            following: Following::default(),
            choices: Vec::new(),
            counted: Vec::new(),
            profile: Loadable::Loading,
            gear: Gear::default(),
            directory: Directory::default(),
            visits: Visits::default(),
            hours: Hours::default(),
            now: Timestamp::default(),
            wake_at: None,
        }
    }

    /// Takes in what happened and says what is to be done. `now` is this device's own clock.
    pub fn handle(&mut self, input: Input, now: Timestamp) -> Vec<Effect> {
        let mut turn = Turn::new(now);
        self.now = now;
        self.take_in(&mut turn, input);
        self.keep_link(&mut turn);
        self.keep_account(&mut turn);
        self.keep_schedules(&mut turn);
        self.keep_overview(&mut turn);
        self.keep_following(&mut turn);
        self.keep_visits(&mut turn);
        self.keep_check(&mut turn);
        self.keep_chats(&mut turn);
        self.keep_notes(&mut turn);
        self.send_due(&mut turn);
        self.keep_call(&mut turn);
        self.arm_wake(&mut turn);
        turn.effects
    }

    /// What there is to see.
    #[must_use]
    pub fn view(&self) -> ViewState {
        ViewState {
            clock_offset_ms: self.link.offset_ms(),
            server_url: self.server_url.clone(),
            link: self.link_state(),
            me: self.account.seat().map(|seat| seat.me.clone()),
            screen: self.screen(),
            call: self.call_view(),
            chat: self.chat_view(),
            notices: self.notices.all(),
            inbox: self.inbox_view(),
            bridge: self.bridge.clone(),
            synthetic_media: self.synthetic_media,
            equipment: self.equipment(),
            notification_choices: self.choices_view(),
        }
    }

    fn take_in(&mut self, turn: &mut Turn, input: Input) {
        match input {
            Input::Started {
                server_url,
                stored,
                devices,
                synthetic_media,
                seed,
            } => {
                self.gear.choice = devices;
                self.use_choice(turn);
                self.chance = Chance::new(seed);
                self.synthetic_media = synthetic_media;
                self.on_started(turn, server_url, stored);
            }
            Input::Intent(intent) => self.on_intent(turn, intent),
            Input::Http { id, result } => self.on_http(turn, id, result),
            Input::LinkUp { connection } => self.on_link_up(turn, connection),
            Input::LinkFrame { connection, frame } => self.on_frame(turn, connection, *frame),
            Input::LinkDown {
                connection,
                server_restarting,
            } => {
                self.on_link_down(turn, connection, server_restarting);
            }
            Input::RingSounding { call_id } => self.calls.on_sounding(call_id),
            Input::RingStalled { call_id, stall } => self.on_ring_stalled(call_id, stall),
            Input::Media(event) => self.on_media(turn, event),
            Input::FileProgress { id, bytes } => self.on_file_progress(id, bytes),
            Input::FileSaved { file_id, result } => self.on_file_saved(turn, file_id, result),
            Input::FileEvicted { file_id } => self.on_file_evicted(file_id),
            Input::NotificationsKnown { shown } => self.on_notifications_known(shown),
            Input::TestRingFailed => self.on_test_ring_failed(turn),
            Input::BridgeOpened { url } => self.bridge = Some(Bridge { url }),
            Input::Tick => {}
        }
    }

    fn on_started(&mut self, turn: &mut Turn, server_url: String, stored: Option<StoredSession>) {
        match stored {
            Some(stored) => {
                self.server_url = stored.server_url;
                self.account = Account::Opening(stored.refresh_token);
                self.place = Place::Home;
                self.renew_token(turn);
            }
            None => {
                self.place = Place::SignIn;
                self.server_url = normal_server_url(&server_url).unwrap_or(server_url);
            }
        }
    }

    fn on_intent(&mut self, turn: &mut Turn, intent: Intent) {
        match intent {
            Intent::SetServer { url } => self.set_server(turn, &url),
            Intent::ShowSignIn => self.show_form(Place::SignIn),
            Intent::ShowRegister => self.show_form(Place::Register),
            Intent::SignIn { email, password } => self.sign_in(turn, email, password),
            Intent::Register(request) => self.register(turn, &request),
            Intent::SignOut => self.sign_out(turn),
            Intent::ShowHome => self.show_home(turn),
            Intent::ShowProfile => self.show_profile(turn),
            Intent::SaveProfile(profile) => self.save_profile(turn, &profile),
            Intent::ChangePassword {
                current_password,
                new_password,
            } => self.change_password(turn, current_password, new_password),
            Intent::Reload => self.reload(turn),
            Intent::OpenSchedule { schedule_id } => self.open_schedule(turn, schedule_id),
            Intent::CreateSchedule(new) => self.create_schedule(turn, &new),
            Intent::ChangeSchedule { schedule_id, plan } => {
                self.change_schedule(turn, schedule_id, &plan);
            }
            Intent::DeleteSchedule { schedule_id } => self.delete_schedule(turn, schedule_id),
            Intent::StartSession => self.start_session(turn),
            Intent::EndSession => self.end_session(turn),
            Intent::JoinQueue { reason } => self.join_queue(turn, reason),
            Intent::LeaveQueue => self.leave_queue(turn),
            Intent::SetReady { ready } => self.set_ready(turn, ready),
            Intent::Invite { patient_id } => self.invite(turn, patient_id),
            Intent::ResetPatient { patient_id } => self.reset_patient(turn, patient_id),
            Intent::RemovePatient { patient_id } => self.remove_patient(turn, patient_id),
            Intent::MarkNoShow { patient_id } => self.mark_no_show(turn, patient_id),
            Intent::MoveInQueue { patient_id, to } => self.move_in_queue(turn, patient_id, to),
            Intent::InvitationSeen => self.calls.on_seen(),
            Intent::Accept => self.accept(turn),
            Intent::Decline => self.decline(turn),
            Intent::Cancel => self.cancel(turn),
            Intent::End => self.end_call(turn),
            Intent::SetMicrophone { on } => self.set_microphone(turn, on),
            Intent::SetCamera { on } => self.set_camera(turn, on),
            Intent::ChooseDevices(choice) => self.choose_devices(turn, choice),
            Intent::OpenCheck => self.open_check(turn),
            Intent::CloseCheck => self.close_check(turn),
            Intent::TestSpeaker => self.test_speaker(turn),
            Intent::AnswerSpeaker { heard } => self.answer_speaker(turn, heard),
            Intent::TestNetwork => self.test_network(turn),
            Intent::RateCall { stars, comment } => self.rate_call(turn, stars, comment),
            Intent::CloseCall => self.close_call(),
            Intent::OpenChat { encounter_id } => self.open_chat(turn, encounter_id),
            Intent::CloseChat => self.close_chat(),
            Intent::LookAtChat { looking } => self.look_at_chat(looking),
            Intent::WriteMessage { text } => self.write_message(turn, text),
            Intent::SetTyping { typing } => self.set_typing(turn, typing),
            Intent::LoadEarlier => self.load_earlier(turn),
            Intent::RetryMessage { key } => self.retry_message(&key),
            Intent::WriteNotes { encounter_id, text } => {
                self.write_notes(turn, encounter_id, text);
            }
            Intent::KeepOwnNotes { encounter_id } => self.keep_own_notes(turn, encounter_id),
            Intent::TakeOtherNotes { encounter_id } => self.take_other_notes(encounter_id),
            Intent::ReloadNotes => self.reload_notes(turn),
            Intent::TryRing => self.try_ring(turn),
            Intent::AnswerRing { heard } => self.answer_ring(turn, heard),
            Intent::ChooseNotification(choice) => self.choose_notification(turn, choice),
            Intent::LookAtApp { looking } => self.look_at_app(looking),
            Intent::CallDoctor { doctor_id, reason } => self.call_doctor(turn, doctor_id, reason),
            Intent::CallBack { call_id } => self.call_back(turn, call_id),
            Intent::DeclineWith { message } => self.decline_with(turn, message),
            Intent::DiscardMessage { key } => self.discard_message(turn, &key),
            Intent::AttachFile {
                transfer,
                name,
                bytes,
            } => self.attach_file(turn, transfer, &name, bytes),
            Intent::ShowFile { file_id } => self.show_file(turn, file_id),
            Intent::SaveFile { file_id } => self.save_file(turn, file_id),
            Intent::ReadInbox => self.read_inbox(turn),
            Intent::DismissNotice { id } => self.notices.dismiss(id),
            other => self.on_visit_intent(turn, other),
        }
    }

    /// What has to do with doctors, appointments and hours.
    fn on_visit_intent(&mut self, turn: &mut Turn, intent: Intent) {
        match intent {
            Intent::ShowDoctors => self.show_doctors(turn),
            Intent::ShowAppointments => self.show_appointments(turn),
            Intent::ShowAvailability => self.show_availability(turn),
            Intent::ShowPeriod { from, to } => self.show_period(turn, from, to),
            Intent::OpenAppointment { appointment_id } => {
                self.open_appointment(turn, appointment_id);
            }
            Intent::OpenBooking { doctor_id } => self.open_booking(turn, doctor_id),
            Intent::OpenMove { appointment_id } => self.open_move(turn, appointment_id),
            Intent::ShowSlots { from } => self.show_slots(turn, from),
            Intent::Book { time, reason } => self.book(turn, time, reason),
            Intent::ConfirmAppointment { appointment_id } => {
                self.confirm_appointment(turn, appointment_id);
            }
            Intent::DeclineAppointment {
                appointment_id,
                reason,
            } => self.decline_appointment(turn, appointment_id, reason),
            Intent::CancelAppointment {
                appointment_id,
                reason,
            } => self.cancel_appointment(turn, appointment_id, reason),
            Intent::StartAppointment { appointment_id } => {
                self.start_appointment(turn, appointment_id);
            }
            Intent::RingAgain => self.ring_again(turn),
            Intent::ShowFeed => self.show_feed(turn),
            Intent::RenewFeed => self.renew_feed(turn),
            Intent::SaveRule { rule_id, rule } => self.save_rule(turn, rule_id, &rule),
            Intent::DeleteRule { rule_id } => self.delete_rule(turn, rule_id),
            Intent::SaveException {
                exception_id,
                exception,
            } => self.save_exception(turn, exception_id, &exception),
            Intent::DeleteException { exception_id } => self.delete_exception(turn, exception_id),
            Intent::SaveLeadTimes(lead_times) => self.save_lead_times(turn, lead_times),
            // Everything else was taken before.
            _ => {}
        }
    }

    /// Asks for the next wake-up, once per instant.
    fn arm_wake(&mut self, turn: &mut Turn) {
        if self.wake_at.is_some_and(|at| at <= turn.now) {
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
            self.visits_next_at(),
        ]);
        let wanted = wanted.map(|at| at.max(turn.now.plus_ms(WAKE_SPACING_MS)));
        if let Some(at) = wanted
            && self.wake_at != Some(at)
        {
            turn.push(Effect::WakeAt(at));
        }
        // Where nothing is due any more, a wake-up asked for earlier still comes and does no harm.
        self.wake_at = wanted.or(self.wake_at);
    }
}

/// `http://` or `https://`, a host, and no path.
pub(crate) fn normal_server_url(url: &str) -> Option<String> {
    let trimmed = url.trim().trim_end_matches('/');
    let host = trimmed
        .strip_prefix("https://")
        .or_else(|| trimmed.strip_prefix("http://"))?;
    let plain = !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    plain.then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::normal_server_url;

    #[test]
    fn a_server_is_a_scheme_and_a_host() {
        let normal = |url| normal_server_url(url);
        assert_eq!(
            normal(" https://clinic.example/ ").as_deref(),
            Some("https://clinic.example")
        );
        assert_eq!(
            normal("http://127.0.0.1:8080").as_deref(),
            Some("http://127.0.0.1:8080")
        );
        for wrong in [
            "clinic.example",
            "ftp://clinic.example",
            "https://",
            "https://a/b",
            "https://u@a",
        ] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
    }
}
