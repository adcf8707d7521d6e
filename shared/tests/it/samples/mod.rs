//! One of every frame.

use shared::*;
use uuid::Uuid;

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
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

fn call() -> CallSnapshot {
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
        placed_at: Timestamp(1_700_000_000_000),
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

fn ended() -> CallSnapshot {
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

fn device_test() -> DeviceTest {
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
    }
}

fn schedule() -> Schedule {
    Schedule {
        id: ScheduleId(id(5)),
        doctor_id: UserId(id(1)),
        doctor_name: Pii::from("Maria Weber"),
        specialty: "General practice".into(),
        title: "Morning".into(),
        description: String::new(),
        status: ScheduleStatus::Online,
        starts_at: Timestamp(1_700_000_000_000),
        ends_at: Timestamp(1_700_003_600_000),
        time_zone: "Europe/Vienna".into(),
        capacity: 20,
        waiting: 2,
        version: 4,
    }
}

fn doctors_queue() -> QueueView {
    let entry = QueueEntry {
        entry_id: EntryId(id(6)),
        patient_id: UserId(id(2)),
        name: Pii::from("John Miller"),
        age: Some(43),
        reason: Pii::from("Cough"),
        position: Some(1),
        state: EntryState::Invited,
        joined_at: Timestamp(1_700_000_000_000),
        presence: Presence::Present,
        device_test: Some(device_test()),
        call_id: Some(CallId(id(7))),
        receipt: Some(RingReceipt {
            stage: RingStage::Reached,
            stall: Some(RingStall::Muted),
        }),
        unread: 2,
        device_test_lacking: true,
    };
    QueueView::Doctor {
        entries: vec![entry],
    }
}

fn own_place() -> QueueView {
    let place = OwnPlace {
        entry_id: EntryId(id(6)),
        state: EntryState::Ready,
        position: Some(2),
        waiting: 5,
        joined_at: Timestamp(1_700_000_000_000),
        reason: Pii::from("Cough"),
        device_test: None,
        unread: 1,
        expected: Some(ExpectedTurn {
            earliest: Timestamp(1_700_000_600_000),
            latest: Timestamp(1_700_001_500_000),
        }),
        device_test_policy: DeviceTestPolicy::Require,
        device_test_passed: false,
    };
    QueueView::Patient {
        place: Some(place),
        waiting: 5,
    }
}

fn updated(queue: QueueView) -> ServerFrame {
    let schedule_id = ScheduleId(id(5));
    ServerFrame::QueueUpdated(QueueSnapshot {
        schedule_id,
        version: 9,
        queue,
    })
}

fn notification() -> Notification {
    let (call_id, other_name) = (CallId(id(7)), Pii::from("Maria Weber"));
    Notification {
        number: 3,
        about: NotificationAbout::MissedCall {
            call_id,
            other_name,
            other_id: Some(UserId(id(1))),
            call_kind: Some(CallKind::Direct),
            outgoing: true,
        },
        created_at: Timestamp(1_700_000_000_000),
        read_at: None,
    }
}

fn appointment() -> Appointment {
    Appointment {
        id: AppointmentId(id(8)),
        version: 2,
        doctor_id: UserId(id(1)),
        doctor_name: Pii::from("Maria Weber"),
        patient_id: UserId(id(2)),
        patient_name: Pii::from("John Miller"),
        state: AppointmentState::NoShow,
        starts_at: Timestamp(1_700_000_000_000),
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

fn told(about: NotificationAbout) -> ServerFrame {
    let notification = Notification {
        about,
        ..notification()
    };
    ServerFrame::Notification { notification }
}

/// What the server says about appointments.
fn about_appointments() -> Vec<ServerFrame> {
    let (appointment_id, other_name) = (AppointmentId(id(8)), Pii::from("Maria Weber"));
    let starts_at = Timestamp(1_700_000_000_000);
    vec![
        ServerFrame::AppointmentChanged {
            appointment: appointment(),
        },
        told(NotificationAbout::AppointmentChanged {
            appointment_id,
            news: AppointmentNews::Requested,
            other_name: other_name.clone(),
            starts_at,
        }),
        told(NotificationAbout::AppointmentReminder {
            appointment_id,
            before: ReminderTime::TenMinutes,
            other_name,
            starts_at,
        }),
        told(NotificationAbout::WaitingRoom {
            schedule_id: ScheduleId(id(5)),
            patient_id: UserId(id(2)),
            patient_name: Pii::from("John Miller"),
            title: "Morning".into(),
            news: WaitingRoomNews::TestFinished,
        }),
    ]
}

fn message() -> Message {
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
        sent_at: Timestamp(1_700_000_000_000),
        key: Some("0195".into()),
    }
}

/// What the server says.
pub fn from_the_server() -> Vec<ServerFrame> {
    let (call_id, schedule_id, patient_id) = (CallId(id(7)), ScheduleId(id(5)), UserId(id(2)));
    let encounter_id = EncounterId(id(6));
    let candidate = Signal::Candidate {
        candidate: "candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host".into(),
        sdp_mid: Some("0".into()),
        sdp_mline_index: Some(0),
    };
    let sounding = RingReceipt {
        stage: RingStage::Sounding,
        stall: None,
    };
    let mut frames = vec![
        ServerFrame::Authenticated {
            user_id: patient_id,
            session_id: SessionId(id(102)),
            server_now: Timestamp(1_700_000_000_000),
            resumed: true,
        },
        updated(doctors_queue()),
        updated(own_place()),
        ServerFrame::ScheduleStatusChanged {
            schedule: schedule(),
        },
        ServerFrame::PresenceChanged {
            user_id: UserId(id(1)),
            presence: Presence::Away,
            reachability: Reachability::Away,
            accepts_direct_calls: true,
        },
        ServerFrame::ReadyChanged {
            schedule_id,
            patient_id,
            ready: true,
        },
        ServerFrame::DeviceTestCompleted {
            schedule_id,
            patient_id,
            device_test: device_test(),
        },
        ServerFrame::Notification {
            notification: notification(),
        },
        ServerFrame::Message { message: message() },
        ServerFrame::MessageRead {
            encounter_id,
            user_id: UserId(id(1)),
            marks: ChatMarks {
                delivered: 4,
                read: 3,
            },
        },
        ServerFrame::Typing {
            encounter_id,
            user_id: UserId(id(1)),
            typing: true,
        },
        ServerFrame::CallInvitation { call: call() },
        ServerFrame::RingReceipt {
            call_id,
            receipt: sounding,
        },
        ServerFrame::CallConfirmed { call: call() },
        ServerFrame::CallDeclined { call: ended() },
        ServerFrame::CallUpdated { call: call() },
        ServerFrame::CallEnded { call: ended() },
        ServerFrame::Signal {
            call_id,
            number: 1,
            signal: Signal::Offer { sdp: "v=0".into() },
        },
        ServerFrame::Signal {
            call_id,
            number: 2,
            signal: candidate,
        },
        ServerFrame::RingRehearsal {
            until: Timestamp(1_700_000_008_000),
        },
        ServerFrame::Refused {
            code: ProblemCode::CallPhase,
            detail: "Another phase.".into(),
        },
    ];
    frames.extend(about_appointments());
    frames
}

fn quality_report() -> QualityReport {
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

/// What a device says.
pub fn from_a_device() -> Vec<ClientFrame> {
    let (call_id, schedule_id) = (CallId(id(7)), ScheduleId(id(5)));
    let stall = Some(RingStall::NoSoundOutput);
    let encounter_id = EncounterId(id(6));
    vec![
        ClientFrame::Authenticate {
            token: Pii::from("token"),
            last_seq: Some(12),
        },
        ClientFrame::JoinSchedule { schedule_id },
        ClientFrame::LeaveSchedule { schedule_id },
        ClientFrame::JoinCall {
            call_id,
            last_signal: 4,
        },
        ClientFrame::LeaveCall { call_id },
        ClientFrame::RingReceipt {
            call_id,
            stage: RingStage::Seen,
            stall,
        },
        ClientFrame::CallQuality {
            call_id,
            report: quality_report(),
        },
        ClientFrame::Message {
            encounter_id,
            reached: 4,
        },
        ClientFrame::MessageRead {
            encounter_id,
            read: 3,
            looking: true,
        },
        ClientFrame::Typing {
            encounter_id,
            typing: true,
        },
        ClientFrame::Signal {
            call_id,
            signal: Signal::Answer { sdp: "v=0".into() },
        },
        ClientFrame::Signal {
            call_id,
            signal: Signal::OfferWanted,
        },
        ClientFrame::JoinDoctors,
        ClientFrame::LeaveDoctors,
        ClientFrame::LookAtSchedule {
            schedule_id: Some(schedule_id),
        },
    ]
}
