use backend::{AddressProof, Config, Limits, Proxies, Quota, Relays, Waiver};
use shared::{DeviceTestPolicy, Pii};
use store::testing::TestDatabase;

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
        secret: Pii::from("a secret of the tests, long enough for HS256"),
        demo: false,
        approve_doctors: true,
        address_proof: AddressProof::Waived(Waiver::NoMail),
        place_lapses_ms: Some(30 * 60_000),
        device_test: DeviceTestPolicy::default(),
        relays: Relays::default(),
        limits: Limits::generous(),
        public_url: None,
        mail: None,
    }
}
