//! A clinic with thousands of older rows of everything.

use crate::support::{Clinic, Person};
use backend::clock;
use domain::call::{Call, Event, Terms, step};
use serde_json::json;
use shared::*;
use store::testing::TestDatabase;
use store::{
    AppointmentRecord, CallRecord, Contact, EntryRecord, MessageRecord, NewUser, ProfileDetails,
    StoreError, UserRecord,
};

/// So many older rows of each kind.
pub const MANY: usize = 2_000;

const HOUR_MS: i64 = 60 * 60 * 1000;

pub struct Crowded {
    pub clinic: Clinic,
    pub doctor: Person,
    pub patient: Person,
    /// The last of the doctors by name.
    pub last_doctor: UserId,
    pub pending: AppointmentId,
    pub confirmed: AppointmentId,
    newest_past: AppointmentId,
    online: Schedule,
    own_place: ScheduleId,
    crowded_queue: ScheduleId,
    waiting: EncounterId,
    live_call: CallId,
    newest_block: UserId,
}

fn user(role: Role, number: usize, name: String) -> NewUser {
    let now = clock::now();
    NewUser {
        user: UserRecord {
            id: clock::new_id(),
            role,
            name: Pii(name),
            email: Pii(format!("{role:?}{number}@example.org").to_lowercase()),
            password_hash: Pii::from("none"),
            date_of_birth: None,
            time_zone: "Europe/Vienna".into(),
            specialty: "Kardiologie".into(),
            profile: ProfileDetails::default(),
            approved: true,
            last_seq: 0,
            email_proved_at: Some(now),
        },
        created_at: now,
    }
}

fn session(doctor_id: UserId, status: ScheduleStatus, starts_at: Timestamp) -> Schedule {
    Schedule {
        id: clock::new_id(),
        doctor_id,
        doctor_name: Pii::default(),
        specialty: String::new(),
        title: "Morning".into(),
        description: String::new(),
        status,
        starts_at,
        ends_at: starts_at.plus_ms(HOUR_MS / 60),
        time_zone: "Europe/Vienna".into(),
        capacity: 20,
        waiting: 0,
        version: 1,
    }
}

fn appointment(
    (doctor_id, patient_id): (UserId, UserId),
    state: AppointmentState,
    starts_at: Timestamp,
) -> AppointmentRecord {
    let id = clock::new_id();
    AppointmentRecord {
        id,
        version: 1,
        doctor_id,
        patient_id,
        state,
        time: Slot {
            starts_at,
            ends_at: starts_at.plus_ms(HOUR_MS / 2),
        },
        asked_by: Party::Patient,
        reason: Pii::default(),
        rescheduled_from: None,
        chain_id: id,
        confirmed_at: None,
        cancelled_by: None,
        cancel_reason: Pii::default(),
        absent: None,
        device_test: None,
        held_until: None,
        lapsed_at: None,
        changed_at: None,
    }
}

fn message(sender_id: UserId, sent_at: Timestamp) -> MessageRecord {
    MessageRecord {
        id: clock::new_id(),
        sender_id,
        text: Pii::from("Hello"),
        file_id: None,
        key: None,
        sent_at,
    }
}

fn call(caller: &Person, callee: &Person, now: Timestamp) -> CallRecord {
    let call = Call::place(
        Terms::direct_call(),
        (caller.id(), caller.device()),
        callee.id(),
        true,
        now,
    );
    CallRecord::new(clock::new_id(), call)
}

impl Crowded {
    pub async fn prepare(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let now = clock::now();
        // A queue in which many were and one waits, long before all other rows.
        let crowded_queue = clinic.online_session(&doctor).await;
        let both = (doctor.id(), patient.id());
        let (doctor_id, patient_id) = both;
        let store = clinic.beside();
        let ago = |hours: usize| now.plus_ms(-HOUR_MS * i64::try_from(hours + 1).unwrap());
        let half_hours_ago =
            |number: usize| now.plus_ms(-HOUR_MS / 2 * i64::try_from(number + 2).unwrap());
        let mut newest_past = None;
        let mut blocked = Vec::new();
        let mut last_doctor = None;
        let write = |body: &mut dyn FnMut(&mut store::WriteTx<'_>) -> Result<(), StoreError>| {
            store.write(|tx| body(tx)).unwrap();
        };
        write(&mut |tx| {
            for number in 0..MANY {
                let other = user(Role::Doctor, number, format!("Dr. Adam {number:04}"));
                tx.add_user(&other)?;
                // Planned and forgotten, which a patient's list and a doctor's rooms have, too.
                let late = now.plus_ms(-HOUR_MS / 3 - i64::try_from(number).unwrap());
                let forgotten = session(doctor_id, ScheduleStatus::Upcoming, late);
                tx.add_schedule(&forgotten)?;
                let over = session(doctor_id, ScheduleStatus::Completed, ago(number));
                tx.add_schedule(&over)?;
                let met = appointment(both, AppointmentState::Completed, half_hours_ago(number));
                tx.add_appointment(&met)?;
                let thread = tx.encounter(met.id.into())?.unwrap();
                tx.add_message(&thread, &message(patient_id, now))?;
                if number == 0 {
                    newest_past = Some(met.id);
                }
                let mut rung = call(&patient, &doctor, now);
                let at = now.plus_s(1);
                rung.call = step(&rung.call, Event::Cancel, at).unwrap().call;
                tx.add_call(&rung)?;
                let about = NotificationAbout::RemovedFromQueue {
                    schedule_id: over.id,
                };
                tx.notify(patient_id, about, now)?;
                let person = user(Role::Patient, number, format!("Patient {number:04}"));
                tx.add_user(&person)?;
                tx.add_block(
                    doctor_id,
                    person.user.id,
                    now.plus_s(i64::try_from(number).unwrap()),
                )?;
                blocked.push(person.user.id);
                tx.add_entry(&EntryRecord {
                    id: clock::new_id(),
                    schedule_id: crowded_queue.id,
                    patient_id: person.user.id,
                    state: EntryState::Done,
                    turn: i64::try_from(number).unwrap(),
                    reason: Pii::default(),
                    device_test: None,
                    joined_at: now,
                    contact: Contact::default(),
                })?;
            }
            let last = user(Role::Doctor, MANY, "Dr. Zoë Żyłka-Zylka".into());
            tx.add_user(&last)?;
            last_doctor = Some(last.user.id);
            Ok(())
        });
        let online = clinic.online_session(&doctor).await;
        let join = paths::with_id(paths::JOIN_QUEUE, crowded_queue.id);
        let _: QueueSnapshot = clinic.post(&patient, &join, json!({ "reason": "" })).await;
        let place = store
            .read(|tx| tx.entry_of(crowded_queue.id, patient_id))
            .unwrap()
            .unwrap();
        // In a session that lies far ahead the patient has a place.
        let far = session(
            doctor_id,
            ScheduleStatus::Upcoming,
            now.plus_ms(HOUR_MS * 10_000),
        );
        let pending = appointment(
            both,
            AppointmentState::Pending,
            now.plus_ms(HOUR_MS * 5_000),
        );
        let confirmed = appointment(both, AppointmentState::Confirmed, now.plus_ms(HOUR_MS * 24));
        let live = call(&patient, &doctor, now);
        write(&mut |tx| {
            let encounter = tx.encounter(place.id.into())?.unwrap();
            for _ in 0..MANY {
                tx.add_message(&encounter, &message(patient_id, now.plus_s(1)))?;
            }
            tx.add_schedule(&far)?;
            tx.add_entry(&EntryRecord {
                id: clock::new_id(),
                schedule_id: far.id,
                ..place.clone()
            })?;
            tx.add_appointment(&pending)?;
            tx.add_appointment(&confirmed)?;
            tx.add_call(&live)
        });
        Self {
            last_doctor: last_doctor.unwrap(),
            pending: pending.id,
            confirmed: confirmed.id,
            newest_past: newest_past.unwrap(),
            online,
            own_place: far.id,
            crowded_queue: crowded_queue.id,
            waiting: place.id.into(),
            live_call: live.id,
            newest_block: *blocked.last().unwrap(),
            clinic,
            doctor,
            patient,
        }
    }

    pub fn path(&self, pattern: &str) -> String {
        match pattern {
            paths::MESSAGES => paths::with_id(pattern, self.waiting),
            pattern => paths::with_id(pattern, self.crowded_queue),
        }
    }

    /// Who asks, what has to be on the first page, and how many rows there are at least.
    pub fn expected(&self, pattern: &str) -> (&Person, Vec<String>, usize) {
        let id = |id: &dyn std::fmt::Display| format!("\"{id}\"");
        match pattern {
            paths::DOCTORS => (&self.patient, Vec::new(), MANY + 2),
            paths::DOCTOR_SCHEDULES => {
                let wanted = vec![id(&self.online.id), id(&self.own_place)];
                (&self.doctor, wanted, 2 * MANY + 3)
            }
            paths::PATIENT_SCHEDULES => {
                let wanted = vec![
                    id(&self.online.id),
                    id(&self.own_place),
                    id(&self.crowded_queue),
                ];
                (&self.patient, wanted, MANY + 3)
            }
            paths::WAITING_ROOMS => {
                let wanted = vec![id(&self.online.id), id(&self.crowded_queue)];
                (&self.doctor, wanted, MANY + 3)
            }
            paths::BLOCKS => (&self.doctor, vec![id(&self.newest_block)], MANY),
            paths::APPOINTMENTS => {
                let wanted = vec![
                    id(&self.pending),
                    id(&self.confirmed),
                    id(&self.newest_past),
                ];
                (&self.doctor, wanted, MANY + 2)
            }
            paths::CALLS => (&self.patient, vec![id(&self.live_call)], MANY + 1),
            paths::NOTIFICATIONS => (&self.patient, vec![MANY.to_string()], MANY),
            paths::THREADS => (&self.doctor, vec![id(&self.waiting)], MANY + 1),
            paths::MESSAGES => (&self.patient, vec![MANY.to_string()], MANY),
            other => panic!("nothing is expected of {other}"),
        }
    }
}
