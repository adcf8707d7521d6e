//! Where the sound cards of one ring report: it sounds where any of them does, and stalls where none
//! does. What is told is true at each step, and told again where it changes.

use client_core::Input;
use shared::{CallId, RingStall};
use std::sync::{Mutex, PoisonError};
use tokio::sync::mpsc::Sender;

/// Why it rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Call(CallId),
    Test,
}

/// How a ring fares on one sound card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Report {
    /// Not known yet: it is being opened, or wakes.
    Waits,
    /// It takes the ringtone.
    Sounds,
    /// It does not.
    Silent,
    /// Another one rings in its place.
    Spared,
}

/// Reports of all sound cards of one ring.
pub(super) struct Desk {
    reason: Reason,
    inputs: Sender<Input>,
    known: Mutex<Known>,
}

struct Known {
    cards: Vec<Report>,
    /// Whether it sounded, as was told last.
    told: Option<bool>,
}

impl Desk {
    pub(super) fn new(reason: Reason, cards: usize, inputs: Sender<Input>) -> Self {
        Self {
            reason,
            inputs,
            known: Mutex::new(Known {
                cards: vec![Report::Waits; cards],
                told: None,
            }),
        }
    }

    /// Takes a report in, as often as one likes.
    pub(super) fn take(&self, card: usize, report: Report) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(of_card) = known.cards.get_mut(card) {
            *of_card = report;
        }
        let any = |report| known.cards.contains(&report);
        let sounds = if any(Report::Sounds) {
            true
        } else if any(Report::Waits) || !any(Report::Silent) {
            return;
        } else {
            false
        };
        // A driver that is busy for a moment hears it a moment later; the ring never waits.
        if known.told != Some(sounds) && self.tell(sounds, known.told) {
            known.told = Some(sounds);
        }
    }

    /// Whether it could be told.
    fn tell(&self, sounds: bool, before: Option<bool>) -> bool {
        let input = match (self.reason, sounds) {
            (Reason::Call(call_id), true) => Input::RingSounding { call_id },
            (Reason::Call(call_id), false) => Input::RingStalled {
                call_id,
                stall: if before == Some(true) {
                    RingStall::Stalled
                } else {
                    RingStall::NoSoundOutput
                },
            },
            (Reason::Test, true) => return true,
            (Reason::Test, false) => Input::TestRingFailed,
        };
        self.inputs.try_send(input).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: CallId = CallId(uuid::Uuid::nil());

    fn stalled(stall: RingStall) -> Input {
        Input::RingStalled {
            call_id: CALL,
            stall,
        }
    }

    #[test]
    fn it_sounds_where_any_card_does_and_stalls_where_none_does() {
        let (inputs, mut told) = tokio::sync::mpsc::channel(8);
        let desk = Desk::new(Reason::Call(CALL), 2, inputs);
        let sounds = Input::RingSounding { call_id: CALL };
        let mut after = |card, report| {
            desk.take(card, report);
            told.try_recv().ok()
        };
        assert_eq!(after(0, Report::Silent), None);
        let nothing = stalled(RingStall::NoSoundOutput);
        assert_eq!(after(1, Report::Silent), Some(nothing));
        assert_eq!(after(1, Report::Sounds), Some(sounds.clone()));
        assert_eq!(after(0, Report::Sounds), None);
        assert_eq!(after(1, Report::Silent), None);
        assert_eq!(after(0, Report::Silent), Some(stalled(RingStall::Stalled)));
        assert_eq!(after(0, Report::Silent), None);
        assert_eq!(after(0, Report::Sounds), Some(sounds));
    }

    #[test]
    fn a_card_that_is_spared_is_not_waited_for() {
        let (inputs, mut told) = tokio::sync::mpsc::channel(8);
        let desk = Desk::new(Reason::Call(CALL), 2, inputs);
        desk.take(1, Report::Spared);
        assert!(told.try_recv().is_err());
        desk.take(0, Report::Silent);
        assert_eq!(
            told.try_recv().ok(),
            Some(stalled(RingStall::NoSoundOutput))
        );
    }

    #[test]
    fn what_a_busy_driver_did_not_hear_is_said_again() {
        let (inputs, mut told) = tokio::sync::mpsc::channel(1);
        inputs.try_send(Input::Tick).unwrap();
        let desk = Desk::new(Reason::Call(CALL), 1, inputs);
        desk.take(0, Report::Sounds);
        assert_eq!(told.try_recv().ok(), Some(Input::Tick));
        desk.take(0, Report::Sounds);
        assert!(matches!(told.try_recv(), Ok(Input::RingSounding { .. })));
    }
}
