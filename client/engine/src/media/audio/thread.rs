//! The thread that hears, encodes, decodes and plays during a call.
//!
//! One thread does both directions, so that the echo canceller sees what is played and what is heard
//! in one place. It never waits for the network: what can't be sent is dropped.

use super::adaptation::{AudioAdaptation, AudioSettings};
use super::input::{AudioInput, ReportMicrophone};
use super::jitter_buffer::{JitterBuffer, JitterBufferStats};
use super::opus::{AudioDecoder, AudioEncoder, packet_ticks};
use super::output::{AudioOutput, ReportSpeaker};
use super::processing::{VoiceChain, VoiceProcessor, VoiceSettings};
use super::render::Speaker;
use super::{PIECE_SAMPLES, PIECE_TICKS};
use crate::media::config::{MicrophoneSource, SpeakerSink};
use crate::media::rtp::inbound::InboundAudio;
use crate::media::rtp::outbound::OutboundAudio;
use crate::media::rtp::path_state::SharedPathState;
use crate::media::rtp::receive_monitor::Arrivals;
use crate::media::units::Fraction;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender as Commands, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::Sender;

/// How often the thread looks at its devices: four times per piece.
const ROUND: Duration = Duration::from_millis(5);

/// What the thread works with.
pub struct AudioSetup {
    /// Own sound.
    pub microphone: MicrophoneSource,
    /// The other side's sound.
    pub speaker: SpeakerSink,
    /// What is done to the sound of a real microphone.
    pub voice: VoiceSettings,
    /// Where encoded own sound goes.
    pub outbound: Sender<OutboundAudio>,
    /// Where the other side's comes from.
    pub inbound: Receiver<InboundAudio>,
    /// Knows how much of the own sound gets lost.
    pub arrivals: Arc<Arrivals>,
    /// Knows how much room there is.
    pub path: Arc<SharedPathState>,
    /// Hears about the microphone.
    pub report: ReportMicrophone,
    /// Hears about the speaker.
    pub report_speaker: ReportSpeaker,
}

/// What the thread is told while it runs.
enum Command {
    /// Use these from now on.
    Use(MicrophoneSource, SpeakerSink, VoiceSettings),
    /// Devices came or went.
    DevicesChanged,
}

/// A running thread; dropping it ends it.
pub struct AudioThread {
    commands: Commands<Command>,
    stop: Arc<AtomicBool>,
    microphone_on: Arc<AtomicBool>,
    stats: Arc<Mutex<JitterBufferStats>>,
    thread: Option<JoinHandle<()>>,
}

impl AudioThread {
    /// Starts it; devices are opened on it, because that may take a while.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(setup: AudioSetup, microphone_on: bool) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let microphone_on = Arc::new(AtomicBool::new(microphone_on));
        let stats = Arc::new(Mutex::new(JitterBufferStats::default()));
        let (stopped, on) = (Arc::clone(&stop), Arc::clone(&microphone_on));
        let shared = Arc::clone(&stats);
        let (commands, given) = channel();
        let thread = std::thread::Builder::new()
            .name("call-sound".to_owned())
            .spawn(move || match AudioLoop::new(setup, given, on, shared) {
                Ok(mut audio_loop) => {
                    while !stopped.load(Ordering::Relaxed) {
                        audio_loop.run_one(Instant::now());
                        std::thread::sleep(ROUND);
                    }
                }
                Err(fault) => tracing::error!(%fault, "a call has no sound"),
            })?;
        Ok(Self {
            commands,
            stop,
            microphone_on,
            stats,
            thread: Some(thread),
        })
    }

    /// Sends what the microphone hears, or silence.
    pub fn set_microphone(&self, on: bool) {
        self.microphone_on.store(on, Ordering::Relaxed);
    }

    /// Goes over to other devices.
    pub fn use_devices(
        &self,
        microphone: MicrophoneSource,
        speaker: SpeakerSink,
        voice: VoiceSettings,
    ) {
        // Nobody listens only where the thread has ended.
        let _ = self.commands.send(Command::Use(microphone, speaker, voice));
    }

    /// Looks again for a device that was chosen and is not used.
    pub fn devices_changed(&self) {
        let _ = self.commands.send(Command::DevicesChanged);
    }

    /// How the other side's sound fares.
    #[must_use]
    pub fn stats(&self) -> JitterBufferStats {
        *self.stats.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends it and gives the thread to wait for.
    pub fn stop(mut self) -> Option<JoinHandle<()>> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take()
    }
}

impl Drop for AudioThread {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

struct AudioLoop {
    commands: Receiver<Command>,
    outbound: Sender<OutboundAudio>,
    inbound: Receiver<InboundAudio>,
    arrivals: Arc<Arrivals>,
    path: Arc<SharedPathState>,
    settings: VoiceSettings,
    input: AudioInput,
    microphone_on: Arc<AtomicBool>,
    was_on: bool,
    output: AudioOutput,
    voice: VoiceChain,
    encoder: AudioEncoder,
    adaptation: AudioAdaptation,
    jitter_buffer: JitterBuffer<AudioDecoder>,
    stream: Option<u32>,
    stats: Arc<Mutex<JitterBufferStats>>,
    at: u32,
    silent: bool,
}

impl AudioLoop {
    fn new(
        setup: AudioSetup,
        commands: Receiver<Command>,
        microphone_on: Arc<AtomicBool>,
        stats: Arc<Mutex<JitterBufferStats>>,
    ) -> opus::Result<Self> {
        let AudioSetup {
            microphone,
            speaker: sink,
            voice: settings,
            outbound,
            inbound,
            arrivals,
            path,
            report,
            report_speaker,
        } = setup;
        let mut output = AudioOutput::open(sink, report_speaker, Instant::now());
        let input = AudioInput::open(microphone, report, Instant::now());
        Ok(Self {
            voice: make_voice(&input, output.speaker(), settings),
            was_on: microphone_on.load(Ordering::Relaxed),
            commands,
            outbound,
            inbound,
            arrivals,
            path,
            settings,
            input,
            microphone_on,
            output,
            encoder: AudioEncoder::new()?,
            adaptation: AudioAdaptation::default(),
            jitter_buffer: JitterBuffer::new(AudioDecoder::new()?),
            stream: None,
            stats,
            at: 0,
            silent: true,
        })
    }

    fn handle_command(&mut self, command: Command, now: Instant) {
        match command {
            Command::Use(microphone, sink, settings) => {
                self.settings = settings;
                self.output.use_sink(sink, now);
                self.input.use_source(microphone, now);
                self.make_voice();
            }
            Command::DevicesChanged => {
                self.input.devices_changed(now);
                self.output.devices_changed(now);
            }
        }
    }

    fn make_voice(&mut self) {
        self.voice = make_voice(&self.input, self.output.speaker(), self.settings);
    }

    fn run_one(&mut self, now: Instant) {
        while let Ok(command) = self.commands.try_recv() {
            self.handle_command(command, now);
        }
        if self.output.look(now) {
            self.make_voice();
        }
        // First what was played: the microphone can only have heard it later.
        while let Some(frame) = self.output.speaker().played() {
            self.voice.played(&frame);
        }
        self.hear(now);
        while let Ok(packet) = self.inbound.try_recv() {
            if let Some(ticks) = packet_ticks(&packet.data) {
                let InboundAudio {
                    stream,
                    number,
                    stamp,
                    data,
                    arrived_at,
                    is_copy,
                } = packet;
                if self.stream.replace(stream).is_some_and(|s| s != stream) {
                    self.jitter_buffer.begin_stream();
                }
                if is_copy {
                    (self.jitter_buffer).push_copy(number, stamp, ticks, data, arrived_at);
                } else {
                    self.jitter_buffer
                        .push(number, stamp, ticks, data, arrived_at);
                }
            }
        }
        while self.output.speaker().needs_frame(now) {
            let frame = self.jitter_buffer.take(now);
            self.output.speaker().play(&frame);
        }
        self.keep_lip_sync(now);
        let mut shared = self.stats.lock().unwrap_or_else(PoisonError::into_inner);
        *shared = self.jitter_buffer.stats();
    }

    /// Says what is heard now, and waits for pictures that come later.
    fn keep_lip_sync(&mut self, now: Instant) {
        let waiting = self.output.speaker().waiting().as_micros() * 48 / 1_000;
        let waiting = u32::try_from(waiting).unwrap_or_default();
        let next = self.jitter_buffer.next_stamp();
        let heard = next.map(|next| next.wrapping_sub(waiting));
        let mut sync = self.arrivals.lip_sync();
        sync.note_heard(heard, now);
        self.jitter_buffer.hold_longer_by(sync.extra_audio_delay());
    }

    fn hear(&mut self, now: Instant) {
        let on = self.microphone_on.load(Ordering::Relaxed);
        if on && !self.was_on {
            self.input.try_again(now);
        }
        self.was_on = on;
        while let Some(mut piece) = self.input.hear(now) {
            // Also while it is off, so that the room is known when it goes on.
            self.voice.heard_piece(&mut piece);
            self.send(if on { &piece } else { &[0.0; PIECE_SAMPLES] }, now);
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
        let _ = self.outbound.try_send(OutboundAudio {
            at,
            starts_talk,
            copies: plan.copies,
            data,
        });
    }

    /// How to send sound now, which the encoder is told, and the pictures' half, too.
    fn plan(&mut self, now: Instant) -> AudioSettings {
        let (state, lost) = (self.path.state(), self.arrivals.lost_audio_percent());
        let loss = state.loss.max(Fraction::percent(lost));
        let takes_red = state.red_payload_type.is_some();
        let plan = self.adaptation.plan(now, state.target, loss, takes_red);
        self.encoder.expect_loss(lost);
        self.encoder.set_bitrate(plan.bitrate);
        self.path.update(|state| state.audio = plan.wire_bitrate());
        plan
    }
}

/// Sound from a file or a generator is sent as it is.
fn make_voice(input: &AudioInput, speaker: &dyn Speaker, settings: VoiceSettings) -> VoiceChain {
    let settings = if input.hears_a_room() {
        settings
    } else {
        VoiceSettings::untouched()
    };
    VoiceChain::new(settings, speaker.can_echo())
}
