//! What holds in every state, and what must be possible at all.

use super::practice::{Flaw, Invitation, NOW, Practice, Server};
use super::walk::Everything;
use domain::call::{DeadlineFacts, Event, Phase, step};
use shared::{EntryState, Outcome, SessionId};
use stateright::Property;

type Promise = Property<Everything>;

pub fn all() -> Vec<Promise> {
    vec![
        Promise::always("nobody is in two live calls", |_, practice| {
            live_calls(practice).count() <= 1
        }),
        Promise::always("no deadline is passed over", |_, practice| {
            practice.server != Server::Up { overlooked: true }
        }),
        Promise::always("no device rings past the deadline", |_, practice| {
            rings_end_with_their_invitations(practice)
        }),
        Promise::always("no deadline is moved", |_, practice| {
            practice.flaw != Some(Flaw::DeadlineMoved)
        }),
        Promise::always("no ring is answered after its deadline", |_, practice| {
            practice.flaw != Some(Flaw::AnsweredLate)
        }),
        Promise::always("each invitation settles once", |_, practice| {
            let once = |i: &Invitation| i.settled == u8::from(!i.call.is_live());
            practice.invitations.iter().all(once)
        }),
        Promise::always("each outcome has its cause", |_, practice| {
            practice.flaw != Some(Flaw::WrongCause)
        }),
        Promise::always("a call never moves without its place", |_, practice| {
            practice.flaw != Some(Flaw::PlaceRefused) && places_agree_with_calls(practice)
        }),
        Promise::always("what is over stays over", |_, practice| {
            practice.invitations.iter().all(stays_over)
        }),
        // Said of every state, "it ends if nobody does anything" is more than "it ends".
        Promise::always("what is not active ends by itself", |_, practice| {
            ends_by_itself(practice.clone())
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

fn live_calls(practice: &Practice) -> impl Iterator<Item = &Invitation> {
    let is_over = |i: &Invitation| matches!(i.call.phase, Phase::Ended(_));
    practice.invitations.iter().filter(move |i| !is_over(i))
}

fn ended(practice: &Practice, outcome: Outcome) -> bool {
    let with_it = |i: &Invitation| matches!(i.call.phase, Phase::Ended(e) if e.outcome == outcome);
    practice.invitations.iter().any(with_it)
}

/// A device may ring on for something that it has not heard the end of, but never for longer than
/// the server would have had it ring.
fn rings_end_with_their_invitations(practice: &Practice) -> bool {
    practice.rings.iter().flatten().all(|ring| {
        let phase = practice.invitations[ring.number].call.phase;
        ring.until > NOW
            && match phase {
                Phase::Ringing { until } => ring.until == until,
                _ => true,
            }
    })
}

fn places_agree_with_calls(practice: &Practice) -> bool {
    (0..).zip(practice.places).all(|(patient, place)| {
        let live = live_calls(practice).find(|i| i.patient == patient);
        match live.map(|i| i.call.phase) {
            Some(Phase::Ringing { .. }) => place == EntryState::Invited,
            Some(_) => place == EntryState::InCall,
            None => !matches!(place, EntryState::Invited | EntryState::InCall),
        }
    })
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

fn ends_by_itself(mut practice: Practice) -> bool {
    practice.server = Server::Up { overlooked: false };
    for _ in 0..=2 {
        practice.look_at_deadlines(DeadlineFacts::default());
        practice.pass();
    }
    practice.rings.iter().all(Option::is_none)
        && live_calls(&practice).all(|i| i.call.phase == Phase::Active)
}
