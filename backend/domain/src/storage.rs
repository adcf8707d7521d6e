//! How much room the files of threads may take.

use crate::Refusal;

const MIB: u64 = 1024 * 1024;

/// What a clinic allows, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Sent by one person, in all threads.
    pub per_person: u64,
    /// In one thread.
    pub per_thread: u64,
    /// In all.
    pub in_all: u64,
    /// What stays free on the disk, whatever the others say: the database needs it.
    pub keep_free: u64,
}

impl Default for Quota {
    fn default() -> Self {
        Self {
            per_person: 1024 * MIB,
            per_thread: 256 * MIB,
            in_all: 20 * 1024 * MIB,
            keep_free: 1024 * MIB,
        }
    }
}

/// What files take already, in bytes. One whose bytes are on their way counts with as many as it may
/// become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Sent by the person who asks.
    pub by_person: u64,
    /// In the thread that it is for.
    pub in_thread: u64,
    /// In all.
    pub in_all: u64,
    /// Of these, what is on its way.
    pub pending: u64,
}

/// How much of a file lies on the disk at once at most: what came, and what is made of it.
const COPIES: u64 = 2;

impl Quota {
    /// Whether a file of `bytes` may come, with `free` bytes left on the disk.
    ///
    /// # Errors
    /// One of the bounds would be passed.
    pub fn check(&self, usage: Usage, free: u64, bytes: u64) -> Result<(), Refusal> {
        let fits = |used: u64, most: u64| used.saturating_add(bytes) <= most;
        let on_its_way = usage.pending.saturating_add(bytes).saturating_mul(COPIES);
        let may = fits(usage.by_person, self.per_person)
            && fits(usage.in_thread, self.per_thread)
            && fits(usage.in_all, self.in_all)
            && free >= self.keep_free.saturating_add(on_its_way);
        if may {
            Ok(())
        } else {
            Err(Refusal::StorageFull)
        }
    }

    /// Whether so little is left on the disk that the database itself is about to suffer.
    #[must_use]
    pub const fn is_exhausted(&self, free: u64) -> bool {
        free < self.keep_free / 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUOTA: Quota = Quota {
        per_person: 100,
        per_thread: 50,
        in_all: 1_000,
        keep_free: 200,
    };

    fn may(usage: Usage, free: u64, bytes: u64) -> bool {
        QUOTA.check(usage, free, bytes).is_ok()
    }

    #[test]
    fn each_bound_holds_by_itself_and_to_the_byte() {
        let usage = |by_person, in_thread, in_all| Usage {
            by_person,
            in_thread,
            in_all,
            pending: 0,
        };
        assert!(may(usage(90, 40, 990), 220, 10));
        assert!(!may(usage(91, 40, 990), 220, 10));
        assert!(!may(usage(90, 41, 990), 220, 10));
        assert!(!may(usage(90, 40, 991), 220, 10));
        assert!(!may(usage(90, 40, 990), 219, 10));
    }

    #[test]
    fn what_is_on_its_way_has_its_room_kept_twice_over() {
        let usage = Usage {
            pending: 30,
            ..Usage::default()
        };
        // 200 stay, and 30 and 10 may lie there twice.
        assert!(may(usage, 280, 10));
        assert!(!may(usage, 279, 10));
        assert!(!may(usage, u64::MAX, u64::MAX));
    }

    #[test]
    fn a_quarter_of_what_is_kept_free_is_the_database_s_last() {
        assert!(!QUOTA.is_exhausted(50));
        assert!(QUOTA.is_exhausted(49));
    }
}
