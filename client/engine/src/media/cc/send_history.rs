//! The send history: what was sent and not heard of yet.

use super::{Acknowledgement, PacketFeedback, PacketResult};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long a packet is remembered. Several round trips on any path worth calling over.
const MEMORY: Duration = Duration::from_secs(3);
/// Packets remembered at most.
const MAX_REMEMBERED: usize = 8_192;

#[derive(Clone, Copy, Debug)]
struct Sent {
    at: Instant,
    bytes: u32,
    probe: Option<u32>,
    called_lost: bool,
}

/// Numbers packets and joins what the other side says about them with what is known of them.
#[derive(Debug, Default)]
pub struct SendHistory {
    sent: BTreeMap<u64, Sent>,
    next: u64,
    /// Everything below was passed over by a report, so it is on its way no more.
    reported_below: u64,
}

impl SendHistory {
    /// Notes a packet and gives its transport-wide number.
    pub fn send(&mut self, now: Instant, bytes: u32, probe: Option<u32>) -> u16 {
        let place = self.next;
        self.next += 1;
        let sent = Sent {
            at: now,
            bytes,
            probe,
            called_lost: false,
        };
        self.sent.insert(place, sent);
        while let Some(oldest) = self.sent.first_entry() {
            let old = now.saturating_duration_since(oldest.get().at) > MEMORY;
            if !old && self.next - *oldest.key() <= most_remembered() {
                break;
            }
            oldest.remove();
        }
        u16::try_from(place & 0xffff).unwrap_or_default()
    }

    /// Takes a report in; the outcomes are in the order of sending.
    pub fn resolve(&mut self, report: &[Acknowledgement]) -> Vec<PacketFeedback> {
        let mut outcomes = Vec::with_capacity(report.len());
        for part in report {
            let Some(place) = self.place_of(part.number) else {
                continue;
            };
            let Some(sent) = self.sent.get_mut(&place) else {
                continue;
            };
            let result = match part.arrived {
                Some(at) if sent.called_lost => PacketResult::ArrivedLate(at),
                Some(at) => PacketResult::Arrived(at),
                None if sent.called_lost => continue,
                None => PacketResult::Lost,
            };
            outcomes.push(PacketFeedback {
                sent_at: sent.at,
                bytes: sent.bytes,
                probe: sent.probe,
                result,
            });
            // A packet that was overtaken is called lost first and arrives in a later report.
            sent.called_lost = true;
            if part.arrived.is_some() {
                self.sent.remove(&place);
            }
            self.reported_below = self.reported_below.max(place + 1);
        }
        outcomes
    }

    /// Bytes that may still be on their way.
    #[must_use]
    pub fn in_flight(&self) -> u32 {
        let on_the_way = self.sent.range(self.reported_below..);
        on_the_way.map(|(_, sent)| sent.bytes).sum()
    }

    /// When the oldest packet left that nothing was heard of yet.
    #[must_use]
    pub fn oldest_in_flight(&self) -> Option<Instant> {
        let mut on_the_way = self.sent.range(self.reported_below..);
        on_the_way.next().map(|(_, sent)| sent.at)
    }

    /// The place of a number in everything sent, which ends before `next`.
    fn place_of(&self, number: u16) -> Option<u64> {
        let last = self.next.checked_sub(1)?;
        let last_number = u16::try_from(last & 0xffff).unwrap_or_default();
        last.checked_sub(u64::from(last_number.wrapping_sub(number)))
    }
}

fn most_remembered() -> u64 {
    u64::try_from(MAX_REMEMBERED).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrived(number: u16, millis: u64) -> Acknowledgement {
        Acknowledgement {
            number,
            arrived: Some(Duration::from_millis(millis)),
        }
    }

    fn lost(number: u16) -> Acknowledgement {
        Acknowledgement {
            number,
            arrived: None,
        }
    }

    #[test]
    fn outcomes_follow_reports_and_overtaken_packets_come_late() {
        let now = Instant::now();
        let mut history = SendHistory::default();
        for number in 0..4 {
            assert_eq!(history.send(now, 100, None), number);
        }
        assert_eq!(history.in_flight(), 400);
        let results =
            |outcomes: Vec<PacketFeedback>| outcomes.iter().map(|o| o.result).collect::<Vec<_>>();
        let first = history.resolve(&[arrived(0, 10), lost(1), arrived(2, 12)]);
        let at = Duration::from_millis;
        assert_eq!(
            results(first),
            [
                PacketResult::Arrived(at(10)),
                PacketResult::Lost,
                PacketResult::Arrived(at(12))
            ]
        );
        assert_eq!(history.in_flight(), 100);
        let second = history.resolve(&[arrived(1, 13), arrived(2, 12), lost(9)]);
        assert_eq!(results(second), [PacketResult::ArrivedLate(at(13))]);
    }

    #[test]
    fn numbers_wrap() {
        let now = Instant::now();
        let mut history = SendHistory::default();
        for _ in 0..65_540 {
            history.send(now, 1, None);
        }
        let outcomes = history.resolve(&[arrived(65_535, 1), arrived(3, 2)]);
        assert_eq!(outcomes.len(), 2);
        assert_eq!(history.in_flight(), 0);
        assert_eq!(history.oldest_in_flight(), None);
    }

    #[test]
    fn what_is_old_is_forgotten() {
        let now = Instant::now();
        let mut history = SendHistory::default();
        history.send(now, 100, None);
        history.send(now + Duration::from_secs(4), 50, None);
        assert_eq!(history.in_flight(), 50);
    }
}
