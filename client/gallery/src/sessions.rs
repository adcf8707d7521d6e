//! The invented practice sessions, and who has a place in them.

use crate::people::{DAY_S, HOUR_S, MINUTE_S, NOW, doctor, patient, user_id};
use shared::{
    Cause, DeviceTest, DeviceTestPolicy, EncounterId, EntryId, EntryState, ExpectedTurn,
    FailedRing, NetworkPath, Outcome, OwnPlace, Presence, QueueEntry, Schedule, ScheduleId,
    ScheduleStatus, TestPart, TestReason, TestVerdict,
};
use uuid::Uuid;

/// The one that runs.
pub(crate) fn morning() -> Schedule {
    Schedule {
        id: ScheduleId(Uuid::from_u128(101)),
        doctor_id: doctor().user_id,
        doctor_name: doctor().name,
        specialty: "General practice".into(),
        title: "Morning consultation".into(),
        description: "For anything new, and for prescriptions. Please have your medicines at hand."
            .into(),
        status: ScheduleStatus::Online,
        starts_at: NOW.plus_s(-24 * MINUTE_S),
        ends_at: NOW.plus_s(3 * HOUR_S - 24 * MINUTE_S),
        time_zone: "Europe/Vienna".into(),
        capacity: 20,
        waiting: 5,
        version: 7,
    }
}

/// A planned one for which somebody waits already.
pub(crate) fn evening() -> Schedule {
    Schedule {
        id: ScheduleId(Uuid::from_u128(102)),
        title: "Evening consultation".into(),
        description: "After work, for those who cannot come in the morning.".into(),
        status: ScheduleStatus::Upcoming,
        starts_at: NOW.plus_s(9 * HOUR_S),
        ends_at: NOW.plus_s(11 * HOUR_S),
        waiting: 1,
        ..morning()
    }
}

/// A planned one for which nobody waits.
pub(crate) fn skin() -> Schedule {
    Schedule {
        id: ScheduleId(Uuid::from_u128(103)),
        title: "Skin check".into(),
        description: "Show us what worries you.".into(),
        starts_at: NOW.plus_s(DAY_S),
        ends_at: NOW.plus_s(DAY_S + 2 * HOUR_S),
        waiting: 0,
        ..evening()
    }
}

/// The same with another doctor, as a patient may find it.
pub(crate) fn skin_elsewhere() -> Schedule {
    Schedule {
        doctor_id: user_id(11),
        doctor_name: "Dr. Jonas Lindqvist".into(),
        specialty: "Dermatology".into(),
        ..skin()
    }
}

/// One of another doctor that is under way.
pub(crate) fn running_elsewhere() -> Schedule {
    Schedule {
        status: ScheduleStatus::Online,
        starts_at: morning().starts_at,
        ends_at: morning().ends_at,
        waiting: 2,
        ..skin_elsewhere()
    }
}

/// A past one.
pub(crate) fn yesterday() -> Schedule {
    Schedule {
        id: ScheduleId(Uuid::from_u128(104)),
        title: "Follow-up round".into(),
        description: String::new(),
        status: ScheduleStatus::Completed,
        starts_at: NOW.plus_s(-DAY_S),
        ends_at: NOW.plus_s(2 * HOUR_S - DAY_S),
        waiting: 0,
        ..morning()
    }
}

const fn part(verdict: TestVerdict, reason: Option<TestReason>) -> TestPart {
    TestPart { verdict, reason }
}

const GOOD: TestPart = part(TestVerdict::Good, None);
const UNTESTED: TestPart = part(TestVerdict::Untested, None);

/// Everything works.
pub(crate) const PASSED: DeviceTest = DeviceTest {
    camera: GOOD,
    microphone: GOOD,
    speaker: GOOD,
    network: GOOD,
    ring: UNTESTED,
    path: Some(NetworkPath::Direct),
};

/// It works, with a limit and without a camera.
pub(crate) const FLAWED: DeviceTest = DeviceTest {
    camera: part(TestVerdict::Failed, Some(TestReason::Missing)),
    network: part(TestVerdict::Weak, Some(TestReason::Slow)),
    path: Some(NetworkPath::RelayTls),
    ..PASSED
};

const BEGUN: DeviceTest = DeviceTest {
    speaker: UNTESTED,
    network: UNTESTED,
    path: None,
    ..PASSED
};

fn entry(number: u128, name: &str, state: EntryState, minutes: i64) -> QueueEntry {
    QueueEntry {
        entry_id: EntryId(Uuid::from_u128(200 + number)),
        patient_id: user_id(number),
        name: name.into(),
        age: None,
        reason: "".into(),
        position: None,
        state,
        joined_at: NOW.plus_s(-minutes * MINUTE_S),
        presence: Presence::Present,
        device_test: None,
        call_id: None,
        receipt: None,
        unread: 0,
        device_test_lacking: false,
        failed_ring: None,
    }
}

/// A ring that was not answered a moment ago.
pub(crate) const UNHEARD: FailedRing = FailedRing {
    outcome: Outcome::Missed,
    cause: Some(Cause::RangUnheard),
    at: NOW.plus_s(-2 * MINUTE_S),
    here_since: None,
};

/// The thread of the patient's place.
pub(crate) fn encounter() -> EncounterId {
    EntryId(Uuid::from_u128(202)).into()
}

/// The morning's queue, with the patient in this state.
pub(crate) fn queue(state: EntryState) -> Vec<QueueEntry> {
    let waiting = |number, name: &str, minutes| entry(number, name, EntryState::Waiting, minutes);
    let mut open = vec![
        QueueEntry {
            age: Some(42),
            reason: "A cough since Monday, worse at night".into(),
            device_test: Some(PASSED),
            ..entry(2, patient().name.reveal(), state, 18)
        },
        QueueEntry {
            age: Some(67),
            reason: "New prescription for blood pressure".into(),
            presence: Presence::Away,
            device_test: Some(BEGUN),
            device_test_lacking: true,
            ..waiting(3, "John Doe", 12)
        },
        QueueEntry {
            age: Some(29),
            device_test: Some(FLAWED),
            device_test_lacking: true,
            ..entry(4, "Aylin Demir", EntryState::Ready, 7)
        },
        QueueEntry {
            age: Some(51),
            reason: "Tired for weeks".into(),
            ..waiting(5, "Bo Lindqvist-Österreicher", 5)
        },
        QueueEntry {
            reason: "Headache, light hurts".into(),
            presence: Presence::Gone,
            ..waiting(6, "Peter Alexander van der Hoogenband", 2)
        },
    ];
    for (position, entry) in (1..).zip(&mut open) {
        entry.position = Some(position);
    }
    let settled = [
        QueueEntry {
            age: Some(35),
            reason: "Back pain".into(),
            ..entry(7, "Eva Novak", EntryState::Done, 40)
        },
        QueueEntry {
            age: Some(51),
            reason: "Results of the blood test".into(),
            presence: Presence::Gone,
            ..entry(8, "Tom Okafor", EntryState::Left, 33)
        },
        entry(10, "Fatima Haddad", EntryState::NoShow, 45),
    ];
    open.into_iter().chain(settled).collect()
}

/// The patient's own place in it.
pub(crate) fn place(state: EntryState) -> OwnPlace {
    let position = match state {
        EntryState::Waiting => Some(2),
        _ => state.is_open().then_some(1),
    };
    OwnPlace {
        entry_id: EntryId(encounter().0),
        state,
        position,
        waiting: 5,
        joined_at: NOW.plus_s(-18 * MINUTE_S),
        reason: "A cough since Monday, worse at night".into(),
        device_test: None,
        unread: 0,
        expected: position.map(|_| ExpectedTurn {
            earliest: NOW.plus_s(8 * MINUTE_S),
            latest: NOW.plus_s(26 * MINUTE_S),
        }),
        device_test_policy: DeviceTestPolicy::Warn,
        device_test_passed: state != EntryState::Waiting,
        said_ready: state != EntryState::Waiting,
        failed_ring: None,
    }
}
