//! What the app offers is what the practice's machine takes.

use crate::clinic::Clinic;
use client_core::{Action, Loadable, Screen};
use domain::queue::{EntryEvent, step};
use shared::EntryState;

#[test]
fn whatever_a_room_offers_moves_the_place() {
    let mut clinic = Clinic::open();
    let scene = clinic.ready_patient(0);
    let mut offered = 0;
    for state in EntryState::ALL {
        clinic.server.places[0].entry.state = state;
        clinic.server.queue_changed(scene.schedule_id);
        clinic.wait(300);
        let Screen::PracticeRoom(practice) = clinic.screen(scene.doctor) else {
            panic!("{state:?}")
        };
        let Screen::WaitingRoom(waiting) = clinic.screen(scene.patient) else {
            panic!("{state:?}")
        };
        let Loadable::Loaded { value: rows } = practice.queue else {
            panic!("{state:?}")
        };
        let offers = [
            (rows[0].invite, EntryEvent::InviteAnyway),
            (rows[0].reset, EntryEvent::Reset),
            (rows[0].remove, EntryEvent::Remove),
            (rows[0].no_show, EntryEvent::MarkNoShow),
            (
                waiting.set_ready,
                EntryEvent::SetReady(state == EntryState::Waiting),
            ),
            (waiting.leave, EntryEvent::Leave),
        ];
        for (action, event) in offers {
            if action == Action::Allowed {
                offered += 1;
                let after = step(state, event);
                assert!(
                    after.is_ok_and(|after| after != state),
                    "{state:?} on {event:?}"
                );
            }
        }
        let invited = rows[0].invite == Action::Allowed;
        assert_eq!(invited, step(state, EntryEvent::InviteAnyway).is_ok());
        let in_one_press = invited && rows[0].doubt.is_none();
        assert_eq!(in_one_press, step(state, EntryEvent::Invite).is_ok());
    }
    assert!(offered > 10, "only {offered} were offered");
}
