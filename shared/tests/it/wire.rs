//! The realtime protocol as it stands on the wire. Other versions of the app speak it, so a change
//! of a snapshot here is a change of the contract. Renew with `INSTA_UPDATE=always cargo test -p shared`.

use shared::samples::About;
use shared::*;
use std::collections::BTreeSet;

#[test]
fn frames_are_written_and_read_as_they_always_were() {
    let told: Vec<_> = (40..)
        .zip(ServerFrame::samples())
        .map(|(seq, frame)| Envelope {
            v: PROTOCOL_VERSION,
            seq,
            stored: true,
            now: Some(Timestamp(1_800_000_000_000)),
            frame,
        })
        .collect();
    insta::assert_json_snapshot!("from_the_server", told);
    let said = ClientFrame::samples(&About::default());
    insta::assert_json_snapshot!("from_a_device", said);
    let again: Vec<Envelope> =
        serde_json::from_value(serde_json::to_value(&told).unwrap()).unwrap();
    assert_eq!(again, told);
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
/// that did this job had a function for each; none may get lost. What came later is not in it.
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

/// The names of frames on the wire.
pub fn types<T: serde::Serialize>(frames: &[T]) -> BTreeSet<String> {
    let name = |frame| {
        let frame = serde_json::to_value(frame).unwrap();
        frame["type"].as_str().unwrap().to_owned()
    };
    frames.iter().map(name).collect()
}

#[test]
fn no_event_of_the_contract_is_lost() {
    let of_the_server = types(&ServerFrame::samples());
    let of_devices = types(&ClientFrame::samples(&About::default()));
    for (event, server, device) in CONTRACT {
        assert_eq!(
            of_the_server.contains(event),
            server,
            "{event} from the server"
        );
        assert_eq!(of_devices.contains(event), device, "{event} from a device");
    }
}
