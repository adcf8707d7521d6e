//! One call from beginning to end, and what is to be said of it.

use crate::diary::{Diary, Order, Task, now};
use crate::end::End;
use crate::figures::{Figures, Window, figures};
use crate::film::Film;
use crate::link::Link;
use crate::load::{cpu_seconds, megabytes};
use crate::networks::Networks;
use crate::profile::{Look, Profile};
use std::time::{Duration, Instant};

/// Before anything is measured: both have found out what the way carries.
const WARM_UP: Duration = Duration::from_secs(8);
const MEASURED: Duration = Duration::from_secs(20);
/// How finely arrivals are counted.
const RATE_SPAN: Duration = Duration::from_millis(500);

/// What was measured of one call.
pub struct Outcome {
    /// From opening both to the first decoded picture at the later one, milliseconds.
    pub set_up: f64,
    /// Each end's view of the other.
    pub ends: [Figures; 2],
    /// Of a core, percent, per end.
    pub cpu: f64,
    /// Per end.
    pub megabytes: f64,
    /// Over the link in one direction, kilobits per second.
    pub kilobits: f64,
    pub step: Option<Step>,
}

/// What a way did that narrowed and widened.
pub struct Step {
    /// Seen while it was narrow, at both ends.
    pub narrow: [Figures; 2],
    /// The same without its first second.
    pub settled: [Figures; 2],
    /// Seconds until so many kilobits per second arrived again.
    pub back: Vec<(f64, Option<f64>)>,
}

/// Rates whose return is timed.
const BACK: [f64; 2] = [600.0, 1_500.0];

/// Has two ends call each other, and measures.
pub fn measure(profile: &Profile, task: &Task, film: &Film) -> Outcome {
    let networks = Networks::make(profile.link);
    let mut call = Call::begin(&networks, task, profile.link.delay);
    call.pass(WARM_UP);
    let costs = call.costs();
    let (from, since) = (now(), Instant::now());
    let step = match profile.look {
        Look::Step { kilobits, lasts } => {
            networks.set(Link {
                kilobits,
                ..profile.link
            });
            call.pass(lasts);
            let widened = (now(), Instant::now());
            networks.set(profile.link);
            call.pass(lasts);
            Some(widened)
        }
        Look::Quality | Look::Load => {
            call.pass(MEASURED);
            None
        }
    };
    let window = (from, now());
    let passed = window.1 - window.0;
    let cpu = (call.costs() - costs) / 2.0 / passed * 100.0;
    let megabytes = call
        .ends
        .iter()
        .map(|end| megabytes(end.process))
        .sum::<f64>()
        / 2.0;
    let rates = networks.rates(since, RATE_SPAN);
    let opened = call.opened;
    let diaries = call.ends.map(End::finish);
    let look = |window: Window| look(&diaries, window, film);
    let set_up = diaries
        .iter()
        .filter_map(|(_, diary)| Some(diary.seen.first()?.at - opened));
    Outcome {
        set_up: set_up.fold(0.0, f64::max) * 1_000.0,
        ends: look(window),
        cpu,
        megabytes,
        kilobits: rates.iter().sum::<f64>() / rates.len().max(1) as f64,
        step: step.map(|(widened, at)| Step {
            narrow: look((from, widened)),
            settled: look((from + 1.0, widened)),
            back: BACK
                .map(|rate| (rate, return_of(rate, &networks.rates(at, RATE_SPAN))))
                .to_vec(),
        }),
    }
}

fn look(diaries: &[(Task, Diary); 2], window: Window, film: &Film) -> [Figures; 2] {
    let [first, second] = diaries;
    [(first, second), (second, first)]
        .map(|(here, there)| figures((&here.0, &here.1), (&there.0, &there.1), window, film))
}

/// The first span that has the rate, as seconds to its end.
fn return_of(rate: f64, rates: &[f64]) -> Option<f64> {
    let place = rates.iter().position(|now| *now >= rate)?;
    Some((place + 1) as f64 * RATE_SPAN.as_secs_f64())
}

/// Two ends, and their signals on the way.
struct Call {
    ends: [End; 2],
    opened: f64,
    delay: Duration,
    signals: Vec<(Instant, usize, shared::Signal)>,
}

impl Call {
    fn begin(networks: &Networks, task: &Task, delay: Duration) -> Self {
        let ends = [0, 1].map(|home| {
            let folder = task.folder.join(home.to_string());
            End::start(
                networks,
                home,
                Task {
                    folder,
                    ..task.clone()
                },
            )
        });
        let mut call = Self {
            ends,
            opened: now(),
            delay,
            signals: Vec::new(),
        };
        for (home, end) in call.ends.iter_mut().enumerate() {
            end.order(&Order::Open {
                is_caller: home == 0,
            });
        }
        call
    }

    /// CPU seconds of both ends until now.
    fn costs(&self) -> f64 {
        self.ends.iter().map(|end| cpu_seconds(end.process)).sum()
    }

    /// Lets time pass. Signals take as long as the link's delay, as if the server were between.
    fn pass(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until {
            for home in [0, 1] {
                let due = Instant::now() + self.delay;
                let signals = self.ends[home].signals().into_iter();
                self.signals
                    .extend(signals.map(|signal| (due, 1 - home, signal)));
            }
            let now = Instant::now();
            for (_, home, signal) in self.signals.extract_if(.., |(due, ..)| *due <= now) {
                self.ends[home].order(&Order::Signal { signal });
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}
