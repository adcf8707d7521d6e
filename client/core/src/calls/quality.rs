//! What a call is like, in one word and one cause, from what the media engine measured.

use shared::{PathEnd, Quality, QualityCause, QualityGrade, QualityReport};

/// What was measured in the last second. Numbers only: no address, no description of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallFigures {
    /// Something arrived lately.
    pub receiving: bool,
    /// To the other device and back, milliseconds.
    pub round_trip_ms: Option<u32>,
    /// Packets of a hundred that got lost on their way to the other device.
    pub lost_out_percent: u8,
    /// Packets of a hundred that got lost on their way here.
    pub lost_in_percent: u8,
    /// How unevenly sound arrives, milliseconds.
    pub jitter_ms: u32,
    /// How much of the other side's sound had to be guessed in this second, of a thousand.
    pub guessed_sound_permille: u32,
    /// Sent, kilobits per second.
    pub kilobits_out: u32,
    /// Received, kilobits per second.
    pub kilobits_in: u32,
    /// What the way out is thought to carry, kilobits per second.
    pub estimate_kilobits: Option<u32>,
    /// Across and down.
    pub picture_out: (u16, u16),
    /// Across and down.
    pub picture_in: (u16, u16),
    /// Pictures sent in this second.
    pub pictures_out: u32,
    /// Pictures received in this second.
    pub pictures_in: u32,
    /// How often the other side's picture stood still in this second.
    pub freezes: u32,
    /// The way out has no room for pictures.
    pub picture_off: bool,
    /// This machine is too slow for larger pictures.
    pub machine_limits: bool,
    /// What this side of the path is.
    pub local_end: Option<PathEnd>,
    /// What the other side of the path is.
    pub remote_end: Option<PathEnd>,
}

/// Limits for a weak call and for a bad one.
const LOSS_PERCENT: (u8, u8) = (5, 15);
const ROUND_TRIP_MS: (u32, u32) = (400, 800);
const JITTER_MS: (u32, u32) = (60, 150);
/// At most.
const ESTIMATE_KILOBITS: (u32, u32) = (300, 100);
/// From here on a relay is called the cause of a delay.
const RELAY_ROUND_TRIP_MS: u32 = 250;
const FREEZES: (u32, u32) = (1, 2);

impl CallFigures {
    /// As the server keeps them.
    #[must_use]
    pub(crate) fn report(&self) -> QualityReport {
        QualityReport {
            quality: judge(self),
            round_trip_ms: self.round_trip_ms,
            lost_out_percent: self.lost_out_percent,
            lost_in_percent: self.lost_in_percent,
            jitter_ms: self.jitter_ms,
            concealed_percent: u8::try_from(self.guessed_sound_permille.div_ceil(10))
                .unwrap_or(100)
                .min(100),
            kilobits_out: self.kilobits_out,
            kilobits_in: self.kilobits_in,
            picture_out: self.picture_out,
            picture_in: self.picture_in,
            freezes: self.freezes,
            local_end: self.local_end,
            remote_end: self.remote_end,
        }
    }
}

/// Judges a second of a call. Of several faults the worst counts, and of equal ones the first of
/// path, room, loss, delay, machine: each of these tends to bring the ones after it along.
#[must_use]
pub fn judge(figures: &CallFigures) -> Quality {
    use QualityCause as Cause;
    use QualityGrade::{Bad, Good, Weak};
    let above = |value: u32, (weak, bad): (u32, u32)| match value {
        value if value >= bad => Bad,
        value if value >= weak => Weak,
        _ => Good,
    };
    let lost = figures.lost_in_percent.max(figures.lost_out_percent);
    let (weak, bad) = LOSS_PERCENT;
    let loss = above(lost.into(), (weak.into(), bad.into()));
    let frozen = above(figures.freezes, FREEZES);
    let round_trip = figures.round_trip_ms.unwrap_or(0);
    let relayed = [figures.local_end, figures.remote_end].contains(&Some(PathEnd::Relay));
    let delay = above(round_trip, ROUND_TRIP_MS).max(above(figures.jitter_ms, JITTER_MS));
    let detour = if relayed && round_trip >= RELAY_ROUND_TRIP_MS {
        delay.max(Weak)
    } else {
        Good
    };
    let when = |so: bool, grade: QualityGrade| if so { grade } else { Good };
    let room = match figures.estimate_kilobits {
        Some(kilobits) if kilobits <= ESTIMATE_KILOBITS.1 => Bad,
        Some(kilobits) if kilobits <= ESTIMATE_KILOBITS.0 => Weak,
        _ => when(figures.picture_off, Bad),
    };
    let faults = [
        (when(!figures.receiving, Bad), Cause::NoPath),
        (room, Cause::Bandwidth),
        (if lost >= 1 { loss.max(frozen) } else { loss }, Cause::Loss),
        (detour, Cause::Relay),
        (delay.max(frozen), Cause::Delay),
        (when(figures.machine_limits, Weak), Cause::Machine),
    ];
    let mut verdict = Quality {
        grade: Good,
        cause: None,
    };
    for (grade, cause) in faults {
        if grade > verdict.grade {
            verdict = Quality {
                grade,
                cause: Some(cause),
            };
        }
    }
    verdict
}

#[cfg(test)]
mod tests {
    use super::*;
    use QualityCause as Cause;
    use QualityGrade::{Bad, Good, Weak};

    const FINE: CallFigures = CallFigures {
        receiving: true,
        round_trip_ms: Some(60),
        lost_out_percent: 1,
        lost_in_percent: 0,
        jitter_ms: 5,
        guessed_sound_permille: 0,
        kilobits_out: 900,
        kilobits_in: 900,
        estimate_kilobits: Some(1_200),
        picture_out: (640, 480),
        picture_in: (640, 480),
        pictures_out: 30,
        pictures_in: 30,
        freezes: 0,
        picture_off: false,
        machine_limits: false,
        local_end: Some(PathEnd::Host),
        remote_end: Some(PathEnd::Reflexive),
    };

    fn verdict(figures: CallFigures) -> (QualityGrade, Option<QualityCause>) {
        let Quality { grade, cause } = judge(&figures);
        (grade, cause)
    }

    #[test]
    fn nothing_wrong_has_no_cause() {
        assert_eq!(verdict(FINE), (Good, None));
        let relayed = CallFigures {
            local_end: Some(PathEnd::Relay),
            ..FINE
        };
        assert_eq!(verdict(relayed), (Good, None), "a near relay does no harm");
    }

    #[test]
    fn each_fault_has_its_cause() {
        let cases = [
            (
                CallFigures {
                    receiving: false,
                    ..FINE
                },
                Bad,
                Cause::NoPath,
            ),
            (
                CallFigures {
                    lost_in_percent: 5,
                    ..FINE
                },
                Weak,
                Cause::Loss,
            ),
            (
                CallFigures {
                    lost_out_percent: 20,
                    ..FINE
                },
                Bad,
                Cause::Loss,
            ),
            (
                CallFigures {
                    round_trip_ms: Some(500),
                    ..FINE
                },
                Weak,
                Cause::Delay,
            ),
            (
                CallFigures {
                    jitter_ms: 200,
                    ..FINE
                },
                Bad,
                Cause::Delay,
            ),
            (
                CallFigures {
                    estimate_kilobits: Some(250),
                    ..FINE
                },
                Weak,
                Cause::Bandwidth,
            ),
            (
                CallFigures {
                    estimate_kilobits: Some(80),
                    ..FINE
                },
                Bad,
                Cause::Bandwidth,
            ),
            (
                CallFigures {
                    picture_off: true,
                    ..FINE
                },
                Bad,
                Cause::Bandwidth,
            ),
            (
                CallFigures {
                    machine_limits: true,
                    ..FINE
                },
                Weak,
                Cause::Machine,
            ),
            (CallFigures { freezes: 1, ..FINE }, Weak, Cause::Loss),
            (
                CallFigures {
                    freezes: 2,
                    lost_out_percent: 0,
                    ..FINE
                },
                Bad,
                Cause::Delay,
            ),
        ];
        for (figures, grade, cause) in cases {
            assert_eq!(verdict(figures), (grade, Some(cause)), "{figures:?}");
        }
    }

    #[test]
    fn a_long_way_over_a_relay_is_the_relays() {
        let far = |round_trip_ms| CallFigures {
            round_trip_ms: Some(round_trip_ms),
            remote_end: Some(PathEnd::Relay),
            ..FINE
        };
        assert_eq!(verdict(far(300)), (Weak, Some(Cause::Relay)));
        assert_eq!(verdict(far(900)), (Bad, Some(Cause::Relay)));
    }

    #[test]
    fn the_worst_fault_counts() {
        let both = CallFigures {
            lost_in_percent: 6,
            round_trip_ms: Some(1_000),
            ..FINE
        };
        assert_eq!(verdict(both), (Bad, Some(Cause::Delay)));
        let nothing = CallFigures {
            receiving: false,
            lost_in_percent: 100,
            ..FINE
        };
        assert_eq!(verdict(nothing), (Bad, Some(Cause::NoPath)));
    }
}
