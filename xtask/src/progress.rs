//! What a waiting person sees: which step of how many, and how long it took.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Counts steps and tells how long each one took.
pub struct Progress {
    begun: Instant,
    number: usize,
    total: usize,
}

impl Progress {
    /// Begins a piece of work of `total` steps.
    pub fn begin(total: usize) -> Self {
        Self {
            begun: Instant::now(),
            number: 0,
            total,
        }
    }

    /// Announces the next step, runs it, and tells its time.
    pub fn step<T>(
        &mut self,
        title: &str,
        work: impl FnOnce() -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        self.number += 1;
        let (number, total) = (self.number, self.total);
        println!("{}", strong(&format!("[{number}/{total}] {title}")));
        let begun = Instant::now();
        let outcome = work();
        let mark = if outcome.is_ok() { "done" } else { "FAILED" };
        println!(
            "[{number}/{total}] {mark} in {}, {} so far",
            in_words(begun.elapsed()),
            in_words(self.begun.elapsed())
        );
        outcome
    }
}

/// A time span as a person says it: `0.4 s`, `12 s`, `3 min 05 s`.
pub fn in_words(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..10 => format!("{}.{} s", seconds, span.subsec_millis() / 100),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

/// The text in bold where somebody looks at it.
pub fn strong(text: &str) -> String {
    if std::io::stdout().is_terminal() {
        format!("\x1b[1m{text}\x1b[0m")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_well() {
        let words: Vec<_> = [0, 430, 9_990, 10_000, 59_900, 60_000, 185_000]
            .into_iter()
            .map(|span| in_words(Duration::from_millis(span)))
            .collect();
        assert_eq!(
            words,
            [
                "0.0 s",
                "0.4 s",
                "9.9 s",
                "10 s",
                "59 s",
                "1 min 00 s",
                "3 min 05 s"
            ]
        );
    }
}
