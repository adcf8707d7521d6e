//! What people are told of besides what they see, and how.

use shared::{DeviceTest, NotificationChoice, NotificationKind, TestVerdict};

/// How a kind is told to somebody who chose nothing: what cannot wait is shown by the operating
/// system as well, and what is about an appointment comes by mail.
#[must_use]
pub const fn usual_choice(kind: NotificationKind) -> NotificationChoice {
    let (os, mail) = match kind {
        NotificationKind::AppointmentReminder => (true, Some(true)),
        NotificationKind::AppointmentChanged => (false, Some(true)),
        NotificationKind::MissedCall
        | NotificationKind::PasswordTried
        | NotificationKind::SessionStarted
        | NotificationKind::WaitingRoom => (true, None),
        NotificationKind::SessionEnded
        | NotificationKind::RemovedFromQueue
        | NotificationKind::NewMessage => (false, None),
    };
    NotificationChoice {
        kind,
        in_app: true,
        os,
        mail,
    }
}

/// Whether a person may do without being told of this kind.
#[must_use]
pub fn may_be_unwanted(kind: NotificationKind) -> bool {
    kind != NotificationKind::PasswordTried
}

/// Whether a device test came to its end with this result.
#[must_use]
pub fn finishes_test(before: Option<&DeviceTest>, after: &DeviceTest) -> bool {
    let complete = |test: &DeviceTest| {
        let parts = [test.camera, test.microphone, test.speaker, test.network];
        parts
            .iter()
            .all(|part| part.verdict != TestVerdict::Untested)
    };
    complete(after) && !before.is_some_and(complete)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::TestPart;

    fn test(network: TestVerdict) -> DeviceTest {
        let part = |verdict| TestPart {
            verdict,
            reason: None,
        };
        let good = part(TestVerdict::Good);
        DeviceTest {
            camera: good,
            microphone: good,
            speaker: good,
            network: part(network),
            ring: good,
            path: None,
        }
    }

    #[test]
    fn a_test_is_finished_once_with_its_last_part() {
        let (begun, done) = (test(TestVerdict::Untested), test(TestVerdict::Weak));
        assert!(!finishes_test(None, &begun));
        assert!(finishes_test(Some(&begun), &done));
        assert!(finishes_test(None, &done));
        assert!(!finishes_test(Some(&done), &test(TestVerdict::Good)));
    }

    #[test]
    fn only_appointments_come_by_mail() {
        let mailed = NotificationKind::ALL.into_iter();
        let mailed: Vec<_> = mailed
            .filter(|kind| usual_choice(*kind).mail.is_some())
            .collect();
        use NotificationKind::{AppointmentChanged, AppointmentReminder};
        assert_eq!(mailed, [AppointmentChanged, AppointmentReminder]);
    }
}
