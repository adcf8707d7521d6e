//! Fair access to the store: nobody's haste fills the line that everybody stands in.
//!
//! Whoever asks has a lane of their own into the store, a few tasks wide. What is beyond waits in that
//! lane, and not before others. Who asks is known to the task that a request or a socket is served in;
//! what happens by itself is the house's own and has no lane.

use crate::budgets::Network;
use shared::UserId;
use std::cell::Cell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::StoreError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

tokio::task_local! {
    static ASKER: Cell<Asker>;
}

/// On whose behalf something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    /// Nobody's: it happens by itself.
    House,
    /// Somebody's who has not said who they are.
    Network(Network),
    /// A person's.
    Person(UserId),
}

impl Asker {
    /// Store tasks at once, and those that wait besides.
    const fn lane(self) -> Option<(usize, usize)> {
        match self {
            Self::House => None,
            Self::Network(_) => Some((8, 256)),
            Self::Person(_) => Some((4, 256)),
        }
    }

    fn current() -> Self {
        ASKER.try_with(Cell::get).unwrap_or(Self::House)
    }
}

/// Does something on somebody's behalf.
pub async fn asked_by<F: Future>(asker: Asker, work: F) -> F::Output {
    ASKER.scope(Cell::new(asker), work).await
}

/// The one on whose behalf the current task works has shown who it is.
pub fn recognize(user_id: UserId) {
    ASKER
        .try_with(|asker| asker.set(Asker::Person(user_id)))
        .ok();
}

/// The lanes of whoever stands in one.
#[derive(Default)]
pub struct Lanes(Mutex<HashMap<Asker, Lane>>);

struct Lane {
    turns: Arc<Semaphore>,
    /// Those who run or wait.
    inside: usize,
}

/// A turn in a lane.
pub struct Turn {
    _place: Option<Place>,
    _permit: Option<OwnedSemaphorePermit>,
}

/// A place in a lane; a lane without one is forgotten.
struct Place {
    lanes: Arc<Lanes>,
    asker: Asker,
}

impl Lanes {
    fn inside(&self) -> MutexGuard<'_, HashMap<Asker, Lane>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a turn in the lane of whoever the current task works for.
    ///
    /// # Errors
    /// Too many wait in it.
    pub async fn enter(self: &Arc<Self>) -> Result<Turn, StoreError> {
        let asker = Asker::current();
        let Some((wide, waiting)) = asker.lane() else {
            return Ok(Turn {
                _place: None,
                _permit: None,
            });
        };
        let (place, turns) = self.line_up(asker, wide, wide.saturating_add(waiting))?;
        let permit = turns.acquire_owned().await.map_err(|_| StoreError::Busy)?;
        Ok(Turn {
            _place: Some(place),
            _permit: Some(permit),
        })
    }

    fn line_up(
        self: &Arc<Self>,
        asker: Asker,
        wide: usize,
        most: usize,
    ) -> Result<(Place, Arc<Semaphore>), StoreError> {
        let mut lanes = self.inside();
        let lane = lanes.entry(asker).or_insert_with(|| Lane {
            turns: Arc::new(Semaphore::new(wide)),
            inside: 0,
        });
        if lane.inside >= most {
            return Err(StoreError::Busy);
        }
        lane.inside += 1;
        let turns = lane.turns.clone();
        let place = Place {
            lanes: self.clone(),
            asker,
        };
        Ok((place, turns))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Entry::Occupied(mut lane) = self.lanes.inside().entry(self.asker) {
            lane.get_mut().inside -= 1;
            if lane.get().inside == 0 {
                lane.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use uuid::Uuid;

    fn person(number: u128) -> Asker {
        Asker::Person(UserId(Uuid::from_u128(number)))
    }

    /// A turn that is there at once.
    fn at_once(lanes: &Arc<Lanes>, asker: Asker) -> Option<Turn> {
        let turn = asked_by(asker, lanes.enter()).now_or_never()?;
        turn.ok()
    }

    #[tokio::test]
    async fn whoever_fills_their_lane_waits_and_nobody_else_does() {
        let lanes = Arc::new(Lanes::default());
        let mut turns: Vec<_> = (0..4).filter_map(|_| at_once(&lanes, person(1))).collect();
        assert_eq!(turns.len(), 4);
        assert!(at_once(&lanes, person(1)).is_none());
        assert!(at_once(&lanes, person(2)).is_some());
        assert!(at_once(&lanes, Asker::House).is_some());
        let waiting = tokio::spawn({
            let lanes = lanes.clone();
            async move { asked_by(person(1), lanes.enter()).await.is_ok() }
        });
        tokio::task::yield_now().await;
        turns.pop();
        assert!(waiting.await.unwrap());
    }

    #[tokio::test]
    async fn a_lane_has_an_end_and_is_forgotten_once_empty() {
        let lanes = Arc::new(Lanes::default());
        let mut waiting: Vec<_> = (0..260)
            .map(|_| Box::pin(asked_by(person(1), lanes.enter())))
            .collect();
        let turns: Vec<_> = waiting
            .iter_mut()
            .filter_map(|turn| turn.now_or_never())
            .collect();
        assert_eq!(turns.len(), 4);
        let refused = asked_by(person(1), lanes.enter()).await;
        assert!(matches!(refused, Err(StoreError::Busy)));
        drop((waiting, turns));
        assert!(lanes.inside().is_empty());
    }

    #[tokio::test]
    async fn who_asks_is_the_person_once_recognized() {
        let id = UserId(Uuid::from_u128(7));
        let network = Asker::Network(Network::of("192.0.2.1".parse().unwrap()));
        let seen = asked_by(network, async {
            let before = Asker::current();
            recognize(id);
            (before, Asker::current())
        });
        assert_eq!(seen.await, (network, Asker::Person(id)));
        assert_eq!(Asker::current(), Asker::House);
    }
}
