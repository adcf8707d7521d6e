use super::*;

/// A frame of `length` bytes whose first byte says whether it is a key frame.
fn frame(length: usize, is_key: bool) -> Vec<u8> {
    let mut data: Vec<u8> = (0..length)
        .map(|n| u8::try_from(n % 251).unwrap())
        .collect();
    data[0] = u8::from(!is_key);
    data
}

struct Wire {
    packetizer: Vp8Packetizer,
    number: u16,
    stamp: u32,
}

impl Wire {
    fn new() -> Self {
        Self {
            packetizer: Vp8Packetizer::default(),
            number: 65_530,
            stamp: 0,
        }
    }

    fn send(&mut self, data: &[u8]) -> Vec<(u16, u32, bool, Bytes)> {
        let payloads = self.packetizer.packetize(data);
        let count = payloads.len();
        self.stamp = self.stamp.wrapping_add(3_000);
        let packets = payloads.into_iter().enumerate().map(|(place, payload)| {
            let number = self.number;
            self.number = self.number.wrapping_add(1);
            (number, self.stamp, place + 1 == count, payload)
        });
        packets.collect()
    }
}

/// The two ends, once a first key frame went from one to the other; and that moment.
fn begun() -> (Wire, Vp8Depacketizer, Instant) {
    let (mut wire, mut depacketizer) = (Wire::new(), Vp8Depacketizer::default());
    let now = Instant::now();
    push_all(&mut depacketizer, &wire.send(&frame(10, true)));
    assert!(depacketizer.take(now).is_some());
    (wire, depacketizer, now)
}

fn push_all(depacketizer: &mut Vp8Depacketizer, packets: &[(u16, u32, bool, Bytes)]) {
    for packet in packets {
        push(depacketizer, packet);
    }
}

fn push(depacketizer: &mut Vp8Depacketizer, packet: &(u16, u32, bool, Bytes)) {
    push_at(depacketizer, packet, Instant::now());
}

fn push_at(
    depacketizer: &mut Vp8Depacketizer,
    (number, stamp, marker, payload): &(u16, u32, bool, Bytes),
    at: Instant,
) {
    depacketizer.push(*number, *stamp, *marker, payload, at);
}

#[test]
fn frames_of_every_length_come_back() {
    let (mut wire, mut depacketizer) = (Wire::new(), Vp8Depacketizer::default());
    let now = Instant::now();
    for length in [1, 2, 3, 10, 1_099, 1_100, 1_101, 1_102, 2_201, 30_000] {
        let sent = frame(length, true);
        push_all(&mut depacketizer, &wire.send(&sent));
        assert_eq!(depacketizer.take(now).unwrap().data, sent, "{length}");
        assert!(depacketizer.take(now).is_none());
    }
}

#[test]
fn reordered_and_doubled_packets_do_no_harm() {
    let (mut wire, mut depacketizer, now) = begun();
    let sent = frame(5_000, false);
    let packets = wire.send(&sent);
    for packet in packets.iter().rev().chain(&packets) {
        push(&mut depacketizer, packet);
    }
    assert_eq!(depacketizer.take(now).unwrap().data, sent);
    assert!(depacketizer.take(now).is_none());
}

#[test]
fn a_gap_is_waited_for_and_repaired() {
    let (mut wire, mut depacketizer, now) = begun();
    let lost = wire.send(&frame(10, false));
    push_all(&mut depacketizer, &wire.send(&frame(20, false)));
    assert!(depacketizer.take(now).is_none());
    assert!(!depacketizer.wants_key_frame());
    assert_eq!(depacketizer.deadline(), Some(now + USUAL_PATIENCE));
    push(&mut depacketizer, &lost[0]);
    let later = now + USUAL_PATIENCE / 2;
    assert_eq!(depacketizer.take(later).unwrap().data.len(), 10);
    assert_eq!(depacketizer.take(later).unwrap().data.len(), 20);
    assert_eq!(depacketizer.deadline(), None);
}

#[test]
fn a_frame_tells_how_long_losses_held_it_up() {
    let (mut wire, mut depacketizer) = (Wire::new(), Vp8Depacketizer::default());
    let start = Instant::now();
    let at = |millis| start + Duration::from_millis(millis);
    let first = wire.send(&frame(3_000, true));
    push_at(&mut depacketizer, &first[0], at(0));
    push_at(&mut depacketizer, &first[2], at(2));
    for packet in wire.send(&frame(10, false)) {
        push_at(&mut depacketizer, &packet, at(35));
    }
    assert!(depacketizer.take(at(35)).is_none());
    push_at(&mut depacketizer, &first[1], at(122));
    let waited = [(); 2].map(|()| depacketizer.take(at(122)).unwrap().waited);
    assert_eq!(waited.map(|waited| waited.as_millis()), [120, 87]);
    for packet in wire.send(&frame(10, false)) {
        push_at(&mut depacketizer, &packet, at(130));
    }
    assert_eq!(depacketizer.take(at(130)).unwrap().waited, Duration::ZERO);
}

#[test]
fn each_gap_of_a_large_frame_is_waited_for_on_its_own() {
    let (mut wire, mut depacketizer) = (Wire::new(), Vp8Depacketizer::default());
    depacketizer.set_patience(Duration::from_millis(200));
    let now = Instant::now();
    let at = |millis| now + Duration::from_millis(millis);
    let packets = wire.send(&frame(10_000, true));
    for place in [0, 1, 3, 5, 7, 9] {
        push(&mut depacketizer, &packets[place]);
    }
    assert!(depacketizer.take(at(0)).is_none());
    for (millis, place) in [(150, 2), (300, 4), (450, 6)] {
        push(&mut depacketizer, &packets[place]);
        assert!(depacketizer.take(at(millis)).is_none());
        assert_eq!(depacketizer.deadline(), Some(at(millis + 200)));
    }
    push(&mut depacketizer, &packets[8]);
    assert_eq!(depacketizer.take(at(600)).unwrap().data.len(), 10_000);
}

#[test]
fn a_whole_key_frame_behind_a_gap_is_shown_at_once() {
    let (mut wire, mut depacketizer, now) = begun();
    wire.send(&frame(10, false));
    let key = wire.send(&frame(3_000, true));
    push(&mut depacketizer, &key[0]);
    push(&mut depacketizer, &key[2]);
    assert!(depacketizer.take(now).is_none(), "a part of it is missing");
    push(&mut depacketizer, &key[1]);
    push_all(&mut depacketizer, &wire.send(&frame(40, false)));
    assert_eq!(depacketizer.take(now).unwrap().data.len(), 3_000);
    assert_eq!(depacketizer.take(now).unwrap().data.len(), 40);
    assert_eq!(depacketizer.deadline(), None);
}

#[test]
fn after_an_unrepaired_gap_it_goes_on_at_a_key_frame() {
    let (mut wire, mut depacketizer, now) = begun();
    wire.send(&frame(10, false));
    push_all(&mut depacketizer, &wire.send(&frame(20, false)));
    assert!(depacketizer.take(now).is_none());
    assert!(depacketizer.take(now + USUAL_PATIENCE).is_none());
    assert!(depacketizer.wants_key_frame());
    for data in [frame(30, false), frame(3_000, true), frame(40, false)] {
        push_all(&mut depacketizer, &wire.send(&data));
    }
    let later = now + USUAL_PATIENCE;
    assert_eq!(depacketizer.take(later).unwrap().data.len(), 3_000);
    assert_eq!(depacketizer.take(later).unwrap().data.len(), 40);
    assert!(!depacketizer.wants_key_frame());
}

#[test]
fn it_waits_for_a_key_frame_at_the_start_and_keeps_few_packets() {
    let (mut wire, mut depacketizer) = (Wire::new(), Vp8Depacketizer::default());
    let now = Instant::now();
    assert!(!depacketizer.wants_key_frame(), "nothing runs yet");
    for _ in 0..2 * MAX_KEPT_PACKETS {
        push_all(&mut depacketizer, &wire.send(&frame(10, false)));
        assert!(depacketizer.take(now).is_none());
    }
    assert!(depacketizer.wants_key_frame());
    assert!(depacketizer.parts.len() <= MAX_KEPT_PACKETS);
}

#[test]
fn malformed_payloads_are_left_out() {
    let mut depacketizer = Vp8Depacketizer::default();
    for payload in [
        &[][..],
        &[0x90],
        &[0x90, 0x80],
        &[0x90, 0x80, 0x80],
        &[0x90, 0xf0, 1, 2],
    ] {
        depacketizer.push(1, 1, true, &Bytes::from_static(payload), Instant::now());
    }
    assert!(depacketizer.parts.is_empty() && !depacketizer.wants_key_frame());
}

#[test]
fn a_key_frame_declares_its_size() {
    let header = [0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01, 0];
    assert_eq!(key_frame_size(&header), Some((640, 480)));
    assert_eq!(key_frame_size(&header[1..]), None);
    assert_eq!(key_frame_size(&[]), None);
}
