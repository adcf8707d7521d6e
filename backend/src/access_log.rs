//! Who looked at what, and who was refused, until it is in the audit.
//!
//! An answer does not wait for the audit's disk: entries are gathered here and written together. Whoever
//! looks at the same thing again and again has looked once.

use shared::{Timestamp, UserId};
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// For how long looking again is the same look, in milliseconds: five minutes.
const SAME_LOOK_MS: i64 = 5 * 60 * 1000;
/// Looks that are remembered; beyond, all of them are forgotten, and some are written twice.
const MAX_REMEMBERED: usize = 50_000;
/// Looks that wait to be written, while the database can't be written to.
const MAX_WAITING: usize = 20_000;
/// Different things that one person can be refused in that time before the rest is one entry: whoever
/// tries ids fills no disk.
const MAX_REFUSALS: u32 = 250;
/// Somebody asked for what is none of their business.
const REFUSED: &str = "access.refused";

/// A look at something.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Look {
    /// Who; nobody where the address of a calendar says enough.
    pub actor_id: Option<UserId>,
    /// What it is called in the audit, as `noun.verb`.
    pub action: &'static str,
    /// At what, by id.
    pub subject_id: String,
    /// More: for a refusal the operation that was refused.
    pub detail: &'static str,
}

/// What waits to be written.
#[derive(Default)]
pub struct AccessLog {
    inside: Mutex<Inside>,
    /// Rung when there is something to write.
    pub waiting: Notify,
    /// Held by whoever writes.
    pub turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Inside {
    /// When each look was written last.
    seen: HashMap<Look, Timestamp>,
    /// Since when, and how often, a person was refused.
    refused: HashMap<UserId, (Timestamp, u32)>,
    waiting: Vec<(Look, Timestamp)>,
    /// Looks for which there was no room.
    lost: usize,
}

/// What is to be written now.
pub struct Due {
    /// The looks, in order, each with its time.
    pub looks: Vec<(Look, Timestamp)>,
    /// How many there was no room for.
    pub lost: usize,
}

impl AccessLog {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody was shown something.
    pub fn note(&self, look: Look, now: Timestamp) {
        if self.inside().add(look, now) {
            self.waiting.notify_one();
        }
    }

    /// Somebody was refused: what was asked for, and by which operation.
    pub fn note_refusal(
        &self,
        actor_id: UserId,
        subject_id: String,
        operation: &'static str,
        now: Timestamp,
    ) {
        let mut inside = self.inside();
        let (subject_id, detail) = match inside.count_refusal(actor_id, now) {
            0..MAX_REFUSALS => (subject_id, operation),
            _ => (actor_id.to_string(), "and more"),
        };
        let look = Look {
            actor_id: Some(actor_id),
            action: REFUSED,
            subject_id,
            detail,
        };
        if inside.add(look, now) {
            self.waiting.notify_one();
        }
    }

    /// Takes out what is to be written.
    pub fn take(&self) -> Due {
        let mut inside = self.inside();
        Due {
            looks: std::mem::take(&mut inside.waiting),
            lost: std::mem::take(&mut inside.lost),
        }
    }

    /// Takes back what could not be written.
    pub fn give_back(&self, due: Due) {
        let mut inside = self.inside();
        let newer = std::mem::replace(&mut inside.waiting, due.looks);
        inside.lost = inside.lost.saturating_add(due.lost);
        inside.waiting.extend(newer);
    }

    /// Forgets what was long ago.
    pub fn forget_idle(&self, now: Timestamp) {
        self.inside().forget_idle(now);
    }
}

impl Inside {
    /// Whether it is a new look, and there was room.
    fn add(&mut self, look: Look, now: Timestamp) -> bool {
        let seen = self.seen.get(&look);
        if seen.is_some_and(|at| now.since_ms(*at) < SAME_LOOK_MS) {
            return false;
        }
        if self.waiting.len() >= MAX_WAITING {
            self.lost = self.lost.saturating_add(1);
            return false;
        }
        if self.seen.len() >= MAX_REMEMBERED {
            self.forget_idle(now);
        }
        if self.seen.len() >= MAX_REMEMBERED {
            self.seen.clear();
        }
        self.seen.insert(look.clone(), now);
        self.waiting.push((look, now));
        true
    }

    /// How often before, lately.
    fn count_refusal(&mut self, actor_id: UserId, now: Timestamp) -> u32 {
        let (since, times) = self.refused.entry(actor_id).or_insert((now, 0));
        if now.since_ms(*since) >= SAME_LOOK_MS {
            (*since, *times) = (now, 0);
        }
        let before = *times;
        *times = times.saturating_add(1);
        before
    }

    fn forget_idle(&mut self, now: Timestamp) {
        let is_recent = |at: Timestamp| now.since_ms(at) < SAME_LOOK_MS;
        self.seen.retain(|_, at| is_recent(*at));
        self.refused.retain(|_, (since, _)| is_recent(*since));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp(1_700_000_000_000);

    fn person(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn look(number: u128) -> Look {
        Look {
            actor_id: Some(person(number)),
            action: "chat.read",
            subject_id: "a thread".into(),
            detail: "",
        }
    }

    #[test]
    fn whoever_looks_each_second_has_looked_once_in_five_minutes_and_another_person_as_well() {
        let log = AccessLog::default();
        for second in 0..600 {
            log.note(look(1), NOW.plus_s(second));
        }
        log.note(look(2), NOW);
        let times: Vec<_> = log.take().looks.into_iter().map(|(_, at)| at).collect();
        assert_eq!(times, [NOW, NOW.plus_s(300), NOW]);
        assert!(log.take().looks.is_empty());
    }

    #[test]
    fn what_could_not_be_written_comes_first_the_next_time() {
        let log = AccessLog::default();
        log.note(look(1), NOW);
        let due = log.take();
        log.note(look(2), NOW);
        log.give_back(due);
        let looks: Vec<_> = log.take().looks.into_iter().map(|(look, _)| look).collect();
        assert_eq!(looks, [look(1), look(2)]);
    }

    #[test]
    fn whoever_tries_ids_fills_neither_disk_nor_memory() {
        let log = AccessLog::default();
        for number in 0..10_000 {
            log.note_refusal(person(1), format!("{number}"), "notes", NOW);
        }
        let looks = log.take().looks;
        assert_eq!(looks.len(), 251);
        assert_eq!(looks[250].0.detail, "and more");
        let later = NOW.plus_s(300);
        log.note_refusal(person(1), "another".into(), "notes", later);
        assert_eq!(log.take().looks[0].0.subject_id, "another");
        log.forget_idle(later.plus_s(300));
        let inside = log.inside();
        assert!(inside.seen.is_empty() && inside.refused.is_empty());
    }

    #[test]
    fn a_database_that_takes_nothing_costs_bounded_memory_and_what_was_lost_is_counted() {
        let log = AccessLog::default();
        for number in 0..60_000 {
            log.note(look(number), NOW);
        }
        let due = log.take();
        assert_eq!((due.looks.len(), due.lost), (20_000, 40_000));
        assert!(log.inside().seen.len() <= 50_000);
    }
}
