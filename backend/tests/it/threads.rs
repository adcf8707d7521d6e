//! A person's threads as a list: of every way in, during and after, for both people and nobody else.

use crate::support::visit::{Visit, WayIn};
use crate::support::{Clinic, Person};
use crate::testkit::on_both_databases;
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use store::testing::TestDatabase;

on_both_databases! {
    the_newest_message_comes_first_for_both_people_whatever_led_to_it => super::newest_first;
    a_thread_can_be_read_when_it_can_no_longer_be_written_in => super::read_after_it_closed;
}

async fn threads(clinic: &Clinic, who: &Person) -> ThreadList {
    clinic.get(who, paths::THREADS).await
}

async fn write(clinic: &Clinic, who: &Person, thread: EncounterId, text: &str) -> Message {
    let path = paths::with_id(paths::MESSAGES, thread);
    clinic.post(who, &path, json!({ "text": text })).await
}

/// What stands in a line of the list.
fn line(thread: &Thread) -> (EncounterId, CallKind, &str, &str, u32) {
    (
        thread.encounter_id,
        thread.kind,
        thread.partner.name.reveal(),
        thread.last.text.reveal(),
        thread.unread,
    )
}

async fn newest_first(database: TestDatabase) {
    let mut visit = Visit::prepare_for(database, WayIn::Direct).await;
    let nobody = visit.clinic.patient("Eve Stranger").await;
    assert_eq!(threads(&visit.clinic, &visit.doctor).await.threads, []);
    let direct = visit.invite().await;
    visit.accept(&direct).await;
    visit.end(&visit.patient, &direct).await;
    let appointment = visit
        .clinic
        .appointment_now(&visit.doctor, &visit.patient)
        .await;
    let path = paths::with_id(paths::OWN_PLACE, visit.schedule.id);
    let place: QueueSnapshot = visit.clinic.get(&visit.patient, &path).await;
    let QueueView::Patient {
        place: Some(place), ..
    } = place.queue
    else {
        panic!("no place");
    };
    let (clinic, doctor, patient) = (&visit.clinic, &visit.doctor, &visit.patient);
    let (by_queue, by_appointment, by_call) = (
        place.entry_id.into(),
        appointment.id.into(),
        direct.id.into(),
    );
    write(clinic, patient, by_call, "I forgot to ask").await;
    write(clinic, patient, by_call, "May I swim?").await;
    write(clinic, doctor, by_queue, "Please fast tomorrow").await;
    write(clinic, patient, by_appointment, "I shall be late").await;

    let seen = threads(clinic, doctor).await;
    assert_eq!(seen.unread, 3);
    assert_eq!(seen.next, None);
    let expected = [
        (
            by_appointment,
            CallKind::Appointment,
            "John Miller",
            "I shall be late",
            1,
        ),
        (
            by_queue,
            CallKind::Queue,
            "John Miller",
            "Please fast tomorrow",
            0,
        ),
        (by_call, CallKind::Direct, "John Miller", "May I swim?", 2),
    ];
    assert_eq!(seen.threads.iter().map(line).collect::<Vec<_>>(), expected);
    let seen = threads(clinic, patient).await;
    assert_eq!(seen.unread, 1);
    let unread: Vec<_> = seen.threads.iter().map(|one| one.unread).collect();
    assert_eq!(unread, [0, 1, 0]);
    assert_eq!(seen.threads[1].partner.name.reveal(), "Maria Weber");

    // The oldest thread moves up with what is written there, and keys are their senders' alone.
    let path = paths::with_id(paths::MESSAGES, by_call);
    let body = json!({ "text": "You may" });
    let (status, _) = clinic
        .send_with_key(Method::POST, &path, Some(doctor.token()), body, Some("k1"))
        .await;
    assert_eq!(status, 201);
    let first = threads(clinic, doctor).await.threads.remove(0);
    assert_eq!(
        line(&first),
        (by_call, CallKind::Direct, "John Miller", "You may", 0)
    );
    assert_eq!(first.last.key.as_deref(), Some("k1"));
    let first = threads(clinic, patient).await.threads.remove(0);
    assert_eq!(
        line(&first),
        (by_call, CallKind::Direct, "Maria Weber", "You may", 1)
    );
    assert_eq!(first.last.key, None);
    let none = threads(clinic, &nobody).await;
    assert_eq!((none.threads, none.unread), (Vec::new(), 0));
}

async fn read_after_it_closed(database: TestDatabase) {
    let mut visit = Visit::prepare_for(database, WayIn::Direct).await;
    let direct = visit.meet().await;
    let (clinic, doctor, patient) = (&visit.clinic, &visit.doctor, &visit.patient);
    let thread = direct.id.into();
    write(clinic, doctor, thread, "Rest for three days").await;
    assert_eq!(threads(clinic, patient).await.threads[0].open_until, None);
    let ended = visit.end(doctor, &direct).await.ended_at.unwrap();
    let open_until = threads(clinic, patient).await.threads[0].open_until;
    assert_eq!(open_until, Some(ended.plus_ms(limits::CHAT_OPEN_MS)));

    // Eight days later.
    let moved = clinic.beside().write(|tx| {
        let mut record = tx.call(direct.id)?.unwrap();
        if let domain::call::Phase::Ended(ending) = &mut record.call.phase {
            ending.at = ended.plus_ms(-limits::CHAT_OPEN_MS - 86_400_000);
        }
        tx.save_call(&record)
    });
    moved.unwrap();
    let path = paths::with_id(paths::MESSAGES, direct.id);
    let body = json!({ "text": "Thank you" });
    let refused = clinic.refused(patient, Method::POST, &path, body).await;
    assert_eq!(refused.1, ProblemCode::ChatClosed);
    let listed = threads(clinic, patient).await.threads.remove(0);
    assert!(listed.open_until.is_some_and(|until| until < ended));
    let page: MessagePage = clinic.get(patient, &path).await;
    assert_eq!(page.messages[0].text.reveal(), "Rest for three days");
    let (status, _) = clinic
        .send(
            Method::GET,
            "/api/threads?after=x",
            Some(patient.token()),
            Value::Null,
        )
        .await;
    assert_eq!(status, 400);
}
