//! When each patient's turn is likely to come, learnt from how this doctor's earlier turns went.

use crate::error::AppError;
use domain::forecast::{Pace, Turn};
use shared::{EntryState, ExpectedTurn, Schedule, ScheduleId, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::{ReadTx, SessionMark, TurnCall};

/// How many calls back a doctor's pace is learnt from: some ten sessions.
const MAX_CALLS: i64 = 150;
/// Sessions whose pace is kept in memory.
const MAX_KEPT: usize = 1000;

/// What was learnt, kept for as long as nothing new can be learnt.
#[derive(Default)]
pub struct Forecasts {
    learnt: Mutex<HashMap<ScheduleId, (SessionMark, Pace)>>,
}

/// What a session's waits are worked out from.
pub struct Forecast {
    pace: Pace,
    /// Waits count from here: now, or the planned start where that is still to come.
    from: Timestamp,
    /// For how long the present turn has been going on, in seconds.
    into: Option<f64>,
}

impl Forecast {
    /// When the turn of somebody with `ahead` others before them is likely to come; whoever is being
    /// called now is not one of them.
    #[must_use]
    pub fn expected(&self, ahead: u32) -> ExpectedTurn {
        let range = self.pace.wait(ahead, self.into);
        ExpectedTurn {
            earliest: after(self.from, range.least),
            latest: after(self.from, range.most),
        }
    }
}

impl Forecasts {
    /// The forecast for a session as it stands now.
    pub fn of(
        &self,
        tx: &mut ReadTx<'_>,
        schedule: &Schedule,
        now: Timestamp,
    ) -> Result<Forecast, AppError> {
        let mark = tx.session_mark(schedule.id)?;
        let kept = self.lock().get(&schedule.id).cloned();
        let pace = match kept {
            Some((at, pace)) if at == mark => pace,
            _ => {
                let calls = tx.turn_calls(schedule.doctor_id, MAX_CALLS)?;
                let pace = learn(schedule, &calls);
                let mut learnt = self.lock();
                if learnt.len() >= MAX_KEPT {
                    learnt.clear();
                }
                learnt.insert(schedule.id, (mark, pace.clone()));
                pace
            }
        };
        // The turn began when the doctor was free for it, which was before the ring.
        let since = tx
            .ringing_since(schedule.id)?
            .map(|rung| mark.free_at.map_or(rung, |free| free.min(rung)));
        Ok(Forecast {
            pace,
            from: match schedule.status {
                shared::ScheduleStatus::Upcoming => now.max(schedule.starts_at),
                shared::ScheduleStatus::Online | shared::ScheduleStatus::Completed => now,
            },
            into: since.map(|since| seconds(now.since_ms(since))),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<ScheduleId, (SessionMark, Pace)>> {
        self.learnt.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether somebody in that state waits to be called.
#[must_use]
pub const fn waits(state: EntryState) -> bool {
    matches!(state, EntryState::Waiting | EntryState::Ready)
}

/// From the plan, and from what the doctor's turns were like.
fn learn(schedule: &Schedule, calls: &[TurnCall]) -> Pace {
    let planned = seconds(schedule.ends_at.since_ms(schedule.starts_at));
    let mut pace = Pace::planned(planned / f64::from(schedule.capacity.max(1)));
    for session in calls.chunk_by(|one, other| one.schedule_id == other.schedule_id) {
        pace.learn(&turns(session));
    }
    pace
}

/// The turns of one session. A ring that led nowhere belongs to the turn it fell into; time in which
/// nobody was there to be called belongs to none.
fn turns(calls: &[TurnCall]) -> Vec<Turn> {
    let (Some(first), mut turns) = (calls.first(), Vec::new()) else {
        return Vec::new();
    };
    let began = first.placed_at;
    let mut free = began;
    let mut rings: HashMap<_, Timestamp> = HashMap::new();
    for call in calls {
        let rung = *rings.entry(call.entry_id).or_insert(call.placed_at);
        if call.took_place {
            let start = free.max(call.joined_at);
            turns.push(Turn {
                free: seconds(start.since_ms(began)),
                rung: seconds(rung.max(start).since_ms(began)),
                done: seconds(call.ended_at.max(start).since_ms(began)),
            });
            free = call.ended_at;
            rings.clear();
        }
    }
    turns
}

fn seconds(milliseconds: i64) -> f64 {
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0)).as_secs_f64()
}

fn after(from: Timestamp, seconds: f64) -> Timestamp {
    let wait = Duration::try_from_secs_f64(seconds).unwrap_or_default();
    from.plus_ms(i64::try_from(wait.as_millis()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::{Turn, turns};
    use crate::clock::new_id;
    use shared::{EntryId, Timestamp};
    use store::TurnCall;

    /// Whose place, joined, rang, ended, in seconds, and whether the two met.
    type Row = (usize, i64, i64, i64, bool);

    fn turns_of(rows: &[Row]) -> Vec<(f64, f64, f64)> {
        let (schedule_id, entries) = (new_id(), [new_id::<EntryId>(), new_id(), new_id()]);
        let calls: Vec<TurnCall> = rows
            .iter()
            .filter_map(|(whose, joined, rang, ended, took_place)| {
                Some(TurnCall {
                    schedule_id,
                    entry_id: *entries.get(*whose)?,
                    joined_at: Timestamp(joined * 1000),
                    placed_at: Timestamp(rang * 1000),
                    ended_at: Timestamp(ended * 1000),
                    took_place: *took_place,
                })
            })
            .collect();
        let plain = |turn: Turn| (turn.free, turn.rung, turn.done);
        turns(&calls).into_iter().map(plain).collect()
    }

    #[test]
    fn a_ring_that_nobody_heard_belongs_to_the_turn_it_fell_into() {
        let rows = [
            (0, 0, 1000, 1600, true),
            (1, 0, 1620, 1650, false),
            (2, 0, 1660, 2000, true),
            (1, 0, 2010, 2400, true),
        ];
        let expected = [
            (0.0, 0.0, 600.0),
            (600.0, 660.0, 1000.0),
            (1000.0, 1010.0, 1400.0),
        ];
        assert_eq!(turns_of(&rows), expected);
    }

    #[test]
    fn a_ring_that_is_repeated_counts_from_the_first() {
        let rows = [(0, 0, 1000, 1030, false), (0, 0, 1040, 1300, true)];
        assert_eq!(turns_of(&rows), [(0.0, 0.0, 300.0)]);
    }

    #[test]
    fn time_in_which_nobody_was_there_belongs_to_no_turn() {
        let rows = [(0, 0, 1000, 1600, true), (1, 5000, 5020, 5500, true)];
        assert_eq!(
            turns_of(&rows),
            [(0.0, 0.0, 600.0), (4000.0, 4020.0, 4500.0)]
        );
    }
}
