//! Waits in a simulated clinic, beside what was forecast for them.
//!
//! The clinic knows nothing of the forecast's model: visits are of a gamma distribution, whose tail is
//! another one than the model believes in; doctors differ, and so do their days; one ring of ten is
//! not heard, one patient of thirty leaves, and at times somebody needs a quarter of an hour for
//! something else.

use domain::forecast::{Pace, Turn};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Gamma, LogNormal};

const PATIENTS: usize = 14;
const MINUTE: f64 = 60.0;

/// A doctor, and how today goes.
struct Doctor {
    chance: StdRng,
    /// Seconds.
    visit: f64,
}

/// How the second half of a session goes, as a multiple of the first half's visits.
#[derive(Clone, Copy)]
struct SlowDown(f64);

/// What became of one forecast.
struct Score {
    held: bool,
    second_half: bool,
    /// The range's width over the wait, where that is a minute or more.
    width: f64,
}

impl Doctor {
    fn new(seed: u64) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        let visit = LogNormal::new((9.0 * MINUTE).ln(), 0.45)
            .unwrap()
            .sample(&mut chance);
        Self { chance, visit }
    }

    fn happens(&mut self, share: f64) -> bool {
        self.chance.random_bool(share)
    }

    /// A whole session; `None` for a patient who left before the turn came.
    fn session(&mut self, slow: SlowDown) -> Vec<Option<Turn>> {
        let today = LogNormal::new(0.0, 0.2).unwrap().sample(&mut self.chance);
        let visits = Gamma::new(3.0, self.visit * today / 3.0).unwrap();
        let pauses = LogNormal::new(20_f64.ln(), 0.6).unwrap();
        let mut free = 0.0;
        let mut session = Vec::new();
        for patient in 0..PATIENTS {
            if self.happens(0.03) {
                session.push(None);
                continue;
            }
            let mut rung = free + pauses.sample(&mut self.chance);
            if self.happens(0.04) {
                rung += 15.0 * MINUTE;
            }
            let mut answered = rung;
            while self.happens(0.1) {
                answered += 30.0 + pauses.sample(&mut self.chance);
            }
            let slowed = if patient >= PATIENTS / 2 { slow.0 } else { 1.0 };
            let done = answered + 5.0 + visits.sample(&mut self.chance) * slowed;
            session.push(Some(Turn { free, rung, done }));
            free = done;
        }
        session
    }
}

/// Forecasts for everybody who still waits, at the start of each turn and once in its middle.
fn score(doctor: &mut Doctor, known: &Pace, session: &[Option<Turn>]) -> Vec<Score> {
    let mut scores = Vec::new();
    for at in 0..session.len() {
        let Some(turn) = session[at] else { continue };
        let over: Vec<Turn> = session[..at].iter().flatten().copied().collect();
        let mut pace = known.clone();
        pace.learn(&over);
        let middle = turn.rung + (turn.done - turn.rung) * doctor.chance.random::<f64>();
        for now in [turn.rung, middle] {
            for (ahead, patient) in (at + 1..session.len()).enumerate() {
                // Whoever leaves waits for nothing; the others can't know that they will.
                let Some(own) = session[patient] else {
                    continue;
                };
                let range = pace.wait(ahead as u32, Some(now - turn.free));
                let wait = own.rung - now;
                scores.push(Score {
                    held: range.least <= wait && wait <= range.most,
                    second_half: at >= PATIENTS / 2,
                    width: (range.most - range.least) / wait.max(MINUTE),
                });
            }
        }
    }
    scores
}

/// The share of forecasts that held, in percent, and their middle width.
fn sum_up<'a>(what: &str, scores: impl Iterator<Item = &'a Score>) -> f64 {
    let scores: Vec<&Score> = scores.collect();
    let held = scores.iter().filter(|score| score.held).count();
    let share = 100.0 * held as f64 / scores.len() as f64;
    let mut widths: Vec<f64> = scores.iter().map(|score| score.width).collect();
    widths.sort_by(f64::total_cmp);
    let width = widths[widths.len() / 2];
    println!(
        "{what}: {share:.1} % of {} held, width {width:.2} of the wait",
        scores.len()
    );
    share
}

/// Sessions of many doctors after this many earlier ones each.
fn replay(earlier: usize, slow: SlowDown) -> Vec<Score> {
    let mut scores = Vec::new();
    for seed in 0..400 {
        let mut doctor = Doctor::new(seed);
        let mut pace = Pace::planned(10.0 * MINUTE);
        for _ in 0..earlier {
            let session: Vec<Turn> = doctor
                .session(SlowDown(1.0))
                .into_iter()
                .flatten()
                .collect();
            pace.learn(&session);
        }
        let today = doctor.session(slow);
        scores.extend(score(&mut doctor, &pace, &today));
    }
    scores
}

/// Four of five is what the ranges promise.
fn assert_promise(share: f64) {
    assert!((75.0..=85.0).contains(&share), "{share:.1} %");
}

#[test]
fn four_of_five_waits_lie_in_their_range() {
    for earlier in [0, 1, 3, 8] {
        let scores = replay(earlier, SlowDown(1.0));
        assert_promise(sum_up(&format!("{earlier} sessions seen"), scores.iter()));
    }
}

#[test]
fn and_so_they_do_once_a_doctor_slows_down() {
    for slow in [1.25, 1.5] {
        for earlier in [3, 8] {
            let scores = replay(earlier, SlowDown(slow));
            let after = scores.iter().filter(|score| score.second_half);
            assert_promise(sum_up(
                &format!("{earlier} sessions seen, visits x {slow}"),
                after,
            ));
        }
    }
}

#[test]
fn a_range_is_narrower_where_the_doctor_is_known() {
    let width = |earlier| {
        let scores = replay(earlier, SlowDown(1.0));
        let sum: f64 = scores.iter().map(|score| score.width).sum();
        sum / scores.len() as f64
    };
    let (stranger, known) = (width(0), width(8));
    assert!(known < stranger, "{known:.2} and {stranger:.2}");
}
