//! Adaptation of video: how large, how often and how finely pictures are encoded, so that they fit
//! the path and the machine. Sound has its share already; where nothing is left, pictures end and come back.
//!
//! Pure: takes instants.

use super::frame::Size;
use crate::media::units::Bitrate;
use std::time::{Duration, Instant};

/// Heights, and the least rate for each. Below it a smaller picture looks better than a coarse one.
const LADDER: [(u16, Bitrate); 4] = [
    (720, Bitrate::kbps(900)),
    (480, Bitrate::kbps(350)),
    (360, Bitrate::kbps(180)),
    (240, Bitrate::ZERO),
];
/// The rate above which more is of no use, for the same heights.
const ENOUGH: [Bitrate; 4] = [
    Bitrate::kbps(2_500),
    Bitrate::kbps(1_200),
    Bitrate::kbps(700),
    LEAST_ENOUGH,
];
const LEAST_ENOUGH: Bitrate = Bitrate::kbps(400);
/// A larger picture needs its least rate and this much more, for so long.
const MORE: f64 = 1.25;
const STEADY: Duration = Duration::from_secs(2);
/// A smaller one comes when the rate is below the least for so long.
const SHORTFALL: Duration = Duration::from_millis(300);
/// Below this rate every second picture is left out.
const HALF_PACE: Bitrate = Bitrate::kbps(110);
/// Pictures end below the first rate, and come back above the second.
const TOO_LITTLE: Bitrate = Bitrate::kbps(25);
const ENOUGH_AGAIN: Bitrate = Bitrate::kbps(50);
const OFF_AFTER: Duration = Duration::from_secs(3);
const ON_AFTER: Duration = Duration::from_secs(1);
/// While pictures wait so long to leave, no more are made.
const MAX_WAIT: Duration = Duration::from_millis(100);
/// Encoding may take this share of the time; above it for a while, pictures become smaller.
const BUSY: f64 = 0.8;
const IDLE: f64 = 0.25;
const BUSY_FOR: Duration = Duration::from_secs(3);
const IDLE_FOR: Duration = Duration::from_secs(30);

/// How to encode a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncoderSettings {
    /// Never larger than the camera's.
    pub size: Size,
    /// The rate of all pictures together.
    pub bitrate: Bitrate,
}

/// What to do with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodeDecision {
    /// Leave it out.
    Skip,
    /// There is no room for pictures at all.
    Off,
    /// Encode it so.
    Encode(EncoderSettings),
}

/// The rate above which pictures of a camera don't become better.
#[must_use]
pub fn enough_for(camera: Size) -> Bitrate {
    let mut levels = LADDER.iter().zip(ENOUGH);
    let fits = levels.find(|((height, _), _)| *height <= camera.height());
    fits.map_or(LEAST_ENOUGH, |(_, enough)| enough)
}

/// How long something has been so.
#[derive(Clone, Copy, Debug, Default)]
struct Lasting(Option<Instant>);

impl Lasting {
    fn note(&mut self, so: bool, now: Instant) -> Duration {
        let since = so.then(|| *self.0.get_or_insert(now));
        self.0 = since;
        since.map_or(Duration::ZERO, |at| now.saturating_duration_since(at))
    }
}

/// Decides, picture by picture.
#[derive(Debug, Default)]
pub struct VideoAdaptation {
    /// The place on the ladder; the first picture settles it.
    level: Option<usize>,
    /// The highest place the machine is fit for.
    machine_level: usize,
    off: bool,
    odd: bool,
    load: f64,
    short: Lasting,
    plenty: Lasting,
    little: Lasting,
    again: Lasting,
    busy: Lasting,
    idle: Lasting,
}

impl VideoAdaptation {
    /// What to do with the next picture of a camera. `rate` is what the path has for pictures,
    /// `wait` how long they wait to leave.
    pub fn plan(
        &mut self,
        now: Instant,
        camera: Size,
        rate: Bitrate,
        wait: Duration,
    ) -> EncodeDecision {
        self.switch(now, rate);
        if self.off {
            return EncodeDecision::Off;
        }
        let level = self.climb(now, camera, rate);
        self.odd = !self.odd;
        if wait > MAX_WAIT || (rate < HALF_PACE && self.odd) {
            return EncodeDecision::Skip;
        }
        let size = LADDER
            .get(level)
            .and_then(|(height, _)| fit(camera, *height));
        EncodeDecision::Encode(EncoderSettings {
            size: size.unwrap_or(camera),
            bitrate: rate.clamp(TOO_LITTLE, enough_for(camera)),
        })
    }

    /// Encoding a picture took so long; the next one comes after `interval`.
    pub fn encoded(&mut self, now: Instant, took: Duration, interval: Duration) {
        let load = took.as_secs_f64() / interval.as_secs_f64().max(0.01);
        self.load += (load - self.load) * 0.05;
        if self.busy.note(self.load > BUSY, now) >= BUSY_FOR {
            self.machine_level = (self.level.unwrap_or(0) + 1).min(LADDER.len() - 1);
            self.busy = Lasting::default();
        }
        if self.idle.note(self.load < IDLE, now) >= IDLE_FOR {
            self.machine_level = self.machine_level.saturating_sub(1);
            self.idle = Lasting::default();
        }
    }

    /// Whether the machine, and not the path, keeps pictures small.
    #[must_use]
    pub fn machine_limits(&self) -> bool {
        self.machine_level > 0 && self.level == Some(self.machine_level)
    }

    fn switch(&mut self, now: Instant, rate: Bitrate) {
        let little = self.little.note(rate < TOO_LITTLE, now);
        let again = self.again.note(rate > ENOUGH_AGAIN, now);
        self.off = if self.off {
            again < ON_AFTER
        } else {
            little >= OFF_AFTER
        };
    }

    fn climb(&mut self, now: Instant, camera: Size, rate: Bitrate) -> usize {
        let fits = |(height, _): &(u16, Bitrate)| *height <= camera.height();
        let highest = LADDER.iter().position(fits).unwrap_or(LADDER.len() - 1);
        let highest = highest.max(self.machine_level);
        let right = LADDER.iter().position(|(_, least)| rate >= *least);
        let right = right.unwrap_or(LADDER.len() - 1).max(highest);
        let level = self.level.unwrap_or(right).max(highest);
        let least_above = level.checked_sub(1).and_then(|above| LADDER.get(above));
        let room = level > highest && least_above.is_some_and(|(_, least)| rate >= *least * MORE);
        let level = if self.short.note(right > level, now) >= SHORTFALL {
            right
        } else if self.plenty.note(room, now) >= STEADY {
            self.plenty = Lasting::default();
            level - 1
        } else {
            level
        };
        self.level = Some(level);
        level
    }
}

/// The camera's shape at another height, both sides even.
fn fit(camera: Size, height: u16) -> Option<Size> {
    if height >= camera.height() {
        return Some(camera);
    }
    let width = u32::from(camera.width()) * u32::from(height) / u32::from(camera.height());
    let width = u16::try_from(width).ok()?;
    Size::new((width & !1).max(2), height & !1)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Try {
        adaptation: VideoAdaptation,
        start: Instant,
        millis: u64,
        camera: Size,
    }

    impl Try {
        fn new(width: u16, height: u16) -> Self {
            Self {
                adaptation: VideoAdaptation::default(),
                start: Instant::now(),
                millis: 0,
                camera: Size::new(width, height).unwrap(),
            }
        }

        /// The plans of so many milliseconds at a rate, 30 per second.
        fn run(&mut self, millis: u64, kilobits: u64) -> Vec<EncodeDecision> {
            let rate = Bitrate::kbps(kilobits);
            let until = self.millis + millis;
            let mut plans = Vec::new();
            while self.millis < until {
                let now = self.start + Duration::from_millis(self.millis);
                plans.push(self.adaptation.plan(now, self.camera, rate, Duration::ZERO));
                self.millis += 33;
            }
            plans
        }
    }

    fn size_of(plan: &EncodeDecision) -> Option<(u16, u16)> {
        match plan {
            EncodeDecision::Encode(settings) => {
                Some((settings.size.width(), settings.size.height()))
            }
            EncodeDecision::Skip | EncodeDecision::Off => None,
        }
    }

    #[test]
    fn pictures_become_smaller_soon_and_larger_late() {
        let mut vga = Try::new(640, 480);
        assert_eq!(size_of(&vga.run(33, 800)[0]), Some((640, 480)));
        let narrow = vga.run(1_000, 200);
        assert_eq!(size_of(&narrow[0]), Some((640, 480)));
        let changed = narrow
            .iter()
            .position(|plan| size_of(plan) == Some((480, 360)));
        // 300 ms are ten pictures.
        assert_eq!(changed, Some(10));
        assert_eq!(size_of(&vga.run(3_000, 360)[90]), Some((480, 360)));
        let wide = vga.run(4_000, 600);
        let changed = wide
            .iter()
            .position(|plan| size_of(plan) == Some((640, 480)));
        assert_eq!(changed, Some(61), "after two seconds");
    }

    #[test]
    fn the_cameras_shape_is_kept_and_never_enlarged() {
        let mut wide = Try::new(1_280, 720);
        assert_eq!(size_of(&wide.run(33, 2_000)[0]), Some((1_280, 720)));
        let last = wide.run(1_000, 400);
        assert_eq!(size_of(last.last().unwrap()), Some((852, 480)));
        let mut small = Try::new(160, 120);
        assert_eq!(size_of(&small.run(5_000, 5_000)[150]), Some((160, 120)));
        assert_eq!(
            small.run(33, 5_000)[0],
            EncodeDecision::Encode(EncoderSettings {
                size: Size::new(160, 120).unwrap(),
                bitrate: Bitrate::kbps(400),
            })
        );
    }

    #[test]
    fn where_nothing_is_left_pictures_end_and_come_back() {
        let mut vga = Try::new(640, 480);
        vga.run(1_000, 800);
        let none = vga.run(4_000, 10);
        let off = none.iter().position(|plan| *plan == EncodeDecision::Off);
        assert_eq!(off, Some(91), "after three seconds");
        assert!(
            vga.run(2_000, 40)
                .iter()
                .all(|plan| *plan == EncodeDecision::Off)
        );
        let back = vga.run(2_000, 80);
        assert_eq!(
            back.iter().position(|plan| *plan != EncodeDecision::Off),
            Some(31)
        );
    }

    #[test]
    fn little_room_means_half_the_pictures() {
        let mut vga = Try::new(640, 480);
        vga.run(1_000, 90);
        let plans = vga.run(3_300, 90);
        let encoded = plans
            .iter()
            .filter(|plan| size_of(plan) == Some((320, 240)));
        assert_eq!((plans.len(), encoded.count()), (100, 50));
    }

    #[test]
    fn while_pictures_wait_none_are_made() {
        let mut adaptation = VideoAdaptation::default();
        let camera = Size::new(640, 480).unwrap();
        let now = Instant::now();
        let wait = Duration::from_millis(200);
        let plan = adaptation.plan(now, camera, Bitrate::kbps(800), wait);
        assert_eq!(plan, EncodeDecision::Skip);
    }

    #[test]
    fn a_slow_machine_gets_smaller_pictures_and_larger_ones_later() {
        let mut vga = Try::new(640, 480);
        vga.run(33, 800);
        let interval = Duration::from_millis(33);
        let work = |count: u32, took: u64, vga: &mut Try| {
            for _ in 0..count {
                let now = vga.start + Duration::from_millis(vga.millis);
                vga.adaptation
                    .encoded(now, Duration::from_millis(took), interval);
                vga.run(33, 800);
            }
            (vga.adaptation.level, vga.adaptation.machine_limits())
        };
        assert_eq!(work(60, 32, &mut vga), (Some(1), false));
        assert_eq!(work(120, 32, &mut vga), (Some(2), true));
        assert_eq!(work(1_200, 5, &mut vga), (Some(1), true));
    }
}
