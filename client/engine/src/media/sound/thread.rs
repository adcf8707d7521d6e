//! The thread that hears, encodes, decodes and plays during a call.
//!
//! One thread does both directions, so that the echo canceller sees what is played and what is heard
//! in one place. It never waits for the network: what can't be sent is dropped.

use super::codec::{SoundDecoder, SoundEncoder, packet_ticks};
use super::device::{DeviceMicrophone, DeviceSpeaker};
use super::microphone::{Loop, Microphone, MicrophoneTrouble, Silence, Tone};
use super::playout::{Playout, PlayoutFigures};
use super::speaker::{Capture, Discard, Speaker};
use super::voice::{VoiceChain, VoiceProcessor, VoiceSettings};
use super::wav::read_wav;
use super::{PIECE_SAMPLES, PIECE_TICKS};
use crate::media::transport::inbound::InwardSound;
use crate::media::transport::outbound::OutwardSound;
use crate::media::transport::sound_plan::{SoundPlan, SoundSteering};
use crate::media::transport::watch::Arrivals;
use crate::media::transport::way::Way;
use crate::media::{MicrophoneSource, SpeakerSink};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Sender;

/// How often the thread looks at its devices: four times per piece.
const ROUND: Duration = Duration::from_millis(5);

/// Tells the call about the microphone; nothing is wrong where it carries nothing.
pub type ReportMicrophone = Box<dyn Fn(Option<MicrophoneTrouble>) + Send>;

/// What the thread works with.
pub struct SoundSetup {
    /// Own sound.
    pub microphone: MicrophoneSource,
    /// The other side's sound.
    pub speaker: SpeakerSink,
    /// What is done to the sound of a real microphone.
    pub voice: VoiceSettings,
    /// Where encoded own sound goes.
    pub outward: Sender<OutwardSound>,
    /// Where the other side's comes from.
    pub inward: Receiver<InwardSound>,
    /// Knows how much of the own sound gets lost.
    pub arrivals: Arc<Arrivals>,
    /// Knows how much room there is.
    pub way: Arc<Way>,
    /// Hears about the microphone.
    pub report: ReportMicrophone,
}

/// A running thread; dropping it ends it.
pub struct SoundThread {
    stop: Arc<AtomicBool>,
    microphone_on: Arc<AtomicBool>,
    figures: Arc<Mutex<PlayoutFigures>>,
    thread: Option<JoinHandle<()>>,
}

impl SoundThread {
    /// Starts it; devices are opened on it, because that may take a while.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(setup: SoundSetup, microphone_on: bool) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let microphone_on = Arc::new(AtomicBool::new(microphone_on));
        let figures = Arc::new(Mutex::new(PlayoutFigures::default()));
        let (stopped, on) = (Arc::clone(&stop), Arc::clone(&microphone_on));
        let shared = Arc::clone(&figures);
        let thread = std::thread::Builder::new()
            .name("call-sound".to_owned())
            .spawn(move || match Rounds::new(setup, on, shared) {
                Ok(mut rounds) => {
                    while !stopped.load(Ordering::Relaxed) {
                        rounds.run_one(Instant::now());
                        std::thread::sleep(ROUND);
                    }
                }
                Err(fault) => tracing::error!(%fault, "a call has no sound"),
            })?;
        Ok(Self {
            stop,
            microphone_on,
            figures,
            thread: Some(thread),
        })
    }

    /// Sends what the microphone hears, or silence.
    pub fn set_microphone(&self, on: bool) {
        self.microphone_on.store(on, Ordering::Relaxed);
    }

    /// How the other side's sound fares.
    #[must_use]
    pub fn figures(&self) -> PlayoutFigures {
        *self.figures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends it and gives the thread to wait for.
    pub fn stop(mut self) -> Option<JoinHandle<()>> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take()
    }
}

impl Drop for SoundThread {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

struct Rounds {
    setup: SoundSetup,
    ear: Ear,
    microphone_on: Arc<AtomicBool>,
    was_on: bool,
    speaker: Box<dyn Speaker>,
    voice: VoiceChain,
    encoder: SoundEncoder,
    steering: SoundSteering,
    playout: Playout<SoundDecoder>,
    figures: Arc<Mutex<PlayoutFigures>>,
    at: u32,
    silent: bool,
}

/// The microphone, or silence in its place.
struct Ear {
    microphone: Box<dyn Microphone>,
    deaf: bool,
}

impl Ear {
    fn open(source: &MicrophoneSource, report: &ReportMicrophone) -> Self {
        match open_microphone(source) {
            Ok(microphone) => {
                report(None);
                Self {
                    microphone,
                    deaf: false,
                }
            }
            Err(trouble) => Self::deaf(trouble, report),
        }
    }

    fn deaf(trouble: MicrophoneTrouble, report: &ReportMicrophone) -> Self {
        report(Some(trouble));
        Self {
            microphone: Box::new(Silence::new(Instant::now())),
            deaf: true,
        }
    }
}

impl Rounds {
    fn new(
        setup: SoundSetup,
        microphone_on: Arc<AtomicBool>,
        figures: Arc<Mutex<PlayoutFigures>>,
    ) -> opus::Result<Self> {
        let speaker = open_speaker(&setup.speaker);
        // Sound from a file or a generator is sent as it is.
        let voice = match &setup.microphone {
            MicrophoneSource::Device(_) => setup.voice,
            _ => VoiceSettings::untouched(),
        };
        Ok(Self {
            ear: Ear::open(&setup.microphone, &setup.report),
            voice: VoiceChain::new(voice, speaker.can_echo()),
            was_on: microphone_on.load(Ordering::Relaxed),
            microphone_on,
            speaker,
            setup,
            encoder: SoundEncoder::new()?,
            steering: SoundSteering::default(),
            playout: Playout::new(SoundDecoder::new()?),
            figures,
            at: 0,
            silent: true,
        })
    }

    fn run_one(&mut self, now: Instant) {
        // First what was played: the microphone can only have heard it later.
        while let Some(frame) = self.speaker.played() {
            self.voice.played(&frame);
        }
        self.hear(now);
        while let Ok(packet) = self.setup.inward.try_recv() {
            if let Some(ticks) = packet_ticks(&packet.data) {
                let InwardSound {
                    number,
                    stamp,
                    data,
                    arrived_at,
                    is_copy,
                } = packet;
                if is_copy {
                    (self.playout).push_copy(number, stamp, ticks, data, arrived_at);
                } else {
                    self.playout.push(number, stamp, ticks, data, arrived_at);
                }
            }
        }
        while self.speaker.needs_frame(now) {
            let frame = self.playout.take(now);
            self.speaker.play(&frame);
        }
        self.keep_with_pictures(now);
        let mut shared = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        *shared = self.playout.figures();
    }

    /// Says what is heard now, and waits for pictures that come later.
    fn keep_with_pictures(&mut self, now: Instant) {
        let waiting = self.speaker.waiting().as_micros() * 48 / 1_000;
        let waiting = u32::try_from(waiting).unwrap_or_default();
        let next = self.playout.next_stamp();
        let heard = next.map(|next| next.wrapping_sub(waiting));
        let mut sync = self.setup.arrivals.lip_sync();
        sync.note_heard(heard, now);
        self.playout.hold_longer_by(sync.extra_for_sound());
    }

    fn hear(&mut self, now: Instant) {
        let on = self.microphone_on.load(Ordering::Relaxed);
        if on && !self.was_on && self.ear.deaf {
            // Switching it on again is how a person says: I plugged it in.
            self.ear = Ear::open(&self.setup.microphone, &self.setup.report);
        }
        self.was_on = on;
        loop {
            match self.ear.microphone.hear(now) {
                Ok(Some(mut piece)) => {
                    // Also while it is off, so that the room is known when it goes on.
                    self.voice.heard_piece(&mut piece);
                    self.send(if on { &piece } else { &[0.0; PIECE_SAMPLES] }, now);
                }
                Ok(None) => return,
                Err(trouble) => {
                    self.ear = Ear::deaf(trouble, &self.setup.report);
                    return;
                }
            }
        }
    }

    fn send(&mut self, piece: &super::Piece, now: Instant) {
        let at = self.at;
        self.at = self.at.wrapping_add(PIECE_TICKS);
        let plan = self.plan(now);
        let Ok(Some(data)) = self.encoder.encode(piece) else {
            self.silent = true;
            return;
        };
        let starts_talk = std::mem::replace(&mut self.silent, false);
        // The channel is full only where the network stands still; old sound is worth nothing then.
        let _ = self.setup.outward.try_send(OutwardSound {
            at,
            starts_talk,
            copies: plan.copies,
            data,
        });
    }

    /// How to send sound now, which the encoder is told, and the pictures' half, too.
    fn plan(&mut self, now: Instant) -> SoundPlan {
        let (known, lost) = (
            self.setup.way.known(),
            self.setup.arrivals.lost_sound_percent(),
        );
        let loss = known.loss.max(f64::from(lost) / 100.0);
        let takes_copies = known.copies_type.is_some();
        let plan = self.steering.plan(now, known.rate, loss, takes_copies);
        self.encoder.expect_loss(lost);
        self.encoder.set_rate(plan.bits_per_second);
        self.setup.way.note(|known| known.sound = plan.kilobits());
        plan
    }
}

fn open_microphone(source: &MicrophoneSource) -> Result<Box<dyn Microphone>, MicrophoneTrouble> {
    let now = Instant::now();
    Ok(match source {
        MicrophoneSource::Device(name) => Box::new(DeviceMicrophone::open(name.as_deref())?),
        MicrophoneSource::Wav(path) => {
            let sound = read_wav(path).map_err(|_| MicrophoneTrouble::Missing)?;
            Box::new(Loop::new(sound, now).ok_or(MicrophoneTrouble::Missing)?)
        }
        MicrophoneSource::Tone { hertz } => Box::new(Tone::new(*hertz, now)),
        MicrophoneSource::Silence => Box::new(Silence::new(now)),
        MicrophoneSource::None => return Err(MicrophoneTrouble::Missing),
        MicrophoneSource::Denied => return Err(MicrophoneTrouble::Refused),
    })
}

fn open_speaker(sink: &SpeakerSink) -> Box<dyn Speaker> {
    let now = Instant::now();
    match sink {
        SpeakerSink::Device(name) => match DeviceSpeaker::open(name.as_deref()) {
            Some(speaker) => Box::new(speaker),
            None => {
                tracing::warn!("no speaker; the call goes on without");
                Box::new(Discard::new(now))
            }
        },
        SpeakerSink::Discard => Box::new(Discard::new(now)),
        SpeakerSink::Capture(captured) => Box::new(Capture::new(captured.clone(), now)),
    }
}
