//! Demo data: one doctor with hours, five patients, an admin, three sessions, a queue and some
//! appointments to start from.
//! Only in demo mode, and only into an empty practice.

mod appointments;
mod people;

pub use people::{ADMIN, DOCTOR, PATIENTS};

use crate::app::appointments::records::plan_reminders;
use crate::app::demo::appointments::{appointments, practice_hours};
use crate::app::demo::people::{HOUR_MS, Login, ZONE, people};
use crate::app::schedules;
use crate::clock;
use crate::error::AppError;
use crate::state::AppState;
use shared::{ChatMarks, EntryState, Pii, Schedule, ScheduleId, ScheduleStatus, Timestamp, UserId};
use store::{Act, Contact, EntryRecord, MessageRecord, ReadTx, WriteTx};

/// Who has written to the doctor.
const AMINA: Login = ("Amina Yusuf", "amina@email.com", "patient123");

/// A short chat from the waiting room: who wrote (true: the patient), how many minutes ago, what. The
/// last one waits to be read.
const CHAT: [(bool, i64, &str); 4] = [
    (
        true,
        6,
        "Good morning, doctor. I measured twice today: 148/95 and 151/97.",
    ),
    (
        false,
        5,
        "Good morning, thank you. Did you take the tablets before or after?",
    ),
    (
        false,
        5,
        "And please sit for five minutes before you measure again.",
    ),
    (
        true,
        2,
        "Before the first one. The last reading, sitting: 144/92.",
    ),
];

/// Seeds the demo data where nobody is registered yet, and new sessions with their queue where those of a demo
/// are over; tells whether it did.
pub async fn seed(state: &AppState, now: Timestamp) -> Result<bool, AppError> {
    // What lies about from the last time.
    schedules::end_overdue(state, now).await?;
    let people = state.hash(move || people(now)).await?;
    state
        .write(move |tx| {
            let is_new = tx.count_users()? == 0;
            if is_new {
                for person in &people {
                    tx.add_user(person)?;
                }
                add_hours_and_appointments(tx, now)?;
            }
            let Some(doctor_id) = id_of(tx, DOCTOR)? else {
                return Ok(false);
            };
            if !tx.sessions_held_by(doctor_id)?.is_empty() {
                return Ok(false);
            }
            add_sessions(tx, doctor_id, now)?;
            let act = Act {
                actor_id: None,
                action: "demo.seed",
                subject_id: None,
                detail: "",
            };
            tx.record_act(&act, now)?;
            Ok(true)
        })
        .await
}

fn id_of(tx: &mut ReadTx<'_>, login: Login) -> Result<Option<UserId>, AppError> {
    let user = tx.user_by_email(&Pii::from(login.1))?;
    Ok(user.map(|user| user.id))
}

fn add_sessions(tx: &mut WriteTx<'_>, doctor_id: UserId, now: Timestamp) -> Result<(), AppError> {
    let schedules = sessions(doctor_id, now);
    for schedule in &schedules {
        tx.add_schedule(schedule)?;
    }
    let first = schedules.first().ok_or(AppError::NotFound)?.id;
    for ((login, _, reason), turn) in PATIENTS.iter().zip(1..) {
        let Some(patient_id) = id_of(tx, *login)? else {
            continue;
        };
        let place = place(first, patient_id, turn, reason, now);
        tx.add_entry(&place)?;
        if *login == AMINA {
            add_chat(tx, &place, doctor_id, now)?;
        }
    }
    Ok(())
}

fn add_hours_and_appointments(tx: &mut WriteTx<'_>, now: Timestamp) -> Result<(), AppError> {
    let doctor_id = id_of(tx, DOCTOR)?.ok_or(AppError::NotFound)?;
    for rule in practice_hours() {
        tx.add_availability_rule(doctor_id, &rule)?;
    }
    for (login, _, _) in PATIENTS {
        let patient_id = id_of(tx, login)?.ok_or(AppError::NotFound)?;
        for appointment in appointments(doctor_id, patient_id, login, now) {
            tx.add_appointment(&appointment)?;
            plan_reminders(tx, &appointment, now)?;
        }
    }
    Ok(())
}

fn add_chat(
    tx: &mut WriteTx<'_>,
    place: &EntryRecord,
    doctor_id: UserId,
    now: Timestamp,
) -> Result<(), AppError> {
    let encounter = tx.encounter(place.id.into())?.ok_or(AppError::NotFound)?;
    for (by_patient, minutes_ago, text) in CHAT {
        let sender_id = if by_patient {
            place.patient_id
        } else {
            doctor_id
        };
        let message = MessageRecord {
            id: clock::new_id(),
            sender_id,
            text: Pii::from(text),
            file_id: None,
            key: None,
            sent_at: now.plus_ms(-60_000 * minutes_ago),
        };
        let number = tx.add_message(&encounter, &message)?;
        if !by_patient {
            let seen = ChatMarks {
                delivered: number,
                read: number,
            };
            tx.advance_marks(&encounter, place.patient_id, seen)?;
        }
    }
    Ok(())
}

fn sessions(doctor_id: UserId, now: Timestamp) -> [Schedule; 3] {
    let session = |title: &str, description: &str, starts_in_h: i64, hours: i64| Schedule {
        id: clock::new_id(),
        doctor_id,
        doctor_name: Pii::default(),
        specialty: String::new(),
        title: title.to_owned(),
        description: description.to_owned(),
        status: ScheduleStatus::Upcoming,
        starts_at: now.plus_ms(starts_in_h * HOUR_MS),
        ends_at: now.plus_ms((starts_in_h + hours) * HOUR_MS),
        time_zone: ZONE.to_owned(),
        capacity: 20,
        waiting: 0,
        version: 1,
    };
    [
        session(
            "Open consultation hour",
            "Walk-in questions, no appointment needed.",
            0,
            3,
        ),
        session(
            "Afternoon follow-ups",
            "Check-ups after a first visit.",
            5,
            2,
        ),
        session("Morning practice", "General consultations.", 24, 4),
    ]
}

fn place(
    schedule_id: ScheduleId,
    patient_id: UserId,
    turn: i64,
    reason: &str,
    now: Timestamp,
) -> EntryRecord {
    EntryRecord {
        id: clock::new_id(),
        schedule_id,
        patient_id,
        state: EntryState::Waiting,
        turn,
        reason: Pii::from(reason),
        device_test: None,
        joined_at: now.plus_ms(-60_000 * (10 - turn)),
        contact: Contact::default(),
    }
}
