//! Received speech, with real Opus packets, over a line that loses some.

use crate::room::{Dice, intelligibility, lag, repeated, speech};
use bytes::Bytes;
use client_engine::media::audio::jitter_buffer::{JitterBuffer, JitterBufferStats};
use client_engine::media::audio::opus::{AudioDecoder, AudioEncoder, Decode, holds_copy};
use client_engine::media::audio::{PIECE_SAMPLES, SAMPLE_RATE};
use std::time::{Duration, Instant};

const SECOND: usize = SAMPLE_RATE as usize;
const SECONDS: usize = 30;

fn phrase() -> Vec<f32> {
    let voice = speech(
        "en-gb+f3",
        "Hello doctor! It began two weeks ago, and at night it is worst of all. \
         I have tried tea with honey, but that has not helped me very much.",
    );
    repeated(&voice, SECONDS * SECOND)
}

/// Packets as they are sent; nothing where nobody speaks.
fn encoded(sound: &[f32], loss_percent: u8) -> Vec<Option<Bytes>> {
    let mut encoder = AudioEncoder::new().unwrap();
    encoder.expect_loss(loss_percent);
    let pieces = sound.as_chunks::<PIECE_SAMPLES>().0.iter();
    pieces.map(|piece| encoder.encode(piece).unwrap()).collect()
}

/// Without copies: what is lost is guessed.
struct Guess(AudioDecoder);

impl Decode for Guess {
    fn decode(&mut self, packet: &[u8]) -> Vec<f32> {
        self.0.decode(packet)
    }

    fn repair(&mut self, _packet_after: &[u8], samples: usize) -> Vec<f32> {
        self.0.conceal(samples)
    }

    fn conceal(&mut self, samples: usize) -> Vec<f32> {
        self.0.conceal(samples)
    }
}

/// Plays what arrives of `packets` after an even way.
fn play<D: Decode>(
    decoder: D,
    packets: &[Option<Bytes>],
    lost_percent: f32,
) -> (Vec<f32>, JitterBufferStats) {
    let mut playout = JitterBuffer::new(decoder);
    let mut dice = Dice::new(11);
    let start = Instant::now();
    let (mut sound, mut number) = (Vec::new(), 0_u16);
    for (place, packet) in (0_u32..).zip(packets) {
        let now = start + Duration::from_millis(20) * place;
        if let Some(data) = packet {
            if dice.roll().abs() * 100.0 >= lost_percent {
                playout.push(number, place * 960, 960, data.clone(), now);
            }
            number = number.wrapping_add(1);
        }
        sound.extend(playout.take(now + Duration::from_millis(3)));
        sound.extend(playout.take(now + Duration::from_millis(13)));
    }
    (sound, playout.stats())
}

/// Intelligibility of `heard` in pieces of 2 s, each aligned by itself, because the delay changes.
fn understood(clean: &[f32], heard: &[f32]) -> f32 {
    const PIECE: usize = 2 * SECOND;
    let starts = (2 * SECOND..clean.len() - 2 * PIECE).step_by(PIECE);
    let rates: Vec<f32> = starts
        .map(|start| {
            let clean = &clean[start..start + PIECE];
            let later = lag(clean, &heard[start..start + PIECE + SECOND / 10]);
            intelligibility(clean, &heard[start + later..start + later + PIECE])
        })
        .collect();
    rates.iter().sum::<f32>() / rates.len() as f32
}

#[test]
fn copies_save_what_is_lost() {
    let clean = phrase();
    let packets = encoded(&clean, 10);
    let sent: Vec<_> = packets.iter().flatten().collect();
    let with_copy = sent.iter().filter(|packet| holds_copy(packet)).count();
    let bytes: usize = sent.iter().map(|packet| packet.len()).sum();
    println!(
        "{} packets, {with_copy} with a copy, {:.1} kbit/s",
        sent.len(),
        bytes as f32 * 8.0 / 1000.0 / SECONDS as f32
    );
    assert!(with_copy * 10 > sent.len() * 7);
    let (whole, _) = play(AudioDecoder::new().unwrap(), &packets, 0.0);
    let (repaired, figures) = play(AudioDecoder::new().unwrap(), &packets, 10.0);
    let (guessed, _) = play(Guess(AudioDecoder::new().unwrap()), &packets, 10.0);
    let rates = [whole, repaired, guessed].map(|heard| understood(&clean, &heard));
    println!("{figures:?}; intelligibility whole, repaired, guessed: {rates:.3?}");
    assert!(rates[0] > 0.95);
    assert!(rates[1] > rates[2] + 0.02, "copies help");
    let concealed = figures.concealed_samples as f32 / figures.played_samples as f32;
    // A hundredth is lost right before another loss, and sound that is hardly speech has no copy.
    assert!(concealed < 0.035 && figures.repaired_samples > 90_000);
}

#[test]
fn silence_takes_next_to_nothing_and_is_no_loss() {
    let mut sound = phrase();
    sound[10 * SECOND..20 * SECOND].fill(0.0);
    let packets = encoded(&sound, 5);
    let silent = &packets[12 * 50..20 * 50];
    let sent = silent.iter().flatten().count();
    println!("{sent} packets in 8 s of silence");
    assert!(sent <= 24);
    let (heard, figures) = play(AudioDecoder::new().unwrap(), &packets, 0.0);
    println!("{figures:?}");
    assert_eq!(figures.concealed_samples, 0);
    let loudest = heard[12 * SECOND..19 * SECOND]
        .iter()
        .fold(0.0_f32, |most, sample| most.max(sample.abs()));
    assert!(loudest < 0.01, "{loudest} in silence");
}
