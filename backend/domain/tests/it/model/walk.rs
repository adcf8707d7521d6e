//! What may happen next.

use super::clinic::{ClinicModel, PATIENTS, Server};
use super::devices::DEVICES;
use super::promises::{self, Everything};
use domain::call::{DeadlineFacts, Event, Phase, Side};
use domain::queue::EntryEvent;
use shared::{Cause, MediaReport, RingStage, RingStall};
use stateright::{Model, Property};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Happening {
    TimePasses,
    ServerBreaksDown,
    ServerStarts,
    DeadlinesAreLookedAt(DeadlineFacts),
    DoctorInvites(usize, EntryEvent),
    /// A request about an invitation or a receipt for it.
    Asked(usize, Event),
    PatientSaysReady(usize),
    PlaceMoves(usize, EntryEvent),
    SessionEnds,
    /// Frames reach a device, or it asks. That this may take as long as it likes stands for every
    /// socket that drops and comes back.
    DeviceHears(usize),
    /// Its app is closed, and knows nothing when it is opened again.
    DeviceStartsAnew(usize),
}

const HEARD: [DeadlineFacts; 2] = [
    DeadlineFacts {
        server_was_away: false,
        somebody_gone: false,
    },
    DeadlineFacts {
        server_was_away: true,
        somebody_gone: true,
    },
];

impl Model for Everything {
    type State = ClinicModel;
    type Action = Happening;

    fn init_states(&self) -> Vec<ClinicModel> {
        vec![ClinicModel::morning()]
    }

    fn actions(&self, clinic: &ClinicModel, next: &mut Vec<Happening>) {
        // Nothing is to be learned from what comes after a flaw.
        if clinic.flaw.is_some() {
            return;
        }
        // Deadlines that are due are looked at before any more time passes: that is what the job
        // sleeps for. Anything else may still come in between.
        if !clinic.is_up() || clinic.due().is_empty() {
            next.push(Happening::TimePasses);
        }
        next.extend((0..DEVICES.len()).map(Happening::DeviceStartsAnew));
        if !clinic.is_up() {
            next.push(Happening::ServerStarts);
            return;
        }
        next.push(Happening::ServerBreaksDown);
        next.extend(HEARD.map(Happening::DeadlinesAreLookedAt));
        next.push(Happening::SessionEnds);
        next.extend((0..DEVICES.len()).map(Happening::DeviceHears));
        for patient in 0..PATIENTS {
            for event in [EntryEvent::Invite, EntryEvent::InviteAnyway] {
                next.push(Happening::DoctorInvites(patient, event));
            }
            next.push(Happening::PatientSaysReady(patient));
            next.push(Happening::PlaceMoves(patient, EntryEvent::Leave));
            next.push(Happening::PlaceMoves(patient, EntryEvent::Lapse));
        }
        if let Some(number) = clinic.live() {
            next.extend(requests(clinic, number).map(|event| Happening::Asked(number, event)));
        }
    }

    fn next_state(&self, before: &ClinicModel, happening: Happening) -> Option<ClinicModel> {
        let mut clinic = before.clone();
        match happening {
            Happening::TimePasses => clinic.pass(),
            Happening::ServerBreaksDown => clinic.server = Server::Down,
            Happening::ServerStarts => clinic.server = Server::Up { overlooked: false },
            Happening::DeadlinesAreLookedAt(silences) => clinic.look_at_deadlines(silences),
            Happening::DoctorInvites(patient, event) => {
                clinic.invite(patient, event).then_some(())?;
            }
            Happening::Asked(number, event) => clinic.apply(number, event).then_some(())?,
            Happening::PatientSaysReady(patient) => {
                clinic.say_ready(patient).then_some(())?;
            }
            Happening::PlaceMoves(patient, event) => {
                clinic.settle_place(patient, event).then_some(())?;
            }
            Happening::SessionEnds => {
                clinic.online = false;
                for patient in 0..PATIENTS {
                    clinic.settle_place(patient, EntryEvent::SessionEnds);
                }
            }
            Happening::DeviceHears(device) => clinic.hear(&DEVICES[device]),
            Happening::DeviceStartsAnew(device) => clinic.rings[device] = None,
        }
        (clinic != *before).then_some(clinic)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        promises::all()
    }
}

/// All that the two people's devices may say about a live invitation, whether or not they know
/// better by now: a request may have been under way for long. Receipts come from devices that ring.
fn requests(clinic: &ClinicModel, number: usize) -> impl Iterator<Item = Event> {
    let invitation = &clinic.invitations[number];
    let callee = DEVICES
        .iter()
        .filter(move |device| device.patient == invitation.patient);
    let mut events = vec![
        Event::Decline,
        Event::Cancel,
        Event::End(Side::Caller, None),
        Event::End(Side::Callee, None),
        Event::End(Side::Callee, Some(Cause::NoCameraOrMicrophone)),
    ];
    for receiving in [true, false] {
        let media = MediaReport {
            receiving,
            ..MediaReport::default()
        };
        let doctor = invitation.call.caller.session_id;
        events.extend(doctor.map(|session| Event::Report(Side::Caller, session, media)));
        let sessions = callee.clone().map(|device| device.session());
        events.extend(sessions.map(|session| Event::Report(Side::Callee, session, media)));
    }
    events.extend(callee.clone().map(|device| Event::Accept(device.session())));
    let rings = callee.filter_map(|device| clinic.rings[device.number]);
    if rings.into_iter().any(|ring| ring.number == number)
        && matches!(invitation.call.phase, Phase::Ringing { .. })
    {
        events.extend([
            Event::Receipt(RingStage::Reached, Some(RingStall::Muted)),
            Event::Receipt(RingStage::Reached, None),
            Event::Receipt(RingStage::Sounding, None),
        ]);
    }
    events.into_iter()
}
