//! Calendar feeds, and those from when their addresses were kept as they are.

use crate::support::*;
use shared::*;
use store::*;

/// printf 'an address that is in use' | sha256sum
const HASH: &str = "adc4ae2ce4e20918a5277e38a0eefc70e65ca310b11ec1f8c528a98805af93ac";

#[test]
fn an_address_that_is_in_use_goes_on_when_only_its_hash_is_kept() {
    on_both_databases(|database, store| {
        let (doctor, _) = two_people(store);
        // As it was before.
        let before = format!(
            "ALTER TABLE calendar_feeds RENAME COLUMN token_hash TO token; \
             INSERT INTO calendar_feeds VALUES ('{}', 'an address that is in use'); \
             DELETE FROM __diesel_schema_migrations WHERE version = '20261130000063'",
            doctor.user.id
        );
        database.meddle(&before).unwrap();
        let ran = Store::migrate(&database.address).unwrap();
        assert_eq!(ran, ["20261130000063"]);
        let owner = store.read(|tx| tx.feed_owner(HASH)).unwrap();
        assert_eq!(owner, Some(doctor.user.id));
        let clear = store.read(|tx| tx.feed_owner("an address that is in use"));
        assert_eq!(clear.unwrap(), None);
    });
}

#[test]
fn a_feed_ends_with_its_persons_sessions_and_nobody_elses() {
    on_both(|store, _| {
        let (doctor, patient) = two_people(store);
        let exists = |who: &NewUser| store.read(|tx| tx.has_feed(who.user.id)).unwrap();
        let done: Result<(), StoreError> = store.write(|tx| {
            tx.save_feed(doctor.user.id, "one")?;
            tx.save_feed(doctor.user.id, "another")?;
            tx.save_feed(patient.user.id, "a third")
        });
        done.unwrap();
        let owner = |hash| store.read(|tx| tx.feed_owner(hash)).unwrap();
        assert_eq!(
            (owner("one"), owner("another")),
            (None, Some(doctor.user.id))
        );
        let done: Result<(), StoreError> = store
            .write(|tx| tx.end_sessions_of(doctor.user.id, Some(SessionId(doctor.user.id.0)), NOW));
        done.unwrap();
        assert_eq!((exists(&doctor), exists(&patient)), (false, true));
    });
}
