//! How servers of the tests are set up, and their database beside them.

use backend::{AddressProof, Config, Keys, Limits, Proxies, Quota, Relays, Terms, Waiver};
use shared::{DeviceTestPolicy, Pii};
use std::time::Duration;
use store::testing::TestDatabase;
use store::{AuditEntry, Store};

/// What servers of the tests are given as their secret.
pub const SECRET: &str = "a secret of the tests, long enough for HS256";

/// The keys that come from it.
pub fn keys() -> Keys {
    Keys::new(Pii::from(SECRET), None)
}

/// The database under a server, as another node would see it.
pub fn open_store(database: &TestDatabase) -> Store {
    let audit_keys = keys().of_audit().unwrap();
    Store::open(&database.address, audit_keys, Box::new(|_| {})).unwrap()
}

/// A server on this database, with as good as no limits.
pub fn config(database: &TestDatabase) -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        internal_listen: None,
        proxies: Proxies::default(),
        database: database.address.clone(),
        files: database.folder.path().join("files"),
        storage: Quota {
            keep_free: 0,
            ..Quota::default()
        },
        scanner: None,
        keys: keys(),
        audit_heads: None,
        kept_clock: None,
        demo: false,
        approve_doctors: true,
        address_proof: AddressProof::Waived(Waiver::NoMail),
        place_lapses_ms: Some(30 * 60_000),
        second_ring_ms: None,
        device_test: DeviceTestPolicy::default(),
        relays: Relays::default(),
        limits: Limits::generous(),
        retention: Terms::default(),
        recheck: Duration::from_secs(60),
        public_url: None,
        mail: None,
    }
}

/// Whether an entry says that somebody looked, or was refused, and not that something was done. Those come
/// a moment later, as they may.
pub fn is_look(entry: &AuditEntry) -> bool {
    entry.action.ends_with(".read")
        || entry.action.ends_with(".list")
        || entry.action == "access.refused"
}
