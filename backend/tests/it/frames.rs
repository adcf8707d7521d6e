//! Who may say what on the realtime socket: every frame for everybody. A frame without a row does
//! not compile.

use crate::support::{Clinic, Person, Socket};
use futures_util::SinkExt;
use serde_json::{Value, json};
use shared::samples::About;
use shared::*;
use store::testing::TestDatabase;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// What comes of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gets {
    /// It is done.
    Yes,
    /// It is refused with this code, and the socket stays open.
    No(ProblemCode),
    /// The socket is closed with this code.
    Shut(u16),
}

use Gets::{No, Shut, Yes};
use ProblemCode::{CallPhase, Denied, NotFound, UnknownFrame};

/// Columns: anonymous, the patient, another patient, the doctor, another doctor, admin.
type Row = [Gets; 6];

/// The rows. Written as a match without a wildcard, so that a new frame needs one.
fn row(frame: &ClientFrame) -> Row {
    match frame {
        // A socket speaks for one person from its first frame to its last, who may show a newer token.
        ClientFrame::Authenticate { .. } => [
            Yes,
            Yes,
            No(UnknownFrame),
            No(UnknownFrame),
            No(UnknownFrame),
            No(UnknownFrame),
        ],
        // Any patient may browse a session; what they learn of its queue is their own place.
        ClientFrame::JoinSchedule { .. } => [Shut(1008), Yes, Yes, Yes, No(NotFound), No(Denied)],
        // Giving up what one doesn't have changes nothing and tells nothing.
        ClientFrame::LeaveSchedule { .. } | ClientFrame::LeaveCall { .. } => {
            [Shut(1008), Yes, Yes, Yes, Yes, Yes]
        }
        ClientFrame::JoinCall { .. } | ClientFrame::CallQuality { .. } => [
            Shut(1008),
            Yes,
            No(NotFound),
            Yes,
            No(NotFound),
            No(NotFound),
        ],
        // Only whom it rings for knows how it rings.
        ClientFrame::RingReceipt { .. } => [
            Shut(1008),
            Yes,
            No(NotFound),
            No(Denied),
            No(NotFound),
            No(NotFound),
        ],
        // Nobody else learns that the thread exists.
        ClientFrame::Message { .. }
        | ClientFrame::MessageRead { .. }
        | ClientFrame::Typing { .. } => [
            Shut(1008),
            Yes,
            No(NotFound),
            Yes,
            No(NotFound),
            No(NotFound),
        ],
        // The list of doctors is for everybody who is signed in; who looks where keeps one's own
        // notifications away, and nobody else's.
        ClientFrame::JoinDoctors
        | ClientFrame::LeaveDoctors
        | ClientFrame::LookAtSchedule { .. } => [Shut(1008), Yes, Yes, Yes, Yes, Yes],
        ClientFrame::Signal { .. } => [
            Shut(1008),
            Yes,
            No(CallPhase),
            Yes,
            No(CallPhase),
            No(CallPhase),
        ],
    }
}

/// One of each, about what the people of the scene are in.
fn frames(token: &str, scene: &Scene) -> Vec<ClientFrame> {
    ClientFrame::samples(&About {
        token: Pii::from(token),
        schedule_id: scene.schedule_id,
        call_id: scene.call_id,
        encounter_id: scene.encounter_id,
    })
}

struct Scene {
    clinic: Clinic,
    /// Columns of the matrix, but for anonymous.
    people: [Person; 5],
    schedule_id: ScheduleId,
    call_id: CallId,
    encounter_id: EncounterId,
}

impl Scene {
    /// A call that was just accepted.
    async fn prepare() -> Self {
        let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
        let people = [
            clinic.patient("John Miller").await,
            clinic.patient("Eve Stranger").await,
            clinic.doctor("Maria Weber").await,
            clinic.doctor("Other Doctor").await,
            clinic.admin().await,
        ];
        let [patient, _, doctor, ..] = &people;
        let schedule = clinic.online_session(doctor).await;
        clinic.join_ready(patient, &schedule).await;
        let call = clinic.invite(doctor, &schedule, patient).await;
        let confirm = paths::with_id(paths::CONFIRM_CALL, call.id);
        let _: Value = clinic.post(patient, &confirm, json!({})).await;
        Self {
            schedule_id: schedule.id,
            call_id: call.id,
            encounter_id: call.entry_id.unwrap().into(),
            clinic,
            people,
        }
    }

    async fn unknown(&self) -> Socket {
        let address = format!("ws://{}{}", self.clinic.address, paths::SOCKET);
        let (stream, _) = connect_async(address).await.unwrap();
        Socket {
            stream,
            seen: Vec::new(),
        }
    }
}

/// What an open socket gets for a frame, and what else came with it.
async fn got(socket: &mut Socket, frame: ClientFrame) -> (Gets, Vec<ServerFrame>) {
    socket.say(frame).await;
    let told = socket.answers().await;
    let refused = told.iter().find_map(|frame| match frame {
        ServerFrame::Refused { code, .. } => Some(No(*code)),
        _ => None,
    });
    (refused.unwrap_or(Yes), told)
}

#[tokio::test]
async fn every_frame_is_answered_to_each_person_as_its_row_says() {
    let scene = Scene::prepare().await;
    let mut sockets = Vec::new();
    for person in &scene.people {
        let mut socket = scene.clinic.socket(person, None).await;
        socket.answers().await;
        sockets.push(socket);
    }
    for frame in frames(scene.people[0].token(), &scene) {
        // Strangers first: whatever they get, it must not change what the others do.
        for column in [2, 4, 5, 1, 3] {
            let (gets, told) = got(&mut sockets[column - 1], frame.clone()).await;
            assert_eq!(
                gets,
                row(&frame)[column],
                "{frame:?} for column {column}: {told:?}"
            );
        }
    }
    for (column, stranger) in [(2, 1), (4, 3), (5, 4)] {
        let about = format!("{:?}", sockets[stranger].seen);
        for [secret, what] in [
            ["John Miller", "a name"],
            [&scene.call_id.to_string(), "a call"],
        ] {
            assert!(
                !about.contains(secret),
                "column {column} learnt of {what}: {about}"
            );
        }
    }
}

#[tokio::test]
async fn a_signal_reaches_the_other_member_and_nobody_else() {
    let scene = Scene::prepare().await;
    let mut sockets = Vec::new();
    for person in &scene.people {
        let mut socket = scene.clinic.socket(person, None).await;
        got(
            &mut socket,
            ClientFrame::JoinCall {
                call_id: scene.call_id,
                last_signal: 0,
                backlog: Backlog::Wanted,
            },
        )
        .await;
        sockets.push(socket);
    }
    let signal = Signal::offer("v=0".into());
    let frame = ClientFrame::Signal {
        call_id: scene.call_id,
        signal: signal.clone(),
    };
    for column in [1, 3, 4, 2] {
        sockets[column].say(frame.clone()).await;
        sockets[column].answers().await;
    }
    let mut reached = Vec::new();
    for socket in &mut sockets {
        socket.answers().await;
        let signals = socket
            .seen
            .iter()
            .filter(|envelope| matches!(&envelope.frame, ServerFrame::Signal { .. }));
        reached.push(signals.count());
    }
    // Only the doctor's went anywhere, and only to the patient.
    assert_eq!(reached, [1, 0, 0, 0, 0]);
}

#[tokio::test]
async fn whoever_is_not_signed_in_says_nothing() {
    let scene = Scene::prepare().await;
    for frame in frames(scene.people[0].token(), &scene) {
        let mut socket = scene.unknown().await;
        let text = serde_json::to_string(&frame).unwrap();
        socket.stream.send(Message::text(text)).await.unwrap();
        match row(&frame)[0] {
            Shut(code) => assert_eq!(socket.closed().await, Some(code), "{frame:?}"),
            Yes => {
                let hello = socket.next().await.frame;
                assert!(
                    matches!(hello, ServerFrame::Authenticated { .. }),
                    "{hello:?}"
                );
            }
            No(code) => panic!("an unknown person is told {code:?}"),
        }
    }
}

#[tokio::test]
async fn patients_see_their_doctor_come_and_go_and_never_each_other() {
    let scene = Scene::prepare().await;
    let [patient, other, doctor, ..] = &scene.people;
    let join = ClientFrame::JoinSchedule {
        schedule_id: scene.schedule_id,
    };
    let mut at_patient = scene.clinic.socket(patient, None).await;
    at_patient.say(join.clone()).await;
    let presence = |frame: &ServerFrame| match frame {
        ServerFrame::PresenceChanged {
            user_id, presence, ..
        } => Some((*user_id, *presence)),
        _ => None,
    };
    assert_eq!(
        at_patient.until(presence).await,
        (doctor.id(), Presence::Gone)
    );
    let mut at_other = scene.clinic.socket(other, None).await;
    at_other.say(join).await;
    at_other.answers().await;
    let at_doctor = scene.clinic.socket(doctor, None).await;
    assert_eq!(
        at_patient.until(presence).await,
        (doctor.id(), Presence::Present)
    );
    drop(at_doctor);
    assert_eq!(
        at_patient.until(presence).await,
        (doctor.id(), Presence::Away)
    );
    let of_whom: Vec<_> = at_patient
        .seen
        .iter()
        .filter_map(|e| presence(&e.frame))
        .map(|p| p.0)
        .collect();
    assert!(
        of_whom.iter().all(|user_id| *user_id == doctor.id()),
        "{of_whom:?}"
    );
}
