//! Many people who race each other, prepared beneath the server in few transactions.

use backend::app::Principal;
use backend::clock;
use backend::error::AppError;
use backend::state::AppState;
use domain::access::Identity;
use domain::call::{Call, Event, Phase, Side, Terms};
use shared::*;
use store::{
    CallRecord, Contact, EntryRecord, LiveOnly, NewUser, ProfileDetails, StoreError, UserRecord,
    WriteTx,
};

/// One patient with two devices, ready in the queues of two doctors.
#[derive(Clone)]
pub struct RaceGroup {
    pub doctor: Principal,
    pub rival: Principal,
    pub phone: Principal,
    pub tablet: Principal,
    /// The patient's places with the doctor and with the rival.
    pub places: [EntryRecord; 2],
}

/// What the database holds of one round.
pub struct Seen {
    pub newest: Option<CallRecord>,
    /// How many live calls the doctor, the rival and the patient are in.
    pub live: [usize; 3],
    pub places: [EntryState; 2],
}

impl Seen {
    pub fn outcome(&self) -> Option<(Outcome, Option<Cause>)> {
        match self.newest.as_ref()?.call.phase {
            Phase::Ended(ending) => Some((ending.outcome, ending.cause)),
            _ => None,
        }
    }
}

impl RaceGroup {
    fn build(tx: &mut WriteTx<'_>) -> Result<Self, StoreError> {
        let now = clock::now();
        let doctor = add_person(tx, Role::Doctor, now)?;
        let rival = add_person(tx, Role::Doctor, now)?;
        let phone = add_person(tx, Role::Patient, now)?;
        let tablet = Principal {
            session_id: clock::new_id(),
            ..phone
        };
        let mut places = Vec::new();
        for owner in [doctor, rival] {
            let schedule = schedule_of(owner.identity.user_id, now);
            tx.add_schedule(&schedule)?;
            tx.set_schedule_status(schedule.id, ScheduleStatus::Online)?;
            let place = EntryRecord {
                id: clock::new_id(),
                schedule_id: schedule.id,
                patient_id: phone.identity.user_id,
                state: EntryState::Ready,
                turn: 1,
                reason: Pii::default(),
                device_test: None,
                joined_at: now,
                contact: Contact {
                    ready_at: Some(now),
                    ..Contact::default()
                },
            };
            tx.add_entry(&place)?;
            places.push(place);
        }
        Ok(Self {
            doctor,
            rival,
            phone,
            tablet,
            places: places.try_into().unwrap(),
        })
    }

    /// Whatever the last round left is over; the patient is ready in both queues.
    fn clear(&self, tx: &mut WriteTx<'_>) -> Result<(), StoreError> {
        for mut record in tx.calls_of(self.phone.identity.user_id, LiveOnly::Yes, None, 2)? {
            let over = domain::call::step(
                &record.call,
                Event::End(Side::Caller, None),
                Timestamp(clock::now().0),
            );
            record.call = over.unwrap().call;
            record.version += 1;
            tx.save_call(&record)?;
        }
        for place in &self.places {
            tx.save_entry(place)?;
        }
        Ok(())
    }

    /// The doctor's invitation rings until then.
    fn ring(&self, tx: &mut WriteTx<'_>, until: Timestamp) -> Result<CallId, StoreError> {
        let now = clock::now();
        let caller = (self.doctor.identity.user_id, self.doctor.session_id);
        let patient_id = self.phone.identity.user_id;
        let mut call = Call::place(Terms::queue_invitation(), caller, patient_id, true, now);
        call.phase = Phase::Ringing { until };
        let place = EntryRecord {
            state: EntryState::Invited,
            ..self.places[0].clone()
        };
        let record = CallRecord {
            schedule_id: Some(place.schedule_id),
            entry_id: Some(place.id),
            ..CallRecord::new(clock::new_id(), call)
        };
        tx.add_call(&record)?;
        tx.save_entry(&place)?;
        Ok(record.id)
    }
}

pub async fn build(state: &AppState, count: usize) -> Vec<RaceGroup> {
    let groups = state.write(move |tx| {
        let groups: Result<Vec<_>, _> = (0..count).map(|_| RaceGroup::build(tx)).collect();
        Ok(groups?)
    });
    groups.await.unwrap()
}

pub async fn clear(state: &AppState, groups: &[RaceGroup]) {
    let groups = groups.to_vec();
    let cleared = state.write(move |tx| Ok(groups.iter().try_for_each(|group| group.clear(tx))?));
    cleared.await.unwrap();
}

/// Rings in every group; the calls, group by group.
pub async fn ring(state: &AppState, groups: &[RaceGroup], until: Timestamp) -> Vec<CallId> {
    let groups = groups.to_vec();
    let rung = state.write(move |tx| {
        let calls: Result<Vec<_>, _> = groups.iter().map(|group| group.ring(tx, until)).collect();
        Ok(calls?)
    });
    rung.await.unwrap()
}

/// What came of a round, group by group.
pub async fn look(state: &AppState, groups: &[RaceGroup]) -> Vec<Seen> {
    let groups = groups.to_vec();
    let seen = state.read(move |tx| {
        let mut seen = Vec::new();
        for group in &groups {
            let people = [group.doctor, group.rival, group.phone];
            let mut live = [0; 3];
            for (count, person) in live.iter_mut().zip(people) {
                *count = tx
                    .calls_of(person.identity.user_id, LiveOnly::Yes, None, 9)?
                    .len();
            }
            let mut places = [EntryState::Done; 2];
            for (state, place) in places.iter_mut().zip(&group.places) {
                *state = tx.entry(place.id)?.unwrap().state;
            }
            let newest = tx.calls_of(group.phone.identity.user_id, LiveOnly::No, None, 1)?;
            seen.push(Seen {
                newest: newest.into_iter().next(),
                live,
                places,
            });
        }
        Ok::<_, AppError>(seen)
    });
    seen.await.unwrap()
}

pub fn add_person(
    tx: &mut WriteTx<'_>,
    role: Role,
    now: Timestamp,
) -> Result<Principal, StoreError> {
    let user_id: UserId = clock::new_id();
    let user = UserRecord {
        id: user_id,
        role,
        name: Pii::from("Somebody"),
        email: Pii(format!("{user_id}@example.org")),
        password_hash: Pii::from("nobody signs in here"),
        date_of_birth: Some(Pii::from("1980-05-05")),
        time_zone: "Europe/Vienna".into(),
        specialty: String::new(),
        profile: ProfileDetails::default(),
        approved: true,
        last_seq: 0,
        email_proved_at: Some(backend::clock::now()),
    };
    tx.add_user(&NewUser {
        user,
        created_at: now,
    })?;
    Ok(Principal {
        identity: Identity {
            proved: true,
            user_id,
            role,
            approved: true,
        },
        session_id: clock::new_id(),
        now,
    })
}

fn schedule_of(doctor_id: UserId, now: Timestamp) -> Schedule {
    Schedule {
        id: clock::new_id(),
        doctor_id,
        doctor_name: Pii::default(),
        specialty: String::new(),
        title: "Morning".into(),
        description: String::new(),
        status: ScheduleStatus::Upcoming,
        starts_at: now,
        ends_at: now.plus_s(3600),
        time_zone: "Europe/Vienna".into(),
        capacity: 20,
        waiting: 0,
        version: 1,
    }
}
