//! What is fuzzed, without a fuzzer: the kept corpora, and made-up variants of them, each the same at
//! every run.

use crate::rounds::rounds;
use bytes::{BufMut, BytesMut};
use client_engine::media::rtp::vp8::Vp8Packetizer;
use e2e::FUZZED;
use serde_json::json;
use shared::samples::About;
use shared::*;
use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// Set to write the seeds anew after a change of what they are made of.
const WRITE: &str = "MEDCONSULT_WRITE_SEEDS";
/// Variants of each file.
const VARIANTS: u64 = 200;
const LONG_VARIANTS: u64 = 20_000;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn names_in(folder: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn every_body_has_its_target_and_its_corpus() {
    let bodies: BTreeSet<String> = FUZZED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names_in(&folder().join("corpus")), bodies);
    let programs = names_in(&folder().join("fuzz_targets"));
    let programs: BTreeSet<_> = programs
        .iter()
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .collect();
    assert_eq!(programs, bodies);
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for name in &bodies {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")));
    }
}

#[test]
fn the_corpora_hold_the_products_own_samples() {
    for (target, name, bytes) in seeds() {
        let path = folder().join("corpus").join(target).join(name);
        if std::env::var_os(WRITE).is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &bytes).unwrap();
        }
        let kept = fs::read(&path).unwrap_or_default();
        assert!(
            kept == bytes,
            "{} is not the sample any more: set {WRITE}",
            path.display()
        );
    }
}

#[test]
fn neither_the_corpora_nor_variants_of_them_break_a_promise() {
    let variants = rounds(VARIANTS, LONG_VARIANTS);
    let mut broken = Vec::new();
    for (target, body) in FUZZED {
        let folder = folder().join("corpus").join(target);
        let names = names_in(&folder);
        assert!(!names.is_empty(), "{target} has no corpus");
        for name in names {
            let kept = fs::read(folder.join(&name)).unwrap();
            let breaks = |number: &u64| {
                let input = variant(&kept, *number);
                catch_unwind(AssertUnwindSafe(|| body(&input))).is_err()
            };
            if let Some(number) = (0..=variants).find(breaks) {
                let input = variant(&kept, number);
                broken.push(format!("{target}: variant {number} of {name}: {input:?}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// A variant of some bytes; the first is the bytes themselves.
fn variant(kept: &[u8], number: u64) -> Vec<u8> {
    let mut bytes = kept.to_vec();
    // SplitMix64 (Steele, Lea and Flood, 2014).
    let mut state = number;
    let mut draw = |below: usize| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) as usize % below.max(1)
    };
    for _ in 0..number.min(1) * (1 + draw(4) as u64) {
        let (at, to) = (draw(bytes.len()), draw(bytes.len() + 1));
        match draw(6) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << draw(8),
            1 if !bytes.is_empty() => bytes[at] = [0, 1, 0x7f, 0x80, 0xff, b'"', b'\n'][draw(7)],
            2 => bytes.truncate(to),
            3 => bytes.insert(to, draw(256) as u8),
            4 => drop(bytes.drain(at.min(to)..to)),
            _ => {
                let copy = bytes[at.min(to)..to].to_vec();
                bytes.splice(at..at, copy);
            }
        }
    }
    bytes
}

/// Target, name, bytes.
fn seeds() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    vec![
        ("server", "frames", server_frames()),
        ("server", "answers", answers()),
        ("link", "queue", link("queue")),
        ("link", "appointment", link("appointment")),
        ("link", "thread", link("thread")),
        ("link", "call", link("call")),
        ("file_name", "photo", b"Photo of an arm (2).JPEG".to_vec()),
        ("file_name", "device", b"con.tar.gz".to_vec()),
        (
            "file_name",
            "path",
            "..\\..\\a/\u{202e}gpj.exe ".as_bytes().to_vec(),
        ),
        ("client_frames", "frames", client_frames()),
        ("socket", "messages", socket()),
        ("sdp", "call", sdp()),
        ("vp8", "frames", vp8()),
        ("packets", "rtp", rtp()),
        ("packets", "rtcp", rtcp()),
        ("twcc", "reports", twcc()),
        ("bridge", "sound", [&[2, 0], &[7; 1_920][..]].concat()),
        ("bridge", "report", vec![3, 9, 1, 2, 0, 0]),
        (
            "bridge",
            "picture",
            b"\x01\x01\x80\x02\xe0\x01\x01\x02\x03\x04vp8".to_vec(),
        ),
        ("bridge", "file", b"\x05\x01\x07\0\0\x80png".to_vec()),
    ]
}

fn lines(lines: impl IntoIterator<Item = String>) -> Vec<u8> {
    lines
        .into_iter()
        .collect::<Vec<_>>()
        .join("\n")
        .into_bytes()
}

fn server_frames() -> Vec<u8> {
    let envelopes = (1..).zip(ServerFrame::samples()).map(|(seq, frame)| {
        let envelope = Envelope {
            v: PROTOCOL_VERSION,
            seq,
            stored: true,
            now: None,
            frame,
        };
        serde_json::to_string(&envelope).unwrap()
    });
    lines(envelopes)
}

/// What is asked for at the start is answered emptily, refused, and not at all; then it rings.
fn answers() -> Vec<u8> {
    let ring = ServerFrame::samples()
        .into_iter()
        .find(|frame| frame.call().is_some())
        .unwrap();
    let ring = Envelope {
        v: PROTOCOL_VERSION,
        seq: 1,
        stored: true,
        now: None,
        frame: ring,
    };
    let problem = json!({
        "type": "about:blank", "title": "t", "status": 503, "code": "busy", "detail": "", "request_id": "r",
    });
    lines([
        json!({ "status": 200, "body": { "calls": [], "schedules": [], "notifications": [], "unread": 0 } })
            .to_string(),
        json!({ "status": 503, "body": problem }).to_string(),
        "5000".to_owned(),
        serde_json::to_string(&ring).unwrap(),
        json!({ "status": 200, "body": [] }).to_string(),
        "60000".to_owned(),
    ])
}

fn client_frames() -> Vec<u8> {
    let frames = ClientFrame::samples(&About::default());
    lines(
        frames
            .iter()
            .map(|frame| serde_json::to_string(frame).unwrap()),
    )
}

fn link(place: &str) -> Vec<u8> {
    format!("medconsult://{place}/01890a5d-ac96-774b-bcce-b302099a8057").into_bytes()
}

/// RFC 6455, 5.7: masked texts, one in two fragments with a ping between, one with a long length.
fn socket() -> Vec<u8> {
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let mut bytes = Vec::new();
    let mut frame = |first: u8, length: &[u8], payload: usize| {
        bytes.push(first);
        bytes.extend(length);
        bytes.extend(mask);
        bytes.extend(vec![0x58; payload]);
    };
    frame(0x81, &[0x85], 5);
    frame(0x01, &[0x83], 3);
    frame(0x89, &[0x80], 0);
    frame(0x80, &[0x82], 2);
    frame(0x81, &[0xfe, 0, 126], 126);
    frame(0x88, &[0x82], 2);
    bytes
}

fn sdp() -> Vec<u8> {
    lines([
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r".to_owned(),
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=setup:actpass\r"
            .to_owned(),
        "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\na=ssrc:1 cname:x\r".to_owned(),
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r".to_owned(),
        "a=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack pli\r\na=ssrc-group:FID 2 3\r".to_owned(),
        "a=candidate:1 1 udp 2130706431 192.0.2.7 50000 typ host\r".to_owned(),
        "candidate:2 1 udp 1694498815 203.0.113.7 50000 typ srflx raddr 192.0.2.7 rport 50000"
            .to_owned(),
        "candidate:3 1 udp 2130706431 fe80::1 50000 typ host ufrag abcd network-id 1".to_owned(),
        "candidate:4 1 tcp 1518280447 127.0.0.1 9 typ host tcptype active".to_owned(),
    ])
}

/// As the body reads them: number, time stamp, marker and milliseconds, length, payload.
fn vp8() -> Vec<u8> {
    let mut packetizer = Vp8Packetizer::default();
    let key_frame = [&[0x10, 2, 0, 0x9d, 1, 0x2a, 0x80, 2, 0xe0, 1][..], &[7; 90]].concat();
    let mut bytes = BytesMut::new();
    let mut number: u16 = 65_534;
    for (stamp, frame) in [key_frame, vec![1; 120], vec![1; 40]]
        .into_iter()
        .enumerate()
    {
        for part in packetizer.packetize(&frame) {
            bytes.put_u16(number);
            bytes.put_slice(&[stamp as u8, 1 | 33 << 1, part.len() as u8]);
            bytes.put_slice(&part);
            number = number.wrapping_add(1);
        }
    }
    bytes.to_vec()
}

/// Each with its length before it.
fn pieces(pieces: &[&[u8]]) -> Vec<u8> {
    let with_length = |piece: &&[u8]| [&[piece.len() as u8], *piece].concat();
    pieces.iter().flat_map(with_length).collect()
}

/// RFC 3550, 5.1, and RFC 8285, 4.2 and 4.3: a plain packet, one-byte and two-byte extensions, a repair
/// (RFC 4588, 4) and copies (RFC 2198, 3).
fn rtp() -> Vec<u8> {
    let head = |first: u8, kind: u8, number: u8, ssrc: u8| {
        vec![first, kind, 0, number, 0, 0, 1, 0, 0, 0, 0, ssrc]
    };
    let plain = [head(0x80, 96, 1, 4), b"\x90\x80\x80\x01\x10vp8".to_vec()].concat();
    let one_byte = [
        head(0x90, 96, 3, 4),
        b"\xbe\xde\0\x01\x31\0\x07\0\x90\x80\x80\x01\x10vp8".to_vec(),
    ]
    .concat();
    let two_byte = [
        head(0x90, 96, 4, 4),
        b"\x10\0\0\x02\x03\x02\0\x08\x09\x01\x07\0\x10vp8".to_vec(),
    ]
    .concat();
    let repair = [
        head(0x80, 97, 9, 5),
        b"\0\x02\x90\x80\x80\x01\x10vp8".to_vec(),
    ]
    .concat();
    let copies = [
        head(0x80, 63, 2, 1),
        b"\xef\x0f\0\x02\x6f\x01\x01\x02\x02\x02".to_vec(),
    ]
    .concat();
    pieces(&[&plain, &one_byte, &two_byte, &repair, &copies])
}

/// RFC 3550, 6.4, and RFC 4585, 6: reports of a sender and a receiver, NACK, PLI, a farewell.
fn rtcp() -> Vec<u8> {
    let sender = b"\x80\xc8\0\x06\0\0\0\x04\xe8\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\x05\0\0\x10\0";
    let receiver = [
        &b"\x81\xc9\0\x07\0\0\0\x09\0\0\0\x01\x40\0\0\x03"[..],
        b"\0\0\x01\0\0\0\0\x09\0\0\0\0\0\0\0\0",
    ]
    .concat();
    let nack = b"\x81\xcd\0\x03\0\0\0\x09\0\0\0\x02\0\x01\0\x03";
    let pli = b"\x81\xce\0\x02\0\0\0\x09\0\0\0\x02";
    let farewell = b"\x81\xcb\0\x01\0\0\0\x09";
    pieces(&[sender, &receiver, nack, pli, farewell])
}

/// Without their heads, as the body makes these: a run of three that arrived, and a vector of which some
/// did.
fn twcc() -> Vec<u8> {
    let run = b"\0\0\0\x03\0\0\x01\0\x20\x03\x04\x04\x04\0";
    let vector = b"\0\x03\0\x07\0\0\x02\x01\xd2\x40\x08\x01\0\x04\x04\0";
    pieces(&[run, vector, run])
}
