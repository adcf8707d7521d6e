//! The speaker of a call: opens it, notices when it goes and when it comes back.

use super::device::aside::{Aside, Unanswered};
use super::device::{DeviceSpeaker, NoSpeaker, Openable, Opener, Place};
use super::render::{Capture, Discard, Speaker};
use crate::media::config::SpeakerSink;
use std::time::Instant;

/// Tells whether the other side can be heard here; nothing is wrong where it carries nothing.
pub type ReportSpeaker = Box<dyn Fn(Option<NoSpeaker>) + Send>;

/// The speaker, or nothing in its place.
pub struct AudioOutput {
    sink: SpeakerSink,
    /// What plays.
    speaker: Box<dyn Speaker>,
    opener: Opener<Sink>,
    /// Nothing stands in for a speaker that is being opened or is not there.
    mute: bool,
    /// Another speaker, where another one is to be used since devices came or went.
    another: Option<Aside<Option<DeviceSpeaker>>>,
    told: Option<Option<NoSpeaker>>,
    report: ReportSpeaker,
}

impl AudioOutput {
    /// Begins to open it; how that went is reported once it is known.
    pub fn open(sink: SpeakerSink, report: ReportSpeaker, now: Instant) -> Self {
        let mut mouth = Self {
            opener: opener(&sink, now),
            sink,
            speaker: Box::new(Discard::new(now)),
            mute: true,
            another: None,
            told: None,
            report,
        };
        mouth.look(now);
        mouth
    }

    /// Opens another one, or the same one again.
    pub fn use_sink(&mut self, sink: SpeakerSink, now: Instant) {
        self.sink = sink;
        self.fall_mute(now);
        self.opener = opener(&self.sink, now);
    }

    /// Devices came or went: another one may be the one to use. The same one plays on, because opening
    /// it again would cost the call its learnt echo.
    pub fn devices_changed(&mut self, now: Instant) {
        if self.mute {
            self.opener.try_now(now);
        } else if let (SpeakerSink::Device(wanted), Some(used)) = (&self.sink, self.speaker.entry())
        {
            let (wanted, used) = (wanted.clone(), used.clone());
            let question = move || DeviceSpeaker::open_another(wanted.as_ref(), &used);
            self.another = Some(Aside::ask(question));
        }
    }

    /// What plays now.
    pub fn speaker(&mut self) -> &mut dyn Speaker {
        self.speaker.as_mut()
    }

    /// Takes what was opened; whether something else plays now. Never waits.
    pub fn look(&mut self, now: Instant) -> bool {
        if self.mute {
            return self.welcome(now);
        }
        if self.speaker.is_lost(now) {
            self.fall_mute(now);
            self.opener.lost(NoSpeaker, now);
            return true;
        }
        let answer = self.another.as_ref().map(Aside::answer);
        if !matches!(answer, Some(Err(Unanswered::Yet))) {
            self.another = None;
        }
        match answer {
            Some(Ok(Some(another))) => {
                self.speaker = Box::new(another);
                true
            }
            Some(Ok(None) | Err(_)) | None => false,
        }
    }

    fn welcome(&mut self, now: Instant) -> bool {
        let opened = self.opener.poll(now);
        if let Some(Sink(speaker)) = opened {
            self.speaker = speaker;
            self.mute = false;
            self.tell(None);
            return true;
        }
        if let Some(fault) = self.opener.trouble(now) {
            self.tell(Some(fault));
        }
        false
    }

    fn fall_mute(&mut self, now: Instant) {
        if !self.mute {
            self.speaker = Box::new(Discard::new(now));
            self.mute = true;
        }
        self.another = None;
    }

    fn tell(&mut self, fault: Option<NoSpeaker>) {
        if self.told.replace(fault) != Some(fault) {
            (self.report)(fault);
        }
    }
}

/// A speaker of whatever kind.
struct Sink(Box<dyn Speaker>);

impl Openable for Sink {
    type Fault = NoSpeaker;
    const MISSING: Self::Fault = NoSpeaker;

    fn is_awake(&mut self, now: Instant) -> Result<bool, Self::Fault> {
        if self.0.is_lost(now) {
            return Err(NoSpeaker);
        }
        Ok(self.0.is_awake(now))
    }

    fn is_tried_again(_fault: Self::Fault) -> bool {
        true
    }
}

fn opener(sink: &SpeakerSink, now: Instant) -> Opener<Sink> {
    let place = if matches!(sink, SpeakerSink::Device(_)) {
        Place::Aside
    } else {
        Place::Here
    };
    let sink = sink.clone();
    Opener::begin(place, move || open(&sink).map(Sink), now)
}

fn open(sink: &SpeakerSink) -> Result<Box<dyn Speaker>, NoSpeaker> {
    let now = Instant::now();
    Ok(match sink {
        SpeakerSink::Device(wanted) => {
            Box::new(DeviceSpeaker::open(wanted.as_ref()).ok_or(NoSpeaker)?)
        }
        SpeakerSink::External(devices) => devices.open_speaker(now),
        SpeakerSink::Discard => Box::new(Discard::new(now)),
        SpeakerSink::Capture(captured) => Box::new(Capture::new(captured.clone(), now)),
    })
}
