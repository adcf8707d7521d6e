//! Holds pictures where repairs make many of them late, so that they move evenly.
//!
//! On a long path each repair takes so long that the picture would stand still for it, and then catch
//! up at once. A lateness that nobody notices is left alone, so that on a good path, and on a short one
//! with losses, pictures are shown when they come.
//!
//! Pure: takes instants.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// So late a picture may be without standing out; a freeze begins at 150 ms.
const UNNOTICED: Duration = Duration::from_millis(100);
/// What happened so long ago says nothing about now.
const MEMORY: Duration = Duration::from_secs(10);
/// Pictures that are remembered at most.
const MAX_REMEMBERED: usize = 600;
/// Of a hundred pictures so many are not to stand out.
const SMOOTH: usize = 96;
/// Longest time that pictures are held.
const MAX_HOLD: Duration = Duration::from_millis(400);
/// From one picture to the next the time held changes by at most this.
const STEP: Duration = Duration::from_millis(10);

/// Decides.
#[derive(Debug, Default)]
pub struct PlayoutDelay {
    waits: VecDeque<(Instant, Duration)>,
    hold: Duration,
}

impl PlayoutDelay {
    /// How long to hold a picture that is complete now, after it `waited` for what was lost.
    pub fn hold(&mut self, now: Instant, waited: Duration) -> Duration {
        self.waits.push_back((now, waited));
        let is_old = |(at, _): &(Instant, _)| now.saturating_duration_since(*at) > MEMORY;
        while self.waits.len() > MAX_REMEMBERED || self.waits.front().is_some_and(is_old) {
            self.waits.pop_front();
        }
        let mut sorted: Vec<_> = self.waits.iter().map(|(_, waited)| *waited).collect();
        sorted.sort_unstable();
        let usual = sorted.get(sorted.len() * SMOOTH / 100).copied();
        let wanted = usual.unwrap_or_default().saturating_sub(UNNOTICED);
        let wanted = wanted.min(MAX_HOLD);
        self.hold = wanted.clamp(self.hold.saturating_sub(STEP), self.hold + STEP);
        self.hold.saturating_sub(waited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Thirty pictures a second, of which each `every`th and the three after it waited for a repair.
    fn last_hold(seconds: u64, every: u64, repair: u64) -> u128 {
        let start = Instant::now();
        let mut playout_delay = PlayoutDelay::default();
        let mut held = Duration::ZERO;
        for picture in 0..seconds * 30 {
            let waited = match picture % every {
                place @ 0..3 => repair.saturating_sub(33 * place),
                _ => 0,
            };
            let now = start + Duration::from_millis(picture * 33);
            let hold = playout_delay.hold(now, Duration::from_millis(waited));
            if waited == 0 {
                held = hold;
            }
        }
        held.as_millis()
    }

    #[test]
    fn pictures_are_held_where_many_of_them_come_noticeably_late() {
        assert_eq!(last_hold(20, 10, 250), 150);
        assert_eq!(last_hold(20, 10, 900), 400);
    }

    #[test]
    fn short_and_rare_waits_are_left_alone() {
        assert_eq!(last_hold(20, 10, 100), 0);
        assert_eq!(last_hold(20, 200, 250), 0);
    }

    #[test]
    fn it_is_forgotten_in_time_and_late_pictures_are_not_made_later() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let late = Duration::from_millis(250);
        let mut playout_delay = PlayoutDelay::default();
        for picture in 0..300 {
            assert_eq!(playout_delay.hold(at(picture * 33), late), Duration::ZERO);
        }
        let mut hold = |millis| playout_delay.hold(at(millis), Duration::ZERO);
        assert_eq!(hold(9_933), Duration::from_millis(150));
        let after: Vec<_> = (304..900).map(|picture| hold(picture * 33)).collect();
        assert_eq!(after.last(), Some(&Duration::ZERO));
    }
}
