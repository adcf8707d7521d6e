//! Many writers at once: each one's work is kept or undone alone, and known to be on the disk.

use crate::support::*;
use shared::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::testing::{TestDatabase, audit_keys};
use store::*;

const WRITERS: usize = 24;

/// What a writer means to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Intent {
    Add,
    Refuse,
    Break,
}

fn intent(writer: usize) -> Intent {
    match writer % 3 {
        0 => Intent::Add,
        1 => Intent::Refuse,
        _ => Intent::Break,
    }
}

fn write(store: &Store, writer: usize) -> Result<(), StoreError> {
    let new = person(Role::Patient, &format!("{writer}@x.de"));
    store.write(|tx| {
        tx.add_user(&new)?;
        let frame = ServerFrame::PresenceChanged {
            user_id: new.user.id,
            presence: Presence::Gone,
            reachability: Reachability::Away,
            accepts_direct_calls: true,
        };
        tx.tell(new.user.id, &frame, NOW)?;
        match intent(writer) {
            Intent::Add => Ok(()),
            Intent::Refuse => Err(StoreError::Busy),
            Intent::Break => panic!("a defect"),
        }
    })
}

#[test]
fn one_writers_refusal_or_defect_undoes_nobody_elses_work() {
    for database in TestDatabase::both().unwrap() {
        let (store, rung) = open(&database);
        let beside = Store::open(&database.address, audit_keys(), Box::new(|_| {})).unwrap();
        let exists = |writer: usize| {
            let email = Pii(format!("{writer}@x.de"));
            let found = beside.read(|tx| tx.user_by_email(&email));
            found.unwrap().map(|user| user.id)
        };
        at_once(WRITERS, |writer| {
            let result = catch_unwind(AssertUnwindSafe(|| write(&store, writer)));
            match intent(writer) {
                Intent::Add => {
                    result.unwrap().unwrap();
                    // Another connection sees it as soon as the writer is answered.
                    assert!(exists(writer).is_some(), "{}", database.kind);
                }
                Intent::Refuse => assert!(matches!(result, Ok(Err(StoreError::Busy)))),
                Intent::Break => assert!(result.is_err()),
            }
        });
        let mut added: Vec<_> = (0..WRITERS).filter_map(exists).collect();
        let rung = rung.lock().unwrap();
        let mut rung: Vec<_> = rung.iter().flat_map(|after| after.users.clone()).collect();
        added.sort();
        rung.sort();
        assert_eq!(added.len(), WRITERS / 3, "{}", database.kind);
        assert_eq!(
            rung, added,
            "{}: those who were told are woken",
            database.kind
        );
    }
}
