use std::fmt;
use std::time::Duration;

/// How long something took, each time that it was tried.
#[derive(Debug)]
pub struct Spans(Vec<Duration>);

impl Spans {
    pub fn of(mut spans: Vec<Duration>) -> Self {
        assert!(!spans.is_empty());
        spans.sort_unstable();
        Self(spans)
    }

    /// So many of a hundred took no longer.
    pub fn at(&self, percent: usize) -> Duration {
        self.0[(self.0.len() * percent).div_ceil(100) - 1]
    }
}

impl fmt::Display for Spans {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [half, most, all] = [50, 95, 100].map(|percent| self.at(percent));
        write!(
            out,
            "{half:.2?} (p50), {most:.2?} (p95), {all:.2?} (at most)"
        )
    }
}
