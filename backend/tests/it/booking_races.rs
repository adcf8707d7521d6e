//! A hundred people who want one slot at the same moment, twenty times on both databases (a hundred with `--long`): one of
//! them gets it, and the others are told that it is taken.
//!
//! The use cases race, not requests over HTTP: what decides is the transaction, and so it is met
//! with nothing in front of it to put them in order. One round goes through the front door.

use crate::support::Clinic;
use crate::support::race_group::add_person;
use crate::support::{config, rounds};
use backend::app::{Principal, appointments};
use backend::clock;
use backend::error::AppError;
use backend::state::AppState;
use reqwest::StatusCode;
use serde_json::json;
use shared::*;
use std::collections::HashSet;
use std::sync::Arc;
use store::testing::TestDatabase;
use store::{Period, StoreError};
use tokio::sync::Barrier;

const PEOPLE: usize = 100;
const SLOT_MS: i64 = 5 * 60_000;

/// Open all day and every day, in slots of five minutes.
fn always() -> Vec<AvailabilityRule> {
    let hours = WorkingHours {
        starts_minute: 0,
        ends_minute: 1_440,
        slot_minutes: 5,
        breaks: Vec::new(),
    };
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let rule = |weekday| AvailabilityRule {
        id: clock::new_id(),
        weekday,
        hours: hours.clone(),
    };
    days.map(rule).into()
}

/// The first slot that begins tomorrow, as slots begin at whole multiples of five minutes.
fn first_slot() -> Timestamp {
    let tomorrow = clock::now().plus_s(86_400);
    Timestamp(tomorrow.0 - tomorrow.0.rem_euclid(SLOT_MS))
}

fn wanted(doctor_id: UserId, starts_at: Timestamp) -> NewAppointment {
    NewAppointment {
        doctor_id,
        time: WantedTime {
            wish: TimeWish::Slot,
            starts_at,
            minutes: None,
        },
        reason: Pii::default(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_one_of_a_hundred_gets_the_slot() {
    race(TestDatabase::sqlite().unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_one_of_a_hundred_gets_the_slot() {
    race(TestDatabase::postgresql().unwrap()).await;
}

async fn race(database: TestDatabase) {
    let state = AppState::open(config(&database)).unwrap();
    let (doctor, people) = prepare(&state).await;
    let doctor_id = doctor.identity.user_id;
    let (first, mut winners) = (first_slot(), HashSet::new());
    let rounds = rounds(20, 100);
    for round in 0..rounds {
        let round = i64::try_from(round).unwrap();
        // Nobody may hold more than twenty, so every ten rounds other people race.
        let mut racing: Vec<Principal> = people
            .iter()
            .skip(usize::try_from(round / 10).unwrap() * PEOPLE)
            .take(PEOPLE)
            .copied()
            .collect();
        // Whoever is last at the line starts first where a machine has no time for many.
        racing.rotate_left(usize::try_from(round).unwrap() * 7 % PEOPLE);
        let starts_at = first.plus_ms(round * SLOT_MS);
        let line = Arc::new(Barrier::new(racing.len()));
        let tries: Vec<_> = racing
            .into_iter()
            .map(|principal| {
                let (state, line) = (state.clone(), line.clone());
                tokio::spawn(async move {
                    line.wait().await;
                    appointments::book(
                        &state,
                        principal.at(clock::now()),
                        wanted(doctor_id, starts_at),
                        None,
                    )
                    .await
                })
            })
            .collect();
        let (mut won, mut taken) = (Vec::new(), 0);
        for attempt in tries {
            match attempt.await.unwrap() {
                Ok(booked) => won.push(booked),
                Err(AppError::Known(ProblemCode::SlotTaken)) => taken += 1,
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!((won.len(), taken), (1, PEOPLE - 1), "round {round}");
        assert_eq!(won[0].state, AppointmentState::Confirmed);
        winners.insert(won[0].patient_id);
    }
    let period = Period::default();
    let booked = state
        .read(move |tx| Ok(tx.appointments_within(doctor_id, period, i64::MAX)?))
        .await
        .unwrap();
    assert_eq!(booked.len(), rounds);
    let touching = booked
        .windows(2)
        .all(|pair| pair[1].time.ends_at == pair[0].time.starts_at);
    assert!(touching, "a gap or an overlap");
    println!("{}: {} different winners", database.kind, winners.len());
    assert!(
        winners.len() > rounds / 10,
        "no race: the same few always won"
    );
}

/// A doctor who is always open, and ten hundreds of people.
async fn prepare(state: &AppState) -> (Principal, Vec<Principal>) {
    state
        .write(|tx| {
            let now = clock::now();
            let doctor = add_person(tx, Role::Doctor, now)?;
            for rule in always() {
                tx.add_availability_rule(doctor.identity.user_id, &rule)?;
            }
            let people: Result<Vec<_>, StoreError> = (0..10 * PEOPLE)
                .map(|_| add_person(tx, Role::Patient, now))
                .collect();
            Ok((doctor, people?))
        })
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn through_the_front_door_one_is_told_201_and_the_others_409() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    for rule in always() {
        let new = json!({ "weekday": rule.weekday, "hours": rule.hours });
        let _: AvailabilityRule = clinic.post(&doctor, paths::AVAILABILITY_RULES, new).await;
    }
    let mut people = Vec::new();
    for number in 0..20 {
        people.push(clinic.patient(&format!("Patient {number}")).await);
    }
    let body = json!(wanted(doctor.id(), first_slot()));
    let asked = people.iter().map(|person| {
        let token = Some(person.token());
        clinic.send(
            reqwest::Method::POST,
            paths::APPOINTMENTS,
            token,
            body.clone(),
        )
    });
    let answers = futures_util::future::join_all(asked).await;
    let won = answers
        .iter()
        .filter(|(status, _)| *status == StatusCode::CREATED);
    let taken = answers.iter().filter(|(status, answer)| {
        *status == StatusCode::CONFLICT && answer["code"] == "slot_taken"
    });
    assert_eq!((won.count(), taken.count()), (1, people.len() - 1));
}
