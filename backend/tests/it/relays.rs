//! Who is told of the relay: whoever has a call or may have one soon, so that the network can be tested before.

use crate::support::{Clinic, Person};
use reqwest::Method;
use serde_json::Value;
use shared::*;
use store::testing::TestDatabase;

async fn is_told(clinic: &Clinic, who: &Person) {
    let _: IceServers = clinic.get(who, paths::ICE_SERVERS).await;
}

async fn is_not(clinic: &Clinic, who: &Person) {
    let refused = clinic.refused(who, Method::GET, paths::ICE_SERVERS, Value::Null);
    assert_eq!(refused.await, (409, ProblemCode::CallPhase));
}

#[tokio::test]
async fn a_relay_is_for_those_who_have_a_place_or_an_appointment_soon() {
    for database in TestDatabase::both().unwrap() {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let waits = clinic.patient("John Miller").await;
        let booked = clinic.patient("Amina Yusuf").await;
        let early = clinic.patient("Ravi Nair").await;
        for person in [&doctor, &waits, &booked, &early] {
            is_not(&clinic, person).await;
        }
        let schedule = clinic.online_session(&doctor).await;
        is_told(&clinic, &doctor).await;
        clinic.join_ready(&waits, &schedule).await;
        is_told(&clinic, &waits).await;
        let leave = paths::with_id(paths::LEAVE_QUEUE, schedule.id);
        let _: QueueSnapshot = clinic.post(&waits, &leave, Value::Null).await;
        is_not(&clinic, &waits).await;

        clinic.appointment_now(&doctor, &booked).await;
        is_told(&clinic, &booked).await;
        // Its window opens ten minutes before.
        let later = backend::clock::now().plus_s(3 * 3_600);
        clinic.appointment_at(&doctor, &early, later).await;
        is_not(&clinic, &early).await;
    }
}
