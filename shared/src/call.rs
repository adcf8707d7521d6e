use crate::{
    AppointmentId, CallId, Cursor, EntryId, Pii, Rating, Role, ScheduleId, SessionId, Timestamp,
    UserId,
};
use serde::{Deserialize, Serialize};

/// Which of the three ways led into a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallKind {
    /// A doctor invited a ready patient of a running practice session.
    Queue,
    /// Either party of an appointment started it inside its window.
    Appointment,
    /// A patient rang a doctor who accepts direct calls, or the doctor called such a patient back.
    Direct,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CallPhase {
    /// The called person is alerted until the deadline.
    Ringing,
    /// Accepted; the two devices look for each other until the deadline.
    Connecting,
    /// Media arrives at both sides.
    Active,
    /// Media stopped arriving; both sides try again until the deadline.
    Interrupted,
    /// Over, with exactly one outcome.
    Ended,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// They met, and one of them ended it.
    Completed,
    /// The called person said no.
    Declined,
    /// Nobody answered in time.
    Missed,
    /// The caller withdrew it.
    Cancelled,
    /// One party of an appointment did not come.
    NoShow,
    /// Accepted, but the two devices never reached each other.
    NeverConnected,
    /// They met, and the connection could not be brought back.
    Lost,
}

/// Why a call ended otherwise than completed; exactly one, so that causes add up to attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Cause {
    /// The called person pressed decline.
    PersonDeclined,
    /// The caller pressed cancel.
    CallerCancelled,
    /// The practice session ended, or the patient was taken out of the queue or left it.
    VisitWithdrawn,
    /// One of them hung up before the two devices had reached each other.
    EndedEarly,
    /// One of them hung up, or was done, while the connection was being brought back.
    EndedInterrupted,
    /// No device of the called person took the invitation in.
    NeverReached,
    /// A device took it in, but made no sound.
    ReachedSilently,
    /// It rang, and nobody answered.
    RangUnheard,
    /// One party of an appointment stayed away.
    PartyAbsent,
    /// Camera and microphone were refused.
    PermissionRefused,
    /// There is neither camera nor microphone.
    NoCameraOrMicrophone,
    /// No path between the two devices worked.
    NetworkBlocked,
    /// The relay could not be reached.
    RelayFailed,
    /// The other side's device went away.
    OtherSideGone,
    /// The server was away for longer than the call could bridge.
    ServerRestarted,
}

/// How far a ring got. Later ones include the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RingStage {
    /// The server stored the invitation.
    Sent,
    /// A device took it in.
    Reached,
    /// A device's ringtone stream runs and is not muted.
    Sounding,
    /// A device's invitation screen was in front.
    Seen,
    /// Accepted or declined.
    Answered,
}

/// Why a ring does not get further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RingStall {
    /// No device of the called person is connected.
    NoDevice,
    /// The device has nothing to play a sound on.
    NoSoundOutput,
    /// The device's output is muted.
    Muted,
    /// It sounded, and its output takes no sound any more.
    Stalled,
}

/// A ring's progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RingReceipt {
    /// The farthest point any device reached.
    pub stage: RingStage,
    /// What holds it up; absent while nothing does.
    pub stall: Option<RingStall>,
}

/// What one side's devices do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MediaReport {
    /// This side sends sound.
    pub microphone_on: bool,
    /// This side sends a picture.
    pub camera_on: bool,
    /// The other side's media arrives here.
    pub receiving: bool,
}

/// One of the two people in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallMember {
    /// Who.
    pub user_id: UserId,
    /// Doctor or patient.
    pub role: Role,
    /// As the other one sees it.
    pub name: Pii,
    /// The device the call is on; absent until the called person answers on one.
    pub session_id: Option<SessionId>,
    /// What that device reports.
    pub media: MediaReport,
}

/// A call at one moment, whole. The one with the larger version is the newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallSnapshot {
    /// This call.
    pub id: CallId,
    /// Raised by one at each change.
    pub version: i64,
    /// Which way led into it.
    pub kind: CallKind,
    /// The practice session, for a queue invitation.
    pub schedule_id: Option<ScheduleId>,
    /// The queue entry, for a queue invitation.
    pub entry_id: Option<EntryId>,
    /// The appointment, for an appointment's call.
    #[serde(default)]
    pub appointment_id: Option<AppointmentId>,
    /// Where it stands.
    pub phase: CallPhase,
    /// Deadline of the phase, for every phase that has one.
    pub until: Option<Timestamp>,
    /// While it rings: until when it does so loudly. After that it only stands there to be joined.
    #[serde(default)]
    pub loud_until: Option<Timestamp>,
    /// Who rang.
    pub caller: CallMember,
    /// Who was rung.
    pub callee: CallMember,
    /// How far the ring got.
    pub receipt: RingReceipt,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When it was accepted.
    pub accepted_at: Option<Timestamp>,
    /// When media first arrived at both sides.
    pub active_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why, for every outcome but completed.
    pub cause: Option<Cause>,
    /// Who ended, declined or cancelled it; absent where a deadline did.
    pub ended_by: Option<UserId>,
    /// Why the patient rings, for a direct call; may be empty.
    #[serde(default)]
    pub reason: Pii,
    /// What the called person said when declining; may be empty.
    #[serde(default)]
    pub decline_message: Pii,
}

/// Body of `POST /api/doctors/{id}/call`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectCallRequest {
    /// Why the patient rings, in a few words for the doctor's eyes; may be empty.
    #[serde(default)]
    pub reason: Pii,
}

/// Body of `POST /api/call-sessions/{id}/decline`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeclineCallRequest {
    /// What the caller is told; may be empty.
    #[serde(default)]
    pub message: Pii,
}

/// Body of `POST /api/doctor/schedules/{id}/start-call`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartCallRequest {
    /// Whom to invite; the first ready patient in turn who is there where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_id: Option<UserId>,
    /// The doctor was asked, and wants to invite a patient who is not ready, or who declined.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confirmed: bool,
}

/// Body of `POST /api/call-sessions/{id}/end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndCallRequest {
    /// Why, where the device and not the person gives up, or where nothing arrives at it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// When the person pressed End, on the server's clock; absent for now. What was pressed before the call
    /// was interrupted ends it as any other, however late it is heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pressed_at: Option<Timestamp>,
}

/// Answer to `GET /api/patient/pending-invitation` and to lists of one's own calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallList {
    /// Newest first.
    pub calls: Vec<CallSnapshot>,
    /// What the asking patient thinks of those of them that were rated; nothing for anybody else.
    #[serde(default)]
    pub ratings: Vec<Rating>,
    /// Where it goes on; absent with the last of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}

/// One STUN or TURN server, shaped as WebRTC's `RTCIceServer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IceServer {
    /// `stun:` and `turn:` URLs.
    pub urls: Vec<String>,
    /// Time-limited user name, for a relay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Time-limited credential, for a relay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<Pii>,
}

/// Answer to `GET /api/ice-servers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IceServers {
    /// May be empty: then only direct paths are tried.
    pub ice_servers: Vec<IceServer>,
}
