//! The microphone of a call or a check: opens it, notices when it goes and when it comes back.

use super::Piece;
use super::capture::{
    LoopSource, Microphone, MicrophoneTrouble, Plugged, SilentSource, ToneSource,
};
use super::device::DeviceMicrophone;
use super::wav::read_wav;
use crate::media::config::MicrophoneSource;
use std::time::{Duration, Instant};

/// How often a microphone that went away is looked for.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Tells about the microphone; nothing is wrong where it carries nothing.
pub type ReportMicrophone = Box<dyn Fn(Option<MicrophoneTrouble>) + Send>;

/// The microphone, or silence in its place.
pub struct AudioInput {
    source: MicrophoneSource,
    microphone: Box<dyn Microphone>,
    /// Why it is deaf, and since when it was not tried again.
    deaf: Option<(MicrophoneTrouble, Instant)>,
    /// Another one than the chosen one is heard, because that is not plugged in.
    stands_in: bool,
    report: ReportMicrophone,
}

impl AudioInput {
    /// Opens it and reports how that went.
    pub fn open(source: MicrophoneSource, report: ReportMicrophone, now: Instant) -> Self {
        let mut ear = Self {
            source,
            microphone: Box::new(SilentSource::new(now)),
            deaf: None,
            stands_in: false,
            report,
        };
        ear.reopen(now);
        ear
    }

    /// Opens another one, or the same one again.
    pub fn use_source(&mut self, source: MicrophoneSource, now: Instant) {
        self.source = source;
        self.reopen(now);
    }

    /// A person says: I plugged it in.
    pub fn try_again(&mut self, now: Instant) {
        if self.deaf.is_some() {
            self.reopen(now);
        }
    }

    /// Devices came or went: the chosen one may be back.
    pub fn devices_changed(&mut self, now: Instant) {
        if self.stands_in || self.deaf.is_some() {
            self.reopen(now);
        }
    }

    /// Whether the sound is a real microphone's, which needs its echo and its noise taken out.
    #[must_use]
    pub fn hears_a_room(&self) -> bool {
        matches!(self.source, MicrophoneSource::Device(_))
    }

    /// The next piece, or nothing where it is not there yet. Never waits.
    pub fn hear(&mut self, now: Instant) -> Option<Piece> {
        if let Some((MicrophoneTrouble::Missing, since)) = self.deaf
            && now.saturating_duration_since(since) >= LOOK_EVERY
        {
            self.reopen(now);
        }
        match self.microphone.hear(now) {
            Ok(piece) => piece,
            Err(trouble) => {
                self.fall_deaf(trouble, now);
                None
            }
        }
    }

    fn reopen(&mut self, now: Instant) {
        // The old one first: some systems lend a microphone to one stream only.
        if self.deaf.is_none() {
            self.microphone = Box::new(SilentSource::new(now));
        }
        self.stands_in = false;
        let opened = match (open(&self.source, now), &self.source) {
            (Err(MicrophoneTrouble::Missing), MicrophoneSource::Device(Some(_))) => {
                self.stands_in = true;
                open(&MicrophoneSource::Device(None), now)
            }
            (opened, _) => opened,
        };
        match opened {
            Ok(microphone) => {
                self.microphone = microphone;
                self.deaf = None;
                (self.report)(None);
            }
            Err(trouble) => self.fall_deaf(trouble, now),
        }
    }

    fn fall_deaf(&mut self, trouble: MicrophoneTrouble, now: Instant) {
        if self.deaf.is_none() {
            self.microphone = Box::new(SilentSource::new(now));
        }
        if self.deaf.map(|(known, _)| known) != Some(trouble) {
            (self.report)(Some(trouble));
        }
        self.deaf = Some((trouble, now));
    }
}

fn open(source: &MicrophoneSource, now: Instant) -> Result<Box<dyn Microphone>, MicrophoneTrouble> {
    Ok(match source {
        MicrophoneSource::Device(name) => Box::new(DeviceMicrophone::open(name.as_deref())?),
        MicrophoneSource::Wav(path) => {
            let sound = read_wav(path).map_err(|_| MicrophoneTrouble::Missing)?;
            Box::new(LoopSource::new(sound, now).ok_or(MicrophoneTrouble::Missing)?)
        }
        MicrophoneSource::Tone { hertz } => Box::new(ToneSource::new(*hertz, now)),
        MicrophoneSource::Plugged { hertz, plug } => {
            Box::new(Plugged::open(ToneSource::new(*hertz, now), plug)?)
        }
        MicrophoneSource::External(devices) => devices.open_microphone(),
        MicrophoneSource::Silence => Box::new(SilentSource::new(now)),
        MicrophoneSource::None => return Err(MicrophoneTrouble::Missing),
        MicrophoneSource::Denied => return Err(MicrophoneTrouble::Refused),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::UnplugSwitch;
    use std::sync::{Arc, Mutex};

    #[test]
    fn a_microphone_that_comes_back_is_heard_again_without_a_word() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let report = Box::new(move |trouble| heard.lock().unwrap().push(trouble));
        let plug = UnplugSwitch::default();
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let source = MicrophoneSource::Plugged {
            hertz: 440.0,
            plug: plug.clone(),
        };
        let mut ear = AudioInput::open(source, report, start);
        let loud = |piece: Option<Piece>| piece.is_some_and(|it| it.iter().any(|s| s.abs() > 0.01));
        assert!(loud(ear.hear(at(20))));
        plug.unplug();
        assert!(!loud(ear.hear(at(40))));
        plug.plug_in();
        assert!(
            !loud(ear.hear(at(100))),
            "it is not looked for all the time"
        );
        ear.hear(at(2_100));
        assert!(loud(ear.hear(at(2_140))));
        let missing = Some(MicrophoneTrouble::Missing);
        assert_eq!(*told.lock().unwrap(), [None, missing, None]);
    }

    #[test]
    fn a_refused_one_is_asked_again_only_where_a_person_says_so() {
        let told = Arc::new(Mutex::new(0));
        let heard = Arc::clone(&told);
        let report = Box::new(move |_| *heard.lock().unwrap() += 1);
        let start = Instant::now();
        let mut ear = AudioInput::open(MicrophoneSource::Denied, report, start);
        ear.hear(start + Duration::from_secs(60));
        assert_eq!(*told.lock().unwrap(), 1);
        ear.use_source(MicrophoneSource::Silence, start);
        assert_eq!(*told.lock().unwrap(), 2);
    }
}
