//! The sound server of a device goes away and comes back, in a call and in a ring: killed and back at once,
//! PipeWire as a whole and the part of it that is spoken with. Real programs; what is heard is measured at both ends.

use crate::sound_server::SoundServer;
use crate::sound_server::recording::Recording;
use crate::sound_server::talking::{Speech, Talking};
use crate::stage::house::House;
use crate::stage::material::Material;
use crate::stage::scene::{Scene, stage_of};
use crate::stage::terminal::Terminal;
use crate::stage::{LOOK, Person};
use client_core::{CallIntent, CallStage, DeviceChoice, DeviceEntry, DeviceIntent, ViewState};
use client_engine::media::MicrophoneSource;
use client_engine::media::audio::wav::read_wav;
use shared::{RingStage, RingStall};
use std::path::Path;
use std::time::{Duration, Instant};

/// From the sound server's answer to sound.
const BACK_WITHIN: Duration = Duration::from_secs(3);
/// What is louder than this is a voice or a ringtone, full scale being 1. Without a microphone there is silence.
const LOUD: f32 = 0.005;
/// The outputs of the sound server: where the app plays, and where somebody talks. What is played into the second
/// one is what the app's microphone hears.
const SINKS: [&str; 2] = ["ring", "mouth"];
/// How long a voice is waited for at most.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long somebody talks at most.
const TALK_S: usize = 60;

/// A visit of a patient whose sound server is not to be relied on.
struct Visit {
    sound: SoundServer,
    scene: Scene,
    says: Speech,
    _house: House,
}

/// What is to be heard while the sound server lives.
struct Room {
    plays: Recording,
    _talking: Talking,
}

impl Visit {
    async fn begin(folder: &Path, sound: SoundServer) -> Self {
        let material = Material::make(folder);
        let house = House::open(folder);
        let mut patient = Terminal::equipped(house.address, &sound, &material.clip);
        let mouth = DeviceEntry::named("pulseaudio:mouth.monitor".into());
        patient.wants(DeviceIntent::ChooseDevices(DeviceChoice {
            microphone: Some(mouth),
            ..DeviceChoice::default()
        }));
        let phrase = MicrophoneSource::Wav(material.doctors_phrase.clone());
        let doctor = Person::with(house.address, &material.clip, phrase);
        let scene = Scene::of(doctor, patient).await;
        let phrase = read_wav(&material.patients_phrase).unwrap();
        let says: Vec<f32> = phrase
            .iter()
            .copied()
            .cycle()
            .take(TALK_S * 48_000)
            .collect();
        Self {
            sound,
            scene,
            says: Speech::write(folder, &[&says]),
            _house: house,
        }
    }

    /// The patient talks, and what the app plays is recorded.
    fn room(&self) -> Room {
        let folder = self.sound.folder.path();
        let _talking = self.says.play(folder, "mouth");
        let plays = Recording::start(&self.sound);
        Room { plays, _talking }
    }

    /// Something becomes of the sound server; both hear each other again.
    async fn both_hear_again(&mut self, what: &str, happens: impl FnOnce(&mut SoundServer)) {
        let took = self.both_hear(what, happens).await;
        assert!(took < BACK_WITHIN, "{what}: {took:?}");
    }

    /// The same; how long it took.
    async fn both_hear(&mut self, what: &str, happens: impl FnOnce(&mut SoundServer)) -> Duration {
        happens(&mut self.sound);
        let back_at = Instant::now();
        let before = self.scene.doctor.heard.heard();
        let room = self.room();
        let (mut at_doctor, mut at_patient) = (None, None);
        while at_doctor.is_none() || at_patient.is_none() {
            let took = back_at.elapsed();
            assert!(
                took < PATIENCE,
                "{what}: the doctor hears after {at_doctor:?}, the patient after {at_patient:?}"
            );
            // What was on its way when it happened does not count.
            let new = self.scene.doctor.heard.heard() - before;
            let new = usize::try_from(new).unwrap().saturating_sub(48_000 / 4);
            let heard = self.scene.doctor.heard.last(new);
            if heard.iter().any(|sample| sample.abs() > LOUD) {
                at_doctor.get_or_insert(took);
            }
            if room.plays.peak_of_last(0.2) > LOUD {
                at_patient.get_or_insert(took);
            }
            tokio::time::sleep(LOOK).await;
        }
        println!("{what}: the doctor hears after {at_doctor:?}, the patient after {at_patient:?}");
        back_at.elapsed()
    }

    /// The same with a ring under way.
    async fn rings_again(&mut self, what: &str, happens: impl FnOnce(&mut SoundServer)) {
        happens(&mut self.sound);
        let back_at = Instant::now();
        let plays = Recording::start(&self.sound);
        while plays.peak_of_last(0.2) < LOUD {
            assert!(
                back_at.elapsed() < BACK_WITHIN,
                "{what}: it does not ring again"
            );
            tokio::time::sleep(LOOK).await;
        }
        println!("{what}: it rings again after {:?}", back_at.elapsed());
        // The doctor reads no other thing, at the latest a moment later.
        self.reads("a ring that sounds", None).await;
    }

    /// The doctor reads that it rings aloud, or that it did and does so no more.
    async fn reads(&self, what: &str, stall: Option<RingStall>) {
        let reads = |view: &ViewState| match stage_of(view)? {
            CallStage::Ringing { receipt, .. } => {
                (receipt.stage >= RingStage::Sounding && receipt.stall == stall).then_some(())
            }
            _ => None,
        };
        self.scene.doctor.sees(what, reads).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_server_that_was_killed_is_heard_again_in_a_call_and_in_a_ring() {
    let folder = tempfile::tempdir().unwrap();
    let sinks = SINKS
        .map(|name| format!("module-null-sink sink_name={name} rate=48000 channels=2 norewinds=1"));
    let sound = SoundServer::with(&sinks.each_ref().map(String::as_str));
    let mut visit = Visit::begin(folder.path(), sound).await;

    visit.scene.rings().await;
    visit.scene.sounds().await;
    let restart = |sound: &mut SoundServer| {
        sound.kill();
        sound.revive();
    };
    visit.rings_again("killed in a ring", restart).await;
    visit.scene.patient.wants(CallIntent::Accept);
    visit.scene.doctor.is_active().await;
    visit.both_hear("a call", |_| {}).await;
    visit.both_hear_again("killed in a call", restart).await;
    visit.scene.doctor.wants(CallIntent::End).await;
    visit.scene.ended().await;
    visit.scene.call_again().await;

    visit.scene.rings().await;
    visit.scene.sounds().await;
    visit.sound.kill();
    let gone_at = Instant::now();
    visit
        .reads("a ring that fell silent", Some(RingStall::Stalled))
        .await;
    let told = gone_at.elapsed();
    println!("told after {told:?}");
    assert!(told < BACK_WITHIN, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pipewire_and_its_pulse_part_are_heard_again_in_a_call_and_in_a_ring() {
    let folder = tempfile::tempdir().unwrap();
    let mut visit = Visit::begin(folder.path(), SoundServer::pipewire(&SINKS)).await;
    let whole = |sound: &mut SoundServer| {
        sound.kill();
        sound.revive();
    };
    let face = |sound: &mut SoundServer| {
        sound.kill_face();
        sound.revive();
    };

    visit.scene.rings().await;
    visit.scene.sounds().await;
    visit
        .rings_again("PipeWire restarted in a ring", whole)
        .await;
    visit
        .rings_again("its Pulse part restarted in a ring", face)
        .await;
    visit.scene.patient.wants(CallIntent::Accept);
    visit.scene.doctor.is_active().await;
    visit.both_hear("a call over PipeWire", |_| {}).await;
    visit
        .both_hear_again("PipeWire restarted in a call", whole)
        .await;
    visit
        .both_hear_again("its Pulse part restarted in a call", face)
        .await;
}
