//! One practice session: what its database holds, and whether its server runs.

use super::devices::{DEVICES, Device, NOW, Ring, numbered};
use domain::call::{
    Announcement, Call, DeadlineFacts, Ending, Event, Phase, RingUntil, Terms, step,
};
use domain::queue::{self, EntryEvent, Said};
use shared::{EntryState, MediaReport, Outcome, SessionId, Timestamp, UserId};

pub const PATIENTS: usize = 3;
pub const INVITATIONS: usize = 3;
const DOCTOR: usize = 99;

/// The way in is the real one. Its spans are short, as only the order of things matters here: two
/// moments of ringing, one for each of the others.
fn terms() -> Terms {
    Terms {
        ring_until: RingUntil::Lasting(2),
        connect_ms: 1,
        reconnect_ms: 1,
        ..Terms::queue_invitation()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Invitation {
    pub patient: usize,
    pub call: Call,
    /// How often it came to an end.
    pub settled: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Server {
    Down,
    /// `overlooked`: deadlines are due although they were looked at.
    Up {
        overlooked: bool,
    },
}

/// What must not happen on the way from one state to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    /// A ring was answered after its deadline.
    AnsweredLate,
    /// A call moved on, but its place in the queue would not: nothing would be stored.
    PlaceRefused,
    /// An outcome without its cause, or a completed visit with one.
    WrongCause,
    /// A device was told another deadline than before.
    DeadlineMoved,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClinicModel {
    pub server: Server,
    pub online: bool,
    pub places: [EntryState; PATIENTS],
    /// What each patient said last.
    pub said: [Said; PATIENTS],
    pub invitations: Vec<Invitation>,
    pub rings: [Option<Ring>; DEVICES.len()],
    pub flaw: Option<Flaw>,
}

impl ClinicModel {
    pub fn morning() -> Self {
        Self {
            server: Server::Up { overlooked: false },
            online: true,
            places: [EntryState::Ready; PATIENTS],
            said: [Said::Ready; PATIENTS],
            invitations: Vec::new(),
            rings: [None; DEVICES.len()],
            flaw: None,
        }
    }

    pub fn is_up(&self) -> bool {
        self.server != Server::Down
    }

    /// The live invitation, by number: one doctor has one at most.
    pub fn live(&self) -> Option<usize> {
        self.invitations
            .iter()
            .position(|invitation| invitation.call.is_live())
    }

    pub fn newest_of(&self, patient: usize) -> Option<usize> {
        self.invitations
            .iter()
            .rposition(|invitation| invitation.patient == patient)
    }

    pub fn due(&self) -> Vec<usize> {
        let is_due = |number: &usize| {
            let deadline = self.invitations[*number].call.deadline();
            deadline.is_some_and(|until| until <= NOW)
        };
        (0..self.invitations.len()).filter(is_due).collect()
    }

    /// As `app::calls::invite` does.
    pub fn invite(&mut self, patient: usize, event: EntryEvent) -> bool {
        if !self.online || self.invitations.len() == INVITATIONS || self.live().is_some() {
            return false;
        }
        let Ok(place) = queue::step(self.places[patient], event) else {
            return false;
        };
        self.places[patient] = place;
        self.invitations.iter_mut().for_each(forget_the_end);
        let doctor = (UserId(numbered(DOCTOR)), SessionId(numbered(DOCTOR)));
        let callee = UserId(numbered(patient));
        self.invitations.push(Invitation {
            patient,
            call: Call::place(terms(), doctor, callee, true, NOW),
            settled: 0,
        });
        true
    }

    /// As `app::calls::apply` does; whether anything changed.
    pub fn apply(&mut self, number: usize, event: Event) -> bool {
        let invitation = &mut self.invitations[number];
        let Ok(change) = step(&invitation.call, event, NOW) else {
            return false;
        };
        let Some(tell) = change.tell else {
            return false;
        };
        let moved = match (tell, change.call.phase) {
            (Announcement::Accepted, _) => Some(EntryEvent::Accept),
            (Announcement::Declined | Announcement::Ended, Phase::Ended(ending)) => {
                let said = self.said[invitation.patient];
                Some(EntryEvent::Settle(ending.outcome, said))
            }
            _ => None,
        };
        if tell == Announcement::Accepted
            && invitation.call.deadline().is_some_and(|until| until <= NOW)
        {
            self.flaw = Some(Flaw::AnsweredLate);
        }
        invitation.call = change.call;
        if let Phase::Ended(ending) = invitation.call.phase {
            invitation.settled += 1;
            if ending.cause.is_none() != (ending.outcome == Outcome::Completed) {
                self.flaw = Some(Flaw::WrongCause);
            }
            forget_the_way_there(&mut invitation.call, ending);
        }
        if let Some(EntryEvent::Settle(Outcome::Declined, _)) = moved {
            self.said[invitation.patient] = Said::NotReady;
        }
        let place = &mut self.places[invitation.patient];
        match moved.map(|event| queue::step(*place, event)) {
            Some(Ok(after)) => *place = after,
            Some(Err(_)) => self.flaw = Some(Flaw::PlaceRefused),
            None => {}
        }
        true
    }

    /// As `app::queue::set_ready` does.
    pub fn say_ready(&mut self, patient: usize) -> bool {
        let Ok(place) = queue::step(self.places[patient], EntryEvent::SetReady(true)) else {
            return false;
        };
        self.places[patient] = place;
        self.said[patient] = Said::Ready;
        true
    }

    /// As `app::queue::settle` does: the ring or the visit goes with the place.
    pub fn settle_place(&mut self, patient: usize, event: EntryEvent) -> bool {
        let Ok(place) = queue::step(self.places[patient], event) else {
            return false;
        };
        if place == self.places[patient] {
            return false;
        }
        if let Some(number) = self
            .live()
            .filter(|n| self.invitations[*n].patient == patient)
        {
            self.apply(number, Event::Withdraw);
        }
        self.places[patient] = place;
        true
    }

    /// As the job does that watches the deadlines.
    pub fn look_at_deadlines(&mut self, silences: DeadlineFacts) {
        for number in self.due() {
            self.apply(number, Event::Deadline(silences));
        }
        self.server = Server::Up {
            overlooked: !self.due().is_empty(),
        };
    }

    /// A moment passes, here and on every device.
    pub fn pass(&mut self) {
        for invitation in &mut self.invitations {
            if let Phase::Ringing { until }
            | Phase::Connecting { until }
            | Phase::Interrupted { until } = &mut invitation.call.phase
            {
                // However long ago it was: it is due.
                *until = Timestamp((until.0 - 1).max(NOW.0));
            }
        }
        for ring in &mut self.rings {
            *ring = ring.and_then(Ring::a_moment_later);
        }
        if self.is_up() {
            self.server = Server::Up { overlooked: false };
        }
    }

    /// What a device sees when it asks, or when the frames it missed reach it.
    pub fn hear(&mut self, device: &Device) {
        let ringing = self.newest_of(device.patient).and_then(|number| {
            match self.invitations[number].call.phase {
                Phase::Ringing { until } => Some(Ring { number, until }),
                _ => None,
            }
        });
        let heard = &mut self.rings[device.number];
        if let (Some(known), Some(told)) = (*heard, ringing)
            && known.number == told.number
            && known.until != told.until
        {
            self.flaw = Some(Flaw::DeadlineMoved);
        }
        *heard = ringing.filter(|ring| ring.until > NOW);
    }
}

/// How a call got to its end is of no consequence any more, and would only multiply the states.
fn forget_the_way_there(call: &mut Call, ending: Ending) {
    call.phase = Phase::Ended(Ending {
        cause: None,
        by: None,
        ..ending
    });
    call.stage = shared::RingStage::Sent;
    call.stall = None;
    (call.accepted_at, call.active_at) = (None, None);
    for member in [&mut call.caller, &mut call.callee] {
        member.session_id = None;
        member.media = MediaReport::default();
    }
}

/// Nor is it of any consequence for the next invitation how the last one ended.
fn forget_the_end(invitation: &mut Invitation) {
    if let Phase::Ended(ending) = &mut invitation.call.phase {
        ending.outcome = Outcome::Cancelled;
    }
}
