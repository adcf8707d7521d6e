//! What is wrong with the own devices, all taken together.

use super::audio::capture::MicrophoneTrouble;
use super::audio::device::NoSpeaker;
use super::video::source::CameraTrouble;
use client_core::DeviceTrouble;

/// A device's thread reports; nothing is wrong where it carries nothing.
#[derive(Clone, Copy, Debug)]
pub enum DeviceReport {
    /// About the camera.
    Camera(Option<CameraTrouble>),
    /// About the microphone.
    Microphone(Option<MicrophoneTrouble>),
    /// About the speaker.
    Speaker(Option<NoSpeaker>),
}

/// All devices.
#[derive(Debug, Default)]
pub struct Troubles {
    camera: Option<CameraTrouble>,
    microphone: Option<MicrophoneTrouble>,
    speaker: Option<NoSpeaker>,
    told: Option<DeviceTrouble>,
}

impl Troubles {
    /// Takes a report in; what there is to tell, where that changed.
    pub fn note(&mut self, report: DeviceReport) -> Option<Option<DeviceTrouble>> {
        match report {
            DeviceReport::Camera(trouble) => self.camera = trouble,
            DeviceReport::Microphone(trouble) => self.microphone = trouble,
            DeviceReport::Speaker(trouble) => self.speaker = trouble,
        }
        let now = self.worst();
        (std::mem::replace(&mut self.told, now) != now).then_some(now)
    }

    /// The camera is on, and there is none.
    pub fn camera_is_missing(&self) -> bool {
        self.camera == Some(CameraTrouble::Missing)
    }

    /// A refusal comes first, because a person can undo it, and then what the other side misses: that
    /// nothing is heard here is noticed here.
    fn worst(&self) -> Option<DeviceTrouble> {
        match (self.camera, self.microphone) {
            (Some(CameraTrouble::Refused), _) => Some(DeviceTrouble::CameraRefused),
            (_, Some(MicrophoneTrouble::Refused)) => Some(DeviceTrouble::MicrophoneRefused),
            (Some(CameraTrouble::Missing), Some(MicrophoneTrouble::Missing)) => {
                Some(DeviceTrouble::NoCameraNorMicrophone)
            }
            (Some(CameraTrouble::Missing), None) => Some(DeviceTrouble::NoCamera),
            (None, Some(MicrophoneTrouble::Missing)) => Some(DeviceTrouble::NoMicrophone),
            (None, None) => self.speaker.map(|NoSpeaker| DeviceTrouble::NoSpeaker),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_changes_are_told() {
        let mut troubles = Troubles::default();
        assert_eq!(troubles.note(DeviceReport::Camera(None)), None);
        let missing = DeviceReport::Microphone(Some(MicrophoneTrouble::Missing));
        assert_eq!(
            troubles.note(missing),
            Some(Some(DeviceTrouble::NoMicrophone))
        );
        assert_eq!(troubles.note(missing), None);
        let no_camera = DeviceReport::Camera(Some(CameraTrouble::Missing));
        let neither = Some(Some(DeviceTrouble::NoCameraNorMicrophone));
        assert_eq!(troubles.note(no_camera), neither);
        let refused = DeviceReport::Camera(Some(CameraTrouble::Refused));
        assert_eq!(
            troubles.note(refused),
            Some(Some(DeviceTrouble::CameraRefused))
        );
        assert_eq!(
            troubles.note(DeviceReport::Camera(None)),
            Some(Some(DeviceTrouble::NoMicrophone))
        );
        assert_eq!(troubles.note(DeviceReport::Microphone(None)), Some(None));
        let deaf = DeviceReport::Speaker(Some(NoSpeaker));
        assert_eq!(troubles.note(deaf), Some(Some(DeviceTrouble::NoSpeaker)));
        let neither = Some(Some(DeviceTrouble::NoMicrophone));
        assert_eq!(troubles.note(missing), neither);
        assert_eq!(troubles.note(DeviceReport::Speaker(None)), None);
    }
}
