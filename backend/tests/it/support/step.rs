//! The steps of an invitation, and what is to be found after each.

use super::Person;
use super::process::Request;
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    Invite,
    Reached,
    Sounding,
    Decline,
    Cancel,
    Leave,
    Confirm,
    DoctorReceives,
    PatientReceives,
    PatientLoses,
    PatientReceivesAgain,
    End,
}

use Step as S;

/// What two people can see of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    pub call: Option<CallPicture>,
    pub place: EntryState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallPicture {
    pub phase: CallPhase,
    pub ending: Option<(Outcome, Option<Cause>)>,
    pub stage: RingStage,
    /// Doctor, patient.
    pub receiving: [bool; 2],
}

impl CallPicture {
    pub fn of(call: &CallSnapshot) -> Self {
        Self {
            phase: call.phase,
            ending: call.outcome.map(|outcome| (outcome, call.cause)),
            stage: call.receipt.stage,
            receiving: [call.caller.media.receiving, call.callee.media.receiving],
        }
    }
}

/// Before the invitation.
pub const NOTHING: Picture = Picture {
    call: None,
    place: EntryState::Ready,
};

impl Step {
    pub const ALL: [Self; 12] = [
        S::PatientLoses,
        S::Invite,
        S::Reached,
        S::Sounding,
        S::Decline,
        S::Cancel,
        S::Leave,
        S::Confirm,
        S::DoctorReceives,
        S::PatientReceives,
        S::PatientReceivesAgain,
        S::End,
    ];

    /// What goes before it.
    pub const fn before(self) -> &'static [Self] {
        const MET: [Step; 6] = [
            S::Invite,
            S::Reached,
            S::Sounding,
            S::Confirm,
            S::DoctorReceives,
            S::PatientReceives,
        ];
        match self {
            S::Invite => &[],
            S::Reached | S::Leave => &[S::Invite],
            S::Sounding | S::Cancel => &[S::Invite, S::Reached],
            S::Decline | S::Confirm => &[S::Invite, S::Reached, S::Sounding],
            S::DoctorReceives => &[S::Invite, S::Reached, S::Sounding, S::Confirm],
            S::PatientReceives => &[
                S::Invite,
                S::Reached,
                S::Sounding,
                S::Confirm,
                S::DoctorReceives,
            ],
            S::PatientLoses | S::End => &MET,
            S::PatientReceivesAgain => &[
                S::Invite,
                S::Reached,
                S::Sounding,
                S::Confirm,
                S::DoctorReceives,
                S::PatientReceives,
                S::PatientLoses,
            ],
        }
    }

    /// What is to be found once it is done.
    pub const fn picture(self) -> Picture {
        use CallPhase as P;
        use EntryState as E;
        use RingStage as R;
        let (phase, ending, stage, receiving, place) = match self {
            S::Invite => (P::Ringing, None, R::Sent, [false; 2], E::Invited),
            S::Reached => (P::Ringing, None, R::Reached, [false; 2], E::Invited),
            S::Sounding => (P::Ringing, None, R::Sounding, [false; 2], E::Invited),
            S::Decline => {
                let ending = (Outcome::Declined, Some(Cause::PersonDeclined));
                (P::Ended, Some(ending), R::Sounding, [false; 2], E::Waiting)
            }
            S::Cancel => {
                let ending = (Outcome::Cancelled, Some(Cause::CallerCancelled));
                (P::Ended, Some(ending), R::Reached, [false; 2], E::Ready)
            }
            S::Leave => {
                let ending = (Outcome::Cancelled, Some(Cause::VisitWithdrawn));
                (P::Ended, Some(ending), R::Sent, [false; 2], E::Left)
            }
            S::Confirm => (P::Connecting, None, R::Answered, [false; 2], E::InCall),
            S::DoctorReceives => (P::Connecting, None, R::Answered, [true, false], E::InCall),
            S::PatientReceives | S::PatientReceivesAgain => {
                (P::Active, None, R::Answered, [true; 2], E::InCall)
            }
            S::PatientLoses => (P::Interrupted, None, R::Answered, [true, false], E::InCall),
            S::End => {
                let ending = (Outcome::Completed, None);
                (P::Ended, Some(ending), R::Answered, [true; 2], E::Done)
            }
        };
        Picture {
            call: Some(CallPicture {
                phase,
                ending,
                stage,
                receiving,
            }),
            place,
        }
    }

    /// How far the ring got, for the steps that only tell that: by socket, and unanswered.
    pub const fn receipt(self) -> Option<RingStage> {
        match self {
            S::Reached => Some(RingStage::Reached),
            S::Sounding => Some(RingStage::Sounding),
            _ => None,
        }
    }

    /// The request that takes it, for all others.
    pub fn request(self, pair: &Pair, call_id: Option<CallId>) -> Request {
        let (doctor, patient) = (&pair.doctor, &pair.patient);
        let of_call = |pattern| paths::with_id(pattern, call_id.unwrap());
        let of_schedule = |pattern| paths::with_id(pattern, pair.schedule.id);
        let post = |path, who| Request::new(Method::POST, path, who, Value::Null);
        let report = |who, receiving: bool| {
            let media = json!({ "microphone_on": true, "camera_on": true, "receiving": receiving });
            Request::new(Method::PUT, of_call(paths::REPORT_MEDIA), who, media)
        };
        match self {
            S::Invite => Request {
                body: json!({ "patient_id": patient.id() }),
                key: Some(format!("invitation of {}", patient.id())),
                ..post(of_schedule(paths::START_CALL), doctor)
            },
            S::Decline => post(of_call(paths::DECLINE_INVITATION), patient),
            S::Cancel => post(of_call(paths::CANCEL_CALL), doctor),
            S::Leave => post(of_schedule(paths::LEAVE_QUEUE), patient),
            S::Confirm => post(of_call(paths::CONFIRM_CALL), patient),
            S::DoctorReceives => report(doctor, true),
            S::PatientReceives | S::PatientReceivesAgain => report(patient, true),
            S::PatientLoses => report(patient, false),
            S::End => post(of_call(paths::END_CALL), doctor),
            S::Reached | S::Sounding => panic!("receipts go by socket"),
        }
    }
}

/// A doctor whose practice session is online, and a patient who is ready in its queue.
pub struct Pair {
    pub doctor: Person,
    pub patient: Person,
    pub schedule: Schedule,
}
