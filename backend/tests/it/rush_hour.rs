//! Many valid devices come at one moment: nobody is refused for that.

use crate::support::rush::{Introduction, rush};
use crate::support::{Clinic, keys};
use backend::clock;
use backend::tokens::Tokens;
use shared::*;
use store::testing::TestDatabase;
use store::{NewUser, ProfileDetails, SessionRecord, StoreError, UserRecord};

/// More than of one network may be unknown at once, and than have a thread for the store.
const MANY: usize = 400;

/// So many patients with a device each, and the tokens of these.
fn register(clinic: &Clinic, count: usize) -> Vec<Pii> {
    let (tokens, now) = (Tokens::new(&keys()).unwrap(), clock::now());
    let made: Result<Vec<Pii>, StoreError> = clinic.beside().write(|tx| {
        let mut made = Vec::new();
        for number in 0..count {
            let user = UserRecord {
                id: clock::new_id(),
                role: Role::Patient,
                name: Pii(format!("Patient {number}")),
                email: Pii(format!("patient{number}@example.org")),
                password_hash: Pii::from("none"),
                date_of_birth: Some(Pii::from("1980-05-05")),
                time_zone: "UTC".into(),
                specialty: String::new(),
                profile: ProfileDetails::default(),
                approved: true,
                last_seq: 0,
                email_proved_at: Some(now),
            };
            let session = SessionRecord {
                id: clock::new_id(),
                user_id: user.id,
                refresh_hash: format!("hash {number}"),
                created_at: now,
                expires_at: now.plus_s(3_600),
                ended_at: None,
            };
            made.push(tokens.issue(user.id, session.id, now).unwrap().0);
            tx.add_user(&NewUser {
                user,
                created_at: now,
            })?;
            tx.add_session(&session)?;
        }
        Ok(made)
    });
    made.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_who_comes_at_one_moment_is_let_in() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let tokens = register(&clinic, MANY);
        for introduction in [Introduction::FirstFrame, Introduction::Header] {
            let rush = rush(clinic.address, tokens.clone(), introduction).await;
            let (kind, inside) = (clinic.database.kind, rush.inside.len());
            eprintln!(
                "{kind}, {introduction:?}: {inside} in after {:?}, told {:?}",
                rush.took, rush.told
            );
            assert_eq!((inside, rush.told.len()), (MANY, 0));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_holds_a_void_token_is_told_so_and_nobody_else() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let mut tokens = register(&clinic, MANY);
    for token in tokens.iter_mut().step_by(4) {
        *token = Pii::from("void");
    }
    let rush = rush(clinic.address, tokens, Introduction::FirstFrame).await;
    assert_eq!(rush.inside.len(), MANY / 4 * 3);
    assert_eq!(Vec::from_iter(rush.told), [(1008, MANY / 4)]);
}
