//! Everything that can happen to three invitations, walked by a model checker: one doctor, three
//! patients, one of them with two devices; devices that are cut off, come back or start anew; a
//! server that breaks down at any moment and finds only its database again.
//!
//! The rules are the real ones. Only what stands around them is modelled: the use cases that ask
//! them (as in the server's `app`), the database, the devices, and time.

mod clinic;
mod devices;
mod promises;
mod walk;

use stateright::{Checker, HasDiscoveries, Model};

#[test]
fn invitations_keep_their_promises_whatever_happens_in_whatever_order() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    // A rule that is broken may well leave no end of states to look at.
    let checker = promises::Everything
        .checker()
        .threads(threads)
        .finish_when(HasDiscoveries::AnyFailures)
        .spawn_bfs()
        .join();
    println!(
        "{} states, {} ways from one to another, {} steps deep",
        checker.unique_state_count(),
        checker.state_count(),
        checker.max_depth()
    );
    checker.assert_properties();
    // A model that lost most of its states would keep every promise.
    assert!(checker.unique_state_count() > 500_000);
}
