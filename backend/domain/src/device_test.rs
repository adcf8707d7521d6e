//! Whether a patient's device is good enough for a consultation.

use crate::Refusal;
use shared::{DeviceTest, DeviceTestPolicy, TestPart, TestVerdict};

/// Whether a test was passed: heard, hearing, and a way to the other side, be it a weak one. A picture
/// is not asked for, as people may talk without one, but whether there is one is to be known.
#[must_use]
pub fn has_passed(test: Option<&DeviceTest>) -> bool {
    let works = |part: TestPart| matches!(part.verdict, TestVerdict::Good | TestVerdict::Weak);
    test.is_some_and(|test| {
        let heard = works(test.microphone) && works(test.speaker) && works(test.network);
        heard && test.camera.verdict != TestVerdict::Untested
    })
}

/// Whether there is something to warn of.
#[must_use]
pub fn is_lacking(policy: DeviceTestPolicy, test: Option<&DeviceTest>) -> bool {
    policy != DeviceTestPolicy::Ignore && !has_passed(test)
}

/// Whether a patient with this test may say Ready.
///
/// # Errors
/// The clinic requires a passed one.
pub fn check_ready(policy: DeviceTestPolicy, test: Option<&DeviceTest>) -> Result<(), Refusal> {
    match policy {
        DeviceTestPolicy::Require if !has_passed(test) => Err(Refusal::DeviceTestRequired),
        DeviceTestPolicy::Require | DeviceTestPolicy::Warn | DeviceTestPolicy::Ignore => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DeviceTestPolicy::{Ignore, Require, Warn};
    use TestVerdict::{Failed, Good, Untested, Weak};

    fn test(parts: [TestVerdict; 4]) -> DeviceTest {
        let [camera, microphone, speaker, network] = parts.map(|verdict| TestPart {
            verdict,
            reason: None,
        });
        DeviceTest {
            camera,
            microphone,
            speaker,
            network,
            ring: TestPart::default(),
            path: None,
        }
    }

    #[test]
    fn sound_both_ways_and_a_network_pass_with_or_without_a_picture() {
        for (parts, passed) in [
            ([Good, Good, Good, Good], true),
            ([Weak, Weak, Weak, Weak], true),
            ([Failed, Good, Good, Good], true),
            ([Untested, Good, Good, Good], false),
            ([Good, Failed, Good, Good], false),
            ([Good, Good, Failed, Good], false),
            ([Good, Good, Good, Failed], false),
            ([Good, Good, Good, Untested], false),
        ] {
            assert_eq!(has_passed(Some(&test(parts))), passed, "{parts:?}");
        }
        assert!(!has_passed(None));
    }

    #[test]
    fn the_clinic_decides_what_a_failed_test_means() {
        let failed = test([Good, Failed, Good, Good]);
        for (policy, lacking, ready) in [
            (Ignore, false, Ok(())),
            (Warn, true, Ok(())),
            (Require, true, Err(Refusal::DeviceTestRequired)),
        ] {
            assert_eq!(is_lacking(policy, Some(&failed)), lacking);
            assert_eq!(check_ready(policy, Some(&failed)), ready);
            assert_eq!(check_ready(policy, None), ready);
            let passed = test([Good; 4]);
            assert_eq!(check_ready(policy, Some(&passed)), Ok(()));
            assert!(!is_lacking(policy, Some(&passed)));
        }
    }
}
