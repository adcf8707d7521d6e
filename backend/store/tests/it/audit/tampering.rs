//! Whoever has the database and not the key: whatever they do to it is found, with a head that they could
//! not reach.

use super::{act, opened, verify};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use shared::Timestamp;
use store::testing::{TestDatabase, audit_keys};
use store::*;

/// Draws what is done where; a run can be repeated with it.
const SEED: u64 = 20_261_130;
const ENTRIES: i64 = 40;

/// As `cargo xtask test --long` asks for it.
fn rounds() -> usize {
    match std::env::var_os("MEDCONSULT_LONG") {
        Some(_) => 1_000,
        None => 100,
    }
}

/// The fields of an entry, and what is put into one: nothing that was there.
const FIELDS: [(&str, &str); 9] = [
    ("at", "at + 1"),
    // What is absent and what is empty are not the same.
    (
        "actor_id",
        "CASE WHEN actor_id IS NULL THEN '' ELSE NULL END",
    ),
    ("action", "action || 'x'"),
    ("subject_id", "'somebody else'"),
    ("detail", "detail || ' '"),
    ("previous_hash", "'00'"),
    ("hash", "'00'"),
    ("key_id", "'00'"),
    ("mac", "'00'"),
];

/// Somebody's own server with a key of their own: how they would write the whole chain anew.
fn rewritten(database: &TestDatabase, entries: i64) {
    let own = AuditKeys {
        current: AuditKey::new(&[66; 32]),
        previous: None,
    };
    database.meddle("DELETE FROM audit").unwrap();
    act(&opened(database, &own), entries - 1);
}

/// One thing that is done to the chain, drawn by lot, in words.
fn tampering(database: &TestDatabase, dice: &mut StdRng, round: usize) -> String {
    let seq = dice.random_range(1..=ENTRIES);
    let other = (seq + dice.random_range(1..ENTRIES) - 1) % ENTRIES + 1;
    let sql = match round % 8 {
        0 | 1 => {
            let (field, value) = FIELDS[dice.random_range(0..FIELDS.len())];
            format!("UPDATE audit SET {field} = {value} WHERE seq = {seq}")
        }
        2 => format!("DELETE FROM audit WHERE seq = {seq}"),
        3 => format!(
            "UPDATE audit SET seq = -1 WHERE seq = {seq}; UPDATE audit SET seq = {seq} WHERE seq = {other}; \
             UPDATE audit SET seq = {other} WHERE seq = -1"
        ),
        // One more, right behind another, as if it belonged there.
        4 => format!(
            "UPDATE audit SET seq = -seq WHERE seq > {seq}; UPDATE audit SET seq = 1 - seq WHERE seq < 0; \
             INSERT INTO audit SELECT {seq} + 1, at, actor_id, action, subject_id, detail, hash, hash, key_id, mac \
             FROM audit WHERE seq = {seq}"
        ),
        5 => format!("DELETE FROM audit WHERE seq >= {seq}"),
        6 => "DELETE FROM audit".to_owned(),
        _ => {
            rewritten(database, ENTRIES);
            return "all of it written anew".to_owned();
        }
    };
    database.meddle(&sql).unwrap();
    sql
}

#[test]
fn of_all_tamperings_all_are_found() {
    for database in TestDatabase::both().unwrap() {
        let keys = audit_keys();
        let store = opened(&database, &keys);
        act(&store, ENTRIES - 1);
        let head = store.read(|tx| tx.audit_head(&keys, Timestamp(99)));
        let head: Result<_, StoreError> = head;
        // As a file keeps it.
        let heads = AuditHead::all_in(&head.unwrap().unwrap().to_string());
        let off = match database.address {
            Address::Sqlite(_) => "DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete",
            Address::Postgresql(_) => "ALTER TABLE audit DISABLE TRIGGER ALL",
        };
        database.meddle(off).unwrap();
        let copy = "CREATE TABLE audit_copy AS SELECT * FROM audit";
        database.meddle(copy).unwrap();
        let mut dice = StdRng::seed_from_u64(SEED);
        let mut found = 0;
        for round in 0..rounds() {
            let done = tampering(&database, &mut dice, round);
            let verdict = verify(&store, &keys, &heads);
            assert!(verdict.is_err(), "{done} on {}: {verdict:?}", database.kind);
            found += 1;
            let back = "DELETE FROM audit; INSERT INTO audit SELECT * FROM audit_copy";
            database.meddle(back).unwrap();
            let whole = verify(&store, &keys, &heads).map(|report| report.headed);
            assert_eq!(whole, Ok(Some(ENTRIES)), "after {done}");
        }
        println!("{}: {found} of {}", database.kind, rounds());
    }
}

#[test]
fn without_a_head_a_cut_end_can_not_be_known_and_with_one_it_is_named() {
    for database in TestDatabase::both().unwrap() {
        let keys = audit_keys();
        let store = opened(&database, &keys);
        act(&store, ENTRIES - 1);
        let head: Result<_, StoreError> = store.read(|tx| tx.audit_head(&keys, Timestamp(99)));
        let head = head.unwrap().unwrap();
        let cut = super::without_triggers(&database.address, "DELETE FROM audit WHERE seq > 30");
        assert!(super::tamper(&database.address, &cut));
        assert_eq!(verify(&store, &keys, &[]).unwrap().entries, 30);
        let named = Err(AuditFault::Cut {
            entries: 30,
            were: 40,
        });
        assert_eq!(verify(&store, &keys, std::slice::from_ref(&head)), named);
        // Once others were written in their place, the entry is another one.
        act(&store, 20);
        let rewritten = Err(AuditFault::Rewritten { seq: 40 });
        assert_eq!(verify(&store, &keys, &[head]), rewritten);
    }
}

#[test]
fn a_head_that_was_changed_or_made_up_proves_nothing() {
    let database = TestDatabase::sqlite().unwrap();
    let keys = audit_keys();
    let store = opened(&database, &keys);
    act(&store, ENTRIES - 1);
    let head: Result<_, StoreError> = store.read(|tx| tx.audit_head(&keys, Timestamp(99)));
    let head = head.unwrap().unwrap();
    let mut shorter = head.clone();
    shorter.entries = 3;
    let forged = Err(AuditFault::ForgedHead(shorter.clone()));
    assert_eq!(verify(&store, &keys, &[shorter]), forged);
    let mut stranger = head;
    stranger.key_id = "0123456789abcdef".into();
    let unknown = Err(AuditFault::UnknownHead(stranger.clone()));
    assert_eq!(verify(&store, &keys, &[stranger]), unknown);
}
