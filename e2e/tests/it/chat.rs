//! Two apps write to each other over the real server: in the rooms, through its restart, in the call
//! and after it.

use crate::stage::material::Material;
use crate::stage::{Pair, Person, clinic, open_clinic};
use client_core::{
    CallIntent, ChatBadge, ChatIntent, ChatLineState, FilePresence, LinkState, Loadable, Screen,
    ViewState,
};
use shared::EncounterId;

/// Texts and states of the open chat.
fn lines(view: &ViewState) -> Option<Vec<(String, ChatLineState)>> {
    match &view.chat.as_ref()?.lines {
        Loadable::Loaded { value } => Some(
            value
                .iter()
                .map(|line| (line.text.reveal().clone(), line.state.clone()))
                .collect(),
        ),
        Loadable::Loading | Loadable::Failed { .. } => None,
    }
}

async fn writes(person: &Person, text: &str) {
    let text = text.into();
    person.wants(ChatIntent::WriteMessage { text }).await;
}

/// Waits until the newest line is this one, having got so far.
async fn newest(person: &Person, text: &str, state: ChatLineState) {
    let fits = |view: &ViewState| {
        let all = lines(view)?;
        let (last, reached) = all.last()?;
        (last == text && *reached == state).then_some(())
    };
    person.sees(&format!("{text:?} as {state:?}"), fits).await;
}

async fn opens_chat(
    person: &Person,
    badge: impl Fn(&ViewState) -> Option<ChatBadge>,
) -> EncounterId {
    let encounter_id = person.sees("a chat to open", badge).await.encounter_id;
    person.wants(ChatIntent::OpenChat { encounter_id }).await;
    person.sees("the chat", |view| lines(view).map(drop)).await;
    encounter_id
}

/// A picture of nothing but grain, which no packing makes smaller: some 750 kB.
fn grain() -> Vec<u8> {
    const SIDE: u32 = 500;
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(usize::try_from(SIDE * SIDE * 3).unwrap())
    .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE, SIDE);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&noise).unwrap();
    writer.finish().unwrap();
    bytes
}

/// A file of several pieces, one way; on the other side it is the same.
async fn send_picture(from: &Person, to: &Person) {
    let bytes = grain();
    for (number, piece) in bytes.chunks(48 * 1024).enumerate() {
        let is_last = (number + 1) * 48 * 1024 >= bytes.len();
        from.app.handle.files.hand_over(7, piece, is_last);
    }
    let wish = ChatIntent::AttachFile {
        transfer: 7,
        name: "arm.png".into(),
        bytes: u64::try_from(bytes.len()).unwrap(),
    };
    from.wants(wish).await;
    let file = |view: &ViewState| match &view.chat.as_ref()?.lines {
        Loadable::Loaded { value } => value.last()?.file.clone(),
        Loadable::Loading | Loadable::Failed { .. } => None,
    };
    let came = to.sees("a picture", file).await;
    assert_eq!(came.media_type, "image/png");
    let file_id = came.id.unwrap();
    to.wants(ChatIntent::ShowFile { file_id }).await;
    let here = |view: &ViewState| {
        file(view).and_then(|file| (file.presence == FilePresence::Here).then_some(()))
    };
    to.sees("its bytes", here).await;
    let received = to.app.handle.files.get(file_id).unwrap();
    assert!(received == bytes, "byte for byte");
}

fn badge_of_patient(view: &ViewState) -> Option<ChatBadge> {
    match &view.screen {
        Screen::WaitingRoom(room) => room.chat,
        _ => None,
    }
}

fn badge_in_call(view: &ViewState) -> Option<ChatBadge> {
    view.call.as_ref()?.chat
}

#[tokio::test(flavor = "multi_thread")]
async fn they_write_before_during_and_after_the_call_and_through_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let material = Material::make(folder.path());
    let server = open_clinic(folder.path()).await;
    let address = server.address;
    let pair = Pair::ready(address, &material).await;
    let (doctor, patient) = (&pair.doctor, &pair.patient);

    opens_chat(patient, badge_of_patient).await;
    writes(patient, "I cough at night").await;
    newest(patient, "I cough at night", ChatLineState::Delivered).await;
    let unread = |view: &ViewState| match &view.screen {
        Screen::PracticeRoom(room) => match &room.queue {
            Loadable::Loaded { value } => value
                .iter()
                .find(|row| row.entry.patient_id == pair.patient_id)
                .map(|row| row.chat)
                .filter(|badge| badge.unread == 1),
            Loadable::Loading | Loadable::Failed { .. } => None,
        },
        _ => None,
    };
    opens_chat(doctor, unread).await;
    newest(patient, "I cough at night", ChatLineState::Read).await;

    patient.wants(ChatIntent::SetTyping { typing: true }).await;
    let types = |view: &ViewState| view.chat.as_ref()?.partner_types.then_some(());
    doctor.sees("the patient writing", types).await;

    // What is written while the server is away arrives once it is back, once and in order.
    server.stop().await.unwrap();
    let offline = |view: &ViewState| (view.link != LinkState::Online).then_some(());
    patient.sees("the link gone", offline).await;
    writes(patient, "one").await;
    writes(patient, "two").await;
    newest(patient, "two", ChatLineState::Waiting).await;
    let server = backend::Running::start(clinic(folder.path(), address))
        .await
        .unwrap();
    newest(patient, "two", ChatLineState::Read).await;
    let expected = ["I cough at night", "one", "two"];
    for person in [doctor, patient] {
        let texts = person.sees("the chat", lines).await;
        let texts: Vec<String> = texts.into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts, expected);
    }

    pair.meet().await;
    opens_chat(patient, badge_in_call).await;
    opens_chat(doctor, badge_in_call).await;
    writes(doctor, "Please come closer").await;
    newest(doctor, "Please come closer", ChatLineState::Read).await;
    newest(patient, "Please come closer", ChatLineState::Received).await;

    send_picture(patient, doctor).await;

    doctor.wants(CallIntent::End).await;
    let done = |view: &ViewState| match &view.call.as_ref()?.stage {
        client_core::CallStage::Ended { .. } => Some(()),
        _ => None,
    };
    patient.sees("the end", done).await;
    writes(patient, "Thank you!").await;
    newest(doctor, "Thank you!", ChatLineState::Received).await;
    doctor.app.handle.stop().await;
    patient.app.handle.stop().await;
    server.stop().await.unwrap();
}
