//! What there is to see of the devices.

use crate::devices::network::NetworkFigures;
use crate::view_parts::Action;
use serde::{Deserialize, Deserializer, Serialize};
use shared::{DeviceTest, ScheduleId, TestPart, TestReason, TestVerdict};

pub(super) const UNTESTED: TestPart = TestPart {
    verdict: TestVerdict::Untested,
    reason: None,
};

pub(super) const GOOD: TestPart = TestPart {
    verdict: TestVerdict::Good,
    reason: None,
};

pub(super) fn failed(reason: TestReason) -> TestPart {
    TestPart {
        verdict: TestVerdict::Failed,
        reason: Some(reason),
    }
}

/// A device that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeviceEntry {
    /// What [`DeviceChoice`] names it by.
    pub id: String,
    /// What the system calls it; two may have the same name.
    pub name: String,
}

impl DeviceEntry {
    /// The device of this name, whatever its id.
    #[must_use]
    pub fn named(name: String) -> Self {
        Self {
            id: name.clone(),
            name,
        }
    }
}

/// The devices that are plugged in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeviceList {
    /// Pictures in.
    pub cameras: Vec<DeviceEntry>,
    /// Sound in.
    pub microphones: Vec<DeviceEntry>,
    /// Sound out.
    pub speakers: Vec<DeviceEntry>,
}

/// Which devices a person wants; the system's own choice where absent or not plugged in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeviceChoice {
    /// For pictures.
    #[serde(deserialize_with = "entry_or_name")]
    pub camera: Option<DeviceEntry>,
    /// For sound in.
    #[serde(deserialize_with = "entry_or_name")]
    pub microphone: Option<DeviceEntry>,
    /// For the other side's sound.
    #[serde(deserialize_with = "entry_or_name")]
    pub speaker: Option<DeviceEntry>,
    /// For the ring, which sounds on the system's choice as well.
    #[serde(deserialize_with = "entry_or_name")]
    pub ring: Option<DeviceEntry>,
    /// The speaker is a headset, so there is no echo to cancel. A known headset needs no such word.
    pub headset: bool,
}

/// Choices that were kept while devices went by their names alone are names.
fn entry_or_name<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DeviceEntry>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        Entry(DeviceEntry),
        Name(String),
    }
    let kept = Option::<Kept>::deserialize(from)?;
    Ok(kept.map(|kept| match kept {
        Kept::Entry(entry) => entry,
        Kept::Name(name) => DeviceEntry::named(name),
    }))
}

/// What there is to see of the devices.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DevicesView {
    /// As far as they were looked for.
    pub found: DeviceList,
    /// As chosen.
    pub choice: DeviceChoice,
    /// Whether they work.
    pub check: Check,
    /// Let the server ring this device; absent where this person waits in no open room.
    pub try_ring: Option<Action>,
}

/// Where the test of the speaker stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum SpeakerTest {
    /// It does not run.
    #[default]
    Idle,
    /// The ringtone sounds.
    Sounding,
    /// The person is asked whether they heard it.
    Asking,
}

/// Whether the devices work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Check {
    /// The camera shows the person themselves and the microphone listens, for nobody else.
    pub open: bool,
    /// What was found so far.
    pub result: DeviceTest,
    /// How loud it is at the microphone, 0 to 100; 100 is full scale, 0 is 60 dB below.
    pub level: u8,
    /// The inputs of the microphone, counted from 1, that carry nothing while another one carries the
    /// voice; empty as long as there was no voice.
    pub dead_inputs: Vec<u8>,
    /// The test of the speaker.
    pub speaker: SpeakerTest,
    /// The trial call runs.
    pub network_busy: bool,
    /// What the last one measured.
    pub network: Option<NetworkFigures>,
    /// The rehearsal of the ring.
    pub ring: RingRehearsal,
    /// Whether the system shows this app's notifications; absent where nothing tells.
    pub notifications: Option<bool>,
}

impl Default for Check {
    fn default() -> Self {
        Self {
            open: false,
            result: DeviceTest {
                camera: UNTESTED,
                microphone: UNTESTED,
                speaker: UNTESTED,
                network: UNTESTED,
                ring: UNTESTED,
                path: None,
            },
            ring: RingRehearsal::Idle,
            notifications: None,
            level: 0,
            dead_inputs: Vec::new(),
            speaker: SpeakerTest::Idle,
            network_busy: false,
            network: None,
        }
    }
}

/// The clinic's second ring, after an invitation that was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Reminder {
    /// In whose queue this patient waits.
    pub schedule_id: ScheduleId,
    /// Say to be here now.
    pub say_here: Action,
}

/// Where the rehearsal of the ring stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum RingRehearsal {
    /// It does not run.
    #[default]
    Idle,
    /// The server was asked for it.
    Asked,
    /// It rings.
    Sounding,
    /// The person is asked whether they heard it.
    Asking,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_that_was_kept_by_name_is_still_one() {
        let kept = r#"{"camera":"cam-1","microphone":null,"speaker":{"id":"pulseaudio:usb","name":"USB"},"headset":true}"#;
        let choice: DeviceChoice = serde_json::from_str(kept).unwrap();
        let usb = DeviceEntry {
            id: "pulseaudio:usb".to_owned(),
            name: "USB".to_owned(),
        };
        let wanted = DeviceChoice {
            camera: Some(DeviceEntry::named("cam-1".to_owned())),
            speaker: Some(usb),
            headset: true,
            ..DeviceChoice::default()
        };
        assert_eq!(choice, wanted);
        let written = serde_json::to_string(&wanted).unwrap();
        assert_eq!(
            serde_json::from_str::<DeviceChoice>(&written).unwrap(),
            wanted
        );
    }
}
