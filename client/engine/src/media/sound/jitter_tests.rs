use super::*;

/// Plays a made-up network: packets with their arrival times, asked for each 20 ms.
struct Player {
    buffer: JitterBuffer,
    start: Instant,
    arrivals: Vec<(u64, u16)>,
    played: Vec<Playout>,
}

impl Player {
    fn new(arrivals: impl IntoIterator<Item = (u64, u16)>) -> Self {
        let mut arrivals: Vec<_> = arrivals.into_iter().collect();
        arrivals.sort_unstable();
        Self {
            buffer: JitterBuffer::default(),
            start: Instant::now(),
            arrivals,
            played: Vec::new(),
        }
    }

    fn run(mut self, pieces: u64) -> Self {
        for ms in 0..pieces * 20 {
            let now = self.start + Duration::from_millis(ms);
            for &(_, number) in self.arrivals.iter().filter(|(at, _)| *at == ms) {
                let stamp = u32::from(number) * PIECE_TICKS;
                self.buffer
                    .push(number, stamp, PIECE_TICKS, speech(number), now);
            }
            if ms % 20 == 10 {
                self.played.push(self.buffer.take(now));
            }
        }
        self
    }

    fn packets(&self) -> Vec<u16> {
        let number = |playout: &Playout| match playout {
            Playout::Packet(data) => Some(u16::from_be_bytes([data[0], data[1]])),
            _ => None,
        };
        self.played.iter().filter_map(number).collect()
    }

    fn count(&self, what: fn(&Playout) -> bool) -> usize {
        self.played.iter().filter(|p| what(p)).count()
    }
}

fn speech(number: u16) -> Bytes {
    let mut data = number.to_be_bytes().to_vec();
    data.resize(80, 0);
    data.into()
}

fn at(number: u16) -> u64 {
    u64::from(number) * 20
}

#[test]
fn an_even_stream_is_played_whole_and_with_little_delay() {
    let player = Player::new((0..100).map(|n| (at(n), n))).run(100);
    let packets = player.packets();
    assert_eq!(
        packets,
        (0..u16::try_from(packets.len()).unwrap()).collect::<Vec<_>>()
    );
    assert!(packets.len() >= 97, "{}", packets.len());
    assert_eq!(player.count(|p| *p == Playout::Conceal), 0);
    assert_eq!(player.buffer.target(), MIN_TARGET);
}

#[test]
fn reordered_packets_are_put_in_order() {
    let swapped = (0..100).map(|n| (at(n) + if n % 10 == 0 { 25 } else { 0 }, n));
    let player = Player::new(swapped).run(100);
    assert!(player.packets().is_sorted());
    assert!(player.packets().len() >= 95);
}

#[test]
fn a_lost_packet_is_repaired_from_the_next_one() {
    let player = Player::new((0..50).filter(|n| *n != 20).map(|n| (at(n), n))).run(50);
    assert_eq!(player.count(|p| *p == Playout::Repair(speech(21))), 1);
    assert_eq!(player.count(|p| *p == Playout::Conceal), 0);
}

#[test]
fn of_three_lost_in_a_row_two_are_guessed() {
    let player = Player::new(
        (0..50)
            .filter(|n| !(20..23).contains(n))
            .map(|n| (at(n), n)),
    )
    .run(50);
    assert_eq!(player.count(|p| *p == Playout::Conceal), 2);
    assert_eq!(player.count(|p| matches!(p, Playout::Repair(_))), 1);
}

#[test]
fn a_pause_of_the_sender_becomes_silence_and_loses_nothing() {
    // Silence is not sent: the numbers go on, the time stamps jump.
    let mut player = Player::new([]);
    let mut now = player.start;
    for number in 0..20_u16 {
        let stamp = u32::from(number) * PIECE_TICKS + if number < 10 { 0 } else { 48_000 };
        let pause = if number == 10 { 1_020 } else { 20 };
        for step in 0..pause / 20 {
            player.played.push(
                player
                    .buffer
                    .take(now + Duration::from_millis(step * 20 + 10)),
            );
        }
        now += Duration::from_millis(pause);
        player
            .buffer
            .push(number, stamp, PIECE_TICKS, speech(number), now);
    }
    for step in 0..10 {
        player.played.push(
            player
                .buffer
                .take(now + Duration::from_millis(step * 20 + 10)),
        );
    }
    assert_eq!(player.packets(), (0..20).collect::<Vec<_>>());
    assert!(player.count(|p| *p == Playout::Rest) >= 40);
}

#[test]
fn jitter_raises_the_delay_until_hardly_anything_is_late() {
    let jittery = (0..500).map(|n| (at(n) + u64::from(n) * 7_919 % 90, n));
    let player = Player::new(jittery).run(500);
    assert!(player.buffer.target() >= Duration::from_millis(90));
    assert!(player.packets().len() >= 480, "{}", player.packets().len());
    assert!(player.packets().is_sorted());
}

#[test]
fn a_faster_sender_is_followed_by_leaving_pieces_out() {
    // Each packet comes 19.6 ms after the one before: 2 % too fast.
    let player = Player::new((0..3_000).map(|n| (u64::from(n) * 196 / 10, n))).run(2_900);
    let packets = player.packets();
    let behind = 2_900 * 200 / 196 - usize::from(*packets.last().unwrap());
    assert!(behind <= 14, "{behind} packets behind");
    assert!(player.buffer.held.len() <= 14);
}

#[test]
fn a_flood_is_cut_off() {
    let mut buffer = JitterBuffer::default();
    let now = Instant::now();
    for number in 0..1_000_u16 {
        let stamp = u32::from(number) * PIECE_TICKS;
        buffer.push(number, stamp, PIECE_TICKS, speech(number), now);
    }
    assert_eq!(buffer.held.len(), MAX_HELD_PACKETS);
}
