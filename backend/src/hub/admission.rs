//! Which sockets are let in at all: so many that requests still find a descriptor, and of those who
//! have not said yet who they are only a few at a time. Where many come at one moment, as after a power
//! cut, the others wait a little: who means well has said who they are within milliseconds.

use crate::budgets::Network;
use crate::error::AppError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Most sockets of one network that have not said yet whose they are.
const MAX_UNKNOWN_OF_NETWORK: usize = 128;
/// Most of all networks.
const MAX_UNKNOWN: usize = 1_024;
/// Most that wait until some of those have.
const MAX_WAITING: usize = 1_024;
/// How long they wait.
const PATIENCE: Duration = Duration::from_secs(3);
/// Descriptors that sockets leave to requests, files and the database, at the least.
const RESERVE: usize = 128;
/// Descriptors asked for: more sockets than one server is good for.
const MOST_DESCRIPTORS: u64 = 65_536;
/// Descriptors that a process has where nobody says otherwise.
const USUAL_DESCRIPTORS: u64 = 1_024;
/// When it is worth coming back: they have five seconds to say who they are.
const RETRY_S: u64 = 5;

/// Lets sockets in.
pub struct Admission {
    room: Arc<Semaphore>,
    waiting: Semaphore,
    unknown: Arc<Semaphore>,
    networks: Mutex<HashMap<Network, Arc<Semaphore>>>,
}

/// A socket that was let in, until it is dropped.
pub struct Admitted {
    _room: OwnedSemaphorePermit,
    /// While nobody knows whose it is.
    unknown: Option<Unknown>,
}

/// A place among those of whom only the network is known.
struct Unknown {
    _of_network: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
}

impl Admission {
    /// Room for as many sockets as the process can have, once it may have as many descriptors as the
    /// system lets it: usually it starts with a few of them only.
    #[must_use]
    pub fn as_the_system_allows() -> Arc<Self> {
        let raised = rlimit::increase_nofile_limit(MOST_DESCRIPTORS);
        let descriptors = raised.unwrap_or_else(|error| {
            tracing::warn!(%error, "the limit of descriptors could not be raised");
            USUAL_DESCRIPTORS
        });
        Self::with_descriptors(usize::try_from(descriptors).unwrap_or(usize::MAX))
    }

    /// Room for as many sockets as so many descriptors allow: a quarter of them stays free.
    fn with_descriptors(descriptors: usize) -> Arc<Self> {
        let reserve = (descriptors / 4).max(RESERVE);
        let room = descriptors.saturating_sub(reserve);
        Arc::new(Self {
            room: Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS))),
            waiting: Semaphore::new(MAX_WAITING),
            unknown: Arc::new(Semaphore::new(MAX_UNKNOWN)),
            networks: Mutex::default(),
        })
    }

    /// Lets a socket in, of which only the network may be known; it waits for its place.
    ///
    /// # Errors
    /// There are too many like it, or too many of all.
    pub async fn admit(self: &Arc<Self>, unknown: Option<Network>) -> Result<Admitted, AppError> {
        let room = self.room.clone().try_acquire_owned();
        let room = room.map_err(|_| AppError::Busy)?;
        let unknown = match unknown {
            Some(network) => Some(self.place_among_unknown(network).await?),
            None => None,
        };
        Ok(Admitted {
            _room: room,
            unknown,
        })
    }

    async fn place_among_unknown(self: &Arc<Self>, network: Network) -> Result<Unknown, AppError> {
        let too_many = AppError::TooMany {
            retry_after_s: RETRY_S,
        };
        let Ok(_waiting) = self.waiting.try_acquire() else {
            return Err(too_many);
        };
        let of_network = self.places_of(network).acquire_owned();
        let of_all = self.unknown.clone().acquire_owned();
        // The own network's first: who waits there holds no place of others.
        let places = async {
            Some(Unknown {
                _of_network: of_network.await.ok()?,
                _of_all: of_all.await.ok()?,
            })
        };
        match timeout(PATIENCE, places).await {
            Ok(Some(unknown)) => Ok(unknown),
            Ok(None) | Err(_) => Err(too_many),
        }
    }

    /// The places of one network. Networks of which nobody holds or awaits one are forgotten.
    fn places_of(&self, network: Network) -> Arc<Semaphore> {
        let mut networks = self.networks.lock().unwrap_or_else(PoisonError::into_inner);
        networks.retain(|_, places| Arc::strong_count(places) > 1);
        let places = networks
            .entry(network)
            .or_insert_with(|| Arc::new(Semaphore::new(MAX_UNKNOWN_OF_NETWORK)));
        places.clone()
    }
}

impl Admitted {
    /// Whether nobody knows yet whose it is.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.unknown.is_some()
    }

    /// The socket has shown whose it is.
    pub fn recognize(&mut self) {
        self.unknown = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;

    fn network(number: u32) -> Network {
        Network::of(std::net::Ipv4Addr::from(number).into())
    }

    /// So many at once, of this network.
    async fn come(admission: &Arc<Admission>, count: usize, of: Network) -> Vec<Admitted> {
        let coming = (0..count).map(|_| admission.admit(Some(of)));
        let outcomes = join_all(coming).await;
        outcomes.into_iter().filter_map(Result::ok).collect()
    }

    #[tokio::test]
    async fn strangers_of_one_network_are_few_until_they_say_who_they_are() {
        let admission = Admission::with_descriptors(100_000);
        let mut all = come(&admission, MAX_UNKNOWN_OF_NETWORK + 1, network(1)).await;
        assert_eq!(all.len(), MAX_UNKNOWN_OF_NETWORK);
        let refused = admission.admit(Some(network(1))).await;
        assert!(matches!(refused, Err(AppError::TooMany { .. })));
        assert!(admission.admit(Some(network(2))).await.is_ok());
        let known = admission.admit(None).await;
        assert!(known.is_ok(), "who has a token is no stranger");
        all[0].recognize();
        assert!(admission.admit(Some(network(1))).await.is_ok());
        drop(all);
        admission.places_of(network(3));
        assert_eq!(admission.networks.lock().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn whoever_comes_with_many_others_waits_for_a_place_and_gets_it() {
        let admission = Admission::with_descriptors(100_000);
        let come = |number: u32| {
            let admission = admission.clone();
            async move {
                let mut admitted = admission.admit(Some(network(number % 2))).await.unwrap();
                // As long as a first frame takes.
                tokio::time::sleep(Duration::from_millis(200)).await;
                admitted.recognize();
                admitted
            }
        };
        assert_eq!(join_all((0..1_000).map(come)).await.len(), 1_000);
    }

    #[tokio::test]
    async fn strangers_of_all_networks_are_bounded_and_so_are_those_who_wait() {
        let admission = Admission::with_descriptors(100_000);
        let coming = (0..5_000).map(|number| admission.admit(Some(network(number))));
        let outcomes = join_all(coming).await;
        let let_in: Vec<_> = outcomes.into_iter().filter_map(Result::ok).collect();
        assert_eq!(let_in.len(), MAX_UNKNOWN);
    }

    #[tokio::test]
    async fn sockets_leave_descriptors_to_requests() {
        let admission = Admission::with_descriptors(1_024);
        let mut all = Vec::new();
        for _ in 0..2_000 {
            all.extend(admission.admit(None).await.ok());
        }
        assert_eq!(all.len(), 1_024 - 256);
    }
}
