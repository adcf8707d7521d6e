use crate::{
    Appointment, CallId, CallSnapshot, ChatMarks, DeviceTest, EncounterId, Message, Notification,
    Presence, ProblemCode, QueueSnapshot, Reachability, RingReceipt, Schedule, ScheduleId,
    SessionId, Signal, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

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
    /// To a patient: the place was handed over to another doctor, at the end of whose queue it is now.
    PlaceMoved {
        /// In whose queue it was.
        from: ScheduleId,
        /// The session in whose queue it is.
        schedule: Schedule,
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
    /// To a patient whose last invitation was not answered: each device is to ring as for a call, though
    /// nobody calls, and to ask whether the patient is here now.
    RingReminder {
        /// In whose queue the patient waits.
        schedule_id: ScheduleId,
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
            | Self::RingReminder { .. }
            | Self::PlaceMoved { .. }
            | Self::Signal { .. }
            | Self::Refused { .. } => None,
        }
    }
}

#[cfg(feature = "samples")]
impl ServerFrame {
    /// One of each, and more of those whose inside differs.
    #[must_use]
    pub fn samples() -> Vec<Self> {
        use crate::samples as of;
        let of::About {
            schedule_id,
            call_id,
            encounter_id,
            ..
        } = of::About::default();
        let (patient_id, doctor_id) = (of::patient_id(), of::doctor_id());
        of::one_of_each!(
            ServerFrame,
            [
                Authenticated {
                    user_id: patient_id,
                    session_id: of::session_id(),
                    server_now: of::NOW,
                    resumed: true,
                },
                QueueUpdated(of::queue(of::doctors_queue())),
                QueueUpdated(of::queue(of::own_place())),
                ScheduleStatusChanged {
                    schedule: of::schedule(),
                },
                PresenceChanged {
                    user_id: doctor_id,
                    presence: Presence::Away,
                    reachability: Reachability::Away,
                    accepts_direct_calls: true,
                },
                ReadyChanged {
                    schedule_id,
                    patient_id,
                    ready: true,
                },
                DeviceTestCompleted {
                    schedule_id,
                    patient_id,
                    device_test: of::device_test(),
                },
                Notification {
                    notification: of::notification(of::missed_call()),
                },
                Message {
                    message: of::message(),
                },
                MessageRead {
                    encounter_id,
                    user_id: doctor_id,
                    marks: ChatMarks {
                        delivered: 4,
                        read: 3,
                    },
                },
                Typing {
                    encounter_id,
                    user_id: doctor_id,
                    typing: true,
                },
                CallInvitation { call: of::call() },
                RingReceipt {
                    call_id,
                    receipt: of::receipt(),
                },
                CallConfirmed { call: of::call() },
                CallDeclined {
                    call: of::ended_call(),
                },
                CallUpdated { call: of::call() },
                CallEnded {
                    call: of::ended_call(),
                },
                Signal {
                    call_id,
                    number: 1,
                    signal: Signal::offer("v=0".into()),
                },
                Signal {
                    call_id,
                    number: 2,
                    signal: of::candidate(),
                },
                RingRehearsal {
                    until: of::NOW.plus_s(8),
                },
                PlaceMoved {
                    from: schedule_id,
                    schedule: of::schedule(),
                },
                RingReminder {
                    schedule_id,
                    until: of::NOW.plus_s(30),
                },
                Refused {
                    code: ProblemCode::CallPhase,
                    detail: "Another phase.".into(),
                },
                AppointmentChanged {
                    appointment: of::appointment(),
                },
                Notification {
                    notification: of::notification(of::appointment_news()),
                },
                Notification {
                    notification: of::notification(of::reminder()),
                },
                Notification {
                    notification: of::notification(of::waiting_room_news()),
                },
                Notification {
                    notification: of::notification(of::wrong_passwords()),
                },
                Signal {
                    call_id,
                    number: 3,
                    signal: of::offer(),
                },
                Signal {
                    call_id,
                    number: 4,
                    signal: of::answer(),
                },
                Signal {
                    call_id,
                    number: 5,
                    signal: of::reveal(),
                },
            ]
        )
    }
}
