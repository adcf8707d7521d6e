//! The microphone of a call or a check: opens it, notices when it goes and when it comes back.

use super::Piece;
use super::capture::{
    LoopSource, Microphone, MicrophoneTrouble, Plugged, SilentSource, ToneSource,
};
use super::device::aside::{Aside, Unanswered};
use super::device::{DeviceMicrophone, Openable, Opener, Place};
use super::wav::read_wav;
use crate::media::config::MicrophoneSource;
use client_core::DeviceEntry;
use std::time::Instant;

/// Tells about the microphone; nothing is wrong where it carries nothing.
pub type ReportMicrophone = Box<dyn Fn(Option<MicrophoneTrouble>) + Send>;

/// The microphone, or silence in its place.
pub struct AudioInput {
    source: MicrophoneSource,
    /// What is heard.
    microphone: Box<dyn Microphone>,
    opener: Opener<Source>,
    /// Silence stands in for a microphone that is being opened or is not there.
    deaf: bool,
    /// Another microphone, where another one is to be used since devices came or went.
    another: Option<Aside<Option<DeviceMicrophone>>>,
    told: Option<Option<MicrophoneTrouble>>,
    report: ReportMicrophone,
}

impl AudioInput {
    /// Begins to open it; how that went is reported once it is known.
    pub fn open(source: MicrophoneSource, report: ReportMicrophone, now: Instant) -> Self {
        let mut ear = Self {
            opener: opener(&source, now),
            source,
            microphone: Box::new(SilentSource::new(now)),
            deaf: true,
            another: None,
            told: None,
            report,
        };
        ear.welcome(now);
        ear
    }

    /// Opens another one, or the same one again.
    pub fn use_source(&mut self, source: MicrophoneSource, now: Instant) {
        self.source = source;
        self.fall_silent(now);
        self.opener = opener(&self.source, now);
        self.welcome(now);
    }

    /// A person says: I plugged it in.
    pub fn try_again(&mut self, now: Instant) {
        if self.deaf {
            self.opener.try_now(now);
        }
    }

    /// Devices came or went: another one may be the one to use. PulseAudio moves the stream of one that
    /// was pulled out to another one without a word, and never back.
    pub fn devices_changed(&mut self, now: Instant) {
        if let (MicrophoneSource::Device(wanted), Some(used)) =
            (&self.source, self.microphone.entry())
        {
            let (wanted, used) = (wanted.clone(), used.clone());
            let question = move || DeviceMicrophone::open_another(wanted.as_ref(), &used);
            self.another = Some(Aside::ask(question));
        }
        self.try_again(now);
    }

    /// Whether the sound is a real microphone's, which needs its echo and its noise taken out.
    #[must_use]
    pub fn hears_a_room(&self) -> bool {
        matches!(self.source, MicrophoneSource::Device(_))
    }

    /// Which one of the computer's microphones is heard; nothing while none is.
    #[must_use]
    pub fn entry(&self) -> Option<&DeviceEntry> {
        self.microphone.entry()
    }

    /// As [`Microphone::dead_channels`].
    #[must_use]
    pub fn dead_channels(&self) -> Option<u32> {
        self.microphone.dead_channels()
    }

    /// The next piece, or nothing where it is not there yet. Never waits.
    pub fn hear(&mut self, now: Instant) -> Option<Piece> {
        if self.deaf {
            self.welcome(now);
        }
        match self.another.as_ref().map(Aside::answer) {
            None | Some(Err(Unanswered::Yet)) => {}
            Some(Ok(None) | Err(Unanswered::Never)) => self.another = None,
            Some(Ok(Some(another))) => {
                self.another = None;
                self.microphone = Box::new(another);
            }
        }
        match self.microphone.hear(now) {
            Ok(piece) => piece,
            Err(trouble) => {
                self.fall_silent(now);
                self.opener.lost(trouble, now);
                None
            }
        }
    }

    /// Takes the microphone that was opened, where it is there.
    fn welcome(&mut self, now: Instant) {
        if let Some(Source(microphone)) = self.opener.poll(now) {
            self.microphone = microphone;
            self.deaf = false;
            self.tell(None);
        } else if let Some(trouble) = self.opener.trouble(now) {
            self.tell(Some(trouble));
        }
    }

    /// The old one goes before another one is opened: some systems lend a microphone to one stream only.
    fn fall_silent(&mut self, now: Instant) {
        if !self.deaf {
            self.microphone = Box::new(SilentSource::new(now));
            self.deaf = true;
        }
        self.another = None;
    }

    fn tell(&mut self, trouble: Option<MicrophoneTrouble>) {
        if self.told.replace(trouble) != Some(trouble) {
            (self.report)(trouble);
        }
    }
}

/// A microphone of whatever kind.
struct Source(Box<dyn Microphone>);

impl Openable for Source {
    type Fault = MicrophoneTrouble;
    const MISSING: Self::Fault = MicrophoneTrouble::Missing;

    fn is_awake(&mut self, now: Instant) -> Result<bool, Self::Fault> {
        self.0.is_awake(now)
    }

    fn is_tried_again(fault: Self::Fault) -> bool {
        // Opening a refused one would ask the person again.
        fault == MicrophoneTrouble::Missing
    }
}

fn opener(source: &MicrophoneSource, now: Instant) -> Opener<Source> {
    let place = if matches!(source, MicrophoneSource::Device(_)) {
        Place::Aside
    } else {
        Place::Here
    };
    let source = source.clone();
    Opener::begin(place, move || open(&source).map(Source), now)
}

fn open(source: &MicrophoneSource) -> Result<Box<dyn Microphone>, MicrophoneTrouble> {
    let now = Instant::now();
    Ok(match source {
        MicrophoneSource::Device(wanted) => Box::new(DeviceMicrophone::open(wanted.as_ref())?),
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
    use std::time::Duration;

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
        for pass in 3..75 {
            assert!(!loud(ear.hear(at(20 * pass))));
        }
        let missing = Some(MicrophoneTrouble::Missing);
        assert_eq!(*told.lock().unwrap(), [None, missing]);
        plug.plug_in();
        let back = (75..95).find(|pass| loud(ear.hear(at(20 * pass))));
        // It is tried four times a second.
        assert!(back.is_some_and(|pass| pass < 75 + 15), "{back:?}");
        assert_eq!(*told.lock().unwrap(), [None, missing, None]);
        // What is back within a moment is not missed.
        plug.unplug();
        ear.hear(at(10_000));
        plug.plug_in();
        assert!((500..520).any(|pass| loud(ear.hear(at(20 * pass)))));
        assert_eq!(told.lock().unwrap().len(), 3);
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
