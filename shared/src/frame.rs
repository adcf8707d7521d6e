use crate::{
    Appointment, CallId, CallSnapshot, ChatMarks, DeviceTest, EncounterId, Message, Notification,
    Pii, Presence, ProblemCode, QualityReport, QueueSnapshot, Reachability, RingReceipt, RingStage,
    RingStall, Schedule, ScheduleId, SessionId, Signal, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

/// Version of the realtime protocol, `v` of every frame from the server.
pub const PROTOCOL_VERSION: u32 = 1;

/// What a client says on the socket. Nothing here decides anything; deciding goes by REST.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ClientFrame {
    /// Must come first, within five seconds.
    Authenticate {
        /// The access token.
        token: Pii,
        /// The last sequence number this device saw; absent on its first connection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last_seq: Option<i64>,
    },
    /// Subscribes to a schedule's queue.
    JoinSchedule {
        /// Which.
        schedule_id: ScheduleId,
    },
    /// Ends that subscription.
    LeaveSchedule {
        /// Which.
        schedule_id: ScheduleId,
    },
    /// This device carries the call; signals come to it from now on, buffered ones first.
    JoinCall {
        /// Which.
        call_id: CallId,
        /// Number of the last signal this device took in; 0 for none.
        #[serde(default)]
        last_signal: u64,
    },
    /// This device carries the call no longer.
    LeaveCall {
        /// Which.
        call_id: CallId,
    },
    /// How far a ring got on this device.
    RingReceipt {
        /// Which call.
        call_id: CallId,
        /// How far.
        stage: RingStage,
        /// What holds it up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stall: Option<RingStall>,
    },
    /// How the call is on this device, every ten seconds while it lasts.
    CallQuality {
        /// Which call.
        call_id: CallId,
        /// What was measured.
        report: QualityReport,
    },
    /// A receipt: messages up to this one have reached this device.
    Message {
        /// In which thread.
        encounter_id: EncounterId,
        /// The newest one's number.
        reached: i64,
    },
    /// A receipt: messages up to this one were before the person's eyes.
    MessageRead {
        /// In which thread.
        encounter_id: EncounterId,
        /// The newest one's number.
        read: i64,
        /// Whether the person goes on looking at the thread; then a new message there needs no
        /// notification.
        looking: bool,
    },
    /// The person is writing, or no longer.
    Typing {
        /// In which thread.
        encounter_id: EncounterId,
        /// As it is now.
        typing: bool,
    },
    /// To the other device of the call.
    Signal {
        /// Which call.
        call_id: CallId,
        /// What.
        signal: Signal,
    },
    /// Follows whether doctors can be rung: all of them now, and each at every change.
    JoinDoctors,
    /// Ends that.
    LeaveDoctors,
    /// The waiting room that is before the doctor's eyes on this device; what happens there needs no
    /// notification.
    LookAtSchedule {
        /// Whose; absent for none.
        schedule_id: Option<ScheduleId>,
    },
}

/// What the server tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The socket is this person's.
    Authenticated {
        /// Who.
        user_id: UserId,
        /// Which device.
        session_id: SessionId,
        /// The server's clock, to correct the device's.
        server_now: Timestamp,
        /// True: what was missed follows. False: too much was missed (or it is the first
        /// connection); fetch the state again.
        resumed: bool,
    },
    /// A queue changed. Derived from state, never stored.
    QueueUpdated(QueueSnapshot),
    /// A practice session was planned, started, ended or changed.
    ScheduleStatusChanged {
        /// As it is now.
        schedule: Schedule,
    },
    /// A doctor came or went, began or ended a call, or takes direct calls or no longer. Derived,
    /// never stored.
    PresenceChanged {
        /// Who.
        user_id: UserId,
        /// As it is now.
        presence: Presence,
        /// Whether this doctor can be rung now.
        reachability: Reachability,
        /// Whether this doctor takes direct calls.
        accepts_direct_calls: bool,
    },
    /// To the doctor: a patient became ready or is no longer.
    ReadyChanged {
        /// Whose queue.
        schedule_id: ScheduleId,
        /// Who.
        patient_id: UserId,
        /// As it is now.
        ready: bool,
    },
    /// To the doctor: a patient tested a device.
    DeviceTestCompleted {
        /// Whose queue.
        schedule_id: ScheduleId,
        /// Who.
        patient_id: UserId,
        /// What came of it.
        device_test: DeviceTest,
    },
    /// Something this person should know.
    Notification {
        /// What.
        notification: Notification,
    },
    /// An appointment of this person changed, or the call of one did.
    AppointmentChanged {
        /// As it is now.
        appointment: Appointment,
    },
    /// A message, to both people of its thread.
    Message {
        /// What.
        message: Message,
    },
    /// How far one person of a thread got, to both.
    MessageRead {
        /// In which thread.
        encounter_id: EncounterId,
        /// Who.
        user_id: UserId,
        /// How far.
        marks: ChatMarks,
    },
    /// The other person of a thread is writing, or no longer. Relayed from memory, never stored; worth
    /// nothing after a few seconds.
    Typing {
        /// In which thread.
        encounter_id: EncounterId,
        /// Who.
        user_id: UserId,
        /// As it is now.
        typing: bool,
    },
    /// Somebody rings this person.
    CallInvitation {
        /// The call, ringing.
        call: CallSnapshot,
    },
    /// To the caller: how far the ring got.
    RingReceipt {
        /// Which call.
        call_id: CallId,
        /// How far.
        receipt: RingReceipt,
    },
    /// The called person accepted; the call names the device.
    CallConfirmed {
        /// The call, connecting.
        call: CallSnapshot,
    },
    /// The called person declined.
    CallDeclined {
        /// The call, ended.
        call: CallSnapshot,
    },
    /// Anything else about a call changed.
    CallUpdated {
        /// As it is now.
        call: CallSnapshot,
    },
    /// The call is over.
    CallEnded {
        /// The call, ended.
        call: CallSnapshot,
    },
    /// To the one device that asked for it: it is to ring as for a call, though nobody calls. Never
    /// stored.
    RingRehearsal {
        /// Silence falls here.
        until: Timestamp,
    },
    /// From the other device of the call. Relayed from memory, never stored.
    Signal {
        /// Which call.
        call_id: CallId,
        /// Counts from 1 within this call and direction.
        number: u64,
        /// What.
        signal: Signal,
    },
    /// A client frame was refused; the socket stays open.
    Refused {
        /// Why.
        code: ProblemCode,
        /// For a person who reads logs; nothing about anybody.
        detail: String,
    },
}

impl ServerFrame {
    /// The call a frame carries, if it carries one whole.
    #[must_use]
    pub fn call(&self) -> Option<&CallSnapshot> {
        match self {
            Self::CallInvitation { call }
            | Self::CallConfirmed { call }
            | Self::CallDeclined { call }
            | Self::CallUpdated { call }
            | Self::CallEnded { call } => Some(call),
            Self::Authenticated { .. }
            | Self::QueueUpdated(_)
            | Self::ScheduleStatusChanged { .. }
            | Self::PresenceChanged { .. }
            | Self::ReadyChanged { .. }
            | Self::DeviceTestCompleted { .. }
            | Self::Notification { .. }
            | Self::AppointmentChanged { .. }
            | Self::Message { .. }
            | Self::MessageRead { .. }
            | Self::Typing { .. }
            | Self::RingReceipt { .. }
            | Self::RingRehearsal { .. }
            | Self::Signal { .. }
            | Self::Refused { .. } => None,
        }
    }
}

/// A server frame in its envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// [`PROTOCOL_VERSION`].
    pub v: u32,
    /// For a stored frame: its own number, one more than the stored one before it. For a frame that
    /// is not stored: the number of the last stored one sent on this socket.
    pub seq: i64,
    /// Whether `seq` is this frame's own.
    pub stored: bool,
    /// The frame, its `type` and `data` beside the fields above.
    #[serde(flatten)]
    pub frame: ServerFrame,
}
