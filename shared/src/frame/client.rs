use crate::{CallId, EncounterId, Pii, QualityReport, RingStage, RingStall, ScheduleId, Signal};
use serde::{Deserialize, Serialize};

/// What becomes of the signals that wait for a device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backlog {
    /// This run of the app lacks them.
    #[default]
    Wanted,
    /// They were for an earlier run of the app, which ended in the middle of the call: they are forgotten.
    Outdated,
}

impl Backlog {
    const fn is_wanted(&self) -> bool {
        match self {
            Self::Wanted => true,
            Self::Outdated => false,
        }
    }
}

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
        /// What becomes of those that wait.
        #[serde(default, skip_serializing_if = "Backlog::is_wanted")]
        backlog: Backlog,
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

#[cfg(feature = "samples")]
impl ClientFrame {
    /// One of each, about things of the caller's choice, so that a server may be asked as well. They
    /// come in the order of a visit: nothing is said that needs what only a later one brings.
    #[must_use]
    pub fn samples(about: &crate::samples::About) -> Vec<Self> {
        let crate::samples::About {
            schedule_id,
            call_id,
            encounter_id,
            ..
        } = *about;
        crate::samples::one_of_each!(
            ClientFrame,
            [
                Authenticate {
                    token: about.token.clone(),
                    last_seq: Some(12),
                },
                JoinSchedule { schedule_id },
                RingReceipt {
                    call_id,
                    stage: RingStage::Seen,
                    stall: Some(RingStall::NoSoundOutput),
                },
                JoinCall {
                    call_id,
                    last_signal: 4,
                    backlog: Backlog::Wanted,
                },
                JoinCall {
                    call_id,
                    last_signal: 0,
                    backlog: Backlog::Outdated,
                },
                Signal {
                    call_id,
                    signal: Signal::answer("v=0".into()),
                },
                Signal {
                    call_id,
                    signal: Signal::OfferWanted {
                        transport: crate::Transport::Kept,
                    },
                },
                Signal {
                    call_id,
                    signal: Signal::OfferWanted {
                        transport: crate::Transport::New,
                    },
                },
                Signal {
                    call_id,
                    signal: crate::samples::answer(),
                },
                Signal {
                    call_id,
                    signal: crate::samples::reveal(),
                },
                CallQuality {
                    call_id,
                    report: crate::samples::quality_report(),
                },
                Message {
                    encounter_id,
                    reached: 4,
                },
                MessageRead {
                    encounter_id,
                    read: 3,
                    looking: true,
                },
                Typing {
                    encounter_id,
                    typing: true,
                },
                LeaveCall { call_id },
                LeaveSchedule { schedule_id },
                JoinDoctors,
                LeaveDoctors,
                LookAtSchedule {
                    schedule_id: Some(schedule_id),
                },
            ]
        )
    }
}
