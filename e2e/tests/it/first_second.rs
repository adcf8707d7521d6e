//! How long it takes from the doctor's invitation until both see and hear each other, and how well
//! a voice arrives.

use crate::stage::material::{Material, likeness};
use crate::stage::{PATIENCE, Pair, Person, open_clinic};
use crate::voice_score::{lag, samples, voice_score};
use client_core::{CallIntent, CallStage};
use client_engine::media::audio::wav::read_wav;
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{Stream, VideoStream};
use std::path::Path;
use std::time::{Duration, Instant};

const CALLS: usize = 5;
/// The promise is a second on a phone's network; a test's machine has others to serve.
const MOST: Duration = Duration::from_secs(5);
/// Below it a voice is hard to follow; a good one over this codec has 3.5 to 4.
const LEAST_SCORE: f64 = 1.8;
/// A voice is recognised by so much of it.
const RECOGNISED: usize = samples(600);

/// Waits for the other side's first picture.
async fn first_picture(mut pictures: VideoStream) -> Instant {
    let mut decoder = Vp8Decoder::new().unwrap();
    let mut have_key = false;
    let look = async {
        loop {
            let picture = pictures.next_of(Stream::Remote).await.unwrap();
            have_key |= picture.is_key;
            if have_key && decoder.decode(&picture.data).unwrap().is_some() {
                return Instant::now();
            }
        }
    };
    let seen = tokio::time::timeout(PATIENCE, look).await;
    seen.expect("no picture arrived")
}

/// Waits until the other side's voice is recognised.
async fn first_words(person: &Person, phrase: &[f32]) -> Instant {
    let listen = async {
        // What is measured is measured to so much.
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        loop {
            pause.tick().await;
            let heard = person.heard.last(RECOGNISED);
            let is_loud = heard.iter().any(|sample| sample.abs() > 0.05);
            if heard.len() == RECOGNISED && is_loud && likeness(&heard, phrase) > 0.85 {
                return Instant::now();
            }
        }
    };
    let heard = tokio::time::timeout(PATIENCE, listen).await;
    heard.expect("no voice was recognised")
}

/// How well the other side's voice arrived during the last seconds.
fn judge_voice(person: &Person, phrase: &[f32]) -> f64 {
    let heard = person.heard.last(samples(6_000));
    let spoken = phrase.iter().copied().cycle();
    let spoken: Vec<f32> = spoken.take(phrase.len() + heard.len()).collect();
    // The phrase goes round and round; where in it the recording begins is found by the loudest
    // half second, because a pause is like any other.
    let loudness = |from: &usize| {
        heard[*from..][..samples(500)]
            .iter()
            .map(|s| s * s)
            .sum::<f32>()
    };
    let starts = (0..heard.len() - samples(500)).step_by(samples(100));
    let from = starts.max_by(|a, b| loudness(a).total_cmp(&loudness(b)));
    let from = from.unwrap();
    let (place, _) = lag(&heard[from..][..samples(500)], &spoken, phrase.len());
    let place = (place + phrase.len() * 2 - from) % phrase.len();
    voice_score(&spoken[place..place + heard.len()], &heard)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

#[tokio::test(flavor = "multi_thread")]
async fn both_see_and_hear_each_other_soon_and_well() {
    let (mut seen, mut heard) = (Vec::new(), Vec::new());
    let mut scores = Vec::new();
    for call in 0..CALLS {
        let folder = tempfile::tempdir().unwrap();
        let material = Material::make(folder.path());
        let phrase = |path: &Path| read_wav(path).unwrap();
        let (doctors, patients) = (
            phrase(&material.doctors_phrase),
            phrase(&material.patients_phrase),
        );
        let server = open_clinic(folder.path()).await;
        let pair = Pair::ready(server.address, &material).await;
        let views = [&pair.doctor, &pair.patient].map(|person| person.app.video.view());
        let [at_doctor, at_patient] = views.map(first_picture);
        let invited = Instant::now();
        let (_, picture_here, picture_there, words_here, words_there) = tokio::join!(
            pair.meet(),
            at_doctor,
            at_patient,
            first_words(&pair.doctor, &patients),
            first_words(&pair.patient, &doctors),
        );
        seen.extend([picture_here, picture_there].map(|at| at - invited));
        heard.extend([words_here, words_there].map(|at| at - invited));
        if call == 0 {
            tokio::join!(pair.doctor.heard.hear(6), pair.patient.heard.hear(6));
            scores.push(judge_voice(&pair.doctor, &patients));
            scores.push(judge_voice(&pair.patient, &doctors));
        }
        pair.doctor.wants(CallIntent::End).await;
        let ended = |stage: &CallStage| matches!(stage, CallStage::Ended { .. });
        pair.patient.stage("the end", ended).await;
        pair.doctor.app.handle.stop().await;
        pair.patient.app.handle.stop().await;
        server.stop().await.unwrap();
    }
    let (seen, heard) = (median(seen), median(heard));
    println!(
        "{CALLS} calls, from the invitation at both sides, medians: the first picture after \
         {seen:?}, {} ms of the voice recognised after {heard:?}; PESQ {scores:.2?}",
        RECOGNISED / samples(1)
    );
    assert!(seen < MOST && heard < MOST);
    assert!(
        scores.iter().all(|score| *score > LEAST_SCORE),
        "{scores:?}"
    );
}
