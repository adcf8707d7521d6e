//! What becomes of pictures on their way through the server: what they tell besides stays behind, and
//! what is too large is not passed on. Judged by FFmpeg and ImageMagick, which read them in
//! ways of their own.

use crate::support::pictures::{chunk, png, png_of};
use crate::support::visit::Visit;
use serde_json::{Value, json};
use shared::*;
use std::path::{Path, PathBuf};
use std::process::Command;
use store::testing::TestDatabase;
use tempfile::TempDir;

/// Words that must not come through, wherever they were put.
const CANARY: &str = "CANARY";

struct Thread {
    visit: Visit,
    encounter_id: EncounterId,
    folder: TempDir,
}

impl Thread {
    async fn open() -> Self {
        let mut visit = Visit::prepare(TestDatabase::sqlite().unwrap()).await;
        let call = visit.invite().await;
        Self {
            visit,
            encounter_id: call.entry_id.unwrap().into(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    async fn put(&self, bytes: Vec<u8>) -> (u16, Value) {
        let named = ("arm", "application/octet-stream");
        let (clinic, patient) = (&self.visit.clinic, &self.visit.patient);
        let put = clinic.put_file(patient, self.encounter_id, named, bytes);
        let (status, answer) = put.await;
        (status.as_u16(), answer)
    }

    /// What the other one gets of it.
    async fn pass_on(&self, bytes: Vec<u8>) -> Vec<u8> {
        let (status, answer) = self.put(bytes).await;
        assert_eq!(status, 201, "{answer}");
        let file: ChatFile = serde_json::from_value(answer).unwrap();
        let path = paths::with_file(paths::CHAT_FILE, self.encounter_id, file.id);
        let clinic = &self.visit.clinic;
        let answer = clinic.fetch(&self.visit.doctor, &path).await;
        let passed_on = answer.bytes().await.unwrap().to_vec();
        assert_eq!(u64::try_from(passed_on.len()).unwrap(), file.bytes);
        passed_on
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// A picture as ImageMagick makes it.
    fn drawn(&self, name: &str, more: &[&str]) -> Vec<u8> {
        let path = self.folder.path().join(name);
        let mut convert = Command::new("convert");
        convert
            .args(["-size", "40x24", "plasma:red-blue"])
            .args(more);
        assert!(convert.arg(&path).status().unwrap().success());
        std::fs::read(path).unwrap()
    }
}

/// What FFmpeg reads in a picture besides its pixels.
fn told(path: &Path) -> String {
    let mut ffprobe = Command::new("ffprobe");
    ffprobe.args(["-v", "error", "-show_frames"]).arg(path);
    let output = ffprobe.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// Its pixels, as ImageMagick unpacks them, and what it finds to say about the file.
fn pixels(path: &Path) -> (Vec<u8>, String) {
    let mut convert = Command::new("convert");
    let output = convert.arg(path).args(["-depth", "8", "rgba:-"]).output();
    let output = output.unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.stdout, said)
}

/// What a camera writes down (Exif 2.32, 4.6): words, how it is turned, and a place. Latitude 48
/// degrees, 12 minutes, 30 seconds north.
fn exif(orientation: u8) -> Vec<u8> {
    let words = format!("{CANARY} words\0");
    let length = u32::try_from(words.len()).unwrap();
    let words_at = 8 + 2 + 3 * 12 + 4;
    let place_at = words_at + length;
    let latitude_at = place_at + 2 + 2 * 12 + 4;
    let camera = directory(&[
        (0x010e, 2, length, words_at.to_be_bytes()),
        (0x0112, 3, 1, [0, orientation, 0, 0]),
        (0x8825, 4, 1, place_at.to_be_bytes()),
    ]);
    let place = directory(&[
        (0x0001, 2, 2, *b"N\0\0\0"),
        (0x0002, 5, 3, latitude_at.to_be_bytes()),
    ]);
    let latitude: Vec<u8> = [48, 1, 12, 1, 30, 1_u32]
        .iter()
        .flat_map(|number| number.to_be_bytes())
        .collect();
    [
        b"MM\0*\0\0\0\x08",
        camera.as_slice(),
        words.as_bytes(),
        &place,
        &latitude,
    ]
    .concat()
}

/// Entries of a directory of TIFF: tag, type, count, and the value or where it stands.
fn directory(entries: &[(u16, u16, u32, [u8; 4])]) -> Vec<u8> {
    let mut bytes = u16::try_from(entries.len()).unwrap().to_be_bytes().to_vec();
    for (tag, kind, count, value) in entries {
        bytes.extend(tag.to_be_bytes());
        bytes.extend(kind.to_be_bytes());
        bytes.extend(count.to_be_bytes());
        bytes.extend(value);
    }
    bytes.extend([0; 4]);
    bytes
}

/// A segment of a JPEG.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], length.as_slice(), content].concat()
}

fn tells(bytes: &[u8]) -> bool {
    bytes
        .windows(CANARY.len())
        .any(|part| part == CANARY.as_bytes())
}

/// What was put in comes out with its pixels, and with nothing that it told.
async fn comes_clean(thread: &Thread, kind: &str, telling: Vec<u8>) -> (PathBuf, PathBuf) {
    let before = thread.file(&format!("before.{kind}"), &telling);
    assert!(tells(&telling));
    let clean = thread.pass_on(telling).await;
    let after = thread.file(&format!("after.{kind}"), &clean);
    assert!(!tells(&clean));
    let (were, _) = pixels(&before);
    let (are, said) = pixels(&after);
    assert_eq!(said, "", "{kind}");
    assert!(!were.is_empty() && were == are, "{kind}: other pixels");
    (before, after)
}

/// The same where FFmpeg reads what cameras write down.
async fn loses_its_place(thread: &Thread, kind: &str, telling: Vec<u8>) {
    let (before, after) = comes_clean(thread, kind, telling).await;
    let (told_before, told_after) = (told(&before), told(&after));
    let turned = "TAG:Orientation=    6";
    for tag in ["TAG:GPSLatitude=     48:1", "TAG:ImageDescription", turned] {
        assert!(told_before.contains(tag), "{told_before}");
    }
    assert!(told_after.contains(turned), "{told_after}");
    for tag in ["GPS", "Description"] {
        assert!(!told_after.contains(tag), "{told_after}");
    }
}

#[tokio::test]
async fn a_photo_keeps_its_pixels_and_orientation_and_not_its_place() {
    let thread = Thread::open().await;
    for more in [
        [].as_slice(),
        &["-interlace", "JPEG"],
        &["-colorspace", "CMYK"],
    ] {
        let drawn = thread.drawn("drawn.jpg", more);
        let camera = segment(0xe1, &[b"Exif\0\0", exif(6).as_slice()].concat());
        let xmp = format!("http://ns.adobe.com/xap/1.0/\0{CANARY}");
        let telling = [
            &[0xff, 0xd8],
            camera.as_slice(),
            &segment(0xe1, xmp.as_bytes()),
            &segment(0xed, format!("Photoshop 3.0\0{CANARY}").as_bytes()),
            &segment(0xe2, format!("MPF\0{CANARY}").as_bytes()),
            &segment(0xfe, CANARY.as_bytes()),
            &drawn[2..],
            // What phones append: another picture, with a camera's words of its own.
            &[0xff, 0xd8],
            &camera,
            &drawn[2..],
        ];
        loses_its_place(&thread, "jpg", telling.concat()).await;
    }
}

#[tokio::test]
async fn a_png_keeps_its_pixels_and_orientation_and_not_its_place() {
    let thread = Thread::open().await;
    for more in [[].as_slice(), &["-colors", "16"], &["-alpha", "on"]] {
        let drawn = thread.drawn("drawn.png", more);
        // The signature and the first chunk are 33 bytes.
        let (head, rest) = drawn.split_at(33);
        let words = format!("Comment\0{CANARY}");
        let telling = [
            head,
            &chunk(b"eXIf", &exif(6)),
            &chunk(b"tEXt", words.as_bytes()),
            &chunk(b"prVt", CANARY.as_bytes()),
            rest,
            CANARY.as_bytes(),
        ];
        let (_, after) = comes_clean(&thread, "png", telling.concat()).await;
        // Neither judge reads this chunk. Turned as the camera said, and nothing else: one entry, the
        // tag 0x0112, one number of 16 bits.
        let turned = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
        let turned = chunk(b"eXIf", turned);
        let bytes = std::fs::read(after).unwrap();
        assert!(bytes.windows(turned.len()).any(|part| part == turned));
    }
}

#[tokio::test]
async fn a_webp_keeps_its_pixels_and_orientation_and_not_its_place() {
    let thread = Thread::open().await;
    for more in [[].as_slice(), &["-define", "webp:lossless=true"]] {
        let drawn = thread.drawn("drawn.webp", more);
        // One picture of 40 x 24 and nothing else: the extended file says its size less one.
        let picture = &drawn[12..];
        assert!(picture.starts_with(b"VP8"));
        let content = [
            b"WEBP".to_vec(),
            riff(b"VP8X", &[0x0c, 0, 0, 0, 39, 0, 0, 23, 0, 0]),
            picture.to_vec(),
            riff(b"EXIF", &exif(6)),
            riff(b"XMP ", CANARY.as_bytes()),
            riff(b"PRVT", CANARY.as_bytes()),
        ];
        let mut telling = riff(b"RIFF", &content.concat());
        telling.extend(CANARY.as_bytes());
        loses_its_place(&thread, "webp", telling).await;
        // A plain file has no place for words.
        assert_eq!(thread.pass_on(drawn.clone()).await, drawn);
    }
}

/// A chunk of RIFF (RFC 9649, 2.3).
fn riff(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_le_bytes();
    let padding = vec![0; content.len() % 2];
    [name.as_slice(), &length, content, &padding].concat()
}

#[tokio::test]
async fn a_picture_that_says_it_is_too_large_is_not_passed_on() {
    let thread = Thread::open().await;
    let jpeg = |width: u16, height: u16| {
        let mut drawn = thread.drawn("sized.jpg", &[]);
        let at = drawn
            .windows(2)
            .position(|two| two == [0xff, 0xc0])
            .unwrap();
        drawn[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
        drawn[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
        drawn
    };
    let webp = |width: u32, height: u32| {
        let [a, b, c, _] = (width - 1).to_le_bytes();
        let [d, e, f, _] = (height - 1).to_le_bytes();
        let drawn = thread.drawn("sized.webp", &[]);
        let canvas = riff(b"VP8X", &[0, 0, 0, 0, a, b, c, d, e, f]);
        riff(
            b"RIFF",
            &[b"WEBP", canvas.as_slice(), &drawn[12..]].concat(),
        )
    };
    for bytes in [
        png(16_000, 16_000, 31_000),
        png(12_001, 1, 10),
        png(8_000, 5_001, 10),
        png(u32::MAX, 1, 10),
        jpeg(16_000, 16_000),
        jpeg(1, 12_001),
        webp(16_000, 16_000),
        webp(12_001, 1),
    ] {
        let (status, answer) = thread.put(bytes).await;
        assert_eq!(
            (status, &answer["code"]),
            (413, &json!("picture_too_large"))
        );
    }
    for bytes in [
        png(8_000, 5_000, 10),
        jpeg(12_000, 3_333),
        webp(3_333, 12_000),
    ] {
        assert_eq!(thread.put(bytes).await.0, 201);
    }
}

#[tokio::test]
async fn what_only_begins_like_a_picture_is_none() {
    let thread = Thread::open().await;
    let drawn = thread.drawn("whole.jpg", &[]);
    let scan = drawn
        .windows(2)
        .position(|two| two == [0xff, 0xda])
        .unwrap();
    let whole = png(4, 4, 40);
    let webp = thread.drawn("whole.webp", &[]);
    let header = [&4_u32.to_be_bytes(), [0, 0, 0, 4, 8, 0, 0, 0, 0].as_slice()].concat();
    for bytes in [
        drawn[..scan].to_vec(),
        drawn[..4].to_vec(),
        whole[..whole.len() - 12].to_vec(),
        whole[..20].to_vec(),
        png(0, 4, 40),
        png_of(&[(b"IDAT", b"x"), (b"IHDR", &header), (b"IEND", b"")]),
        png_of(&[(b"IHDR", &header), (b"IHDR", &header), (b"IEND", b"")]),
        webp[..40].to_vec(),
        riff(b"RIFF", b"WEBP"),
    ] {
        let (status, answer) = thread.put(bytes).await;
        assert_eq!((status, &answer["code"]), (415, &json!("unsupported_file")));
    }
    // A photo that broke off on its way is drawn as far as it goes.
    assert_eq!(thread.put(drawn[..drawn.len() - 50].to_vec()).await.0, 201);
}
