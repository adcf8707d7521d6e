//! The audit chain: append-only by the database, and every way around that shows.

mod keys;
mod tampering;

use shared::{Timestamp, UserId};
use std::process::Command;
use store::testing::{TestDatabase, audit_keys};
use store::*;
use uuid::Uuid;

const ENTRIES: i64 = 5;

fn key(byte: u8) -> AuditKey {
    AuditKey::new(&[byte; 32])
}

fn opened(database: &TestDatabase, keys: &AuditKeys) -> Store {
    Store::open(&database.address, keys.clone(), Box::new(|_| {})).unwrap()
}

/// Writes so many acts.
fn act(store: &Store, times: i64) {
    for n in 0..times {
        let act = Act {
            actor_id: Some(UserId(Uuid::now_v7())),
            action: "call.end",
            subject_id: Some(n.to_string()),
            detail: "",
        };
        store.write(|tx| tx.record_act(&act, Timestamp(n))).unwrap();
    }
}

/// A chain of the key's own entry and four more.
fn with_entries(database: &TestDatabase) -> Store {
    let store = opened(database, &audit_keys());
    act(&store, ENTRIES - 1);
    store
}

fn verify(store: &Store, keys: &AuditKeys, heads: &[AuditHead]) -> Result<AuditReport, AuditFault> {
    store.read(|tx| tx.verify_audit(keys, heads)).unwrap()
}

fn length(store: &Store) -> Result<i64, AuditFault> {
    verify(store, &audit_keys(), &[]).map(|report| report.entries)
}

/// Another program at the same database, as somebody with its password would use.
fn tamper(address: &Address, sql: &str) -> bool {
    let mut command = match address {
        Address::Sqlite(path) => {
            let mut command = Command::new("python3");
            let script = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.commit()";
            command.args(["-c", script, path, sql]);
            command
        }
        Address::Postgresql(url) => {
            let mut command = Command::new("psql");
            command.args(["-v", "ON_ERROR_STOP=1", "-q", "-d", url, "-c", sql]);
            command
        }
    };
    command.output().unwrap().status.success()
}

fn without_triggers(address: &Address, sql: &str) -> String {
    match address {
        Address::Sqlite(_) => {
            format!("DROP TRIGGER audit_no_update; DROP TRIGGER audit_no_delete; {sql}")
        }
        Address::Postgresql(_) => format!("ALTER TABLE audit DISABLE TRIGGER ALL; {sql}"),
    }
}

#[test]
fn a_chain_left_alone_is_whole() {
    for database in TestDatabase::both().unwrap() {
        assert_eq!(length(&with_entries(&database)), Ok(ENTRIES));
    }
}

#[test]
fn the_database_refuses_to_change_or_delete_an_entry() {
    for database in TestDatabase::both().unwrap() {
        let store = with_entries(&database);
        for sql in [
            "UPDATE audit SET action = 'x' WHERE seq = 2",
            "DELETE FROM audit WHERE seq = 2",
        ] {
            assert!(
                !tamper(&database.address, sql),
                "{sql} went through on {}",
                database.kind
            );
        }
        assert_eq!(length(&store), Ok(ENTRIES));
    }
}

#[test]
fn whoever_gets_around_that_is_found_out_at_the_entry() {
    let tamperings = [
        ("UPDATE audit SET action = 'call.decline' WHERE seq = 3", 3),
        ("UPDATE audit SET actor_id = NULL WHERE seq = 3", 3),
        ("UPDATE audit SET at = at + 1 WHERE seq = 3", 3),
        (
            "UPDATE audit SET subject_id = '9', detail = '' WHERE seq = 3",
            3,
        ),
        ("DELETE FROM audit WHERE seq = 3", 4),
        ("UPDATE audit SET hash = previous_hash WHERE seq = 5", 5),
        ("UPDATE audit SET mac = hash WHERE seq = 5", 5),
        ("UPDATE audit SET mac = '', key_id = '' WHERE seq = 5", 5),
        ("UPDATE audit SET mac = '', key_id = ''", 1),
    ];
    for (sql, at) in tamperings {
        for database in TestDatabase::both().unwrap() {
            let store = with_entries(&database);
            assert!(
                tamper(&database.address, &without_triggers(&database.address, sql)),
                "{sql}"
            );
            let broken = Err(AuditFault::Broken { seq: at });
            assert_eq!(length(&store), broken, "{sql} on {}", database.kind);
        }
    }
}
