//! Chains from before there were keys, and keys that change.

use super::{act, key, opened, tamper, verify};
use crate::support::on_both_databases;
use shared::Timestamp;
use store::testing::audit_keys;
use store::*;

fn under(current: u8, previous: Option<u8>) -> AuditKeys {
    AuditKeys {
        current: key(current),
        previous: previous.map(key),
    }
}

/// What the program wrote before there were keys: three entries, hashed by hand with Python's hashlib
/// (each field preceded by its length and a colon, in the order of the columns).
const WITHOUT_KEYS: &str = "INSERT INTO audit (seq, at, actor_id, action, subject_id, detail, previous_hash, hash) VALUES
    (1, 10, NULL, 'account.register', 'a', '', '', '4f4f2b8753418d56a997d8870546d36e40d14b56c3b72b605cca6f415852d04f'),
    (2, 20, 'b', 'call.place', 'c', 'queue', '4f4f2b8753418d56a997d8870546d36e40d14b56c3b72b605cca6f415852d04f', 'f6476a16605cea3df9cd142f716c0208e8c3e91ffdba7e9d7848baa28469c023'),
    (3, 30, 'b', 'call.end', 'c', '', 'f6476a16605cea3df9cd142f716c0208e8c3e91ffdba7e9d7848baa28469c023', 'af0998dc9160bd5483a2681c2161c626c94ad82ce41298d3606504122f41fb72')";

#[test]
fn a_chain_from_before_there_were_keys_goes_on_and_is_vouched_for_from_then_on() {
    on_both_databases(|database, store| {
        database.meddle(WITHOUT_KEYS).unwrap();
        let keys = audit_keys();
        assert_eq!(verify(store, &keys, &[]), Err(AuditFault::Unkeyed));
        store
            .write(|tx| tx.begin_audit(Timestamp(50)).map(drop))
            .unwrap();
        act(store, 2);
        let report = verify(store, &keys, &[]).unwrap();
        let expected = AuditReport {
            entries: 6,
            keyed_from: 4,
            keyed_at: Timestamp(50),
            headed: None,
        };
        assert_eq!(report, expected);
        // Whoever changes the old part can put its hashes right, but not the first seal.
        let sql = super::without_triggers(
            &database.address,
            "UPDATE audit SET action = 'call.decline', hash = '00' WHERE seq = 3; \
             UPDATE audit SET previous_hash = '00' WHERE seq = 4",
        );
        assert!(tamper(&database.address, &sql));
        assert_eq!(
            verify(store, &keys, &[]),
            Err(AuditFault::Broken { seq: 3 })
        );
    });
}

#[test]
fn a_change_of_key_is_in_the_chain_and_vouches_for_what_was_before() {
    on_both_databases(|database, _| {
        act(&opened(database, &under(1, None)), 2);
        let store = opened(database, &under(2, Some(1)));
        act(&store, 2);
        // The key's own entry and two acts, twice.
        let entries = |keys| verify(&store, &keys, &[]).map(|report| report.entries);
        assert_eq!(entries(under(2, Some(1))), Ok(6));
        // Once changed, the key before is needed no more; nor after the next change.
        assert_eq!(entries(under(2, None)), Ok(6));
        act(&opened(database, &under(3, Some(2))), 1);
        assert_eq!(entries(under(3, None)), Ok(8));
        assert!(matches!(
            entries(under(9, None)),
            Err(AuditFault::UnknownKey { seq: 8, .. })
        ));
    });
}

#[test]
fn a_server_vouches_for_nothing_under_a_key_that_it_never_knew() {
    on_both_databases(|database, _| {
        act(&opened(database, &under(1, None)), 2);
        let store = opened(database, &under(2, None));
        act(&store, 2);
        let unknown = verify(&store, &under(2, None), &[]);
        assert!(matches!(
            unknown,
            Err(AuditFault::UnknownKey { seq: 3, .. })
        ));
        assert!(verify(&store, &under(2, Some(1)), &[]).is_ok());
    });
}
