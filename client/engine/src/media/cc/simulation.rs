//! A link, a sender and a receiver in simulated time, in steps of one millisecond.

use super::Acknowledgement;
use super::controller::CongestionController;
use super::pacer::PacketPriority;
use crate::media::units::Bitrate;
use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

/// A path between two devices.
pub struct Link {
    /// Kilobits per second at a time, in milliseconds.
    pub rate: fn(u64) -> f64,
    /// One way, milliseconds.
    pub delay: u64,
    /// Up to so many milliseconds more or less.
    pub jitter: u64,
    /// Of a hundred packets.
    pub lost: u64,
    /// Bytes that fit into the queue before the narrow place.
    pub queue: f64,
}

#[derive(Clone, Copy)]
struct Packet {
    number: u16,
    bytes: u32,
    /// The picture it belongs to, and whether it is its last part.
    picture: Option<(usize, bool)>,
    sound_at: Option<u64>,
}

/// What was seen, every time in milliseconds.
#[derive(Default)]
pub struct Seen {
    /// The estimate, once per millisecond.
    pub estimates: Vec<f64>,
    /// When each picture was taken and when its last part arrived.
    pub pictures: Vec<(u64, Option<u64>)>,
    /// How long each piece of sound took, and when it was sent.
    pub sounds: Vec<(u64, u64)>,
}

impl Seen {
    /// The mean estimate between two seconds.
    pub fn mean(&self, from: usize, to: usize) -> f64 {
        let part = &self.estimates[from * 1_000..to * 1_000];
        let count = u32::try_from(part.len()).unwrap();
        part.iter().sum::<f64>() / f64::from(count)
    }

    /// Pictures taken between two seconds that arrived, and how long each took, in order.
    pub fn delays(&self, from: u64, to: u64) -> Vec<u64> {
        let inside = self
            .pictures
            .iter()
            .filter(|p| (from * 1_000..to * 1_000).contains(&p.0));
        let mut delays: Vec<_> = inside.filter_map(|p| Some(p.1? - p.0)).collect();
        delays.sort_unstable();
        delays
    }

    /// The longest time without a picture arriving between two seconds.
    pub fn outage(&self, from: u64, to: u64) -> u64 {
        let inside = from * 1_000..to * 1_000;
        let mut times: Vec<_> = self.pictures.iter().filter_map(|p| p.1).collect();
        times.retain(|at| inside.contains(at));
        times.sort_unstable();
        times
            .windows(2)
            .map(|w| w[1] - w[0])
            .max()
            .unwrap_or(u64::MAX)
    }
}

fn kilobits(rate: Bitrate) -> f64 {
    f64::from(u32::try_from(rate.as_bps()).unwrap()) / 1_000.0
}

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Sends pictures, 30 per second, and sound over a link for so many seconds. The encoder gives as
/// much as it may, give or take a third.
pub fn run(link: &Link, seconds: u64, ceiling: Bitrate) -> Seen {
    let start = Instant::now();
    let mut controller = CongestionController::new(start, ceiling);
    controller.set_pads(true);
    let mut dice = Dice(7);
    let mut seen = Seen::default();
    let mut queue: VecDeque<Packet> = VecDeque::new();
    let (mut queued, mut credit) = (0.0_f64, 0.0_f64);
    let mut on_the_way: BTreeMap<(u64, u64), Packet> = BTreeMap::new();
    let mut order = 0;
    let mut receiver = Receiver::default();
    let mut reports: VecDeque<(u64, Vec<Acknowledgement>)> = VecDeque::new();
    for millis in 0..seconds * 1_000 {
        let now = start + Duration::from_millis(millis);
        if millis % 20 == 0 {
            let sound = (None, Some(millis), 140);
            controller.push(PacketPriority::Audio, sound, 140);
        }
        if millis % 33 == 0 && controller.wait() < Duration::from_millis(100) {
            let rate = (kilobits(controller.estimator().rate()) - 60.0).max(30.0);
            let share = 0.67 + 0.66 * f64::from(u32::try_from(dice.roll(100)).unwrap()) / 100.0;
            // Without the pictures that were thrown away only a key frame can be decoded.
            let key = if controller.take_dropped().is_empty() {
                1.0
            } else {
                4.0
            };
            let mut left = (rate * 125.0 / 30.0 * share * key).max(200.0);
            let number = seen.pictures.len();
            seen.pictures.push((millis, None));
            while left > 0.0 {
                let part = left.min(1_100.0);
                left -= part;
                let bytes = u32::try_from(Duration::from_secs_f64(part).as_secs()).unwrap() + 50;
                let picture = (Some((number, left <= 0.0)), None, bytes);
                controller.push(PacketPriority::Video, picture, bytes);
            }
        }
        while let Some(release) = controller.pop(now, || Some(((None, None, 1_000), 1_000))) {
            let (picture, sound_at, bytes) = release.item;
            let packet = Packet {
                number: release.number,
                bytes,
                picture,
                sound_at,
            };
            if queued + f64::from(bytes) <= link.queue && dice.roll(100) >= link.lost {
                queued += f64::from(bytes);
                queue.push_back(packet);
            }
        }
        credit += (link.rate)(millis) / 8.0;
        while let Some(packet) = queue.front().copied() {
            if credit < f64::from(packet.bytes) {
                break;
            }
            credit -= f64::from(packet.bytes);
            queued -= f64::from(packet.bytes);
            queue.pop_front();
            let jitter = dice.roll(2 * link.jitter + 1);
            order += 1;
            on_the_way.insert((millis + link.delay + jitter - link.jitter, order), packet);
        }
        if queue.is_empty() {
            credit = credit.min(0.0);
        }
        while let Some((&(at, order), &packet)) = on_the_way.first_key_value() {
            if at > millis {
                break;
            }
            on_the_way.remove(&(at, order));
            receiver.take(millis, packet);
            if let Some((number, true)) = packet.picture {
                seen.pictures[number].1 = Some(millis);
            }
            if let Some(at) = packet.sound_at {
                seen.sounds.push((at, millis - at));
            }
        }
        if millis % 50 == 0 {
            reports.push_back((millis + link.delay, receiver.report()));
        }
        while reports.front().is_some_and(|(at, _)| *at <= millis) {
            let (_, report) = reports.pop_front().unwrap();
            controller.report(&report, now);
        }
        seen.estimates.push(kilobits(controller.estimator().rate()));
    }
    seen
}

#[derive(Default)]
struct Receiver {
    new: BTreeMap<u16, u64>,
    next: u16,
}

impl Receiver {
    fn take(&mut self, millis: u64, packet: Packet) {
        self.new.insert(packet.number, millis);
    }

    /// As in draft-holmer-rmcat-transport-wide-cc-extensions-01: everything since the last report,
    /// and from further back where something came late. No simulation here sends 65,536 packets.
    fn report(&mut self) -> Vec<Acknowledgement> {
        let new = std::mem::take(&mut self.new);
        let (Some((first, _)), Some((last, _))) = (new.first_key_value(), new.last_key_value())
        else {
            return Vec::new();
        };
        let numbers = (*first).min(self.next)..=*last;
        self.next = self.next.max(*last + 1);
        numbers
            .map(|number| Acknowledgement {
                number,
                arrived: new.get(&number).map(|at| Duration::from_millis(*at)),
            })
            .collect()
    }
}
