//! Files in chats: what is taken in, what comes out, and what is turned away.

use crate::support::pictures::png;
use crate::support::visit::Visit;
use crate::support::{PATIENCE, PICTURE, Person};
use reqwest::Method;
use serde_json::{Value, json};
use shared::*;
use std::time::Duration;
use store::testing::TestDatabase;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

struct Chat {
    visit: Visit,
    encounter_id: EncounterId,
}

impl Chat {
    async fn prepare(database: TestDatabase) -> Self {
        let mut visit = Visit::prepare(database).await;
        let call = visit.invite().await;
        Self {
            visit,
            encounter_id: call.entry_id.unwrap().into(),
        }
    }

    async fn put(&self, named: (&str, &str), bytes: &[u8]) -> (u16, Value) {
        let clinic = &self.visit.clinic;
        let put = clinic.put_file(
            &self.visit.patient,
            self.encounter_id,
            named,
            bytes.to_vec(),
        );
        let (status, answer) = put.await;
        (status.as_u16(), answer)
    }

    async fn show(&self, who: &Person, file_id: FileId) -> (u16, Value) {
        let path = paths::with_id(paths::MESSAGES, self.encounter_id);
        let body = json!({ "file_id": file_id });
        let token = Some(who.token());
        let sent = self.visit.clinic.send(Method::POST, &path, token, body);
        let (status, answer) = sent.await;
        (status.as_u16(), answer)
    }

    fn path(&self, file_id: FileId) -> String {
        paths::with_file(paths::CHAT_FILE, self.encounter_id, file_id)
    }

    /// How many files lie on the disk.
    fn stored(&self) -> usize {
        let folder = self.visit.clinic.database.folder.path().join("files");
        std::fs::read_dir(folder).map_or(0, Iterator::count)
    }
}

/// A PDF's beginning (ISO 32000-1, 7.5.2) and its end.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

#[tokio::test]
async fn a_good_file_arrives_byte_for_byte_and_can_only_be_saved() {
    for database in TestDatabase::both().unwrap() {
        let chat = Chat::prepare(database).await;
        // Bytes that text would not survive, up to the limit.
        let large = png(64, 64, limits::MAX_CHAT_FILE_BYTES - png(64, 64, 0).len());
        assert_eq!(large.len(), limits::MAX_CHAT_FILE_BYTES);
        for (named, bytes) in [
            (("Arm, März.png", "image/png"), large.as_slice()),
            (("untold.png", "application/octet-stream"), PICTURE),
            (("befund.pdf", "application/pdf"), PDF),
        ] {
            let (status, answer) = chat.put(named, bytes).await;
            assert_eq!(status, 201, "{answer}");
            let file: ChatFile = serde_json::from_value(answer).unwrap();
            let (status, shown) = chat.show(&chat.visit.patient, file.id).await;
            assert_eq!((status, &shown["file"]), (201, &json!(file)));
            for who in [&chat.visit.doctor, &chat.visit.patient] {
                let answer = chat.visit.clinic.fetch(who, &chat.path(file.id)).await;
                assert_eq!(answer.status(), 200);
                let header = |name: &str| answer.headers()[name].to_str().unwrap().to_owned();
                assert_eq!(header("content-type"), file.media_type);
                assert_eq!(header("x-content-type-options"), "nosniff");
                assert_eq!(
                    header("content-security-policy"),
                    "sandbox; default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
                );
                assert!(header("content-disposition").starts_with("attachment; "));
                assert_eq!(answer.bytes().await.unwrap(), bytes);
            }
        }
    }
}

#[tokio::test]
async fn what_is_not_what_it_says_or_not_of_a_known_kind_is_refused_and_not_kept() {
    let chat = Chat::prepare(TestDatabase::sqlite().unwrap()).await;
    let program = [b"MZ".as_slice(), &[0; 200]].concat();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>";
    for (named, bytes) in [
        // Wrong type.
        (
            ("page.html", "text/html"),
            b"<!DOCTYPE html><html></html>".as_slice(),
        ),
        (("drawing.svg", "image/svg+xml"), svg.as_slice()),
        (("letter.txt", "text/plain"), b"Dear doctor".as_slice()),
        (("tool.exe", "application/octet-stream"), program.as_slice()),
        // Disguised.
        (("arm.png", "image/png"), program.as_slice()),
        (
            ("arm.png", "image/png"),
            b"<!DOCTYPE html><html></html>".as_slice(),
        ),
        (("arm.png", "image/png"), PDF),
        (("befund.pdf", "application/pdf"), PICTURE),
        (("arm.png", "text/html"), PICTURE),
        (("arm.png", ""), b"".as_slice()),
    ] {
        let (status, answer) = chat.put(named, bytes).await;
        assert_eq!(
            (status, &answer["code"]),
            (415, &json!("unsupported_file")),
            "{named:?}"
        );
    }
    let mut over = PICTURE.to_vec();
    over.resize(limits::MAX_CHAT_FILE_BYTES + 1, 0);
    let (status, answer) = chat.put(("arm.png", "image/png"), &over).await;
    assert_eq!((status, &answer["code"]), (413, &json!("too_large")));
    assert_eq!(chat.stored(), 0);
}

#[tokio::test]
async fn paths_lead_nowhere() {
    let chat = Chat::prepare(TestDatabase::sqlite().unwrap()).await;
    for name in [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/passwd.png",
        "C:\\a.png",
        "..",
        ".png",
        "a\u{0}.png",
        "a\r\nSet-Cookie: x.png",
        "gpj.\u{202e}gnp.exe",
    ] {
        let (status, answer) = chat.put((name, "image/png"), PICTURE).await;
        assert_eq!(status, 422, "{name:?}: {answer}");
        assert_eq!(answer["fields"][0]["field"], "name");
        assert_eq!(answer["fields"][0]["code"], "malformed", "{name:?}");
    }
    assert_eq!(chat.stored(), 0);
    let folder = paths::with_id("/api/encounters/{id}/files/", chat.encounter_id);
    for trick in [
        "..%2f..%2ftest.db",
        "%2e%2e%2ftest.db",
        "....//test.db",
        "..",
        "test.db",
        "%00",
    ] {
        let answer = chat
            .visit
            .clinic
            .fetch(&chat.visit.patient, &format!("{folder}{trick}"))
            .await;
        assert_eq!(answer.status(), 404, "{trick}");
    }
}

#[tokio::test]
async fn a_name_ends_as_what_the_file_was_found_to_be() {
    let chat = Chat::prepare(TestDatabase::sqlite().unwrap()).await;
    for (name, bytes, shown) in [
        ("a.exe", PICTURE, "a.exe.png"),
        ("arm.PNG", PICTURE, "arm.PNG"),
        ("letter.html", PDF, "letter.html.pdf"),
    ] {
        let (status, answer) = chat.put((name, "application/octet-stream"), bytes).await;
        assert_eq!((status, &answer["name"]), (201, &json!(shown)));
        let file: ChatFile = serde_json::from_value(answer).unwrap();
        let clinic = &chat.visit.clinic;
        let answer = clinic.fetch(&chat.visit.doctor, &chat.path(file.id)).await;
        let disposition = answer.headers()["content-disposition"].to_str().unwrap();
        assert!(disposition.ends_with(shown), "{disposition}");
    }
}

#[tokio::test]
async fn another_persons_file_is_nobody_elses() {
    for database in TestDatabase::both().unwrap() {
        let chat = Chat::prepare(database).await;
        let clinic = &chat.visit.clinic;
        let file = clinic
            .put_picture(&chat.visit.patient, chat.encounter_id)
            .await;
        // The doctor can't pass the patient's file for the own one.
        let (status, answer) = chat.show(&chat.visit.doctor, file.id).await;
        assert_eq!(
            (status, &answer["fields"][0]["field"]),
            (422, &json!("file_id"))
        );
        // Somebody else, with a thread of their own with the same doctor.
        let eve = clinic.patient("Eve Stranger").await;
        clinic.join_ready(&eve, &chat.visit.schedule).await;
        let own = paths::with_id(paths::OWN_PLACE, chat.visit.schedule.id);
        let seen: QueueSnapshot = clinic.get(&eve, &own).await;
        let QueueView::Patient {
            place: Some(place), ..
        } = seen.queue
        else {
            panic!("a place");
        };
        let elsewhere = EncounterId::from(place.entry_id);
        for path in [
            chat.path(file.id),
            paths::with_file(paths::CHAT_FILE, elsewhere, file.id),
        ] {
            assert_eq!(clinic.fetch(&eve, &path).await.status(), 404);
        }
        let messages = paths::with_id(paths::MESSAGES, elsewhere);
        let body = json!({ "file_id": file.id });
        let refused = clinic.refused(&eve, Method::POST, &messages, body).await;
        assert_eq!(refused, (422, ProblemCode::Invalid));
        // Nor can Eve put one into a thread that is not hers.
        let named = ("a.png", "image/png");
        let put = clinic.put_file(&eve, chat.encounter_id, named, PICTURE.to_vec());
        assert_eq!(put.await.0, 404);
        assert_eq!(chat.stored(), 1);
    }
}

#[tokio::test]
async fn a_thread_holds_so_many_files_and_no_more() {
    let chat = Chat::prepare(TestDatabase::sqlite().unwrap()).await;
    for _ in 0..limits::MAX_CHAT_FILES {
        assert_eq!(chat.put(("arm.png", "image/png"), PICTURE).await.0, 201);
    }
    let (status, answer) = chat.put(("arm.png", "image/png"), PICTURE).await;
    assert_eq!((status, &answer["code"]), (409, &json!("too_many_files")));
}

#[tokio::test]
async fn files_that_nobody_showed_are_thrown_away_and_shown_ones_stay() {
    for database in TestDatabase::both().unwrap() {
        let chat = Chat::prepare(database).await;
        let clinic = &chat.visit.clinic;
        let patient = &chat.visit.patient;
        let shown = clinic.put_picture(patient, chat.encounter_id).await;
        assert_eq!(chat.show(patient, shown.id).await.0, 201);
        let stray = clinic.put_picture(patient, chat.encounter_id).await;
        assert_eq!(chat.stored(), 2);
        let beside = backend::state::AppState::open(crate::support::config(&clinic.database));
        let beside = beside.unwrap();
        let discard = async |before| {
            backend::app::chat::files::discard_strays(&beside, before)
                .await
                .unwrap()
        };
        let now = backend::clock::now();
        assert_eq!(discard(now.plus_s(-3600)).await, 0, "it may still be shown");
        assert_eq!(discard(now.plus_s(60)).await, 1);
        assert_eq!(chat.stored(), 1);
        let fetched = clinic.fetch(patient, &chat.path(shown.id)).await;
        assert_eq!(fetched.status(), 200);
        assert_eq!(chat.show(patient, stray.id).await.0, 422);
    }
}

#[tokio::test]
async fn who_asks_again_with_the_same_key_is_not_held_up_by_what_broke_off() {
    for database in TestDatabase::both().unwrap() {
        let chat = Chat::prepare(database).await;
        let clinic = &chat.visit.clinic;
        let path = paths::with_id(paths::CHAT_FILES, chat.encounter_id);
        let head = |length: usize| {
            format!(
                "POST {path}?name=arm.png HTTP/1.1\r\nHost: clinic\r\nAuthorization: Bearer {}\r\n\
                 Content-Type: image/png\r\nIdempotency-Key: one wish\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n",
                chat.visit.patient.token()
            )
        };
        // The first one stops half way, and does not even hang up.
        let mut first = TcpStream::connect(clinic.address).await.unwrap();
        first
            .write_all(head(PICTURE.len()).as_bytes())
            .await
            .unwrap();
        first.write_all(&PICTURE[..20]).await.unwrap();
        let on_its_way = async {
            while clinic
                .beside()
                .read(|tx| tx.file_places())
                .unwrap()
                .is_empty()
            {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, on_its_way)
            .await
            .expect("its row comes first");
        let mut ids = Vec::new();
        for _ in 0..2 {
            let mut again = TcpStream::connect(clinic.address).await.unwrap();
            again
                .write_all(head(PICTURE.len()).as_bytes())
                .await
                .unwrap();
            again.write_all(PICTURE).await.unwrap();
            let mut answer = String::new();
            again.read_to_string(&mut answer).await.unwrap();
            assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
            let (_, body) = answer.split_once("\r\n\r\n").unwrap();
            ids.push(serde_json::from_str::<ChatFile>(body).unwrap().id);
        }
        assert_eq!(ids[0], ids[1]);
        // The first one goes on, and finds that another one went before it.
        first.write_all(&PICTURE[20..]).await.unwrap();
        let mut answer = String::new();
        first.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 5"), "{answer}");
        let places = clinic.beside().read(|tx| tx.file_places()).unwrap();
        assert_eq!(places.len(), 1);
        assert_eq!((places[0].file_id, chat.stored()), (ids[0], 1));
    }
}
