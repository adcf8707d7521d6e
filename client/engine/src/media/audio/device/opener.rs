//! Opening a device, and opening it again where it went away, without ever waiting for it.

use super::aside::{Aside, Unanswered};
use super::stream::OPEN_DEADLINE;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Between two tries while a sound server may be just about to be back.
const TRIES_EVERY: Duration = Duration::from_millis(250);
/// For so long.
const SOON: Duration = Duration::from_secs(5);
/// Between two tries later on.
const LOOKS_EVERY: Duration = Duration::from_secs(2);
/// A device that was used and is back within this is not missed: a sound server that is started again
/// takes less.
const GRACE: Duration = Duration::from_secs(1);

/// What can be opened.
pub trait Openable: Send + Sized + 'static {
    /// Why it can't.
    type Fault: Copy + PartialEq + Send + 'static;
    /// It is not there, or does nothing.
    const MISSING: Self::Fault;

    /// Whether the device takes or gives samples: only that makes an open stream a device.
    ///
    /// # Errors
    /// It went away again.
    fn is_awake(&mut self, now: Instant) -> Result<bool, Self::Fault>;

    /// Whether it is tried again without a word of the person.
    fn is_tried_again(fault: Self::Fault) -> bool;
}

/// Opens a device until it is there.
pub struct Opener<D: Openable> {
    open: Arc<dyn Fn() -> Result<D, D::Fault> + Send + Sync>,
    place: Place,
    state: State<D>,
    /// Nothing is there since then.
    since: Instant,
    tried_at: Instant,
    fault: Option<D::Fault>,
    was_used: bool,
}

/// Where a device is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a thread of its own, because that may take as long as it likes.
    Aside,
    /// At once: it is none of a sound system's.
    Here,
}

enum State<D: Openable> {
    Rests,
    Asked(Aside<Result<D, D::Fault>>),
    Wakes(D),
}

impl<D: Openable> Opener<D> {
    /// Begins at once.
    pub fn begin(
        place: Place,
        open: impl Fn() -> Result<D, D::Fault> + Send + Sync + 'static,
        now: Instant,
    ) -> Self {
        let mut opener = Self {
            open: Arc::new(open),
            place,
            state: State::Rests,
            since: now,
            tried_at: now,
            fault: None,
            was_used: false,
        };
        opener.try_now(now);
        opener
    }

    /// What was given went away, or does nothing any more.
    pub fn lost(&mut self, fault: D::Fault, now: Instant) {
        self.since = now;
        self.was_used = true;
        self.fault = Some(fault);
        self.state = State::Rests;
        if D::is_tried_again(fault) {
            self.try_now(now);
        }
    }

    /// Tries again, whatever was wrong. A try that is under way goes on: a server that hangs would
    /// only be asked twice.
    pub fn try_now(&mut self, now: Instant) {
        if matches!(self.state, State::Asked(_)) {
            return;
        }
        self.tried_at = now;
        self.state = State::Asked(match self.place {
            Place::Here => Aside::answered((self.open)()),
            Place::Aside => {
                let open = Arc::clone(&self.open);
                Aside::ask(move || open())
            }
        });
    }

    /// The device, once it is there. Never waits.
    pub fn poll(&mut self, now: Instant) -> Option<D> {
        if matches!(self.state, State::Rests) && self.is_due(now) {
            self.try_now(now);
        }
        if let State::Asked(question) = &self.state {
            self.state = match question.answer() {
                Err(Unanswered::Yet) => return None,
                Ok(Ok(device)) => State::Wakes(device),
                Ok(Err(fault)) => self.give_up(fault),
                Err(Unanswered::Never) => self.give_up(D::MISSING),
            };
        }
        match std::mem::replace(&mut self.state, State::Rests) {
            State::Wakes(mut device) => match device.is_awake(now) {
                Ok(true) => {
                    self.fault = None;
                    self.was_used = true;
                    return Some(device);
                }
                Ok(false) => self.state = State::Wakes(device),
                Err(fault) => self.state = self.give_up(fault),
            },
            state => self.state = state,
        }
        None
    }

    fn give_up(&mut self, fault: D::Fault) -> State<D> {
        self.fault = Some(fault);
        State::Rests
    }

    fn is_due(&self, now: Instant) -> bool {
        let again = self.fault.is_none_or(D::is_tried_again);
        let soon = self.was_used && now.saturating_duration_since(self.since) < SOON;
        let pause = if soon { TRIES_EVERY } else { LOOKS_EVERY };
        again && now.saturating_duration_since(self.tried_at) >= pause
    }

    /// What is wrong, where that is worth a word: not while a device is being opened, and not while
    /// one that was used may be back in a moment.
    pub fn trouble(&self, now: Instant) -> Option<D::Fault> {
        let missed_for = now.saturating_duration_since(self.since);
        match (self.fault, self.was_used) {
            (Some(fault), true) if D::is_tried_again(fault) => {
                (missed_for >= GRACE).then_some(fault)
            }
            (Some(fault), _) => Some(fault),
            (None, _) => (missed_for >= OPEN_DEADLINE).then_some(D::MISSING),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    /// A device that is awake or not.
    struct Dummy(Arc<AtomicBool>);

    impl Openable for Dummy {
        type Fault = &'static str;
        const MISSING: Self::Fault = "missing";

        fn is_awake(&mut self, _now: Instant) -> Result<bool, Self::Fault> {
            Ok(self.0.load(Ordering::Relaxed))
        }

        fn is_tried_again(fault: Self::Fault) -> bool {
            fault == Self::MISSING
        }
    }

    /// Polls at one instant until the question that is under way was answered.
    fn settle(opener: &mut Opener<Dummy>, now: Instant) -> Option<Dummy> {
        while matches!(opener.state, State::Asked(_)) {
            if let Some(device) = opener.poll(now) {
                return Some(device);
            }
            std::thread::yield_now();
        }
        opener.poll(now)
    }

    #[test]
    fn an_open_stream_is_no_device_before_it_is_awake() {
        let start = Instant::now();
        let awake = Arc::new(AtomicBool::new(false));
        let given = Arc::clone(&awake);
        let mut opener = Opener::begin(Place::Aside, move || Ok(Dummy(Arc::clone(&given))), start);
        assert!(settle(&mut opener, start).is_none());
        assert_eq!(opener.trouble(start + Duration::from_secs(2)), None);
        // Silence is told in the end, and the device is waited for all the same.
        let late = start + Duration::from_secs(4);
        assert_eq!(opener.trouble(late), Some("missing"));
        awake.store(true, Ordering::Relaxed);
        assert!(settle(&mut opener, late).is_some());
    }

    #[test]
    fn one_that_is_back_within_moments_is_not_missed() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let there = Arc::new(AtomicBool::new(true));
        let (awake, is_there) = (Arc::new(AtomicBool::new(true)), Arc::clone(&there));
        let open = move || {
            let there = is_there.load(Ordering::Relaxed);
            there.then(|| Dummy(Arc::clone(&awake))).ok_or("missing")
        };
        let mut opener = Opener::begin(Place::Here, open, start);
        assert!(settle(&mut opener, start).is_some());
        there.store(false, Ordering::Relaxed);
        opener.lost("missing", at(10_000));
        assert!(settle(&mut opener, at(10_000)).is_none());
        assert_eq!(opener.trouble(at(10_900)), None);
        assert_eq!(opener.trouble(at(11_000)), Some("missing"));
        there.store(true, Ordering::Relaxed);
        assert!(opener.poll(at(10_200)).is_none(), "not all the time");
        assert!(opener.poll(at(10_250)).is_some());
    }

    #[test]
    fn a_refused_one_is_asked_again_only_where_a_person_says_so() {
        let start = Instant::now();
        let tries = Arc::new(AtomicUsize::new(0));
        let tried = Arc::clone(&tries);
        let open = move || {
            tried.fetch_add(1, Ordering::Relaxed);
            Err("refused")
        };
        let mut opener: Opener<Dummy> = Opener::begin(Place::Here, open, start);
        settle(&mut opener, start);
        assert_eq!(opener.trouble(start), Some("refused"));
        settle(&mut opener, start + Duration::from_secs(60));
        assert_eq!(tries.load(Ordering::Relaxed), 1);
        opener.try_now(start);
        settle(&mut opener, start);
        assert_eq!(tries.load(Ordering::Relaxed), 2);
    }
}
