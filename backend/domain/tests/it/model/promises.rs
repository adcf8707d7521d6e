//! What holds in every state, and what must be possible at all.

use super::clinic::{ClinicModel, Flaw, Invitation, PATIENTS, Server};
use super::devices::NOW;
use domain::call::{DeadlineFacts, Event, Phase, step};
use domain::queue::{EntryEvent, step as step_place};
use shared::{EntryState, Outcome, SessionId};
use stateright::Property;

/// All that can happen, in every order.
pub struct Everything;

type Promise = Property<Everything>;

pub fn all() -> Vec<Promise> {
    vec![
        Promise::always("nobody is in two live calls", |_, clinic| {
            live_calls(clinic).count() <= 1
        }),
        Promise::always("no deadline is passed over", |_, clinic| {
            clinic.server != Server::Up { overlooked: true }
        }),
        Promise::always("no device rings past the deadline", |_, clinic| {
            rings_end_with_their_invitations(clinic)
        }),
        Promise::always("no deadline is moved", |_, clinic| {
            clinic.flaw != Some(Flaw::DeadlineMoved)
        }),
        Promise::always("no ring is answered after its deadline", |_, clinic| {
            clinic.flaw != Some(Flaw::AnsweredLate)
        }),
        Promise::always("each invitation settles once", |_, clinic| {
            let once = |i: &Invitation| i.settled == u8::from(!i.call.is_live());
            clinic.invitations.iter().all(once)
        }),
        Promise::always("each outcome has its cause", |_, clinic| {
            clinic.flaw != Some(Flaw::WrongCause)
        }),
        Promise::always("a call never moves without its place", |_, clinic| {
            clinic.flaw != Some(Flaw::PlaceRefused) && places_agree_with_calls(clinic)
        }),
        Promise::always("whoever still waits can be invited at once", |_, clinic| {
            (0..PATIENTS).all(|patient| can_be_invited(clinic, patient))
        }),
        Promise::always("what is over stays over", |_, clinic| {
            clinic.invitations.iter().all(stays_over)
        }),
        // Said of every state, "it ends if nobody does anything" is more than "it ends".
        Promise::always("what is not active ends by itself", |_, clinic| {
            ends_by_itself(clinic.clone())
        }),
        Promise::sometimes("completed", |_, p| ended(p, Outcome::Completed)),
        Promise::sometimes("declined", |_, p| ended(p, Outcome::Declined)),
        Promise::sometimes("missed", |_, p| ended(p, Outcome::Missed)),
        Promise::sometimes("cancelled", |_, p| ended(p, Outcome::Cancelled)),
        Promise::sometimes("never connected", |_, p| ended(p, Outcome::NeverConnected)),
        Promise::sometimes("lost", |_, p| ended(p, Outcome::Lost)),
        Promise::sometimes("two devices of one patient ring", |_, p| {
            p.rings[0].is_some() && p.rings[0] == p.rings[1]
        }),
        Promise::sometimes("a ring is due when the server starts", |_, p| {
            p.is_up()
                && live_calls(p)
                    .any(|i| matches!(i.call.phase, Phase::Ringing { until } if until <= NOW))
        }),
        Promise::sometimes("a device that is cut off rings for what is over", |_, p| {
            p.rings
                .iter()
                .flatten()
                .any(|ring| !p.invitations[ring.number].call.is_live())
        }),
    ]
}

fn live_calls(clinic: &ClinicModel) -> impl Iterator<Item = &Invitation> {
    let is_over = |i: &Invitation| matches!(i.call.phase, Phase::Ended(_));
    clinic.invitations.iter().filter(move |i| !is_over(i))
}

fn ended(clinic: &ClinicModel, outcome: Outcome) -> bool {
    let with_it = |i: &Invitation| matches!(i.call.phase, Phase::Ended(e) if e.outcome == outcome);
    clinic.invitations.iter().any(with_it)
}

/// A device may ring on for something that it has not heard the end of, but never for longer than
/// the server would have had it ring.
fn rings_end_with_their_invitations(clinic: &ClinicModel) -> bool {
    clinic.rings.iter().flatten().all(|ring| {
        let phase = clinic.invitations[ring.number].call.phase;
        ring.until > NOW
            && match phase {
                Phase::Ringing { until } => ring.until == until,
                _ => true,
            }
    })
}

fn places_agree_with_calls(clinic: &ClinicModel) -> bool {
    (0..).zip(clinic.places).all(|(patient, place)| {
        let live = live_calls(clinic).find(|i| i.patient == patient);
        match live.map(|i| i.call.phase) {
            Some(Phase::Ringing { .. }) => place == EntryState::Invited,
            Some(_) => place == EntryState::InCall,
            None => !matches!(place, EntryState::Invited | EntryState::InCall),
        }
    })
}

/// Whether a patient who holds a place and is in no call may be invited: in one press where the last
/// invitation did not reach them, and after a word where they declined it or are not ready.
fn can_be_invited(clinic: &ClinicModel, patient: usize) -> bool {
    let invited = |event| step_place(clinic.places[patient], event) == Ok(EntryState::Invited);
    let last = clinic.newest_of(patient);
    let last = last.map(|number| clinic.invitations[number].call.phase);
    let not_reached = matches!(last, Some(Phase::Ended(ending)) if matches!(
        ending.outcome,
        Outcome::Missed | Outcome::NeverConnected | Outcome::Lost
    ));
    match clinic.places[patient] {
        EntryState::Ready => invited(EntryEvent::Invite),
        EntryState::Waiting => !not_reached && invited(EntryEvent::InviteAnyway),
        EntryState::Invited
        | EntryState::InCall
        | EntryState::Done
        | EntryState::Left
        | EntryState::NoShow
        | EntryState::Removed => true,
    }
}

fn stays_over(invitation: &Invitation) -> bool {
    let late = [
        Event::Accept(SessionId(uuid::Uuid::nil())),
        Event::Decline,
        Event::Cancel,
        Event::Withdraw,
        Event::Deadline(DeadlineFacts::default()),
    ];
    let moves =
        |event| step(&invitation.call, event, NOW).is_ok_and(|change| change.tell.is_some());
    invitation.call.is_live() || !late.into_iter().any(moves)
}

fn ends_by_itself(mut clinic: ClinicModel) -> bool {
    clinic.server = Server::Up { overlooked: false };
    for _ in 0..=2 {
        clinic.look_at_deadlines(DeadlineFacts::default());
        clinic.pass();
    }
    clinic.rings.iter().all(Option::is_none)
        && live_calls(&clinic).all(|i| i.call.phase == Phase::Active)
}
