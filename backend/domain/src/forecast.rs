//! How long somebody in a queue will wait, as a range that holds the truth four times out of five.
//!
//! A session is a row of turns: from when the doctor is free until the doctor is free again, with the
//! pause, rings that nobody heard, rings repeated, and the visit. The logarithm of a turn's length is
//! taken for a level that drifts, seen through noise (the local level model of Durbin and Koopman,
//! Time Series Analysis by State Space Methods, chapter 2), so that a doctor who slows down is
//! followed within some turns. A wait is a sum of turns; sums of lognormal lengths are taken for
//! lognormal with the right mean and variance (Fenton, 1960). As no model is right, the width of the
//! range is steered by how often earlier ranges held (adaptive conformal inference, Gibbs and Candès,
//! 2021).

use libm::erfc;

/// How far from the middle four of five normal draws lie, in standard deviations.
const FOUR_OF_FIVE: f64 = 1.281_551_565_544_6;
/// The share of ranges that may miss.
const MISSES: f64 = 0.2;
/// How much of a turn's log length the level drifts from turn to turn, as a variance: 9 % a turn.
const DRIFT: f64 = 0.008;
/// The same from one session to the next: 20 %.
const ANOTHER_DAY: f64 = 0.04;
/// What is believed of a doctor nobody has seen working: the plan, give or take 50 %.
const UNKNOWN: f64 = 0.25;
/// How turns of one doctor differ among themselves, before any was seen: a variance of the logarithm.
const NOISE: f64 = 0.25;
/// How many turns that belief is worth.
const NOISE_WEIGHT: f64 = 6.0;
/// How much of what was learnt about the noise is kept at each turn.
const KEPT: f64 = 0.98;
/// A turn further out than this, in standard deviations, counts as that far: somebody had lunch.
const OUTLIER: f64 = 2.5;
/// Surprises that all go one way say that the level has jumped: how much of them is kept at each turn,
/// how far their sum may go, and the variance that each standard deviation beyond that adds.
const STRAIN: (f64, f64, f64) = (0.7, 1.0, 0.2);
/// How fast the width follows its errors.
const STEERING: f64 = 0.4;
/// The width stays between these multiples of the model's own.
const WIDTH: (f64, f64) = (0.5, 3.0);
/// How many turns ahead earlier forecasts are looked at, to see whether they held.
const SCORED: u32 = 6;
/// Waits are forecast for this many turns at most; later ones are as uncertain as that.
const FARTHEST: u32 = 40;
/// The shortest turn that counts, in seconds.
const SHORTEST: f64 = 20.0;
/// The pause before a ring that is believed at first, in seconds, and how fast the belief changes.
const PAUSE: (f64, f64) = (20.0, 0.1);

/// A turn that is over; seconds since any moment that its session shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// When the doctor was free for it.
    pub free: f64,
    /// When its patient's device rang first.
    pub rung: f64,
    /// When the doctor was free again.
    pub done: f64,
}

/// A wait from now on, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaitRange {
    /// One of ten waits is shorter.
    pub least: f64,
    /// One of ten waits is longer.
    pub most: f64,
}

/// What is known of how fast a doctor works.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// Mean and variance of the level.
    level: (f64, f64),
    /// Sum and weight of the squares of the noise.
    noise: (f64, f64),
    /// From being free to ringing, in seconds.
    pause: f64,
    /// The range's width over the model's own.
    width: f64,
    /// Recent surprises, in standard deviations, added up and slowly forgotten.
    strain: f64,
}

impl Pace {
    /// A doctor nobody has seen working, who plans this much for a patient, in seconds.
    #[must_use]
    pub fn planned(turn: f64) -> Self {
        Self {
            level: (turn.max(SHORTEST).ln(), UNKNOWN),
            noise: (NOISE * NOISE_WEIGHT, NOISE_WEIGHT),
            pause: PAUSE.0,
            width: 1.0,
            strain: 0.0,
        }
    }

    /// Learns from one session, its turns in order; the newest session comes last.
    pub fn learn(&mut self, session: &[Turn]) {
        self.level.1 += ANOTHER_DAY;
        let mut given: Vec<(usize, f64, WaitRange)> = Vec::new();
        for (at, turn) in session.iter().enumerate() {
            let (due, later): (Vec<_>, Vec<_>) = given.into_iter().partition(|one| one.0 == at);
            self.steer(turn.rung, &due);
            given = later;
            for (index, ahead) in (at..).skip(1).zip(0..SCORED) {
                given.push((index, turn.free, self.wait(ahead, Some(0.0))));
            }
            self.pause += PAUSE.1 * ((turn.rung - turn.free).max(0.0) - self.pause);
            self.observe(turn.done - turn.free);
        }
    }

    /// Widens the range where forecasts missed, and narrows it where too few did.
    fn steer(&mut self, rung: f64, given: &[(usize, f64, WaitRange)]) {
        let count: f64 = given.iter().map(|_| 1.0).sum();
        if count == 0.0 {
            return;
        }
        let missed = given.iter().filter(|(_, from, range)| {
            let wait = rung - from;
            wait < range.least || wait > range.most
        });
        let missed: f64 = missed.map(|_| 1.0).sum();
        let step = STEERING * (missed / count - MISSES);
        self.width = (self.width * step.exp()).clamp(WIDTH.0, WIDTH.1);
    }

    /// One step of the Kalman filter.
    fn observe(&mut self, length: f64) {
        let (mean, variance) = self.level;
        let whole = variance + self.noise();
        let most = OUTLIER * whole.sqrt();
        let surprise = (length.max(SHORTEST).ln() - mean).clamp(-most, most);
        let gain = variance / whole;
        self.noise.0 = self.noise.0 * KEPT + (surprise * surprise - variance).max(0.0);
        self.noise.1 = self.noise.1 * KEPT + 1.0;
        self.strain = self.strain * STRAIN.0 + surprise / whole.sqrt();
        let doubt = STRAIN.2 * (self.strain.abs() - STRAIN.1).max(0.0);
        self.level = (
            mean + gain * surprise,
            (1.0 - gain) * variance + DRIFT + doubt,
        );
    }

    fn noise(&self) -> f64 {
        self.noise.0 / self.noise.1
    }

    /// How long until the ring, for somebody with `ahead` others before them.
    ///
    /// `into` says for how many seconds the turn of somebody else, not counted in `ahead`, has been
    /// going on; absent where the doctor is free.
    #[must_use]
    pub fn wait(&self, ahead: u32, into: Option<f64>) -> WaitRange {
        let ahead = ahead.min(FARTHEST);
        let (mean, variance) = match into {
            None => self.turns(ahead),
            Some(elapsed) => {
                let (left, uncertain) = self.rest(elapsed.max(1.0));
                let (turns, spread) = self.turns(ahead);
                // Both hang on the same level.
                let together = 2.0 * left * turns * self.level.1.exp_m1();
                (left + turns, uncertain + spread + together)
            }
        };
        let mean = mean + self.pause;
        let square = (variance + self.pause * self.pause) / (mean * mean);
        let spread = square.ln_1p();
        let (middle, reach) = (
            mean.ln() - spread / 2.0,
            FOUR_OF_FIVE * self.width * spread.sqrt(),
        );
        WaitRange {
            least: (middle - reach).exp(),
            most: (middle + reach).exp(),
        }
    }

    /// Mean and variance of the sum of that many turns to come.
    fn turns(&self, count: u32) -> (f64, f64) {
        let noise = self.noise();
        let mean_of = |turn: u32| {
            let drifted = self.level.1 + f64::from(turn) * DRIFT;
            (self.level.0 + (drifted + noise) / 2.0).exp()
        };
        let (mut mean, mut variance) = (0.0, 0.0);
        for later in 0..count {
            for earlier in 0..=later {
                let shared = self.level.1 + f64::from(earlier) * DRIFT;
                let (shared, twice) = match earlier == later {
                    true => (shared + noise, 1.0),
                    false => (shared, 2.0),
                };
                variance += twice * mean_of(earlier) * mean_of(later) * shared.exp_m1();
            }
            mean += mean_of(later);
        }
        (mean, variance)
    }

    /// Mean and variance of what is left of a turn that has lasted `elapsed` seconds: the moments of
    /// a lognormal length that is known to be longer.
    fn rest(&self, elapsed: f64) -> (f64, f64) {
        let variance = self.level.1 + self.noise();
        let deviation = variance.sqrt();
        // Beyond this, a turn is so long that the model has nothing to say about it.
        let above = ((self.level.0 - elapsed.ln()) / deviation).max(-3.5);
        let reached = below(above);
        let first = (self.level.0 + variance / 2.0).exp() * below(above + deviation) / reached;
        let second = (2.0 * (self.level.0 + variance)).exp() * below(above + 2.0 * deviation);
        let spread = second / reached - first * first;
        ((first - elapsed).max(5.0), spread.max(25.0))
    }
}

/// The share of normal draws below this many standard deviations.
fn below(deviations: f64) -> f64 {
    erfc(-deviations / std::f64::consts::SQRT_2) / 2.0
}
