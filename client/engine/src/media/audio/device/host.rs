//! The sound system that is used, and its devices.
//!
//! It is chosen once. cpal falls back to ALSA while a sound server is away, and what is played there
//! then goes nowhere: whoever was heard over a sound server waits until it is back.

use super::aside::Aside;
use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{Device, Host, HostId};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// The sound system; nothing while the one that was found before is away, and for a while after it let
/// somebody wait. May take seconds where a server hangs: ask it [`Aside`].
///
/// One connection serves everybody for as long as it answers: a client of the crate `pulseaudio` 0.3 never ends
/// by itself, and a server takes 64 of them.
#[must_use]
pub fn host() -> Option<Arc<Host>> {
    static HANGS: Mutex<Hanging> = Mutex::new(Hanging::new());
    static KEPT: Mutex<Option<Arc<Host>>> = Mutex::new(None);
    let hanging = || HANGS.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let asked_at = Instant::now();
    if !hanging().may_be_asked(asked_at) {
        return None;
    }
    let known = kept().clone();
    if let Some(known) = known {
        if answers(&known) {
            return Some(known);
        }
        kept().take_if(|one| Arc::ptr_eq(one, &known));
    }
    let host = connect().map(Arc::new);
    let found = host.as_ref().filter(|host| !is_makeshift(host.id()));
    if let Some(found) = found {
        *hanging() = Hanging::new();
        *kept() = Some(Arc::clone(found));
    } else {
        hanging().missed(asked_at, Instant::now());
    }
    host
}

/// Whether the sound system still does, in time.
fn answers(host: &Arc<Host>) -> bool {
    let asked = Arc::clone(host);
    let answer = Aside::ask(move || asked.devices().is_ok());
    answer.within(Hanging::SLOW) == Some(true)
}

fn connect() -> Option<Host> {
    static FOUND: OnceLock<HostId> = OnceLock::new();
    if let Some(found) = FOUND.get() {
        return cpal::host_from_id(*found).ok();
    }
    let host = cpal::default_host();
    if !is_makeshift(host.id()) {
        FOUND.set(host.id()).ok();
    }
    Some(host)
}

/// Whether the sound system lets people wait. cpal leaves a thread behind for each question that a hanging
/// server does not answer, so it is asked ever more rarely.
#[derive(Debug)]
struct Hanging {
    pause: Duration,
    asked_again_at: Option<Instant>,
}

impl Hanging {
    /// cpal gives a server up after 2 s.
    const SLOW: Duration = Duration::from_millis(1_900);
    const FIRST_PAUSE: Duration = Duration::from_secs(1);
    const LONGEST_PAUSE: Duration = Duration::from_secs(32);

    const fn new() -> Self {
        Self {
            pause: Self::FIRST_PAUSE,
            asked_again_at: None,
        }
    }

    fn may_be_asked(&self, now: Instant) -> bool {
        self.asked_again_at.is_none_or(|at| now >= at)
    }

    /// It was not there; that may have taken until now to find out.
    fn missed(&mut self, asked_at: Instant, now: Instant) {
        if now.saturating_duration_since(asked_at) < Self::SLOW {
            *self = Self::new();
        } else {
            self.asked_again_at = Some(now + self.pause);
            self.pause = (self.pause * 2).min(Self::LONGEST_PAUSE);
        }
    }
}

/// Whether another sound system may be there in a moment.
#[cfg(target_os = "linux")]
fn is_makeshift(host: HostId) -> bool {
    host == HostId::Alsa
}

#[cfg(not(target_os = "linux"))]
const fn is_makeshift(_host: HostId) -> bool {
    false
}

/// Whether sound comes in or goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Microphones.
    In,
    /// Speakers.
    Out,
}

impl Direction {
    /// Those that are plugged in.
    pub fn devices(self, host: &Host) -> Vec<Device> {
        let devices = match self {
            Self::In => host.input_devices().map(Iterator::collect),
            Self::Out => host.output_devices().map(Iterator::collect),
        };
        devices.unwrap_or_default()
    }

    /// The system's own choice.
    pub fn usual(self, host: &Host) -> Option<Device> {
        let device = match self {
            Self::In => host.default_input_device(),
            Self::Out => host.default_output_device(),
        }?;
        let pretended = device.id().is_ok_and(|id| is_pretended(id.id()));
        (!pretended).then_some(device)
    }
}

/// Whether a sound server pretends this device, because there is none: PulseAudio's and PipeWire's
/// `module-always-sink` call it so, in every language, and what it plays goes nowhere.
#[must_use]
pub fn is_pretended(id: &str) -> bool {
    const PRETENDED: &str = "auto_null";
    id.strip_prefix(PRETENDED)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_sound_server_pretends_is_told_by_its_name_alone() {
        for pretended in ["auto_null", "auto_null.monitor", "auto_null.2"] {
            assert!(is_pretended(pretended), "{pretended}");
        }
        for real in ["", "auto_nullable", "ring", "alsa_output.pci-0000_00_1b.0"] {
            assert!(!is_pretended(real), "{real}");
        }
    }

    #[test]
    fn a_server_that_hangs_is_asked_ever_more_rarely_until_it_answers() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut hanging = Hanging::new();
        let mut asked = Vec::new();
        for second in 0..100 {
            if hanging.may_be_asked(at(second)) {
                asked.push(second);
                hanging.missed(at(second), at(second + 2));
            }
        }
        assert_eq!(asked, [0, 3, 7, 13, 23, 41, 75]);
        hanging.missed(at(200), at(200));
        assert!(hanging.may_be_asked(at(200)));
    }
}
