//! What hostile or broken clients may cost: a defined close code, next to no memory, and nothing to
//! anybody else.

use crate::support::bystander::Bystander;
use crate::support::program::Program;
use crate::support::raw::{self, RawSocket};
use crate::support::{PATIENCE, Person};
use serde_json::{Value, json};
use shared::*;
use std::time::{Duration, Instant};

/// Most memory one abuse may cost, in KiB.
const GROWTH_KIB: u64 = 1_024;

/// What a client sends, and the code it is to be closed with (RFC 6455, 7.4.1).
type Abuse = (&'static str, Vec<u8>, u16);

const MIB: usize = 1024 * 1024;

fn abuses() -> Vec<Abuse> {
    let hello = br#"{"type":"leave_schedule","data":{"schedule_id":"00000000-0000-0000-0000-000000000000"}}"#;
    let in_parts = |parts: &[&[u8]]| raw::in_parts(parts);
    let declared = |bytes: u64| [vec![raw::TEXT, 0xff], bytes.to_be_bytes().to_vec()].concat();
    let huge = [declared(1 << 40), vec![0; 16 * MIB]].concat();
    let half = vec![b'x'; 40_000];
    let many: Vec<&[u8]> = vec![b""; 1_001];
    vec![
        ("a frame declared as a terabyte", huge, 1009),
        (
            "a frame one byte too large",
            raw::frame(raw::TEXT, &vec![b' '; 65_537]),
            1009,
        ),
        (
            "a message too large in parts",
            in_parts(&[&half, &half]),
            1009,
        ),
        ("a thousand empty fragments", in_parts(&many), 1008),
        (
            "a frame without a mask",
            raw::unmasked(raw::TEXT, hello),
            1002,
        ),
        ("a reserved bit", raw::frame(0xc0 | raw::TEXT, hello), 1002),
        ("a reserved opcode", raw::frame(0x83, hello), 1002),
        ("a reserved control opcode", raw::frame(0x8f, b""), 1002),
        ("a continuation of nothing", raw::frame(0x80, hello), 1002),
        (
            "a ping too large",
            raw::frame(raw::PING, &[b'x'; 126]),
            1002,
        ),
        (
            "a ping in fragments",
            raw::frame(raw::PING & 0x7f, b"x"),
            1002,
        ),
        (
            "a close frame with half a code",
            raw::frame(raw::CLOSE, b"x"),
            1002,
        ),
        ("binary", raw::frame(raw::BINARY, hello), 1003),
        (
            "text that isn't UTF-8",
            raw::frame(raw::TEXT, b"{\"type\":\"\xff\xfe\"}"),
            1007,
        ),
        (
            "text in parts that isn't UTF-8",
            in_parts(&[b"\xc3", b"\x28"]),
            1007,
        ),
        (
            "text that isn't JSON",
            raw::frame(raw::TEXT, b"hello"),
            1008,
        ),
        (
            "an unknown type",
            raw::frame(raw::TEXT, br#"{"type":"become_admin","data":{}}"#),
            1008,
        ),
        (
            "a known type with other data",
            raw::frame(raw::TEXT, br#"{"type":"join_call","data":{}}"#),
            1008,
        ),
        (
            "a flood of frames",
            raw::frame(raw::TEXT, hello).repeat(20_000),
            1008,
        ),
        (
            "a flood of pings",
            raw::frame(raw::PING, b"x").repeat(100_000),
            1008,
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_abuse_has_its_close_code_and_costs_nobody_anything() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    let patient = program.door.sign_in("john@email.com", "patient123").await;
    let other = program.door.sign_in("amina@email.com", "patient123").await;
    let bystander = Bystander::start(program.door.socket(&other, None).await);
    let quiet = bystander.watch(quiet_time()).await.1;
    println!("{:34} growth KiB  a bystander's p50, p99", "");
    println!("{:34} {:>10}  {quiet}", "nothing", 0);
    for (round, (name, bytes, code)) in [abuses(), abuses()].concat().into_iter().enumerate() {
        let mut socket = RawSocket::open(program.door.address, patient.token()).await;
        let before = program.memory_kib();
        let abuse = socket.abuse(&bytes);
        let (closed, others) = bystander.watch(abuse).await;
        let growth = program.memory_kib().saturating_sub(before);
        assert_eq!(closed, Some(code), "{name}");
        // The first round fills the allocator's pools and the threads' stacks.
        if round >= abuses().len() {
            println!("{name:34} {growth:>10}  {others}");
            assert!(growth < GROWTH_KIB, "{name} cost {growth} KiB");
            assert!(
                others.unharmed_beside(&quiet),
                "{name}: {others} beside {quiet}"
            );
        }
    }
    assert!(bystander.stop().await > 0);
}

/// What goes on in the meantime is what this is about.
async fn quiet_time() {
    tokio::time::sleep(Duration::from_secs(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_say_who_they_are_is_closed() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    for (name, bytes) in [
        ("another frame first", raw::frame(raw::TEXT, br#"{"type":"leave_call","data":{"call_id":"00000000-0000-0000-0000-000000000000"}}"#)),
        ("a token that is none", raw::frame(raw::TEXT, br#"{"type":"authenticate","data":{"token":"none"}}"#)),
        ("nothing for five seconds", Vec::new()),
    ] {
        let mut socket = RawSocket::open_unknown(program.door.address).await;
        assert_eq!(socket.abuse(&bytes).await, Some(1008), "{name}");
    }
    let mut socket = RawSocket::open(program.door.address, "no token").await;
    assert_eq!(
        socket.abuse(b"").await,
        Some(1008),
        "a bad token in the header"
    );
}

/// A call whose callee doesn't read.
async fn call_with_a_slow_reader(program: &Program) -> (Person, Person, CallSnapshot) {
    let door = &program.door;
    let doctor = door.sign_in("doctor@clinic.com", "doctor123").await;
    let patient = door.sign_in("john@email.com", "patient123").await;
    let schedule = door.online_session(&doctor).await;
    door.join_ready(&patient, &schedule).await;
    let call = door.invite(&doctor, &schedule, &patient).await;
    let confirm = paths::with_id(paths::CONFIRM_CALL, call.id);
    let _: Value = door.post(&patient, &confirm, json!({})).await;
    (doctor, patient, call)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_read_is_closed_and_leaves_nothing_behind() {
    let data = tempfile::tempdir().unwrap();
    let program = Program::start(data.path());
    let (doctor, patient, call) = call_with_a_slow_reader(&program).await;
    let join = |call_id| ClientFrame::JoinCall {
        call_id,
        last_signal: 0,
        backlog: Backlog::Wanted,
    };
    let mut talker = program.door.socket(&doctor, None).await;
    talker.say(join(call.id)).await;
    let bystander = Bystander::start(program.door.socket(&doctor, None).await);
    let quiet = bystander.watch(quiet_time()).await.1;

    // The first flood fills the allocator's pools.
    for (name, offers) in [
        ("first", 60),
        ("a flood of signals", 60),
        ("a few large signals", 3),
    ] {
        let mut slow = RawSocket::open(program.door.address, patient.token()).await;
        slow.say(&join(call.id)).await;
        // The socket is there once the server has answered its own ping; from then on nothing is read.
        slow.round_trip().await;
        let before = program.memory_kib();
        let flood = async {
            for _ in 0..offers {
                let sdp = "x".repeat(47 * 1024);
                let signal = Signal::offer(sdp);
                talker
                    .say(ClientFrame::Signal {
                        call_id: call.id,
                        signal,
                    })
                    .await;
            }
            slow.unread_until_closed().await
        };
        let started = Instant::now();
        let (closed, others) = bystander.watch(flood).await;
        let growth = program.memory_kib().saturating_sub(before);
        println!(
            "{name}: {growth} KiB, closed after {:?}; {others}",
            started.elapsed()
        );
        assert_eq!(closed, Some(1013), "{name}");
        assert!(
            name == "first" || growth < GROWTH_KIB,
            "{name} cost {growth} KiB"
        );
        assert!(
            others.unharmed_beside(&quiet),
            "{name}: {others} beside {quiet}"
        );
    }
    assert!(bystander.stop().await > 0);
    // Who talked to it is still served.
    talker
        .say(ClientFrame::LeaveCall { call_id: call.id })
        .await;
    talker
        .say(ClientFrame::LeaveCall { call_id: call.id })
        .await;
    let _ = tokio::time::timeout(PATIENCE, program.door.socket(&patient, None))
        .await
        .unwrap();
}
