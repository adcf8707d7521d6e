// What the core tells the page and what the page may want. Written by `cargo xtask types`.

/**
 * Who stayed away from an appointment.
 */
export type Absent = "doctor" | "patient" | "both";

/**
 * Whether something may be done now.
 */
export type Action = { "state": "allowed" } | { "state": "busy" } | { "state": "refused", 
/**
 * Why.
 */
why: WhyNot, };

/**
 * Why an address is not used.
 */
export type AddressFault = "malformed" | "not_encrypted";

/**
 * An appointment as its two people see it. The one with the larger version is the newer one.
 */
export type Appointment = { 
/**
 * This appointment.
 */
id: AppointmentId, 
/**
 * Raised by one at each change of the appointment itself; its call has a version of its own.
 */
version: number, 
/**
 * The doctor.
 */
doctor_id: UserId, 
/**
 * The doctor's name.
 */
doctor_name: Pii<string>, 
/**
 * The patient.
 */
patient_id: UserId, 
/**
 * The patient's name.
 */
patient_name: Pii<string>, 
/**
 * Where it stands.
 */
state: AppointmentState, 
/**
 * When it starts.
 */
starts_at: Timestamp, 
/**
 * When it ends.
 */
ends_at: Timestamp, 
/**
 * Who asked for it; while it is pending, the other one may confirm.
 */
asked_by: Party, 
/**
 * Why the patient comes; may be empty.
 */
reason: Pii<string>, 
/**
 * The one that was given up for this one.
 */
rescheduled_from: AppointmentId | null, 
/**
 * The one that this one was given up for.
 */
rescheduled_to: AppointmentId | null, 
/**
 * Who cancelled or declined it; absent where time did.
 */
cancelled_by: Party | null, 
/**
 * Why, in that person's words; may be empty.
 */
cancel_reason: Pii<string>, 
/**
 * Who stayed away, for a no-show.
 */
absent: Absent | null, 
/**
 * How its call stands.
 */
call_status: CallStatus, 
/**
 * From when on either side may start its call.
 */
opens_at: Timestamp, 
/**
 * Until when.
 */
closes_at: Timestamp, 
/**
 * IANA zone of the doctor, for whoever wants to show both clocks.
 */
doctor_time_zone: string, 
/**
 * IANA zone of the patient.
 */
patient_time_zone: string, 
/**
 * What the patient's device can do, as far as it was tested for this appointment.
 */
device_test: DeviceTest | null, };

/**
 * One appointment; moving it makes another one.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type AppointmentId = string;

/**
 * What a person wants with doctors, appointments and hours.
 */
export type AppointmentIntent = { "do": "show_doctors" } | { "do": "show_more_doctors" } | { "do": "find_doctors", 
/**
 * Words of the name, the specialty or the languages.
 */
words: string, } | { "do": "show_appointments" } | { "do": "show_more_appointments" } | { "do": "show_availability" } | { "do": "show_period", 
/**
 * Its first instant.
 */
from: Timestamp, 
/**
 * The first instant after it.
 */
to: Timestamp, } | { "do": "open_appointment", 
/**
 * Which.
 */
appointment_id: AppointmentId, } | { "do": "open_booking", 
/**
 * With whom.
 */
doctor_id: UserId, } | { "do": "open_move", 
/**
 * Which.
 */
appointment_id: AppointmentId, } | { "do": "show_slots", 
/**
 * The first instant.
 */
from: Timestamp, } | { "do": "book", 
/**
 * When.
 */
time: WantedTime, 
/**
 * Why the patient comes, for a new appointment.
 */
reason: Pii<string>, } | { "do": "confirm_appointment", 
/**
 * Which.
 */
appointment_id: AppointmentId, } | { "do": "decline_appointment", 
/**
 * Which.
 */
appointment_id: AppointmentId, 
/**
 * For the other side's eyes; may be empty.
 */
reason: Pii<string>, } | { "do": "cancel_appointment", 
/**
 * Which.
 */
appointment_id: AppointmentId, 
/**
 * For the other side's eyes; may be empty.
 */
reason: Pii<string>, } | { "do": "start_appointment", 
/**
 * Which.
 */
appointment_id: AppointmentId, } | { "do": "ring_again" } | { "do": "show_feed" } | { "do": "renew_feed" } | { "do": "save_rule", 
/**
 * Which; new ones where absent.
 */
rule_id: RuleId | null, 
/**
 * What they are to be.
 */
rule: NewAvailabilityRule, } | { "do": "delete_rule", 
/**
 * Which.
 */
rule_id: RuleId, } | { "do": "save_exception", 
/**
 * Which; a new one where absent.
 */
exception_id: ExceptionId | null, 
/**
 * What it is to be.
 */
exception: NewAvailabilityException, } | { "do": "delete_exception", 
/**
 * Which.
 */
exception_id: ExceptionId, } | { "do": "save_lead_times" } & LeadTimes;

/**
 * What became of an appointment.
 */
export type AppointmentNews = "requested" | "booked" | "confirmed" | "declined" | "cancelled" | "moved" | "expired" | "no_show";

/**
 * One appointment, and what this person may do about it.
 */
export type AppointmentRow = { 
/**
 * As it is now.
 */
appointment: Appointment, 
/**
 * Agree to it.
 */
confirm: Action, 
/**
 * Refuse it.
 */
decline: Action, 
/**
 * Give it up.
 */
cancel: Action, 
/**
 * Ask for another time.
 */
move_to: Action, 
/**
 * Start its call, or join the one that waits.
 */
start: Action, };

/**
 * One appointment from close up, which is its waiting room as well.
 */
export type AppointmentScreen = { 
/**
 * Which.
 */
appointment_id: AppointmentId, 
/**
 * The appointment.
 */
row: Loadable<AppointmentRow>, 
/**
 * The chat with the other one; absent until the appointment is here.
 */
chat: ChatBadge | null, };

/**
 * Where an appointment stands.
 */
export type AppointmentState = "pending" | "confirmed" | "rescheduled" | "cancelled" | "completed" | "no_show";

/**
 * The own appointments.
 */
export type AppointmentsScreen = { 
/**
 * By start: for a patient all, for a doctor those of the period shown, and every one that waits
 * for an answer.
 */
appointments: Loadable<Array<AppointmentRow>>, 
/**
 * Show earlier ones; absent where all are here.
 */
more: Action | null, 
/**
 * The doctor's sessions, which the calendar shows as well.
 */
schedules: Array<Schedule>, 
/**
 * The own calendar feed, once it was asked for.
 */
feed: Loadable<FeedView> | null, };

/**
 * What may be attached, to be said before anything is sent.
 */
export type AttachRules = { 
/**
 * Attach one.
 */
action: Action, 
/**
 * How many more at the moment.
 */
left: number, 
/**
 * Bytes in the largest.
 */
most_bytes: number, 
/**
 * Of which kinds.
 */
media_types: Array<string>, };

/**
 * Answer to `GET /api/doctor/availability`.
 */
export type Availability = { 
/**
 * IANA zone whose clock all of it goes by: the one of the doctor's profile.
 */
time_zone: string, 
/**
 * How early and how late a slot may be booked.
 */
lead_times: LeadTimes, 
/**
 * Hours of every week.
 */
rules: Array<AvailabilityRule>, 
/**
 * Days that are different, by date.
 */
exceptions: Array<AvailabilityException>, 
/**
 * Appointments still to come that lie outside of these hours, by start.
 */
outside: Array<Appointment>, };

/**
 * What is different on one day.
 */
export type AvailabilityChange = { "kind": "day_off" } | { "kind": "extra_hours", 
/**
 * Which.
 */
hours: WorkingHours, };

/**
 * A day that is different from its weekday.
 */
export type AvailabilityException = { 
/**
 * This exception.
 */
id: ExceptionId, 
/**
 * `YYYY-MM-DD` in the doctor's zone.
 */
date: string, 
/**
 * What is different.
 */
change: AvailabilityChange, };

/**
 * Hours of every week.
 */
export type AvailabilityRule = { 
/**
 * This rule.
 */
id: RuleId, 
/**
 * On which day they begin.
 */
weekday: Weekday, 
/**
 * Which hours.
 */
hours: WorkingHours, };

/**
 * The doctor's hours.
 */
export type AvailabilityScreen = { 
/**
 * As the server has them.
 */
availability: Loadable<Availability>, 
/**
 * The form for weekly hours.
 */
rule: FormState, 
/**
 * The form for a day that is different.
 */
exception: FormState, 
/**
 * The form for lead times.
 */
lead_times: FormState, 
/**
 * Weekly hours that are being deleted.
 */
deleting_rules: Array<RuleId>, 
/**
 * Exceptions that are being deleted.
 */
deleting_exceptions: Array<ExceptionId>, 
/**
 * Change anything here.
 */
change: Action, };

/**
 * What would be missed.
 */
export type Awaited = "call" | "session" | "place" | "reach";

/**
 * What a doctor wants about patients whom they block.
 */
export type BlockIntent = { "do": "show_more_blocked" } | { "do": "block_patient", 
/**
 * Whom.
 */
patient_id: UserId, } | { "do": "unblock_patient", 
/**
 * Whom.
 */
patient_id: UserId, };

/**
 * One of them.
 */
export type BlockedPatient = { 
/**
 * Who.
 */
patient_id: UserId, 
/**
 * The patient's name.
 */
name: Pii<string>, 
/**
 * Since when.
 */
blocked_at: Timestamp, };

/**
 * A patient whom the doctor has blocked.
 */
export type BlockedRow = { 
/**
 * Who, and since when.
 */
patient: BlockedPatient, 
/**
 * Lift it.
 */
lift: Action, };

/**
 * Whom the doctor has blocked.
 */
export type BlocksView = { 
/**
 * The newest first.
 */
rows: Loadable<Array<BlockedRow>>, 
/**
 * Show more of them; absent where all are here.
 */
more: Action | null, 
/**
 * Block somebody.
 */
block: Action, };

/**
 * Looking for a time: a new appointment, or another time for one.
 */
export type BookingScreen = { 
/**
 * With whom.
 */
doctor_id: UserId, 
/**
 * The doctor, once known.
 */
doctor: DoctorCard | null, 
/**
 * The appointment that gets another time; absent for a new one.
 */
moving: Appointment | null, 
/**
 * The first instant whose slots are here.
 */
from: Timestamp, 
/**
 * The first instant after those.
 */
to: Timestamp, 
/**
 * Free slots by start.
 */
slots: Loadable<Array<Slot>>, 
/**
 * IANA zone of the doctor; empty until known.
 */
time_zone: string, 
/**
 * Ask for a time.
 */
book: Action, 
/**
 * How the last try went.
 */
form: FormState, };

/**
 * A time without consultations, within some hours and counted like them.
 */
export type Break = { 
/**
 * Minutes after the midnight that the day of the hours begins with.
 */
starts_minute: number, 
/**
 * The same for the end; later than the start.
 */
ends_minute: number, };

/**
 * Where the page gets its pictures.
 */
export type Bridge = { 
/**
 * `ws://127.0.0.1:port/?token=…`.
 */
url: string, };

/**
 * How a missed call is made up for, in one press.
 */
export type CallBack = { "by": "call_back", 
/**
 * The call that was missed.
 */
call_id: CallId, 
/**
 * Whether that is possible now.
 */
action: Action, } | { "by": "call_again", 
/**
 * Whom.
 */
doctor_id: UserId, 
/**
 * Whether that is possible now.
 */
action: Action, };

/**
 * One call, from the first ring to its outcome.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type CallId = string;

/**
 * What a person wants with a call.
 */
export type CallIntent = { "do": "invitation_seen" } | { "do": "accept" } | { "do": "decline" } | { "do": "cancel" } | { "do": "end" } | { "do": "set_microphone", 
/**
 * The wished state.
 */
on: boolean, } | { "do": "set_camera", 
/**
 * The wished state.
 */
on: boolean, } | { "do": "rate_call", 
/**
 * 1 to 5; five are the best.
 */
stars: number, 
/**
 * May be empty.
 */
comment: Pii<string>, } | { "do": "close_call" } | { "do": "call_doctor", 
/**
 * Whom.
 */
doctor_id: UserId, 
/**
 * Why, in a few words; may be empty.
 */
reason: Pii<string>, } | { "do": "call_back", 
/**
 * Which call.
 */
call_id: CallId, } | { "do": "decline_with", 
/**
 * What they are told.
 */
message: Pii<string>, };

/**
 * Which of the three ways led into a call.
 */
export type CallKind = "queue" | "appointment" | "direct";

/**
 * Where a call stands, as its screen needs it.
 */
export type CallStage = { "name": "ringing", 
/**
 * The deadline.
 */
until: Timestamp, 
/**
 * How far the ring got, for the caller.
 */
receipt: RingReceipt, } | { "name": "connecting", 
/**
 * The deadline.
 */
until: Timestamp, } | { "name": "active", 
/**
 * When that began (server time).
 */
since: Timestamp, } | { "name": "interrupted", 
/**
 * When that began first (server time); the duration goes on from it.
 */
since: Timestamp, 
/**
 * The deadline.
 */
until: Timestamp, } | { "name": "held" } | { "name": "elsewhere" } | { "name": "ended", 
/**
 * How.
 */
outcome: Outcome, 
/**
 * Why.
 */
cause: Cause | null, 
/**
 * True where this person ended, declined or cancelled it.
 */
by_me: boolean, 
/**
 * How long they spoke, milliseconds; absent where they never met.
 */
talked_ms: number | null, };

/**
 * How the call of an appointment stands, computed from its latest call.
 */
export type CallStatus = "inactive" | "waiting" | "active" | "ended";

/**
 * A call as this device shows it.
 */
export type CallView = { 
/**
 * Which.
 */
call_id: CallId, 
/**
 * Which way led into it.
 */
kind: CallKind, 
/**
 * True where this person placed it.
 */
outgoing: boolean, 
/**
 * The other one's name.
 */
other_name: Pii<string>, 
/**
 * For the doctor: the patient, for `open_patient`.
 */
patient_id: UserId | null, 
/**
 * Where it stands.
 */
stage: CallStage, 
/**
 * Accept the invitation.
 */
accept: Action, 
/**
 * Decline the invitation.
 */
decline: Action, 
/**
 * Withdraw the invitation.
 */
cancel: Action, 
/**
 * End the call.
 */
end: Action, 
/**
 * Whether sound is sent.
 */
microphone_on: boolean, 
/**
 * Whether a picture is sent.
 */
camera_on: boolean, 
/**
 * Whether the other one sends sound.
 */
other_microphone_on: boolean, 
/**
 * Whether the other one sends a picture.
 */
other_camera_on: boolean, 
/**
 * What is wrong with the own devices.
 */
device_trouble: DeviceTrouble | null, 
/**
 * How the connection is; absent before the first second.
 */
quality: Quality | null, 
/**
 * Who is at the other end, as far as this device can tell.
 */
verification: VerificationView, 
/**
 * The chat with the other one; for `open_thread` once the call is over.
 */
chat: ChatBadge | null, 
/**
 * What the doctor notes about the visit; absent for the patient.
 */
notes: NotesView | null, 
/**
 * What a direct call has besides.
 */
direct: DirectView | null, 
/**
 * The appointment, for an appointment's call.
 */
appointment_id: AppointmentId | null, 
/**
 * While it rings: it does so loudly. After that it stands there to be joined.
 */
loud: boolean, 
/**
 * Ring the other one loudly once more, for an appointment's call.
 */
ring_again: Action, 
/**
 * For the patient once the consultation is over: how it was.
 */
rating: RatingView | null, 
/**
 * For the patient once the consultation is over: the doctor to book a further time with.
 */
follow_up: UserId | null, 
/**
 * For the doctor of a queue once the call is over: who comes next.
 */
next_patient: NextPatient | null, 
/**
 * For the doctor of a queue once the call came to nothing: the same patient again, in one press.
 */
invite_again: InviteAgain | null, 
/**
 * For the patient of a queue once the call came to nothing: to be here now.
 */
still_here: StillHere | null, };

/**
 * Why a call ended otherwise than completed; exactly one, so that causes add up to attempts.
 */
export type Cause = "person_declined" | "caller_cancelled" | "visit_withdrawn" | "ended_early" | "ended_interrupted" | "never_reached" | "reached_silently" | "rang_unheard" | "party_absent" | "permission_refused" | "no_camera_or_microphone" | "network_blocked" | "relay_failed" | "other_side_gone" | "server_restarted";

/**
 * The form for changing a session.
 */
export type ChangeForm = { 
/**
 * Which session it was sent for last; the form of any other one is blank.
 */
schedule_id: ScheduleId | null, 
/**
 * How that went.
 */
form: FormState, };

/**
 * What a button that opens a chat shows.
 */
export type ChatBadge = { 
/**
 * For `open_chat`.
 */
encounter_id: EncounterId, 
/**
 * The other one's messages that are not read.
 */
unread: number, };

/**
 * What a person wants in a chat.
 */
export type ChatIntent = { "do": "show_messages" } | { "do": "show_more_threads" } | { "do": "open_thread", 
/**
 * Which.
 */
encounter_id: EncounterId, } | { "do": "open_chat", 
/**
 * Which.
 */
encounter_id: EncounterId, } | { "do": "close_chat" } | { "do": "look_at_chat", 
/**
 * Which of the two.
 */
looking: boolean, } | { "do": "write_message", 
/**
 * What.
 */
text: Pii<string>, } | { "do": "set_typing", 
/**
 * As it is now.
 */
typing: boolean, } | { "do": "load_earlier" } | { "do": "retry_message", 
/**
 * [`crate::ChatLine::key`].
 */
key: string, } | { "do": "discard_message", 
/**
 * [`crate::ChatLine::key`].
 */
key: string, } | { "do": "attach_file", 
/**
 * The number; every file of a page has another one.
 */
transfer: number, 
/**
 * What it is called.
 */
name: Pii<string>, 
/**
 * How many bytes it has.
 */
bytes: number, } | { "do": "show_file", 
/**
 * [`crate::FileLine::id`].
 */
file_id: FileId, } | { "do": "save_file", 
/**
 * [`crate::FileLine::id`].
 */
file_id: FileId, };

/**
 * One line of a chat.
 */
export type ChatLine = { 
/**
 * Names it, before and after it was sent.
 */
key: string, 
/**
 * Written by this person.
 */
own: boolean, 
/**
 * The name of whoever wrote it, where neither of the two did: a doctor before the place was handed over.
 */
former: Pii<string> | null, 
/**
 * What it says.
 */
text: Pii<string>, 
/**
 * What hangs on it.
 */
file: FileLine | null, 
/**
 * When it was written (server time).
 */
at: Timestamp, 
/**
 * How far it got.
 */
state: ChatLineState, };

/**
 * How far a line got.
 */
export type ChatLineState = { "name": "received" } | { "name": "waiting" } | { "name": "uploading", 
/**
 * Hundredths of the file that have left.
 */
percent: number, } | { "name": "sending" } | { "name": "sent" } | { "name": "delivered" } | { "name": "read" } | { "name": "failed", 
/**
 * Why.
 */
problem: RequestError, };

/**
 * An open chat.
 */
export type ChatView = { 
/**
 * Which.
 */
encounter_id: EncounterId, 
/**
 * The other one's name, once it is known.
 */
partner_name: Pii<string> | null, 
/**
 * Oldest first; what waits to be sent last.
 */
lines: Loadable<Array<ChatLine>>, 
/**
 * Fetch earlier ones.
 */
load_earlier: Action, 
/**
 * Write.
 */
write: Action, 
/**
 * Until when that may be done; absent while what the thread belongs to goes on.
 */
open_until: Timestamp | null, 
/**
 * The other one is writing now.
 */
partner_types: boolean, 
/**
 * Attach files.
 */
attach: AttachRules, 
/**
 * Characters in the longest message.
 */
longest: number, };

/**
 * Whether the devices work.
 */
export type Check = { 
/**
 * The camera shows the person themselves and the microphone listens, for nobody else.
 */
open: boolean, 
/**
 * What was found so far.
 */
result: DeviceTest, 
/**
 * How loud it is at the microphone, 0 to 100; 100 is full scale, 0 is 60 dB below.
 */
level: number, 
/**
 * The inputs of the microphone, counted from 1, that carry nothing while another one carries the
 * voice; empty as long as there was no voice.
 */
dead_inputs: Array<number>, 
/**
 * The test of the speaker.
 */
speaker: SpeakerTest, 
/**
 * The trial call runs.
 */
network_busy: boolean, 
/**
 * What the last one measured.
 */
network: NetworkFigures | null, 
/**
 * The rehearsal of the ring.
 */
ring: RingRehearsal, 
/**
 * Whether the system shows this app's notifications; absent where nothing tells.
 */
notifications: boolean | null, };

/**
 * The sentences for the end of a session.
 */
export type ClosingTemplate = "out_of_time" | "emergency" | "technical";

/**
 * What those are told who wait when a session ends.
 */
export type ClosingWords = { "say": "text", 
/**
 * They.
 */
text: Pii<string>, } | { "say": "template", 
/**
 * Which.
 */
template: ClosingTemplate, };

/**
 * Six digits, which are said the same way in every language.
 */
export type Code = number;

/**
 * A code is on its way to an address.
 */
export type CodeSent = { 
/**
 * Where to.
 */
email: Pii<string>, 
/**
 * From then on another one may be asked for.
 */
again_at: Timestamp, 
/**
 * Until then it counts.
 */
expires_at: Timestamp, };

/**
 * Which devices a person wants; the system's own choice where absent or not plugged in.
 */
export type DeviceChoice = { 
/**
 * For pictures.
 */
camera: DeviceEntry | null, 
/**
 * For sound in.
 */
microphone: DeviceEntry | null, 
/**
 * For the other side's sound.
 */
speaker: DeviceEntry | null, 
/**
 * For the ring, which sounds on the system's choice as well.
 */
ring: DeviceEntry | null, 
/**
 * The speaker is a headset, so there is no echo to cancel. A known headset needs no such word.
 */
headset: boolean, };

/**
 * A device that can be chosen.
 */
export type DeviceEntry = { 
/**
 * What [`DeviceChoice`] names it by.
 */
id: string, 
/**
 * What the system calls it; two may have the same name.
 */
name: string, };

/**
 * What a person wants with the devices.
 */
export type DeviceIntent = { "do": "choose_devices" } & DeviceChoice | { "do": "open_check" } | { "do": "close_check" } | { "do": "test_speaker" } | { "do": "answer_speaker", 
/**
 * It was.
 */
heard: boolean, } | { "do": "test_network" } | { "do": "try_ring" } | { "do": "answer_ring", 
/**
 * It was.
 */
heard: boolean, } | { "do": "answer_reminder", 
/**
 * Here now; put away otherwise.
 */
here: boolean, };

/**
 * The devices that are plugged in.
 */
export type DeviceList = { 
/**
 * Pictures in.
 */
cameras: Array<DeviceEntry>, 
/**
 * Sound in.
 */
microphones: Array<DeviceEntry>, 
/**
 * Sound out.
 */
speakers: Array<DeviceEntry>, };

/**
 * Body of `PUT /api/patient/schedules/{id}/device-test`: what the patient's device can do.
 */
export type DeviceTest = { 
/**
 * The picture.
 */
camera: TestPart, 
/**
 * The sound in.
 */
microphone: TestPart, 
/**
 * The sound out, with the real ringtone.
 */
speaker: TestPart, 
/**
 * The way to the other side.
 */
network: TestPart, 
/**
 * The ring, sent by the server as for a call and heard by the person.
 */
ring: TestPart, 
/**
 * The way that a call is going to take, as far as this device knows.
 */
path: NetworkPath | null, };

/**
 * What a clinic asks of a patient's device before Ready.
 */
export type DeviceTestPolicy = "ignore" | "warn" | "require";

/**
 * What is wrong with the own devices; the call goes on without.
 */
export type DeviceTrouble = "no_camera" | "no_microphone" | "no_camera_nor_microphone" | "camera_refused" | "microphone_refused" | "no_speaker";

/**
 * What there is to see of the devices.
 */
export type DevicesView = { 
/**
 * As far as they were looked for.
 */
found: DeviceList, 
/**
 * As chosen.
 */
choice: DeviceChoice, 
/**
 * Whether they work.
 */
check: Check, 
/**
 * Let the server ring this device; absent where this person waits in no open room.
 */
try_ring: Action | null, };

/**
 * What a direct call has besides what every call has.
 */
export type DirectView = { 
/**
 * It is shown as a card beside the work and covers nothing, until it is accepted.
 */
card: boolean, 
/**
 * Why the patient rings; may be empty.
 */
reason: Pii<string>, 
/**
 * When it was placed (server time).
 */
placed_at: Timestamp, 
/**
 * What the called person said when declining; may be empty.
 */
decline_message: Pii<string>, 
/**
 * What the caller may do instead, once it came to nothing.
 */
fallback: Fallback | null, };

/**
 * A doctor as patients see one.
 */
export type DoctorCard = { 
/**
 * This doctor.
 */
user_id: UserId, 
/**
 * The doctor's name.
 */
name: Pii<string>, 
/**
 * What the doctor treats; may be empty.
 */
specialty: string, 
/**
 * Languages the doctor speaks, as BCP 47 tags.
 */
languages: Array<string>, 
/**
 * A few words; may be empty.
 */
bio: string, 
/**
 * Patients may ring without an appointment.
 */
accepts_direct_calls: boolean, 
/**
 * Whether a device of the doctor is connected.
 */
presence: Presence, 
/**
 * Whether the doctor can be rung now.
 */
reachability: Reachability, };

/**
 * What a doctor tells about themselves.
 */
export type DoctorProfile = { 
/**
 * As patients see it.
 */
name: Pii<string>, 
/**
 * What the doctor treats; may be empty.
 */
specialty: string, 
/**
 * Languages the doctor speaks, as BCP 47 tags.
 */
languages: Array<string>, 
/**
 * A few words; may be empty.
 */
bio: string, 
/**
 * Given by the medical chamber; shown to admins only.
 */
licence_number: Pii<string>, 
/**
 * IANA zone name.
 */
time_zone: string, 
/**
 * Patients may ring without an appointment.
 */
accepts_direct_calls: boolean, };

/**
 * One doctor of the directory.
 */
export type DoctorRow = { 
/**
 * Who.
 */
doctor: DoctorCard, 
/**
 * Look for a time with this doctor.
 */
book: Action, 
/**
 * Ring this doctor now.
 */
call: Action, };

/**
 * The directory of doctors, for patients.
 */
export type DoctorsScreen = { 
/**
 * By name.
 */
doctors: Loadable<Array<DoctorRow>>, 
/**
 * Those whom the server found for the words that were looked for, beyond these.
 */
found: Array<DoctorRow>, 
/**
 * Show more of them; absent where all are here.
 */
more: Action | null, };

/**
 * What brings one patient and one doctor together, and what chat and notes hang on. It is the id
 * of the thing itself: of a place in a queue, an appointment or a direct call. Ids of different
 * things never meet, so which of them it is need not be said.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type EncounterId = string;

/**
 * One patient's place in one schedule's queue.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type EntryId = string;

/**
 * Where a patient's place in a queue stands.
 */
export type EntryState = "waiting" | "ready" | "invited" | "in_call" | "done" | "left" | "no_show" | "removed";

/**
 * One of a doctor's exceptions from them.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type ExceptionId = string;

/**
 * When a patient's turn is likely to come: four times out of five, it lies in between.
 */
export type ExpectedTurn = { 
/**
 * One of ten comes earlier.
 */
earliest: Timestamp, 
/**
 * One of ten comes later.
 */
latest: Timestamp, };

/**
 * The last invitation of a place, where it came to nothing.
 */
export type FailedRing = { 
/**
 * How it ended.
 */
outcome: Outcome, 
/**
 * Why.
 */
cause: Cause | null, 
/**
 * When.
 */
at: Timestamp, 
/**
 * When the patient said to be there since.
 */
here_since: Timestamp | null, };

/**
 * What a patient may do whom no doctor answered.
 */
export type Fallback = { 
/**
 * Whom it was about.
 */
doctor_id: UserId, 
/**
 * Ring once more.
 */
call_again: Action, 
/**
 * Look for a time.
 */
book: Action, };

/**
 * The own calendar feed.
 */
export type FeedView = { "feed": "absent" } | { "feed": "hidden" } | { "feed": "shown", 
/**
 * Its address, which is shown this once.
 */
address: Pii<string>, };

/**
 * What is wrong with a field.
 */
export type FieldCode = "required" | "too_short" | "too_long" | "malformed" | "out_of_range" | "guessable";

/**
 * One wrong field of a request.
 */
export type FieldProblem = { 
/**
 * The field's name in the request body.
 */
field: string, 
/**
 * What is wrong with it.
 */
code: FieldCode, };

/**
 * One file of a thread.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type FileId = string;

/**
 * A file that hangs on a line.
 */
export type FileLine = { 
/**
 * For `show_file` and `save_file`, once the server has it.
 */
id: FileId | null, 
/**
 * As its sender called it.
 */
name: Pii<string>, 
/**
 * How many.
 */
bytes: number, 
/**
 * As the server found it to be; empty before that.
 */
media_type: string, 
/**
 * It is a picture, to be shown on its line.
 */
picture: boolean, 
/**
 * Whether its bytes are here.
 */
presence: FilePresence, 
/**
 * Whether the person has it in a folder.
 */
saving: FileSaving, };

/**
 * Whether a file's bytes are on this device.
 */
export type FilePresence = { "name": "away" } | { "name": "coming" } | { "name": "here" } | { "name": "failed", 
/**
 * Why.
 */
problem: RequestError, };

/**
 * How far a file got into the person's own folder.
 */
export type FileSaving = { "name": "idle" } | { "name": "saving" } | { "name": "saved", 
/**
 * Under this name.
 */
as: Pii<string>, } | { "name": "failed", 
/**
 * Why.
 */
why: SaveFailure, };

/**
 * A form's state; what was typed stays with the screen.
 */
export type FormState = { 
/**
 * Sent, no answer yet.
 */
busy: boolean, 
/**
 * The answer to the last try, where it failed.
 */
problem: RequestError | null, 
/**
 * Raised by one each time a try succeeds, so that the screen knows to empty the form.
 */
accepted: number, };

/**
 * What a person wants with their past calls.
 */
export type HistoryIntent = { "do": "show_history" } | { "do": "show_more_history" } | { "do": "open_rating", 
/**
 * Which.
 */
call_id: CallId, } | { "do": "close_rating" } | { "do": "rate_past", 
/**
 * 1 to 5; five are the best.
 */
stars: number, 
/**
 * May be empty.
 */
comment: Pii<string>, };

/**
 * The own past calls.
 */
export type HistoryScreen = { 
/**
 * Newest first.
 */
calls: Loadable<Array<PastCall>>, 
/**
 * Show earlier ones; absent where all are here.
 */
more: Action | null, 
/**
 * For a patient: the one that is being rated, drawn above the list.
 */
rating: PastRating | null, 
/**
 * For a doctor: what patients think.
 */
ratings: Loadable<OwnRatings> | null, };

/**
 * What the practice has told this person, kept until read and after.
 */
export type Inbox = { 
/**
 * How many are unread, beyond the list, too.
 */
unread: number, 
/**
 * Newest first.
 */
lines: Loadable<Array<InboxLine>>, 
/**
 * Show earlier ones; absent where all are here.
 */
more: Action | null, };

/**
 * One line of the inbox.
 */
export type InboxLine = { 
/**
 * What was told.
 */
notification: Notification, 
/**
 * The title of the session it is about, where that is known and not told already.
 */
session_title: string | null, 
/**
 * How a missed call is made up for, where it may be.
 */
call_back: CallBack | null, 
/**
 * What it leads to.
 */
opens: Intent, };

/**
 * What a person wants, from a window, a notification's button or the command line.
 *
 * An intent that is not allowed at the moment changes nothing; the view says which are. On the wire
 * all of them are one list, told apart by `do`.
 */
export type Intent = SessionIntent | ProfileIntent | ProofIntent | BlockIntent | ScheduleIntent | QueueIntent | CallIntent | NotesIntent | ChatIntent | PatientIntent | HistoryIntent | NotificationIntent | AppointmentIntent | DeviceIntent | LanguageIntent | PageIntent;

/**
 * A patient whom the doctor may invite again from the screen of a call that came to nothing.
 */
export type InviteAgain = { 
/**
 * Whom.
 */
patient_id: UserId, 
/**
 * Whether that is possible now.
 */
invite: Action, };

/**
 * Why a doctor is asked before a patient is invited.
 */
export type InviteDoubt = "not_ready" | "declined";

/**
 * A language the house speaks.
 */
export type Language = "en" | "de";

/**
 * What a person wants of the language.
 */
export type LanguageIntent = { "do": "set_language", 
/**
 * Absent: the device's own.
 */
language: Language | null, };

/**
 * The language, as the page shows and speaks it.
 */
export type LanguageView = { 
/**
 * What the person chose; absent where the device decides.
 */
chosen: Language | null, 
/**
 * What is spoken: by the page, notifications and the icon beside the clock.
 */
spoken: Language, };

/**
 * Body of `PUT /api/doctor/availability`: how early and how late a slot may be booked.
 */
export type LeadTimes = { 
/**
 * A slot that starts sooner than this is not offered any more.
 */
notice_minutes: number, 
/**
 * A slot that starts later than this is not offered yet.
 */
horizon_days: number, };

/**
 * How the realtime link stands.
 */
export type LinkState = { "state": "signed_out" } | { "state": "connecting" } | { "state": "online" } | { "state": "reconnecting", 
/**
 * When the next try starts, server time.
 */
retry_at: Timestamp, 
/**
 * Why the last try failed, where that is known.
 */
fault: NetworkFault | null, };

/**
 * Something that comes from the server.
 */
export type Loadable<T> = { "state": "loading" } | { "state": "loaded", 
/**
 * The thing.
 */
value: T, } | { "state": "failed", 
/**
 * Why.
 */
problem: RequestError, };

/**
 * Answer to `GET /api/auth/me`.
 */
export type Me = { 
/**
 * This person.
 */
user_id: UserId, 
/**
 * What this person may do.
 */
role: Role, 
/**
 * As others see it.
 */
name: Pii<string>, 
/**
 * The address that signs in.
 */
email: Pii<string>, 
/**
 * IANA zone name.
 */
time_zone: string, 
/**
 * False while a doctor waits for an admin's approval.
 */
approved: boolean, };

/**
 * The own threads; the open one is [`crate::ViewState::chat`].
 */
export type MessagesScreen = { 
/**
 * The one with the newest message first.
 */
threads: Loadable<Array<ThreadLine>>, 
/**
 * Show earlier ones; absent where all are here.
 */
more: Action | null, };

/**
 * Why the server could not be reached.
 */
export type NetworkFault = "no_network" | "name_not_found" | "refused" | "no_answer" | "unknown_issuer" | "expired" | "not_yet_valid" | "wrong_name" | "not_secured" | "foreign" | "proxy_unreachable" | "proxy_authentication" | "proxy_refused" | "socket_refused" | "broken_off";

/**
 * What was measured over the very path that a call would take.
 */
export type NetworkFigures = { 
/**
 * The way that a call takes: the first that works; absent where none does.
 */
path: NetworkPath | null, 
/**
 * All that were tried.
 */
ways: NetworkWays, 
/**
 * There and back, milliseconds.
 */
round_trip_ms: number | null, 
/**
 * Packets of a hundred that got lost.
 */
lost_percent: number, 
/**
 * What the path carried, kilobits per second, up and down at once.
 */
kilobits: number, };

/**
 * How a call can get through.
 */
export type NetworkPath = "direct" | "relay_udp" | "relay_tcp" | "relay_tls";

/**
 * Each way that was tried, and whether it works; absent where there was nothing to try it with.
 */
export type NetworkWays = { 
/**
 * UDP to somebody outside and back: a STUN server answers (RFC 8489).
 */
direct: boolean | null, 
/**
 * The relay by UDP.
 */
relay_udp: boolean | null, 
/**
 * The relay by TCP.
 */
relay_tcp: boolean | null, 
/**
 * The relay by TLS.
 */
relay_tls: boolean | null, };

/**
 * Body of `POST /api/doctor/availability/exceptions` and of its `PUT`.
 */
export type NewAvailabilityException = { 
/**
 * `YYYY-MM-DD` in the doctor's zone.
 */
date: string, 
/**
 * What is different.
 */
change: AvailabilityChange, };

/**
 * Body of `POST /api/doctor/availability/rules` and of its `PUT`: hours of every week.
 */
export type NewAvailabilityRule = { 
/**
 * On which day they begin.
 */
weekday: Weekday, 
/**
 * Which hours.
 */
hours: WorkingHours, };

/**
 * Body of `POST /api/doctor/schedules`.
 */
export type NewSchedule = { 
/**
 * What patients see in the list.
 */
title: string, 
/**
 * More for patients to know; may be empty.
 */
description: string, 
/**
 * When the session is planned to start.
 */
starts_at: Timestamp, 
/**
 * When it is planned to end; later than the start.
 */
ends_at: Timestamp, 
/**
 * IANA zone the doctor planned it in.
 */
time_zone: string, 
/**
 * Most patients in the queue at once.
 */
capacity: number, };

/**
 * Who that is.
 */
export type NextInTurn = { 
/**
 * Whom.
 */
patient_id: UserId, 
/**
 * The name.
 */
name: Pii<string>, 
/**
 * Why the patient comes; may be empty.
 */
reason: Pii<string>, };

/**
 * Whom a doctor may invite next from the screen of a call that is over.
 */
export type NextPatient = { 
/**
 * The first one who is ready and there, other than whom the call was with.
 */
who: NextInTurn | null, 
/**
 * Invite them, or why that is not possible.
 */
invite: Action, };

/**
 * What a person wants with the notes beside a call.
 */
export type NotesIntent = { "do": "write_notes", 
/**
 * Of which encounter.
 */
encounter_id: EncounterId, 
/**
 * The whole text.
 */
text: Pii<string>, } | { "do": "keep_own_notes", 
/**
 * Of which encounter.
 */
encounter_id: EncounterId, } | { "do": "take_other_notes", 
/**
 * Of which encounter.
 */
encounter_id: EncounterId, } | { "do": "reload_notes" };

/**
 * How far notes are kept.
 */
export type NotesState = { "name": "blank" } | { "name": "saved", 
/**
 * Since when (server time).
 */
at: Timestamp, } | { "name": "saving" } | { "name": "waiting" } | { "name": "conflict", 
/**
 * What the other device wrote.
 */
other: Pii<string>, } | { "name": "refused", 
/**
 * Why.
 */
problem: RequestError, };

/**
 * The notes beside a call.
 */
export type NotesView = { 
/**
 * Of which encounter.
 */
encounter_id: EncounterId, 
/**
 * What stands there.
 */
text: Loadable<Pii<string>>, 
/**
 * Raised each time the text was changed by something else than `write_notes`.
 */
revision: number, 
/**
 * How far it is kept.
 */
state: NotesState, };

/**
 * A short message to the person.
 */
export type Notice = { 
/**
 * Names it for `dismiss_notice`.
 */
id: number, 
/**
 * What it says.
 */
text: NoticeText, 
/**
 * What it leads to.
 */
opens: Intent | null, };

/**
 * What a notice says; the words are the screen's.
 */
export type NoticeText = { "kind": "failed", 
/**
 * Why.
 */
problem: RequestError, } | { "kind": "session_started", 
/**
 * Its title.
 */
title: string, } | { "kind": "session_ended", 
/**
 * Its title.
 */
title: string, 
/**
 * It never began.
 */
never_started: boolean, } | { "kind": "mail_undeliverable", 
/**
 * The other one.
 */
name: Pii<string> | null, } | { "kind": "removed_from_queue" } | { "kind": "place_lapsed", 
/**
 * The session's title.
 */
title: string, } | { "kind": "handed_over", 
/**
 * The other doctor.
 */
name: Pii<string>, } | { "kind": "by_phone_only", 
/**
 * The doctor.
 */
name: Pii<string>, } | { "kind": "address_proved" } | { "kind": "waiting_told", 
/**
 * How many.
 */
people: number, } | { "kind": "patient_ready", 
/**
 * Who.
 */
name: Pii<string>, } | { "kind": "new_message", 
/**
 * Who wrote it.
 */
name: Pii<string>, } | { "kind": "signed_out" } | { "kind": "cannot_ring" } | { "kind": "waiting_room", 
/**
 * Whom it is about.
 */
name: Pii<string>, 
/**
 * The session's title.
 */
title: string, 
/**
 * What.
 */
news: WaitingRoomNews, } | { "kind": "missed_call", 
/**
 * Who.
 */
name: Pii<string>, } | { "kind": "appointment", 
/**
 * Which.
 */
appointment_id: AppointmentId, 
/**
 * What.
 */
news: AppointmentNews, 
/**
 * The other one's name.
 */
name: Pii<string>, 
/**
 * When it starts.
 */
starts_at: Timestamp, } | { "kind": "appointment_near", 
/**
 * Which.
 */
appointment_id: AppointmentId, 
/**
 * How near.
 */
before: ReminderTime, 
/**
 * The other one's name.
 */
name: Pii<string>, 
/**
 * When it starts.
 */
starts_at: Timestamp, } | { "kind": "password_tried", 
/**
 * Where.
 */
at: PasswordTry, };

/**
 * Something a person should know, kept until read and after.
 */
export type Notification = { 
/**
 * Counts from 1 for each person.
 */
number: number, 
/**
 * What it says.
 */
about: NotificationAbout, 
/**
 * When it was made.
 */
created_at: Timestamp, 
/**
 * When it was read.
 */
read_at: Timestamp | null, };

/**
 * What a notification says; the words are the screen's.
 */
export type NotificationAbout = { "kind": "missed_call", 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * The other one's name.
 */
other_name: Pii<string>, 
/**
 * The other one; absent where an older server told it.
 */
other_id: UserId | null, 
/**
 * Which way led into the call; absent where an older server told it.
 */
call_kind: CallKind | null, 
/**
 * True where this person rang and was not answered.
 */
outgoing: boolean, } | { "kind": "session_started", 
/**
 * Which.
 */
schedule_id: ScheduleId, 
/**
 * Its title.
 */
title: string, } | { "kind": "session_ended", 
/**
 * Which.
 */
schedule_id: ScheduleId, 
/**
 * Its title.
 */
title: string, 
/**
 * It never began.
 */
never_started?: boolean, } | { "kind": "mail_undeliverable", 
/**
 * Whom.
 */
user_id: UserId, 
/**
 * The other one's name; absent where it is this person.
 */
other_name: Pii<string> | null, } | { "kind": "removed_from_queue", 
/**
 * Which session's.
 */
schedule_id: ScheduleId, } | { "kind": "place_lapsed", 
/**
 * Which session's.
 */
schedule_id: ScheduleId, 
/**
 * Its title.
 */
title: string, } | { "kind": "handed_over", 
/**
 * Into which session's queue.
 */
schedule_id: ScheduleId, 
/**
 * The other doctor's name.
 */
doctor_name: Pii<string>, } | { "kind": "by_phone_only", 
/**
 * The doctor's name.
 */
doctor_name: Pii<string>, } | { "kind": "appointment_changed", 
/**
 * Which.
 */
appointment_id: AppointmentId, 
/**
 * What.
 */
news: AppointmentNews, 
/**
 * The other one's name.
 */
other_name: Pii<string>, 
/**
 * When it starts.
 */
starts_at: Timestamp, } | { "kind": "appointment_reminder", 
/**
 * Which.
 */
appointment_id: AppointmentId, 
/**
 * How near.
 */
before: ReminderTime, 
/**
 * The other one's name.
 */
other_name: Pii<string>, 
/**
 * When it starts.
 */
starts_at: Timestamp, } | { "kind": "new_message", 
/**
 * In which thread.
 */
encounter_id: EncounterId, 
/**
 * Who wrote it.
 */
from_name: Pii<string>, } | { "kind": "waiting_room", 
/**
 * Which session's.
 */
schedule_id: ScheduleId, 
/**
 * Whom it is about.
 */
patient_id: UserId, 
/**
 * The patient's name.
 */
patient_name: Pii<string>, 
/**
 * The session's title.
 */
title: string, 
/**
 * What.
 */
news: WaitingRoomNews, } | { "kind": "password_tried", 
/**
 * Where.
 */
at: PasswordTry, };

/**
 * Whether a person wants one kind of notification.
 */
export type NotificationChoice = { 
/**
 * Which kind.
 */
kind: NotificationKind, 
/**
 * Kept behind the bell and told live; what is not wanted is not kept at all.
 */
in_app: boolean, 
/**
 * Shown as a notification of the operating system as well, by devices that are told live.
 */
os: boolean, 
/**
 * Sent by e-mail as well; absent in answers where there are no mails of this kind.
 */
mail: boolean | null, };

/**
 * What a person wants with what they are told.
 */
export type NotificationIntent = { "do": "choose_notification" } & NotificationChoice | { "do": "look_at_app", 
/**
 * Which of the two.
 */
looking: boolean, } | { "do": "read_inbox" } | { "do": "show_more_notifications" } | { "do": "dismiss_notice", 
/**
 * [`crate::Notice::id`].
 */
id: number, };

/**
 * The kinds of notifications, each of which a person may want or not.
 */
export type NotificationKind = "missed_call" | "session_started" | "session_ended" | "removed_from_queue" | "appointment_changed" | "appointment_reminder" | "new_message" | "waiting_room" | "password_tried";

/**
 * What was known of the other device when the call began.
 */
export type OtherDevice = { "name": "first" } | { "name": "known", 
/**
 * When first, on this device's clock.
 */
since: Timestamp, } | { "name": "new" };

/**
 * How a call ended.
 */
export type Outcome = "completed" | "declined" | "missed" | "cancelled" | "no_show" | "never_connected" | "lost";

/**
 * A patient's own place: nothing about anybody else but how many they are.
 */
export type OwnPlace = { 
/**
 * This place.
 */
entry_id: EntryId, 
/**
 * Where it stands.
 */
state: EntryState, 
/**
 * 1 for the next in turn; absent once the place is settled.
 */
position: number | null, 
/**
 * How many wait in this queue, this patient included.
 */
waiting: number, 
/**
 * When the patient joined.
 */
joined_at: Timestamp, 
/**
 * Why the patient comes, as written when joining.
 */
reason: Pii<string>, 
/**
 * What this device could do when it was last tested.
 */
device_test: DeviceTest | null, 
/**
 * Chat messages of the doctor that the patient has not read.
 */
unread: number, 
/**
 * When the doctor is likely to call; absent once that has happened.
 */
expected: ExpectedTurn | null, 
/**
 * What the clinic asks of a device before Ready.
 */
device_test_policy: DeviceTestPolicy, 
/**
 * The device test was passed.
 */
device_test_passed: boolean, 
/**
 * What the patient said last, which an invitation in vain does not change.
 */
said_ready: boolean, 
/**
 * The last invitation, where it came to nothing and the patient still waits.
 */
failed_ring: FailedRing | null, };

/**
 * Answer to `GET /api/doctor/ratings`: what patients think of the asking doctor, without their names.
 */
export type OwnRatings = { 
/**
 * How many there are.
 */
count: number, 
/**
 * From how many on the rest is told.
 */
shown_from: number, 
/**
 * The mean, in hundredths of a star; absent with fewer.
 */
mean_hundredths: number | null, 
/**
 * What was written, the newest first; nothing with fewer, and no more than the newest fifty.
 */
comments: Array<RatingComment>, };

/**
 * Something that failed in the page.
 */
export type PageFault = { 
/**
 * The error's kind, such as `RangeError`.
 */
kind: string, 
/**
 * Where in the page's code: names of files with lines and columns.
 */
place: string, 
/**
 * The screen that was shown.
 */
screen: string, };

/**
 * What the page itself has to say.
 */
export type PageIntent = { "do": "report_fault" } & PageFault;

/**
 * One of the two sides of what a doctor and a patient have together: an appointment, a call.
 */
export type Party = "doctor" | "patient";

/**
 * Where wrong passwords were given.
 */
export type PasswordTry = "sign_in" | "change";

/**
 * One of them, from the reader's side.
 */
export type PastCall = { 
/**
 * Which.
 */
call_id: CallId, 
/**
 * Which way led into it.
 */
kind: CallKind, 
/**
 * True where this person placed it.
 */
outgoing: boolean, 
/**
 * The other one's name.
 */
other_name: Pii<string>, 
/**
 * When it was placed (server time).
 */
placed_at: Timestamp, 
/**
 * How long they spoke, milliseconds; absent where they never met.
 */
talked_ms: number | null, 
/**
 * How it ended.
 */
outcome: Outcome, 
/**
 * Why.
 */
cause: Cause | null, 
/**
 * True where this person ended, declined or cancelled it.
 */
by_me: boolean, 
/**
 * What the called person said when declining; may be empty.
 */
decline_message: Pii<string>, 
/**
 * Its thread, for `open_thread`.
 */
thread: ChatBadge | null, 
/**
 * How it is made up for, where it came to nothing and may be.
 */
call_back: CallBack | null, 
/**
 * For a patient: the doctor with whom a time can be booked.
 */
book: UserId | null, 
/**
 * The stars that this patient gave.
 */
stars: number | null, 
/**
 * For a patient: give them, or others.
 */
rate: Action | null, };

/**
 * A past call while it is being rated.
 */
export type PastRating = { 
/**
 * Which.
 */
call_id: CallId, 
/**
 * How the rating stands.
 */
view: RatingView, };

/**
 * A patient as a doctor sees one with whom there is a queue entry or a call.
 */
export type PatientCard = { 
/**
 * This patient.
 */
user_id: UserId, 
/**
 * What the patient tells.
 */
profile: PatientProfile, 
/**
 * Whole years; absent where no date of birth is known.
 */
age: number | null, 
/**
 * Whether a device of the patient is connected.
 */
presence: Presence, };

/**
 * The card that is open.
 */
export type PatientCardView = { 
/**
 * Whose.
 */
patient_id: UserId, 
/**
 * What stands on it.
 */
card: Loadable<PatientCard>, };

/**
 * What a doctor wants with a patient's card.
 */
export type PatientIntent = { "do": "open_patient", 
/**
 * Whose.
 */
patient_id: UserId, } | { "do": "close_patient" };

/**
 * What a patient tells about themselves.
 */
export type PatientProfile = { 
/**
 * As doctors see it.
 */
name: Pii<string>, 
/**
 * `YYYY-MM-DD`.
 */
date_of_birth: Pii<string>, 
/**
 * To be called at; may be empty.
 */
phone: Pii<string>, 
/**
 * Where the patient lives; may be empty.
 */
address: Pii<string>, 
/**
 * Languages the patient speaks, as BCP 47 tags.
 */
languages: Array<string>, 
/**
 * IANA zone name.
 */
time_zone: string, 
/**
 * Whom to call in an emergency; may be empty.
 */
emergency_contact: Pii<string>, };

/**
 * Something about a person: a name, an address, a reason for a visit.
 *
 * It travels as the bare value and prints as `‹private›`, so that a DTO that reaches a log line or
 * an error by accident says nothing about anybody.
 */
export type Pii<T = string> = string;

/**
 * What may be done with a session that has not started.
 */
export type PlannedSchedule = { 
/**
 * Which.
 */
schedule_id: ScheduleId, 
/**
 * Change title, time and the rest.
 */
change: Action, 
/**
 * Delete it.
 */
delete: Action, };

/**
 * The doctor's practice room.
 */
export type PracticeRoom = { 
/**
 * The session.
 */
schedule: Schedule, 
/**
 * The queue in order; settled places last.
 */
queue: Loadable<Array<QueueRow>>, 
/**
 * Go online.
 */
start: Action, 
/**
 * End the session.
 */
end: Action, 
/**
 * Invite the next ready patient.
 */
invite_next: Action, 
/**
 * Write to everybody who waits.
 */
tell_waiting: Action, 
/**
 * How many that are.
 */
waiting: number, 
/**
 * The form for words to those who wait.
 */
words_form: FormState, 
/**
 * The sessions of colleagues to whom a patient can be handed over.
 */
colleagues: Loadable<Array<Schedule>>, 
/**
 * The patient `invite_next` would invite.
 */
next_patient_id: UserId | null, };

/**
 * How far away a person's device is.
 */
export type Presence = "present" | "away" | "gone";

/**
 * The machine-readable `code` of a problem.
 */
export type ProblemCode = "bad_request" | "invalid" | "key_reused" | "unauthenticated" | "wrong_credentials" | "refresh_reused" | "denied" | "not_approved" | "not_found" | "email_taken" | "email_unproved" | "wrong_code" | "code_expired" | "no_mail" | "by_phone_only" | "schedule_not_online" | "schedule_completed" | "schedule_started" | "queue_full" | "not_in_queue" | "patient_not_ready" | "nobody_ready" | "entry_not_allowed" | "patient_busy" | "doctor_busy" | "slot_taken" | "appointment_state" | "outside_window" | "no_direct_calls" | "doctor_offline" | "too_many" | "call_phase" | "answered_elsewhere" | "call_ended" | "not_completed" | "rating_closed" | "chat_closed" | "notes_changed" | "unsupported_file" | "unsupported_encoding" | "too_many_files" | "storage_full" | "picture_too_large" | "infected_file" | "scanner_unavailable" | "method_not_allowed" | "already_seeded" | "too_large" | "too_many_requests" | "busy" | "internal" | "unknown_frame" | "no_call_back" | "device_test_required" | "not_connected";

/**
 * What a person tells about themselves.
 */
export type Profile = { "role": "doctor" } & DoctorProfile | { "role": "patient" } & PatientProfile;

/**
 * What a person wants with their own profile.
 */
export type ProfileIntent = { "do": "show_profile" } | { "do": "save_profile" } & Profile | { "do": "change_password", 
/**
 * The one that works now.
 */
current_password: Pii<string>, 
/**
 * The one that shall.
 */
new_password: Pii<string>, };

/**
 * The profile screen. What is typed stays with the page, through refusals as well.
 */
export type ProfileScreen = { 
/**
 * As the server has it.
 */
profile: Loadable<Profile>, 
/**
 * The form for changing it.
 */
form: FormState, 
/**
 * The form for changing the password.
 */
password: FormState, };

/**
 * Why a connection was refused.
 */
export type ProofFault = "not_signed" | "other_key" | "other_number";

/**
 * What a person wants about the proof of an address.
 */
export type ProofIntent = { "do": "prove_address", 
/**
 * As it was typed.
 */
code: Pii<string>, } | { "do": "send_code_again" } | { "do": "change_address", 
/**
 * The new one.
 */
email: Pii<string>, 
/**
 * The password of the account.
 */
current_password: Pii<string>, } | { "do": "leave_proof" };

/**
 * A code is to be typed that was mailed. What is typed stays with the page.
 */
export type ProofView = { 
/**
 * Where the code went, and when; absent while it is being asked for.
 */
sent: CodeSent | null, 
/**
 * The code.
 */
code: FormState, 
/**
 * Another code.
 */
sending: FormState, 
/**
 * Another address.
 */
change: FormState, };

/**
 * The verdict.
 */
export type Quality = { 
/**
 * How it is.
 */
grade: QualityGrade, 
/**
 * Why; nothing where it is good.
 */
cause: QualityCause | null, };

/**
 * Why it is not good.
 */
export type QualityCause = "no_path" | "bandwidth" | "loss" | "delay" | "relay" | "machine";

/**
 * How a call is.
 */
export type QualityGrade = "good" | "weak" | "bad";

/**
 * One line of the queue as its doctor sees it.
 */
export type QueueEntry = { 
/**
 * This place.
 */
entry_id: EntryId, 
/**
 * Whose place it is.
 */
patient_id: UserId, 
/**
 * The patient's name.
 */
name: Pii<string>, 
/**
 * Whole years; absent where no date of birth is known.
 */
age: number | null, 
/**
 * Why the patient comes; may be empty.
 */
reason: Pii<string>, 
/**
 * 1 for the next in turn; absent once the place is settled.
 */
position: number | null, 
/**
 * Where it stands.
 */
state: EntryState, 
/**
 * When the patient joined.
 */
joined_at: Timestamp, 
/**
 * Whether a device of the patient is connected.
 */
presence: Presence, 
/**
 * What the patient's device could do when it was last tested.
 */
device_test: DeviceTest | null, 
/**
 * The live call with this patient, if any.
 */
call_id: CallId | null, 
/**
 * How far the ring got while invited.
 */
receipt: RingReceipt | null, 
/**
 * Chat messages of the patient that the doctor has not read.
 */
unread: number, 
/**
 * The clinic wants a passed device test, and there is none.
 */
device_test_lacking: boolean, 
/**
 * The last invitation, where it came to nothing and the patient still waits.
 */
failed_ring: FailedRing | null, };

/**
 * What a person wants in a practice room or a waiting room.
 */
export type QueueIntent = { "do": "open_schedule", 
/**
 * Which.
 */
schedule_id: ScheduleId, } | { "do": "start_session" } | { "do": "end_session" } | { "do": "end_session_saying", 
/**
 * What they are told, each in their own thread.
 */
words: ClosingWords, } | { "do": "set_back", 
/**
 * Whom.
 */
patient_id: UserId, 
/**
 * Where to.
 */
to: SetBackTo, 
/**
 * What the patient is told.
 */
text: Pii<string>, } | { "do": "look_for_colleagues" } | { "do": "hand_over", 
/**
 * Whose place.
 */
patient_id: UserId, 
/**
 * Into which session's queue.
 */
to: ScheduleId, 
/**
 * What the patient is told; may be empty.
 */
text: Pii<string>, } | { "do": "tell_waiting", 
/**
 * What they are told, each in their own thread.
 */
text: Pii<string>, } | { "do": "join_queue", 
/**
 * Why the patient comes.
 */
reason: Pii<string>, } | { "do": "leave_queue" } | { "do": "set_ready", 
/**
 * The wished state.
 */
ready: boolean, } | { "do": "invite", 
/**
 * Whom; the next in turn where absent.
 */
patient_id: UserId | null, } | { "do": "invite_anyway", 
/**
 * Whom.
 */
patient_id: UserId, } | { "do": "say_here", 
/**
 * In whose queue.
 */
schedule_id: ScheduleId, } | { "do": "reset_patient", 
/**
 * Whom.
 */
patient_id: UserId, } | { "do": "remove_patient", 
/**
 * Whom.
 */
patient_id: UserId, } | { "do": "mark_no_show", 
/**
 * Who.
 */
patient_id: UserId, } | { "do": "move_in_queue", 
/**
 * Who.
 */
patient_id: UserId, 
/**
 * Where to.
 */
to: QueueMove, };

/**
 * One place in the queue forwards or back.
 */
export type QueueMove = "earlier" | "later";

/**
 * One line of the queue.
 */
export type QueueRow = { 
/**
 * The place.
 */
entry: QueueEntry, 
/**
 * Invite this patient.
 */
invite: Action, 
/**
 * What the doctor is asked first; absent where one press is enough.
 */
doubt: InviteDoubt | null, 
/**
 * Put this patient back into the queue.
 */
reset: Action, 
/**
 * Take this patient out.
 */
remove: Action, 
/**
 * Note that this patient did not come.
 */
no_show: Action, 
/**
 * Let this patient come before the one before.
 */
earlier: Action, 
/**
 * Let this patient come behind the one behind.
 */
later: Action, 
/**
 * Set this patient back, and say why.
 */
set_back: Action, 
/**
 * Hand this patient's place over to a colleague.
 */
hand_over: Action, 
/**
 * The chat with this patient.
 */
chat: ChatBadge, };

/**
 * What somebody wrote with a rating.
 */
export type RatingComment = { 
/**
 * 1 to 5; five are the best.
 */
stars: number, 
/**
 * In the patient's own words.
 */
comment: Pii<string>, 
/**
 * `YYYY-MM`; the day would tell whose it is.
 */
month: string, };

/**
 * What a patient says of a consultation.
 */
export type RatingView = { 
/**
 * How far it got.
 */
form: FormState, 
/**
 * The stars that the server has; absent before it has any.
 */
given: number | null, 
/**
 * What was said with them; may be empty.
 */
comment: Pii<string>, 
/**
 * Characters in the longest comment.
 */
longest: number, };

/**
 * Whether a doctor can be rung now.
 */
export type Reachability = "online" | "in_another_call" | "away" | "offline";

/**
 * An address that was typed, kept or named at the start, and is not used.
 */
export type RefusedAddress = { 
/**
 * As it was given.
 */
address: string, 
/**
 * Why.
 */
fault: AddressFault, };

/**
 * Body of `POST /api/auth/register`.
 */
export type RegisterRequest = { 
/**
 * Which role is asked for.
 */
role: RegisterRole, 
/**
 * What others see.
 */
name: Pii<string>, 
/**
 * Signs in with it; unique without regard to case.
 */
email: Pii<string>, 
/**
 * See [`crate::limits`].
 */
password: Pii<string>, 
/**
 * `YYYY-MM-DD`; asked of patients only.
 */
date_of_birth?: Pii<string>, 
/**
 * IANA zone name of the device, such as `Europe/Vienna`.
 */
time_zone: string, };

/**
 * The roles a person may register as. There is no admin in it, so no request body can ask for one.
 */
export type RegisterRole = "patient" | "doctor";

/**
 * The clinic's second ring, after an invitation that was not answered.
 */
export type Reminder = { 
/**
 * In whose queue this patient waits.
 */
schedule_id: ScheduleId, 
/**
 * Say to be here now.
 */
say_here: Action, };

/**
 * How long before an appointment a reminder comes.
 */
export type ReminderTime = "day" | "hour" | "ten_minutes";

/**
 * Why something went wrong, for a person.
 */
export type RequestError = { "kind": "unreachable", 
/**
 * Why.
 */
fault: NetworkFault, } | { "kind": "no_server" } | { "kind": "file_lost" } | { "kind": "refused", 
/**
 * Why.
 */
code: ProblemCode, 
/**
 * Which fields, for a form.
 */
fields: Array<FieldProblem>, 
/**
 * Seconds to wait, where that is the trouble.
 */
retry_after_s: number | null, };

/**
 * A ring's progress.
 */
export type RingReceipt = { 
/**
 * The farthest point any device reached.
 */
stage: RingStage, 
/**
 * What holds it up; absent while nothing does.
 */
stall: RingStall | null, };

/**
 * Where the rehearsal of the ring stands.
 */
export type RingRehearsal = "idle" | "asked" | "sounding" | "asking";

/**
 * How far a ring got. Later ones include the earlier ones.
 */
export type RingStage = "sent" | "reached" | "sounding" | "seen" | "answered";

/**
 * Why a ring does not get further.
 */
export type RingStall = "no_device" | "no_sound_output" | "muted" | "stalled";

/**
 * What a person is to the clinic. Nobody holds two.
 */
export type Role = "patient" | "doctor" | "admin";

/**
 * One of a doctor's weekly rules of availability.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type RuleId = string;

/**
 * Why a file could not be put into the person's own folder.
 */
export type SaveFailure = "not_here" | "no_folder" | "not_written";

/**
 * One practice session, as its doctor and every patient may see it.
 */
export type Schedule = { 
/**
 * This session.
 */
id: ScheduleId, 
/**
 * Whose session it is.
 */
doctor_id: UserId, 
/**
 * The doctor's name.
 */
doctor_name: Pii<string>, 
/**
 * What the doctor treats, such as `General practice`; may be empty.
 */
specialty: string, 
/**
 * What patients see in the list.
 */
title: string, 
/**
 * More to know; may be empty.
 */
description: string, 
/**
 * Where it stands.
 */
status: ScheduleStatus, 
/**
 * Planned start.
 */
starts_at: Timestamp, 
/**
 * Planned end.
 */
ends_at: Timestamp, 
/**
 * IANA zone the doctor planned it in.
 */
time_zone: string, 
/**
 * Most patients in the queue at once.
 */
capacity: number, 
/**
 * How many wait in the queue now.
 */
waiting: number, 
/**
 * Raised by one at each change; the larger one is the newer one.
 */
version: number, };

/**
 * One practice session of a doctor.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type ScheduleId = string;

/**
 * What a person wants with the practice sessions.
 */
export type ScheduleIntent = { "do": "show_home" } | { "do": "show_more_schedules" } | { "do": "create_schedule" } & NewSchedule | { "do": "change_schedule", 
/**
 * Which.
 */
schedule_id: ScheduleId, 
/**
 * What it is to be.
 */
plan: NewSchedule, } | { "do": "delete_schedule", 
/**
 * Which.
 */
schedule_id: ScheduleId, };

/**
 * Where a practice session stands; it only ever moves forward.
 */
export type ScheduleStatus = "upcoming" | "online" | "completed";

/**
 * The screen below any call.
 */
export type Screen = { "name": "opening" } | { "name": "sign_in" } & FormState | { "name": "register" } & FormState | { "name": "prove_address" } & ProofView | { "name": "awaiting_approval" } | { "name": "doctor_home", 
/**
 * Own schedules, running and next first.
 */
schedules: Loadable<Array<Schedule>>, 
/**
 * Show more of them; absent where all are here.
 */
more: Action | null, 
/**
 * The form for a new one.
 */
new_schedule: FormState, 
/**
 * Who waits in the running ones, as far as that is known.
 */
waiting_rooms: Array<WaitingRoomCounts>, 
/**
 * What may be done with those that have not started.
 */
plans: Array<PlannedSchedule>, 
/**
 * The form for changing one of them.
 */
change_schedule: ChangeForm, } | { "name": "practice_room" } & PracticeRoom | { "name": "patient_home", 
/**
 * Online ones first, then by start.
 */
schedules: Loadable<Array<Schedule>>, 
/**
 * Show more of them; absent where all are here.
 */
more: Action | null, } | { "name": "waiting_room" } & WaitingRoom | { "name": "profile" } & ProfileScreen | { "name": "admin_notice" } | { "name": "doctors" } & DoctorsScreen | { "name": "appointments" } & AppointmentsScreen | { "name": "appointment" } & AppointmentScreen | { "name": "messages" } & MessagesScreen | { "name": "history" } & HistoryScreen | { "name": "booking" } & BookingScreen | { "name": "availability" } & AvailabilityScreen;

/**
 * What a person wants at the entrance.
 */
export type SessionIntent = { "do": "set_server", 
/**
 * A host, perhaps with a port: spoken with over TLS. With `http://` before it, it has to lie on
 * this device.
 */
url: string, } | { "do": "show_sign_in" } | { "do": "show_register" } | { "do": "sign_in", 
/**
 * As registered.
 */
email: Pii<string>, 
/**
 * As registered.
 */
password: Pii<string>, } | { "do": "register" } & RegisterRequest | { "do": "sign_out" } | { "do": "reload" };

/**
 * How far back a patient is set who is not to be called yet.
 */
export type SetBackTo = "behind_next" | "end";

/**
 * A time for one appointment.
 */
export type Slot = { 
/**
 * Its first instant.
 */
starts_at: Timestamp, 
/**
 * The first instant after it.
 */
ends_at: Timestamp, };

/**
 * Where the test of the speaker stands.
 */
export type SpeakerTest = "idle" | "sounding" | "asking";

/**
 * A patient who was invited in vain, and may say to be here now.
 */
export type StillHere = { 
/**
 * In whose queue.
 */
schedule_id: ScheduleId, 
/**
 * Whether that is possible now.
 */
say: Action, };

/**
 * One part of a device test.
 */
export type TestPart = { 
/**
 * How it went.
 */
verdict: TestVerdict, 
/**
 * Why it is not good.
 */
reason: TestReason | null, };

/**
 * Why a part is not good.
 */
export type TestReason = "refused" | "missing" | "silent" | "slow" | "blocked" | "unproven";

/**
 * How one part of a device test went.
 */
export type TestVerdict = "good" | "weak" | "failed" | "untested";

/**
 * One thread of the list.
 */
export type ThreadLine = { 
/**
 * For `open_thread`, and what is unread.
 */
badge: ChatBadge, 
/**
 * What brought the two together.
 */
kind: CallKind, 
/**
 * The other one.
 */
partner_name: Pii<string>, 
/**
 * The newest message is this person's own.
 */
own: boolean, 
/**
 * What it says.
 */
text: Pii<string>, 
/**
 * The file that hangs on it.
 */
file_name: Pii<string> | null, 
/**
 * When it was written (server time).
 */
at: Timestamp, 
/**
 * Whether it can be written to.
 */
open: boolean, 
/**
 * Until when; absent while what it belongs to goes on.
 */
open_until: Timestamp | null, };

/**
 * What kind of time is asked for.
 */
export type TimeWish = "slot" | "preferred";

/**
 * An instant as milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
 *
 * Always UTC; zones belong to the people who look at it. On the wire it is a JSON integer, and lies in the
 * years 1900 to 2200: what is written beyond them is the nearest end of them, and what comes from beyond
 * them is not read.
 */
export type Timestamp = number;

/**
 * A person who can sign in: patient, doctor or admin.
 *
 * A UUID (version 7 where the server makes it, RFC 9562), so ids sort by their creation.
 */
export type UserId = string;

/**
 * Who is at the other end of a call, as far as this device can tell.
 */
export type VerificationView = { "state": "pending" } | { "state": "unsigned", 
/**
 * This person was vouched for in an earlier call.
 */
signed_before: boolean, } | { "state": "signed", 
/**
 * The number that both people see if nobody is between them; absent until it is there.
 */
code: Code | null, 
/**
 * What is known of the device.
 */
device: OtherDevice, } | { "state": "refused", 
/**
 * Why.
 */
why: ProofFault, };

/**
 * One snapshot of the whole app.
 */
export type ViewState = { 
/**
 * Add to the device's own clock, as the page reads it, to get the server's; milliseconds.
 */
clock_offset_ms: number, 
/**
 * The time zones of whatever is on the screen.
 */
zones: Zones, 
/**
 * The server this app uses; absent where no address was given that may be used.
 */
server_url: string | null, 
/**
 * The last address given, where it is not used.
 */
refused_address: RefusedAddress | null, 
/**
 * How the realtime link stands.
 */
link: LinkState, 
/**
 * Who is signed in.
 */
me: Me | null, 
/**
 * The screen below any call.
 */
screen: Screen, 
/**
 * What would be missed if the app ended; absent where nobody would notice.
 */
awaited: Awaited | null, 
/**
 * The call, drawn above the screen: full screen for an invitation and a consultation.
 */
call: CallView | null, 
/**
 * Unread messages in all of this person's threads.
 */
unread_messages: number, 
/**
 * The open chat, drawn on the screen where it was opened and beside the call.
 */
chat: ChatView | null, 
/**
 * The clinic rings this patient once more, drawn above the screen.
 */
reminder: Reminder | null, 
/**
 * The proof of the own address that the person is asked for, drawn above the screen.
 */
proof: ProofView | null, 
/**
 * Whom the doctor has blocked; absent for everybody else.
 */
blocks: BlocksView | null, 
/**
 * The card of a patient that the doctor looks at, drawn beside whatever is shown.
 */
patient_card: PatientCardView | null, 
/**
 * Short messages, oldest first; at most five.
 */
notices: Array<Notice>, 
/**
 * What the practice has told this person; absent for those who have no rooms here.
 */
inbox: Inbox | null, 
/**
 * Where pictures come from; absent until the bridge is open.
 */
bridge: Bridge | null, 
/**
 * True where camera and microphone are synthetic; the screen must say so.
 */
synthetic_media: boolean, 
/**
 * The language of the page.
 */
language: LanguageView, 
/**
 * The devices, and whether they work.
 */
devices: DevicesView, 
/**
 * What the person wants to be told, and how; absent for those who have no rooms here.
 */
notification_choices: Loadable<Array<NotificationChoice>> | null, };

/**
 * The patient's waiting room.
 */
export type WaitingRoom = { 
/**
 * The session.
 */
schedule: Schedule, 
/**
 * The own place; `Loaded` with none where the patient has not joined.
 */
place: Loadable<OwnPlace | null>, 
/**
 * How many wait.
 */
waiting: number, 
/**
 * Whether the doctor is there; absent outside of the session's time and while nobody knows.
 */
doctor: Presence | null, 
/**
 * Take a place.
 */
join: Action, 
/**
 * The form for joining.
 */
join_form: FormState, 
/**
 * Give the place up.
 */
leave: Action, 
/**
 * Say ready or not ready.
 */
set_ready: Action, 
/**
 * Say to be here now; absent unless the last invitation came to nothing.
 */
say_here: Action | null, 
/**
 * The chat with the doctor; absent where the patient has not joined.
 */
chat: ChatBadge | null, };

/**
 * One of a doctor's waiting rooms.
 */
export type WaitingRoomCounts = { 
/**
 * Whose queue.
 */
schedule_id: ScheduleId, 
/**
 * The session's title.
 */
title: string, 
/**
 * In the queue, not ready.
 */
waiting: number, 
/**
 * Ready to be invited.
 */
ready: number, 
/**
 * Ringing or in the consultation.
 */
in_call: number, 
/**
 * Of all these, connected.
 */
present: number, };

/**
 * What happened in a waiting room.
 */
export type WaitingRoomNews = "arrived" | "left" | "ready" | "test_finished" | "handed_over";

/**
 * A time that is asked for.
 */
export type WantedTime = { 
/**
 * Of what kind.
 */
wish: TimeWish, 
/**
 * When it starts.
 */
starts_at: Timestamp, 
/**
 * How long it takes, for a preferred time: a slot has its own length. 30 where absent.
 */
minutes?: number, };

/**
 * A day of the week.
 */
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/**
 * Why something may not be done now.
 */
export type WhyNot = "offline" | "session_not_started" | "session_started" | "session_over" | "patient_not_ready" | "nobody_ready" | "ready_are_gone" | "nobody_waits" | "in_call" | "not_in_call" | "settled" | "not_settled" | "not_ringing" | "answered" | "queue_full" | "at_the_end" | "somebody_waits" | "chat_closed" | "nothing_earlier" | "no_direct_calls" | "doctor_busy" | "doctor_away" | "doctor_offline" | "device_test_needed" | "too_early" | "appointment_over" | "not_confirmed" | "others_turn" | "still_ringing" | "files_wait";

/**
 * Hours of consultation that begin on one day, by the clock on the doctor's wall.
 */
export type WorkingHours = { 
/**
 * Minutes after midnight as the clock shows them: 540 is 09:00, whatever the clocks did.
 */
starts_minute: number, 
/**
 * The same for the end. Beyond 1440 they end on the day after: 1560 is 02:00.
 */
ends_minute: number, 
/**
 * How long one slot is.
 */
slot_minutes: number, 
/**
 * In order, apart from each other; may be empty.
 */
breaks: Array<Break>, };

/**
 * One time zone, between 2020 and 2060.
 */
export type Zone = { 
/**
 * Its IANA name.
 */
name: string, 
/**
 * Seconds east of UTC before the first shift.
 */
offset_s: number, 
/**
 * Each change of the offset: the instant in Unix seconds, and seconds east of UTC from then on.
 */
shifts: [number, number][], };

/**
 * The zones of whatever is on the screen.
 */
export type Zones = { 
/**
 * Of whoever is signed in; UTC while nobody is.
 */
own: Zone, 
/**
 * Of others on the screen, by name.
 */
others: Array<Zone>, };
