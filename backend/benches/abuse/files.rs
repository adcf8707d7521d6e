//! Abuse of the files of a chat: readers who do not read, and senders who hang up at the end.

use crate::clinic::Clinic;
use crate::support::pictures::png;
use serde_json::Value;
use shared::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const READERS: usize = 150;
const UPLOADS: usize = 48;
/// A file as large as a chat takes it, nearly.
fn large() -> Vec<u8> {
    png(1_000, 1_000, limits::MAX_CHAT_FILE_BYTES - 100)
}

/// The thread of a patient in the doctor's queue.
async fn thread(clinic: &Clinic) -> EncounterId {
    let patient = &clinic.patients[0];
    clinic.door().join_ready(patient, &clinic.schedule).await;
    let path = paths::with_id(paths::OWN_PLACE, clinic.schedule.id);
    let place: QueueSnapshot = clinic.door().get(patient, &path).await;
    match place.queue {
        QueueView::Patient {
            place: Some(place), ..
        } => EncounterId::from(place.entry_id),
        _ => panic!("a place"),
    }
}

async fn say(clinic: &Clinic, request: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(clinic.door().address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.write_all(body).await.ok();
    stream
}

pub async fn readers(clinic: &Clinic) -> String {
    let patient = &clinic.patients[0];
    let encounter_id = thread(clinic).await;
    let named = ("arm.png", "image/png");
    let put = clinic
        .door()
        .put_file(patient, encounter_id, named, large());
    let (status, answer) = put.await;
    assert_eq!(status, 201, "{answer}");
    let file: ChatFile = serde_json::from_value(answer).unwrap();
    let path = paths::with_file(paths::CHAT_FILE, encounter_id, file.id);
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: clinic\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        patient.token()
    );
    let mut streams = Vec::new();
    let mut begun = 0;
    for _ in 0..READERS {
        let mut stream = say(clinic, &request, b"").await;
        let mut head = [0; 12];
        stream.read_exact(&mut head).await.unwrap();
        begun += usize::from(head.ends_with(b"200"));
        streams.push(stream);
    }
    format!("{begun} answers begun and not read")
}

pub async fn uploads(clinic: &Clinic) -> String {
    let patient = &clinic.patients[0];
    let encounter_id = thread(clinic).await;
    let path = paths::with_id(paths::CHAT_FILES, encounter_id);
    let bytes = large();
    let request = format!(
        "POST {path}?name=arm.png HTTP/1.1\r\nHost: clinic\r\nAuthorization: Bearer {}\r\n\
         Content-Type: image/png\r\nContent-Length: {}\r\n\r\n",
        patient.token(),
        bytes.len()
    );
    for _ in 0..UPLOADS {
        drop(say(clinic, &request, &bytes).await);
    }
    // What it still did about them is done when it answers in peace.
    for _ in 0..20 {
        let _: Value = clinic.door().get(&clinic.doctor, paths::ME).await;
    }
    let (lying, named) = clinic.files();
    format!("{lying} files lie there, {named} rows name them")
}
