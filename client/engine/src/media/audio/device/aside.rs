//! Questions to a sound system that hangs, put where nobody waits for them.

use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::time::Duration;

/// How long a stream that is let go may take before nobody waits for it any more.
const LETTING_GO: Duration = Duration::from_millis(300);

/// A question to the sound system, put on a thread of its own: a server that hangs answers nobody,
/// and no sound system says how long it takes.
#[derive(Debug)]
pub struct Aside<T> {
    answer: Receiver<T>,
}

impl<T: Send + 'static> Aside<T> {
    /// Puts it. An answer that nobody waits for any more is dropped on that thread.
    pub fn ask(question: impl FnOnce() -> T + Send + 'static) -> Self {
        let (answering, answer) = channel();
        let thread = std::thread::Builder::new().name("sound-question".to_owned());
        let asked = thread.spawn(move || {
            answering.send(question()).ok();
        });
        if let Err(fault) = asked {
            tracing::error!(%fault, "no thread for a question to the sound system");
        }
        Self { answer }
    }

    /// An answer that is there already.
    #[must_use]
    pub fn answered(answer: T) -> Self {
        let (answering, given) = channel();
        answering.send(answer).ok();
        Self { answer: given }
    }

    /// The answer, where it comes in time.
    pub fn within(&self, time: Duration) -> Option<T> {
        self.answer.recv_timeout(time).ok()
    }

    /// The answer, once.
    ///
    /// # Errors
    /// There is none, or none yet.
    pub fn answer(&self) -> Result<T, Unanswered> {
        self.answer.try_recv().map_err(|none| match none {
            TryRecvError::Empty => Unanswered::Yet,
            TryRecvError::Disconnected => Unanswered::Never,
        })
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// It may still come.
    Yet,
    /// It will not: no thread could be had.
    Never,
}

/// Drops a stream. A server that hangs never says that it is closed, and nobody waits for that.
pub fn let_go(stream: impl Send + 'static) {
    let closing = Aside::ask(move || drop(stream));
    if closing.answer.recv_timeout(LETTING_GO) == Err(RecvTimeoutError::Timeout) {
        tracing::debug!("the sound system does not say that a stream is closed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::Sender;
    use std::time::Instant;

    /// Hangs as it is closed, until its opposite is gone.
    struct Stuck(Receiver<()>);

    impl Drop for Stuck {
        fn drop(&mut self) {
            self.0.recv().ok();
        }
    }

    #[test]
    fn a_stream_that_does_not_close_and_an_answer_that_does_not_come_keep_nobody_waiting() {
        let began = Instant::now();
        let (_until, stuck): (Sender<()>, _) = channel();
        let (never, wait) = channel::<()>();
        let question = Aside::ask(move || wait.recv().is_ok());
        let_go(Stuck(stuck));
        assert_eq!(question.answer(), Err(Unanswered::Yet));
        assert!(began.elapsed() < Duration::from_secs(5));
        drop(never);
        let mut answer = question.answer();
        while answer == Err(Unanswered::Yet) {
            std::thread::yield_now();
            answer = question.answer();
        }
        assert_eq!(answer, Ok(false));
    }
}
