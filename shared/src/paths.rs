//! Paths of the REST contract. The server routes by these, and clients fill in the ids.

/// Registers a person.
pub const REGISTER: &str = "/api/auth/register";
/// Signs a device in.
pub const LOGIN: &str = "/api/auth/login";
/// Renews a device's tokens.
pub const REFRESH: &str = "/api/auth/refresh";
/// Signs a device out.
pub const LOGOUT: &str = "/api/auth/logout";
/// Who am I.
pub const ME: &str = "/api/auth/me";

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
/// The caller withdraws it.
pub const CANCEL_CALL: &str = "/api/call-sessions/{id}/cancel";
/// Either one ends it.
pub const END_CALL: &str = "/api/call-sessions/{id}/end";
/// What this side's devices do; repeated whenever it changes.
pub const REPORT_MEDIA: &str = "/api/call-sessions/{id}/media";
/// STUN and TURN servers.
pub const ICE_SERVERS: &str = "/api/ice-servers";

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
