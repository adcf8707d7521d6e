//! Which sockets are let in at all: so many that requests still find a descriptor, and of those who
//! have not said yet who they are only a few.

use crate::budgets::Network;
use crate::error::AppError;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Most sockets of one network that have not said yet whose they are.
const MAX_UNKNOWN_OF_NETWORK: usize = 128;
/// Most of all networks.
const MAX_UNKNOWN: usize = 1_024;
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
    inside: Mutex<Inside>,
    room: usize,
}

#[derive(Default)]
struct Inside {
    sockets: usize,
    unknown: HashMap<Network, usize>,
    unknown_in_all: usize,
}

/// A socket that was let in, until it is dropped.
pub struct Admitted {
    admission: Arc<Admission>,
    /// While nobody knows whose it is.
    unknown: Option<Network>,
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
        Arc::new(Self {
            inside: Mutex::default(),
            room: descriptors.saturating_sub(reserve),
        })
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a socket in, of which only the network may be known.
    ///
    /// # Errors
    /// There are too many like it, or too many of all.
    pub fn admit(self: &Arc<Self>, unknown: Option<Network>) -> Result<Admitted, AppError> {
        let mut inside = self.inside();
        if inside.sockets >= self.room {
            return Err(AppError::Busy);
        }
        if let Some(network) = unknown {
            inside.add_unknown(network)?;
        }
        inside.sockets += 1;
        drop(inside);
        Ok(Admitted {
            admission: self.clone(),
            unknown,
        })
    }
}

impl Inside {
    fn add_unknown(&mut self, network: Network) -> Result<(), AppError> {
        let of_network = self.unknown.get(&network).copied().unwrap_or_default();
        if of_network >= MAX_UNKNOWN_OF_NETWORK {
            return Err(AppError::TooMany {
                retry_after_s: RETRY_S,
            });
        }
        if self.unknown_in_all >= MAX_UNKNOWN {
            return Err(AppError::Busy);
        }
        self.unknown_in_all += 1;
        self.unknown.insert(network, of_network + 1);
        Ok(())
    }

    fn forget_unknown(&mut self, network: Network) {
        self.unknown_in_all = self.unknown_in_all.saturating_sub(1);
        if let Some(left) = self.unknown.get_mut(&network) {
            *left -= 1;
            if *left == 0 {
                self.unknown.remove(&network);
            }
        }
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
        if let Some(network) = self.unknown.take() {
            self.admission.inside().forget_unknown(network);
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.recognize();
        let mut inside = self.admission.inside();
        inside.sockets = inside.sockets.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(number: u32) -> Network {
        Network::of(std::net::Ipv4Addr::from(number).into())
    }

    #[test]
    fn strangers_of_one_network_are_few_until_they_say_who_they_are() {
        let admission = Admission::with_descriptors(100_000);
        let mut all: Vec<_> = (0..MAX_UNKNOWN_OF_NETWORK)
            .map(|_| admission.admit(Some(network(1))).unwrap())
            .collect();
        let refused = admission.admit(Some(network(1)));
        assert!(matches!(refused, Err(AppError::TooMany { .. })));
        assert!(admission.admit(Some(network(2))).is_ok());
        assert!(
            admission.admit(None).is_ok(),
            "who has a token is no stranger"
        );
        all[0].recognize();
        assert!(admission.admit(Some(network(1))).is_ok());
        drop(all);
        let inside = admission.inside();
        assert_eq!((inside.sockets, inside.unknown.len()), (0, 0));
    }

    #[test]
    fn strangers_of_all_networks_are_bounded() {
        let admission = Admission::with_descriptors(100_000);
        let all: Vec<_> = (0..5_000)
            .filter_map(|number| admission.admit(Some(network(number))).ok())
            .collect();
        assert_eq!(all.len(), MAX_UNKNOWN);
    }

    #[test]
    fn sockets_leave_descriptors_to_requests() {
        let admission = Admission::with_descriptors(1_024);
        let all: Vec<_> = (0..2_000)
            .filter_map(|_| admission.admit(None).ok())
            .collect();
        assert_eq!(all.len(), 1_024 - 256);
    }
}
