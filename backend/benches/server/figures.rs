use std::fmt;
use std::time::Duration;

/// How long something took, many times.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub fn add(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    fn at(&self, percent: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort();
        let place = (sorted.len() * percent / 100).min(sorted.len() - 1);
        sorted[place].as_secs_f64() * 1_000.0
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "p50 {:.1} ms, p99 {:.1} ms", self.at(50), self.at(99))
    }
}

/// One line of the table.
pub fn print(what: impl fmt::Display, measured: impl fmt::Display) {
    println!("| {what} | {measured} |");
}
