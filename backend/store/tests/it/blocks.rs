//! Patients whom doctors have blocked.

use crate::support::{NOW, on_both, person};
use shared::{Role, UserId};
use uuid::Uuid;

#[test]
fn a_block_is_one_doctors_and_is_news_once() {
    on_both(|store, _| {
        let doctor = person(Role::Doctor, "d@x.de");
        let other = person(Role::Doctor, "o@x.de");
        let patients = [
            person(Role::Patient, "a@x.de"),
            person(Role::Patient, "b@x.de"),
        ];
        for user in [&doctor, &other].into_iter().chain(&patients) {
            store.write(|tx| tx.add_user(user)).unwrap();
        }
        let [first, second] = patients.map(|new| new.user.id);
        let (own, others) = (doctor.user.id, other.user.id);
        let block = |patient_id, at_s| {
            let now = NOW.plus_s(at_s);
            store
                .write(|tx| tx.add_block(own, patient_id, now))
                .unwrap()
        };
        assert!(block(first, 0) && block(second, 1));
        assert!(!block(first, 2), "again is no news");
        let listed = |doctor_id| -> Vec<UserId> {
            let page = store.read(|tx| tx.blocked_by(doctor_id, None)).unwrap();
            page.rows.into_iter().map(|one| one.patient_id).collect()
        };
        assert_eq!(listed(own), [second, first]);
        assert!(listed(others).is_empty());
        let is_blocked = |doctor_id| store.read(|tx| tx.is_blocked(doctor_id, first)).unwrap();
        assert!(is_blocked(own) && !is_blocked(others));
        let lift = || store.write(|tx| tx.lift_block(own, first)).unwrap();
        assert!(lift() && !lift());
        assert!(!is_blocked(own));
        // Nobody is blocked who is not there.
        let nobody = UserId(Uuid::now_v7());
        assert!(store.write(|tx| tx.add_block(own, nobody, NOW)).is_err());
    });
}
