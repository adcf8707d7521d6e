//! The realtime protocol as it stands on the wire. Other versions of the app speak it, so a change
//! of a snapshot here is a change of the contract. Renew with `INSTA_UPDATE=always cargo test -p shared`.

use crate::samples::{from_a_device, from_the_server};
use serde_json::Value;
use shared::*;
use std::collections::BTreeSet;

#[test]
fn frames_are_written_and_read_as_they_always_were() {
    let told: Vec<_> = (40..)
        .zip(from_the_server())
        .map(|(seq, frame)| Envelope {
            v: PROTOCOL_VERSION,
            seq,
            stored: true,
            frame,
        })
        .collect();
    insta::assert_json_snapshot!("from_the_server", told);
    insta::assert_json_snapshot!("from_a_device", from_a_device());
    let again: Vec<Envelope> =
        serde_json::from_value(serde_json::to_value(&told).unwrap()).unwrap();
    assert_eq!(again, told);
    let said = from_a_device();
    let again: Vec<ClientFrame> =
        serde_json::from_value(serde_json::to_value(&said).unwrap()).unwrap();
    assert_eq!(again, said);
}

#[test]
fn a_problem_is_written_as_rfc_9457_says() {
    let problem = Problem {
        type_uri: "about:blank".into(),
        title: "Unprocessable Content".into(),
        status: 422,
        code: ProblemCode::Invalid,
        detail: "Some fields are wrong.".into(),
        fields: vec![FieldProblem {
            field: "email".into(),
            code: FieldCode::Malformed,
        }],
        retry_after_s: None,
        request_id: "0195".into(),
    };
    insta::assert_json_snapshot!("problem", problem);
}

/// The events of the contract: (event, the server says it, a device says it). The older systems
/// that did this job had a function for each; none may get lost.
const CONTRACT: [(&str, bool, bool); 23] = [
    ("authenticate", false, true),
    ("authenticated", true, false),
    ("join_schedule", false, true),
    ("leave_schedule", false, true),
    ("join_call", false, true),
    ("leave_call", false, true),
    ("queue_updated", true, false),
    ("schedule_status_changed", true, false),
    ("presence_changed", true, false),
    ("device_test_completed", true, false),
    ("ready_changed", true, false),
    ("call_invitation", true, false),
    ("ring_receipt", true, true),
    ("call_confirmed", true, false),
    ("call_declined", true, false),
    ("call_updated", true, false),
    ("signal", true, true),
    ("call_ended", true, false),
    ("notification", true, false),
    ("appointment_changed", true, false),
    ("message", true, true),
    ("message_read", true, true),
    ("typing", true, true),
];

fn types(frames: &Value) -> BTreeSet<String> {
    let frames = frames.as_array().unwrap().iter();
    frames
        .map(|frame| frame["type"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_table_of_events_is_complete() {
    let of_the_server = types(&serde_json::to_value(from_the_server()).unwrap());
    let of_devices = types(&serde_json::to_value(from_a_device()).unwrap());
    for (event, server, device) in CONTRACT {
        assert_eq!(
            of_the_server.contains(event),
            server,
            "{event} from the server"
        );
        assert_eq!(of_devices.contains(event), device, "{event} from a device");
    }
    let more: Vec<_> = of_the_server
        .union(&of_devices)
        .filter(|name| !CONTRACT.iter().any(|(event, ..)| event == name))
        .collect();
    assert_eq!(
        more,
        [
            "call_quality",
            "join_doctors",
            "leave_doctors",
            "look_at_schedule",
            "refused",
            "ring_rehearsal",
        ],
        "events that the table lacks"
    );
}
