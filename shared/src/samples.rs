//! One of every frame, with invented people, for tests of all who speak the protocol.

use crate::*;
use uuid::Uuid;

/// When everything of the samples happens.
pub(crate) const NOW: Timestamp = Timestamp(1_700_000_000_000);

/// What the frames of a device are about.
pub struct About {
    /// The access token.
    pub token: Pii,
    /// A session whose queue is watched.
    pub schedule_id: ScheduleId,
    /// A call that this device is in.
    pub call_id: CallId,
    /// A thread that messages are in.
    pub encounter_id: EncounterId,
}

impl Default for About {
    fn default() -> Self {
        Self {
            token: Pii::from("token"),
            schedule_id: ScheduleId(id(5)),
            call_id: CallId(id(7)),
            encounter_id: EncounterId(id(6)),
        }
    }
}

/// A list of frames by their variants. A variant that it lacks does not compile.
macro_rules! one_of_each {
    ($frame:ident, [$($variant:ident $({ $($field:tt)* })? $(( $($part:tt)* ))?),+ $(,)?]) => {{
        #[allow(unreachable_patterns, reason = "a variant may have several samples")]
        const _: fn(&$frame) = |frame| match frame {
            $($frame::$variant { .. })|+ => (),
        };
        vec![$($frame::$variant $({ $($field)* })? $(( $($part)* ))?),+]
    }};
}
pub(crate) use one_of_each;

const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub(crate) const fn doctor_id() -> UserId {
    UserId(id(1))
}

pub(crate) const fn patient_id() -> UserId {
    UserId(id(2))
}

/// The patient's device.
pub(crate) const fn session_id() -> SessionId {
    SessionId(id(102))
}

fn member(number: u128, role: Role, name: &str) -> CallMember {
    CallMember {
        user_id: UserId(id(number)),
        role,
        name: Pii::from(name),
        session_id: Some(SessionId(id(number + 100))),
        media: MediaReport {
            microphone_on: true,
            camera_on: false,
            receiving: true,
        },
    }
}

pub(crate) fn call() -> CallSnapshot {
    CallSnapshot {
        id: CallId(id(7)),
        version: 3,
        kind: CallKind::Queue,
        schedule_id: Some(ScheduleId(id(5))),
        entry_id: Some(EntryId(id(6))),
        appointment_id: None,
        phase: CallPhase::Interrupted,
        until: Some(Timestamp(1_700_000_030_000)),
        loud_until: None,
        caller: member(1, Role::Doctor, "Maria Weber"),
        callee: member(2, Role::Patient, "John Miller"),
        receipt: RingReceipt {
            stage: RingStage::Answered,
            stall: None,
        },
        placed_at: NOW,
        accepted_at: Some(Timestamp(1_700_000_004_000)),
        active_at: Some(Timestamp(1_700_000_005_000)),
        ended_at: None,
        outcome: None,
        cause: None,
        ended_by: None,
        reason: Pii::default(),
        decline_message: Pii::default(),
    }
}

pub(crate) fn ended_call() -> CallSnapshot {
    CallSnapshot {
        phase: CallPhase::Ended,
        until: None,
        ended_at: Some(Timestamp(1_700_000_009_000)),
        outcome: Some(Outcome::Missed),
        cause: Some(Cause::RangUnheard),
        reason: Pii::from("The rash is back"),
        decline_message: Pii::from("I call you back at noon."),
        ..call()
    }
}

/// How far the ring got at first.
pub(crate) const fn receipt() -> RingReceipt {
    RingReceipt {
        stage: RingStage::Sounding,
        stall: None,
    }
}

/// A field of a proof: as long as so many bytes are in base64url without padding.
fn proof_field(bytes: usize) -> String {
    "A".repeat((bytes * 4).div_ceil(3))
}

pub(crate) fn offer() -> Signal {
    Signal::Offer {
        sdp: "v=0".into(),
        proof: Some(OfferProof {
            key: proof_field(32),
            commitment: proof_field(32),
            signature: proof_field(64),
        }),
    }
}

pub(crate) fn answer() -> Signal {
    Signal::Answer {
        sdp: "v=0".into(),
        proof: Some(AnswerProof {
            key: proof_field(32),
            commitment: proof_field(32),
            nonce: proof_field(32),
            signature: proof_field(64),
        }),
    }
}

pub(crate) fn reveal() -> Signal {
    Signal::Reveal {
        nonce: proof_field(32),
    }
}

pub(crate) fn candidate() -> Signal {
    Signal::Candidate {
        candidate: "candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host".into(),
        sdp_mid: Some("0".into()),
        sdp_mline_index: Some(0),
    }
}

pub(crate) fn device_test() -> DeviceTest {
    let good = TestPart {
        verdict: TestVerdict::Good,
        reason: None,
    };
    let failed = TestPart {
        verdict: TestVerdict::Failed,
        reason: Some(TestReason::Refused),
    };
    DeviceTest {
        camera: failed,
        microphone: good,
        speaker: good,
        network: good,
        ring: good,
        path: Some(NetworkPath::RelayTcp),
    }
}

pub(crate) fn schedule() -> Schedule {
    Schedule {
        id: ScheduleId(id(5)),
        doctor_id: UserId(id(1)),
        doctor_name: Pii::from("Maria Weber"),
        specialty: "General practice".into(),
        title: "Morning".into(),
        description: String::new(),
        status: ScheduleStatus::Online,
        starts_at: NOW,
        ends_at: Timestamp(1_700_003_600_000),
        time_zone: "Europe/Vienna".into(),
        capacity: 20,
        waiting: 2,
        version: 4,
    }
}

pub(crate) fn doctors_queue() -> QueueView {
    let entry = QueueEntry {
        entry_id: EntryId(id(6)),
        patient_id: UserId(id(2)),
        name: Pii::from("John Miller"),
        age: Some(43),
        reason: Pii::from("Cough"),
        position: Some(1),
        state: EntryState::Invited,
        joined_at: NOW,
        presence: Presence::Present,
        device_test: Some(device_test()),
        call_id: Some(CallId(id(7))),
        receipt: Some(RingReceipt {
            stage: RingStage::Reached,
            stall: Some(RingStall::Muted),
        }),
        unread: 2,
        device_test_lacking: true,
        failed_ring: Some(failed_ring()),
    };
    QueueView::Doctor {
        entries: vec![entry],
    }
}

const fn failed_ring() -> FailedRing {
    FailedRing {
        outcome: Outcome::Missed,
        cause: Some(Cause::RangUnheard),
        at: NOW,
        here_since: Some(NOW),
    }
}

pub(crate) fn own_place() -> QueueView {
    let place = OwnPlace {
        entry_id: EntryId(id(6)),
        state: EntryState::Ready,
        position: Some(2),
        waiting: 5,
        joined_at: NOW,
        reason: Pii::from("Cough"),
        device_test: None,
        unread: 1,
        expected: Some(ExpectedTurn {
            earliest: Timestamp(1_700_000_600_000),
            latest: Timestamp(1_700_001_500_000),
        }),
        device_test_policy: DeviceTestPolicy::Require,
        device_test_passed: false,
        said_ready: true,
        failed_ring: Some(failed_ring()),
    };
    QueueView::Patient {
        place: Some(place),
        waiting: 5,
    }
}

pub(crate) fn queue(queue: QueueView) -> QueueSnapshot {
    QueueSnapshot {
        schedule_id: ScheduleId(id(5)),
        version: 9,
        queue,
    }
}

pub(crate) const fn notification(about: NotificationAbout) -> Notification {
    Notification {
        number: 3,
        about,
        created_at: NOW,
        read_at: None,
    }
}

pub(crate) fn missed_call() -> NotificationAbout {
    NotificationAbout::MissedCall {
        call_id: CallId(id(7)),
        other_name: Pii::from("Maria Weber"),
        other_id: Some(doctor_id()),
        call_kind: Some(CallKind::Direct),
        outgoing: true,
    }
}

pub(crate) fn appointment_news() -> NotificationAbout {
    NotificationAbout::AppointmentChanged {
        appointment_id: AppointmentId(id(8)),
        news: AppointmentNews::Requested,
        other_name: Pii::from("Maria Weber"),
        starts_at: NOW,
    }
}

pub(crate) fn reminder() -> NotificationAbout {
    NotificationAbout::AppointmentReminder {
        appointment_id: AppointmentId(id(8)),
        before: ReminderTime::TenMinutes,
        other_name: Pii::from("Maria Weber"),
        starts_at: NOW,
    }
}

pub(crate) fn waiting_room_news() -> NotificationAbout {
    NotificationAbout::WaitingRoom {
        schedule_id: ScheduleId(id(5)),
        patient_id: patient_id(),
        patient_name: Pii::from("John Miller"),
        title: "Morning".into(),
        news: WaitingRoomNews::TestFinished,
    }
}

pub(crate) const fn wrong_passwords() -> NotificationAbout {
    NotificationAbout::PasswordTried {
        at: PasswordTry::SignIn,
    }
}

pub(crate) fn appointment() -> Appointment {
    Appointment {
        id: AppointmentId(id(8)),
        version: 2,
        doctor_id: UserId(id(1)),
        doctor_name: Pii::from("Maria Weber"),
        patient_id: UserId(id(2)),
        patient_name: Pii::from("John Miller"),
        state: AppointmentState::NoShow,
        starts_at: NOW,
        ends_at: Timestamp(1_700_001_800_000),
        asked_by: Party::Patient,
        reason: Pii::from("Cough"),
        rescheduled_from: Some(AppointmentId(id(9))),
        rescheduled_to: None,
        cancelled_by: Some(Party::Doctor),
        cancel_reason: Pii::default(),
        absent: Some(Absent::Patient),
        call_status: CallStatus::Ended,
        opens_at: Timestamp(1_699_999_400_000),
        closes_at: Timestamp(1_700_001_800_000),
        doctor_time_zone: "Europe/Vienna".into(),
        patient_time_zone: "America/New_York".into(),
        device_test: None,
    }
}

pub(crate) fn message() -> Message {
    Message {
        id: MessageId(id(8)),
        encounter_id: EncounterId(id(6)),
        number: 4,
        sender_id: UserId(id(2)),
        text: Pii::from("Here is the picture."),
        file: Some(ChatFile {
            id: FileId(id(9)),
            name: Pii::from("arm.jpg"),
            media_type: "image/jpeg".into(),
            bytes: 48_211,
        }),
        sent_at: NOW,
        key: Some("0195".into()),
    }
}

pub(crate) fn quality_report() -> QualityReport {
    QualityReport {
        quality: Quality {
            grade: QualityGrade::Weak,
            cause: Some(QualityCause::Relay),
        },
        round_trip_ms: Some(260),
        lost_out_percent: 1,
        lost_in_percent: 2,
        jitter_ms: 9,
        concealed_percent: 3,
        kilobits_out: 640,
        kilobits_in: 700,
        picture_out: (640, 480),
        picture_in: (0, 0),
        freezes: 1,
        local_end: Some(PathEnd::Relay),
        remote_end: None,
    }
}
