//! Paths of the REST contract. The server routes by these, and clients fill in the ids.

/// Registers a person.
pub const REGISTER: &str = "/api/auth/register";
/// Sends the code that completes a registration once more.
pub const REGISTER_CODE: &str = "/api/auth/register/code";
/// Completes a registration by its code.
pub const REGISTER_VERIFY: &str = "/api/auth/register/verify";
/// Sends a code to one's own address.
pub const EMAIL_CODE: &str = "/api/auth/email/code";
/// Proves one's own address, or a new one, by its code.
pub const EMAIL_VERIFY: &str = "/api/auth/email/verify";
/// Sends a code to the address that is to take the place of one's own.
pub const EMAIL_CHANGE: &str = "/api/auth/email/change";
/// Signs a device in.
pub const LOGIN: &str = "/api/auth/login";
/// Renews a device's tokens.
pub const REFRESH: &str = "/api/auth/refresh";
/// Signs a device out.
pub const LOGOUT: &str = "/api/auth/logout";
/// Signs every device of a person out.
pub const LOGOUT_ALL: &str = "/api/auth/logout-all";
/// Changes the own password.
pub const PASSWORD_CHANGE: &str = "/api/auth/password/change";
/// Who am I.
pub const ME: &str = "/api/auth/me";

/// Doctors who may practise.
pub const DOCTORS: &str = "/api/doctors";
/// One of them.
pub const DOCTOR: &str = "/api/doctors/{id}";
/// Free slots of a doctor.
pub const SLOTS: &str = "/api/doctors/{id}/slots";
/// Rings a doctor without an appointment.
pub const CALL_DOCTOR: &str = "/api/doctors/{id}/call";
/// A doctor's own profile.
pub const DOCTOR_PROFILE: &str = "/api/doctor/profile";
/// A patient's own profile.
pub const PATIENT_PROFILE: &str = "/api/patient/profile";
/// What patients think of the doctor.
pub const DOCTOR_RATINGS: &str = "/api/doctor/ratings";
/// A patient whom the doctor treats.
pub const DOCTOR_PATIENT: &str = "/api/doctor/patients/{id}";

/// A doctor's own schedules.
pub const DOCTOR_SCHEDULES: &str = "/api/doctor/schedules";
/// One of them.
pub const DOCTOR_SCHEDULE: &str = "/api/doctor/schedules/{id}";
/// Goes online.
pub const START_SCHEDULE: &str = "/api/doctor/schedules/{id}/start";
/// Ends the session.
pub const END_SCHEDULE: &str = "/api/doctor/schedules/{id}/end";
/// The doctor's view of the queue.
pub const DOCTOR_QUEUE: &str = "/api/doctor/schedules/{id}/queue";
/// Invites a patient.
pub const START_CALL: &str = "/api/doctor/schedules/{id}/start-call";
/// Puts a patient back to waiting after a settled place.
pub const RESET_PATIENT: &str = "/api/doctor/schedules/{id}/reset-patient/{patient_id}";
/// Takes a patient out of the queue.
pub const REMOVE_PATIENT: &str = "/api/doctor/schedules/{id}/remove-patient/{patient_id}";

/// Sets a patient back in the queue, and says why.
pub const SET_BACK: &str = "/api/doctor/schedules/{id}/set-back/{patient_id}";
/// Hands a patient's place over to a colleague.
pub const HAND_OVER: &str = "/api/doctor/schedules/{id}/hand-over/{patient_id}";
/// Colleagues whose sessions are under way.
pub const COLLEAGUES: &str = "/api/doctor/colleagues";
/// Writes to everybody who waits.
pub const TELL_WAITING: &str = "/api/doctor/schedules/{id}/messages";
/// Notes that a patient did not turn up.
pub const MARK_NO_SHOW: &str = "/api/doctor/schedules/{id}/mark-no-show/{patient_id}";
/// Patients whom the doctor has blocked.
pub const BLOCKS: &str = "/api/doctor/blocks";
/// One of them, by the patient's id.
pub const BLOCK: &str = "/api/doctor/blocks/{id}";
/// All of a doctor's waiting rooms, counted.
pub const WAITING_ROOMS: &str = "/api/doctor/waiting-rooms";

/// A doctor's own availability.
pub const AVAILABILITY: &str = "/api/doctor/availability";
/// Its weekly rules.
pub const AVAILABILITY_RULES: &str = "/api/doctor/availability/rules";
/// One of them.
pub const AVAILABILITY_RULE: &str = "/api/doctor/availability/rules/{id}";
/// Its exceptions.
pub const AVAILABILITY_EXCEPTIONS: &str = "/api/doctor/availability/exceptions";
/// One of them.
pub const AVAILABILITY_EXCEPTION: &str = "/api/doctor/availability/exceptions/{id}";

/// Own appointments.
pub const APPOINTMENTS: &str = "/api/appointments";
/// One of them.
pub const APPOINTMENT: &str = "/api/appointments/{id}";
/// Agrees to it.
pub const CONFIRM_APPOINTMENT: &str = "/api/appointments/{id}/confirm";
/// Refuses it.
pub const DECLINE_APPOINTMENT: &str = "/api/appointments/{id}/decline";
/// Takes it back.
pub const CANCEL_APPOINTMENT: &str = "/api/appointments/{id}/cancel";
/// Asks for another time.
pub const RESCHEDULE_APPOINTMENT: &str = "/api/appointments/{id}/reschedule";
/// Starts its call, or answers the one that the other side started.
pub const START_APPOINTMENT_CALL: &str = "/api/appointments/{id}/start-call";
/// Answers the call that the other side started.
pub const JOIN_APPOINTMENT_CALL: &str = "/api/appointments/{id}/join-call";
/// Rings loudly once more while the other side has not joined.
pub const RING_APPOINTMENT_AGAIN: &str = "/api/appointments/{id}/ring-again";
/// Ends its call.
pub const END_APPOINTMENT_CALL: &str = "/api/appointments/{id}/end-call";
/// How its call stands.
pub const APPOINTMENT_CALL_STATUS: &str = "/api/appointments/{id}/call-status";

/// What the patient's device can do, before its call.
pub const APPOINTMENT_DEVICE_TEST: &str = "/api/appointments/{id}/device-test";
/// It as an iCalendar file.
pub const APPOINTMENT_CALENDAR: &str = "/api/appointments/{id}/calendar.ics";
/// Where the own calendar feed is.
pub const CALENDAR: &str = "/api/calendar";
/// Gives it another address.
pub const RENEW_CALENDAR: &str = "/api/calendar/renew";
/// A calendar feed.
pub const CALENDAR_FEED: &str = "/api/calendar/{token}.ics";

/// Schedules a patient can see.
pub const PATIENT_SCHEDULES: &str = "/api/patient/schedules";
/// One of them.
pub const PATIENT_SCHEDULE: &str = "/api/patient/schedules/{id}";
/// Own place in its queue.
pub const OWN_PLACE: &str = "/api/patient/schedules/{id}/queue";
/// Takes a place.
pub const JOIN_QUEUE: &str = "/api/patient/schedules/{id}/join-queue";
/// Gives it up.
pub const LEAVE_QUEUE: &str = "/api/patient/schedules/{id}/leave-queue";
/// Says ready or not ready.
pub const TOGGLE_READY: &str = "/api/patient/schedules/{id}/toggle-ready";
/// What the own device can do.
pub const DEVICE_TEST: &str = "/api/patient/schedules/{id}/device-test";
/// Lets the own device ring as it would for a call.
pub const RING_REHEARSAL: &str = "/api/patient/schedules/{id}/ring-rehearsal";
/// The invitation that rings now, if any.
pub const PENDING_INVITATION: &str = "/api/patient/pending-invitation";
/// Accepts an invitation.
pub const CONFIRM_CALL: &str = "/api/patient/call-sessions/{id}/confirm";
/// Declines an invitation.
pub const DECLINE_INVITATION: &str = "/api/patient/call-sessions/{id}/decline";

/// Own calls; `?state=active` for live ones.
pub const CALLS: &str = "/api/call-sessions";
/// One of them.
pub const CALL: &str = "/api/call-sessions/{id}";
/// A doctor's view of one of them.
pub const DOCTOR_CALL_STATUS: &str = "/api/doctor/call-sessions/{id}/status";
/// The called person accepts.
pub const ACCEPT_CALL: &str = "/api/call-sessions/{id}/accept";
/// The called person declines.
pub const DECLINE_CALL: &str = "/api/call-sessions/{id}/decline";
/// The called doctor rings the patient of a direct call that came to nothing.
pub const CALL_BACK: &str = "/api/call-sessions/{id}/call-back";
/// The caller withdraws it.
pub const CANCEL_CALL: &str = "/api/call-sessions/{id}/cancel";
/// Either one ends it.
pub const END_CALL: &str = "/api/call-sessions/{id}/end";
/// What the patient thinks of it, once it is over.
pub const RATE_CALL: &str = "/api/call-sessions/{id}/rating";
/// What this side's devices do; repeated whenever it changes.
pub const REPORT_MEDIA: &str = "/api/call-sessions/{id}/media";
/// STUN and TURN servers.
pub const ICE_SERVERS: &str = "/api/ice-servers";

/// Own notifications.
pub const NOTIFICATIONS: &str = "/api/notifications";
/// Marks them as read.
pub const NOTIFICATIONS_READ: &str = "/api/notifications/read";

/// What a person wants to be told.
pub const NOTIFICATION_PREFERENCES: &str = "/api/notifications/preferences";

/// What the doctor notes of an encounter.
pub const NOTES: &str = "/api/encounters/{id}/notes";
/// Own threads.
pub const THREADS: &str = "/api/threads";
/// The thread of an encounter; `?before=` a number for earlier messages.
pub const MESSAGES: &str = "/api/encounters/{id}/messages";
/// Puts a file into it; `?name=` says what it is called.
pub const CHAT_FILES: &str = "/api/encounters/{id}/files";
/// One of them.
pub const CHAT_FILE: &str = "/api/encounters/{id}/files/{file_id}";

/// Seeds the demo data: demo mode only, from this machine only.
pub const SEED: &str = "/api/seed";
/// This contract, as OpenAPI 3.1.
pub const OPENAPI: &str = "/api/openapi.json";
/// The same for people.
pub const DOCS: &str = "/api/docs";
/// Numbers for Prometheus.
pub const METRICS: &str = "/metrics";
/// Is the process alive.
pub const HEALTH: &str = "/api/health";
/// Can it serve.
pub const READY: &str = "/api/ready";
/// The realtime socket.
pub const SOCKET: &str = "/api/ws";

/// Fills `{id}` in.
#[must_use]
pub fn with_id(pattern: &str, id: impl std::fmt::Display) -> String {
    pattern.replace("{id}", &id.to_string())
}

/// Fills `{id}` and `{patient_id}` in.
#[must_use]
pub fn with_patient(
    pattern: &str,
    id: impl std::fmt::Display,
    patient_id: impl std::fmt::Display,
) -> String {
    with_id(pattern, id).replace("{patient_id}", &patient_id.to_string())
}

/// Fills `{id}` and `{file_id}` in.
#[must_use]
pub fn with_file(
    pattern: &str,
    id: impl std::fmt::Display,
    file_id: impl std::fmt::Display,
) -> String {
    with_id(pattern, id).replace("{file_id}", &file_id.to_string())
}
