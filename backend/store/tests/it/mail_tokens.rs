//! Codes that go by mail, and the mails that hold them.

use crate::support::{NOW, on_both, person};
use domain::address::{CodeState, MailPurpose};
use shared::{Pii, Role};
use store::*;
use uuid::Uuid;

fn token(hash: &str, user: Option<&NewUser>) -> MailToken {
    MailToken {
        hash: hash.to_owned(),
        purpose: MailPurpose::Register,
        user_id: user.map(|new| new.user.id),
        email: Pii::from("a@example.org"),
        registration: Some(Registration {
            role: Role::Patient,
            name: Pii::from("A Person"),
            password_hash: Pii::from("hash"),
            date_of_birth: None,
            time_zone: "UTC".into(),
        }),
        state: CodeState::first(NOW),
    }
}

#[test]
fn a_registration_waits_in_its_token_until_it_is_used_or_forgotten() {
    on_both(|store, _| {
        let first = token("first", None);
        store.write(|tx| tx.add_mail_token(&first)).unwrap();
        let found = |hash: &str| store.read(|tx| tx.mail_token(hash)).unwrap();
        let read = found("first").unwrap();
        assert_eq!(read.registration, first.registration);
        assert_eq!((read.state, read.user_id), (first.state, None));
        assert!(found("another").is_none());
        let used = MailToken {
            registration: None,
            state: first.state.tried(true, NOW).0,
            ..first
        };
        store.write(|tx| tx.save_mail_token(&used)).unwrap();
        let read = found("first").unwrap();
        assert_eq!((read.registration, read.state), (None, used.state));
        let forget = |before| store.write(|tx| tx.forget_mail_tokens(before)).unwrap();
        assert_eq!(forget(used.state.expires_at), 0);
        assert_eq!(forget(used.state.expires_at.plus_ms(1)), 1);
        assert!(found("first").is_none());
    });
}

#[test]
fn a_person_has_one_code_and_an_address_that_is_proved() {
    on_both(|store, _| {
        let user = person(Role::Patient, "a@x.de");
        let other = person(Role::Patient, "b@x.de");
        store.write(|tx| tx.add_user(&user)).unwrap();
        store.write(|tx| tx.add_user(&other)).unwrap();
        for hash in ["first", "second"] {
            let own = token(hash, Some(&user));
            store.write(|tx| tx.add_mail_token(&own)).unwrap();
        }
        let newest = store.read(|tx| tx.newest_mail_token_of(user.user.id));
        assert_eq!(newest.unwrap().unwrap().hash, "second");
        assert!(store.read(|tx| tx.mail_token("first")).unwrap().is_none());
        let later = NOW.plus_s(9);
        let email = Pii::from("c@x.de");
        store
            .write(|tx| tx.save_email(user.user.id, &email, later))
            .unwrap();
        let read = store.read(|tx| tx.user(user.user.id)).unwrap().unwrap();
        assert_eq!(
            (read.email, read.email_proved_at),
            (email.clone(), Some(later))
        );
        let taken = store.write(|tx| tx.save_email(other.user.id, &email, later));
        assert!(matches!(
            taken,
            Err(StoreError::Violation(Violation::EmailTaken))
        ));
    });
}

#[test]
fn the_mail_with_a_newer_code_takes_the_place_of_the_one_before_and_goes_first() {
    on_both(|store, _| {
        let user = person(Role::Patient, "a@x.de");
        store.write(|tx| tx.add_user(&user)).unwrap();
        let mail = |number, about| WaitingMail {
            id: Uuid::from_u128(number),
            about,
            tries: 0,
        };
        let code = || MailAbout::Code {
            hash: "first".into(),
        };
        let changed = MailAbout::AddressChanged {
            user_id: user.user.id,
            before: Pii::from("z@x.de"),
        };
        let all = [mail(1, changed.clone()), mail(2, code()), mail(3, code())];
        for mail in &all {
            store.write(|tx| tx.add_mail(mail, NOW)).unwrap();
        }
        let claimed = store.write(|tx| tx.claim_mails(NOW, NOW.plus_s(60), 9));
        let about: Vec<_> = claimed
            .unwrap()
            .into_iter()
            .map(|mail| (mail.id.as_u128(), mail.about))
            .collect();
        assert_eq!(about, [(3, code()), (1, changed)]);
    });
}
