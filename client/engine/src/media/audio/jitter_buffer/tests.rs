#![allow(clippy::as_conversions, reason = "the numbers are small")]

use super::*;
use std::time::Duration;

const PACKET: i64 = 960;

/// Decodes a packet to a tone that goes on from packet to packet, so that any sample that is left
/// out, doubled or put in the wrong place is heard as a jump. What is guessed is silence.
struct Tone;

/// 200 Hz: 240 samples a period.
fn tone(at: i64) -> f32 {
    0.5 * (std::f32::consts::TAU * at.rem_euclid(240) as f32 / 240.0).sin()
}

fn packet_at(at: i64) -> Bytes {
    // Head and first byte of an Opus packet of 20 ms that holds a copy of the one before.
    let mut data = vec![0x78, 0x40];
    data.extend(at.to_be_bytes());
    data.into()
}

fn read(packet: &[u8]) -> i64 {
    i64::from_be_bytes(packet[2..10].try_into().unwrap())
}

impl Decode for Tone {
    fn decode(&mut self, packet: &[u8]) -> Vec<f32> {
        let at = read(packet);
        (at..at + PACKET).map(tone).collect()
    }

    fn repair(&mut self, packet_after: &[u8], samples: usize) -> Vec<f32> {
        let end = read(packet_after);
        let begins = end - samples as i64;
        let heard = |at| if at < end - PACKET { 0.0 } else { tone(at) };
        (begins..end).map(heard).collect()
    }

    fn conceal(&mut self, samples: usize) -> Vec<f32> {
        vec![0.0; samples]
    }
}

/// A packet on a made-up network: when it arrives, its number and its place in time.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    micros: u64,
    number: u64,
    at: i64,
}

/// Speech without a pause, as it is sent.
fn even(packets: u64) -> Vec<Arrival> {
    (0..packets)
        .map(|number| Arrival {
            micros: number * 20_000,
            number,
            at: number as i64 * PACKET,
        })
        .collect()
}

struct Heard {
    playout: JitterBuffer<Tone>,
    sound: Vec<f32>,
    /// Delay at the end of each second, ms.
    delays: Vec<u32>,
}

impl Heard {
    fn stats(&self) -> JitterBufferStats {
        self.playout.stats()
    }

    fn share_concealed(&self) -> f64 {
        let stats = self.stats();
        stats.concealed_samples as f64 / stats.played_samples as f64
    }

    /// Jumps in the sound: the tone's steepest step is 0.013.
    fn jumps(&self) -> usize {
        let steps = self.sound.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        steps.filter(|step| *step > 0.03).count()
    }

    /// Delays after the first `seconds`: least and most.
    fn delay_range(&self, seconds: usize) -> (u32, u32) {
        let delays = &self.delays[seconds..];
        (*delays.iter().min().unwrap(), *delays.iter().max().unwrap())
    }
}

/// Plays for so many seconds on a sound card that takes `frame_nanos` for 10 ms of sound.
fn play_on(arrivals: Vec<Arrival>, seconds: u64, frame_nanos: u64) -> Heard {
    play_copied(arrivals, seconds, frame_nanos, 0)
}

/// The same where each packet brings so many of the ones before it once more.
fn play_copied(mut arrivals: Vec<Arrival>, seconds: u64, frame_nanos: u64, copies: u64) -> Heard {
    arrivals.sort_by_key(|arrival| arrival.micros);
    let mut arrivals = arrivals.into_iter().peekable();
    let start = Instant::now();
    let mut heard = Heard {
        playout: JitterBuffer::new(Tone),
        sound: Vec::new(),
        delays: Vec::new(),
    };
    // The card is not in step with the packets.
    let mut now = Duration::from_millis(7);
    let mut frame = 0;
    while now < Duration::from_secs(seconds) {
        while let Some(packet) = arrivals.next_if(|a| Duration::from_micros(a.micros) <= now) {
            let place = |back: u64| (packet.number.wrapping_sub(back) % 65_536) as u16;
            for back in (1..=copies.min(packet.number)).rev() {
                let at = packet.at - back as i64 * PACKET;
                let stamp = (at.rem_euclid(1 << 32)) as u32;
                let arrived_at = start + Duration::from_micros(packet.micros);
                let data = packet_at(at);
                (heard.playout).push_copy(place(back), stamp, 960, data, arrived_at);
            }
            let number = place(0);
            let stamp = (packet.at.rem_euclid(1 << 32)) as u32;
            let arrived_at = start + Duration::from_micros(packet.micros);
            (heard.playout).push(number, stamp, 960, packet_at(packet.at), arrived_at);
        }
        heard.sound.extend(heard.playout.take(start + now));
        frame += 1;
        if frame % 100 == 0 {
            heard.delays.push(heard.stats().delay_ms);
        }
        now += Duration::from_nanos(frame_nanos);
    }
    heard
}

fn play(arrivals: Vec<Arrival>, seconds: u64) -> Heard {
    play_on(arrivals, seconds, 10_000_000)
}

fn dice(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |sides| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % sides
    }
}

#[test]
fn an_even_stream_is_played_whole_and_with_little_delay() {
    let heard = play(even(3_000), 60);
    println!("{:?}", heard.stats());
    assert_eq!(heard.stats().concealed_samples, 0);
    assert_eq!(heard.jumps(), 0);
    let (least, most) = heard.delay_range(10);
    assert!(least >= 15 && most <= 45, "{least} to {most} ms");
    assert_eq!(heard.stats().target_ms, 20);
}

#[test]
fn jitter_raises_the_delay_until_hardly_anything_is_late() {
    let mut dice = dice(1);
    let mut arrivals = even(3_000);
    for arrival in &mut arrivals {
        arrival.micros += dice(60_000);
    }
    let heard = play(arrivals, 60);
    println!("{:?}", heard.stats());
    assert!(
        heard.share_concealed() < 0.005,
        "{}",
        heard.share_concealed()
    );
    let (least, most) = heard.delay_range(10);
    assert!(least >= 50 && most <= 110, "{least} to {most} ms");
}

#[test]
fn after_jitter_the_delay_falls_again() {
    let mut dice = dice(2);
    let mut arrivals = even(3_000);
    for arrival in arrivals.iter_mut().take(1_000) {
        arrival.micros += dice(120_000);
    }
    let heard = play(arrivals, 60);
    println!("{:?}, {:?}", heard.stats(), heard.delays);
    assert!(heard.delay_range(10).1 >= 100);
    assert!(heard.delay_range(45).1 <= 45);
    assert!(heard.stats().removed_samples > 2_880);
}

#[test]
fn a_line_that_stands_still_now_and_then_is_borne() {
    // Each 3 s nothing comes for 150 ms, then all at once.
    let mut arrivals = even(3_000);
    for arrival in &mut arrivals {
        let into = arrival.micros % 3_000_000;
        if into < 150_000 {
            arrival.micros += 150_000 - into;
        }
    }
    let heard = play(arrivals, 60);
    println!("{:?}, {:?}", heard.stats(), heard.delays);
    assert!(
        heard.share_concealed() < 0.02,
        "{}",
        heard.share_concealed()
    );
    assert!(heard.delay_range(10).1 <= 220);
}

#[test]
fn most_of_a_tenth_that_is_lost_is_had_from_copies() {
    let mut dice = dice(3);
    let mut arrivals = even(3_000);
    let (mut doubles, mut before) = (0, false);
    arrivals.retain(|_| {
        let lost = dice(10) == 0;
        doubles += u64::from(lost && before);
        before = lost;
        !lost
    });
    let heard = play(arrivals.clone(), 60);
    let lost = 3_000 - arrivals.len() as u64;
    println!(
        "{lost} lost, {doubles} right after another: {:?}",
        heard.stats()
    );
    // What is lost right before another loss can only be guessed.
    assert!(heard.stats().concealed_samples <= (doubles + 5) * 960);
    assert!(heard.stats().repaired_samples >= (lost - doubles - 10) * 960);
    assert!(heard.share_concealed() < 0.02);
    assert!(heard.delay_range(10).1 <= 65);
}

#[test]
fn with_two_copies_hardly_anything_of_a_tenth_is_guessed() {
    let mut dice = dice(3);
    let mut arrivals = even(3_000);
    arrivals.retain(|_| dice(10) != 0);
    let heard = play_copied(arrivals, 60, 10_000_000, 2);
    println!("{:?}", heard.stats());
    // Three in a row are one in a thousand; the first seconds learn how long to wait.
    assert!(
        heard.share_concealed() < 0.003,
        "{}",
        heard.share_concealed()
    );
    assert_eq!(heard.stats().late_packets, 0);
    assert!(heard.delay_range(10).1 <= 85);
}

#[test]
fn copies_of_what_is_there_change_nothing() {
    let (without, with) = (even(500), even(500));
    let (without, with) = (play(without, 9), play_copied(with, 9, 10_000_000, 2));
    assert!(without.sound == with.sound);
    assert_eq!(without.stats(), with.stats());
}

#[test]
fn a_sender_that_runs_faster_or_slower_is_followed_for_ten_minutes() {
    for parts_per_million in [-200_i64, 200] {
        let mut arrivals = even(30_000);
        for arrival in &mut arrivals {
            let micros = arrival.micros as i64;
            arrival.micros = (micros - micros * parts_per_million / 1_000_000) as u64;
        }
        let heard = play(arrivals, 599);
        let stats = heard.stats();
        println!("sender {parts_per_million} ppm: {stats:?}");
        assert_eq!(stats.concealed_samples, 0);
        assert_eq!(heard.jumps(), 0);
        let (least, most) = heard.delay_range(10);
        assert!(least >= 12 && most <= 45, "{least} to {most} ms");
        // 200 millionths of ten minutes are 5,760 samples.
        let made_up = match parts_per_million {
            200 => stats.removed_samples - stats.added_samples,
            _ => stats.added_samples - stats.removed_samples,
        };
        assert!((3_000..9_000).contains(&made_up), "{made_up}");
        assert!(heard.playout.packets.len() <= 3);
    }
}

#[test]
fn a_sound_card_that_runs_faster_or_slower_is_followed() {
    for frame_nanos in [9_998_000, 10_002_000] {
        let heard = play_on(even(15_000), 299, frame_nanos);
        println!("a frame takes {frame_nanos} ns: {:?}", heard.stats());
        assert_eq!(heard.stats().concealed_samples, 0);
        let (least, most) = heard.delay_range(10);
        assert!(least >= 12 && most <= 45, "{least} to {most} ms");
    }
}

#[test]
fn reordered_packets_are_put_in_order() {
    let mut arrivals = even(3_000);
    for arrival in arrivals.iter_mut().filter(|a| a.number % 10 == 0) {
        arrival.micros += 30_000;
    }
    let heard = play(arrivals, 60);
    println!("{:?}", heard.stats());
    assert!(heard.share_concealed() < 0.002);
    assert!(heard.jumps() <= 4, "{}", heard.jumps());
}

#[test]
fn doubled_packets_change_nothing() {
    let once = even(500);
    let mut twice = once.clone();
    // While the first one waits, and when it has long been played.
    twice.extend(once.iter().map(|arrival| Arrival {
        micros: arrival.micros + [15_000, 150_000][(arrival.number % 2) as usize],
        ..*arrival
    }));
    let (once, twice) = (play(once, 10), play(twice, 10));
    assert!(once.sound == twice.sound);
    assert_eq!(once.stats(), twice.stats());
    assert_eq!(once.stats().late_packets, 0);
}

#[test]
fn pauses_of_the_sender_are_no_loss_and_cut_nothing_off() {
    // Two seconds of speech with a pause of 60 ms in it, three of silence with a packet each 400 ms,
    // and so on.
    let mut arrivals = Vec::new();
    for piece in 0..1_500_u64 {
        let into = piece % 250;
        if (into < 100 && !(50..53).contains(&into)) || into % 20 == 0 {
            arrivals.push(Arrival {
                micros: piece * 20_000,
                number: arrivals.len() as u64,
                at: piece as i64 * PACKET,
            });
        }
    }
    let sent = arrivals.len();
    let heard = play(arrivals, 30);
    println!("{:?}", heard.stats());
    assert_eq!(heard.stats().concealed_samples, 0);
    assert_eq!(heard.stats().late_packets, 0);
    let sounding = heard.sound.iter().filter(|sample| **sample != 0.0).count();
    let stretched = heard.stats().removed_samples + heard.stats().added_samples;
    // Two samples of a tone's period are zero.
    let expected = sent * 960 * 238 / 240;
    assert!(
        sounding.abs_diff(expected) <= stretched as usize + 960,
        "{sounding} of {expected}"
    );
}

#[test]
fn a_way_that_becomes_longer_is_got_used_to() {
    let mut arrivals = even(2_000);
    for arrival in arrivals.iter_mut().filter(|a| a.number > 500) {
        arrival.micros += 1_000_000;
    }
    let heard = play(arrivals, 40);
    println!("{:?}, {:?}", heard.stats(), heard.delays);
    // A second is missing, however one looks at it.
    assert!(heard.stats().concealed_samples <= 57_600);
    assert_eq!(heard.stats().skipped_samples, 0);
    assert!(heard.delay_range(12).1 <= 100);
}

#[test]
fn a_line_that_stood_still_for_seconds_does_not_stay_behind() {
    let mut arrivals = even(1_000);
    for arrival in arrivals.iter_mut() {
        if (5_000_000..7_000_000).contains(&arrival.micros) {
            arrival.micros = 7_000_000;
        }
    }
    let heard = play(arrivals, 20);
    println!("{:?}, {:?}", heard.stats(), heard.delays);
    assert!(heard.stats().skipped_samples > 48_000);
    assert!(heard.delay_range(8).1 <= 400);
    assert!(heard.delay_range(19).1 <= 300);
}

#[test]
fn sound_waits_longer_where_it_is_asked_to() {
    let mut playout = JitterBuffer::new(Tone);
    playout.hold_longer_by(Duration::from_millis(100));
    let start = Instant::now();
    let mut last = None;
    for number in 0..500_u16 {
        let now = start + Duration::from_millis(20) * u32::from(number);
        let stamp = (u32::MAX - 10_000).wrapping_add(u32::from(number) * 960);
        let data = packet_at(i64::from(number) * PACKET);
        playout.push(number, stamp, 960, data, now);
        playout.take(now + Duration::from_millis(3));
        playout.take(now + Duration::from_millis(13));
        last = playout.next_stamp().map(|next| (stamp, next));
    }
    let (arrived, next) = last.unwrap();
    let behind = arrived.wrapping_sub(next) / 48;
    println!("{:?}, {behind} ms behind", playout.stats());
    assert!((90..=135).contains(&behind), "{behind} ms");
    assert_eq!(playout.stats().concealed_samples, 0);
}

#[test]
fn a_flood_is_cut_off() {
    let mut playout = JitterBuffer::new(Tone);
    let now = Instant::now();
    for number in 0..1_000_u16 {
        let at = i64::from(number) * PACKET;
        playout.push(number, u32::from(number) * 960, 960, packet_at(at), now);
    }
    assert_eq!(playout.packets.len(), packet_buffer::MAX_HELD);
}
