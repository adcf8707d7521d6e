//! One sample view of every screen and every stage of a call, for the UI's gallery.
//!
//! Owns invented people only. A test keeps it complete: whoever adds a screen or a stage adds a
//! page.

mod appointment_states;
mod appointments;
mod calls;
mod chats;
mod devices;
mod direct;
mod kit;
mod people;
mod profiles;
mod rooms;

pub use kit::now;

use client_core::{
    AddressFault, FormState, Inbox, LinkState, Loadable, NetworkFault, Notice, NoticeText,
    RefusedAddress, RequestError, Screen, ViewState,
};
use kit::{form, refused, signed_out, unreachable};
use people::{NOW, doctor, patient, view};
use shared::{FieldCode, FieldProblem, ProblemCode, Role};

/// Every page: a name fit for a file, and what to draw.
#[must_use]
pub fn gallery() -> Vec<(&'static str, ViewState)> {
    let mut pages = entrance();
    pages.extend(inboxes());
    pages.extend(profiles::pages());
    pages.extend(rooms::pages());
    pages.extend(calls::pages());
    pages.extend(chats::pages());
    pages.extend(direct::pages());
    pages.extend(devices::pages());
    pages.extend(appointments::pages());
    pages.extend(appointment_states::pages());
    pages
}

/// The bell's states, on a patient's home screen.
fn inboxes() -> Vec<(&'static str, ViewState)> {
    let home = |unread, lines| {
        let screen = Screen::PatientHome {
            schedules: Loadable::Loading,
        };
        ViewState {
            inbox: Some(Inbox { unread, lines }),
            ..view(patient(), screen)
        }
    };
    let problem = unreachable();
    vec![
        ("inbox", home(2, people::inbox(2).lines)),
        ("inbox-read", home(0, people::inbox(0).lines)),
        ("inbox-many", home(128, people::inbox(4).lines)),
        (
            "inbox-empty",
            home(0, Loadable::Loaded { value: Vec::new() }),
        ),
        ("inbox-loading", home(0, Loadable::Loading)),
        ("inbox-failed", home(0, Loadable::Failed { problem })),
    ]
}

fn entrance() -> Vec<(&'static str, ViewState)> {
    let wrong = refused(ProblemCode::WrongCredentials, Vec::new(), None);
    let slow = refused(ProblemCode::TooManyRequests, Vec::new(), Some(30));
    let fields = vec![
        FieldProblem {
            field: "email".into(),
            code: FieldCode::Malformed,
        },
        FieldProblem {
            field: "password".into(),
            code: FieldCode::TooShort,
        },
        FieldProblem {
            field: "date_of_birth".into(),
            code: FieldCode::OutOfRange,
        },
    ];
    let busy = FormState {
        busy: true,
        ..FormState::default()
    };
    let notice = |id, text| Notice { id, text };
    let mut waiting = people::me(Role::Doctor);
    waiting.approved = false;
    let reconnecting = LinkState::Reconnecting {
        retry_at: NOW.plus_s(8),
        fault: Some(NetworkFault::NoAnswer),
    };
    vec![
        (
            "opening",
            ViewState {
                me: None,
                ..view(patient(), Screen::Opening)
            },
        ),
        (
            "opening-unreachable",
            ViewState {
                me: None,
                link: reconnecting,
                ..view(patient(), Screen::Opening)
            },
        ),
        ("sign-in", signed_out(Screen::SignIn(form(None)))),
        ("sign-in-busy", signed_out(Screen::SignIn(busy.clone()))),
        (
            "sign-in-wrong",
            signed_out(Screen::SignIn(form(Some(wrong)))),
        ),
        (
            "sign-in-too-often",
            signed_out(Screen::SignIn(form(Some(slow)))),
        ),
        (
            "sign-in-unreachable",
            signed_out(Screen::SignIn(form(Some(unreachable())))),
        ),
        (
            "sign-in-clock",
            signed_out(Screen::SignIn(form(Some(RequestError::Unreachable {
                fault: NetworkFault::Expired,
            })))),
        ),
        (
            "sign-in-signed-out",
            ViewState {
                notices: vec![notice(1, NoticeText::SignedOut)],
                ..signed_out(Screen::SignIn(form(None)))
            },
        ),
        (
            "sign-in-no-server",
            refused_address("http://clinic.example", AddressFault::NotEncrypted),
        ),
        (
            "sign-in-malformed-server",
            refused_address("clinic example", AddressFault::Malformed),
        ),
        ("register", signed_out(Screen::Register(form(None)))),
        ("register-busy", signed_out(Screen::Register(busy))),
        (
            "register-fields",
            signed_out(Screen::Register(form(Some(refused(
                ProblemCode::Invalid,
                fields,
                None,
            ))))),
        ),
        (
            "register-taken",
            signed_out(Screen::Register(form(Some(refused(
                ProblemCode::EmailTaken,
                Vec::new(),
                None,
            ))))),
        ),
        (
            "awaiting-approval",
            ViewState {
                link: LinkState::SignedOut,
                ..view(waiting, Screen::AwaitingApproval)
            },
        ),
        (
            "admin-notice",
            ViewState {
                link: LinkState::SignedOut,
                ..view(people::me(Role::Admin), Screen::AdminNotice)
            },
        ),
        (
            "notices",
            ViewState {
                notices: vec![
                    notice(
                        1,
                        NoticeText::Failed {
                            problem: unreachable(),
                        },
                    ),
                    notice(
                        2,
                        NoticeText::SessionStarted {
                            title: "Morning hours".into(),
                        },
                    ),
                    notice(
                        3,
                        NoticeText::SessionEnded {
                            title: "Morning hours".into(),
                        },
                    ),
                    notice(4, NoticeText::RemovedFromQueue),
                    notice(5, NoticeText::CannotRing),
                ],
                ..view(
                    patient(),
                    Screen::PatientHome {
                        schedules: Loadable::Loading,
                    },
                )
            },
        ),
        (
            "notices-doctor",
            ViewState {
                notices: vec![
                    notice(
                        6,
                        NoticeText::PatientReady {
                            name: "Ana Ruiz".into(),
                        },
                    ),
                    notice(
                        7,
                        NoticeText::NewMessage {
                            name: "Chidi Okafor".into(),
                        },
                    ),
                    notice(
                        9,
                        NoticeText::WaitingRoom {
                            name: "Ana Ruiz".into(),
                            title: "Afternoon hours".into(),
                            news: shared::WaitingRoomNews::Arrived,
                        },
                    ),
                ],
                ..view(
                    doctor(),
                    rooms::home_screen(Loadable::Loading, FormState::default()),
                )
            },
        ),
    ]
}

/// An address that was given at the start and is not used.
fn refused_address(address: &str, fault: AddressFault) -> ViewState {
    let address = address.into();
    ViewState {
        server_url: None,
        refused_address: Some(RefusedAddress { address, fault }),
        ..signed_out(Screen::SignIn(form(Some(RequestError::NoServer))))
    }
}

#[cfg(test)]
mod tests {
    use super::gallery;
    use client_core::{CallStage, Screen, ViewState};
    use std::collections::BTreeSet;

    fn screen_name(screen: &Screen) -> &'static str {
        match screen {
            Screen::Opening => "opening",
            Screen::SignIn(_) => "sign_in",
            Screen::Register(_) => "register",
            Screen::AwaitingApproval => "awaiting_approval",
            Screen::DoctorHome { .. } => "doctor_home",
            Screen::PracticeRoom(_) => "practice_room",
            Screen::PatientHome { .. } => "patient_home",
            Screen::WaitingRoom(_) => "waiting_room",
            Screen::Profile(_) => "profile",
            Screen::AdminNotice => "admin_notice",
            Screen::Doctors(_) => "doctors",
            Screen::Appointments(_) => "appointments",
            Screen::Appointment(_) => "appointment",
            Screen::Booking(_) => "booking",
            Screen::Availability(_) => "availability",
        }
    }

    fn stage_name(stage: &CallStage) -> String {
        match stage {
            CallStage::Ringing { receipt, .. } => format!("ringing {:?}", receipt.stage),
            CallStage::Connecting { .. } => "connecting".into(),
            CallStage::Active { .. } => "active".into(),
            CallStage::Interrupted { .. } => "interrupted".into(),
            CallStage::Held => "held".into(),
            CallStage::Elsewhere => "elsewhere".into(),
            CallStage::Ended { outcome, .. } => format!("ended {outcome:?}"),
        }
    }

    #[test]
    fn every_screen_and_every_stage_of_a_call_has_a_page() {
        let pages = gallery();
        let screens: BTreeSet<_> = pages
            .iter()
            .map(|(_, view)| screen_name(&view.screen))
            .collect();
        assert_eq!(screens.len(), 15, "{screens:?}");
        let stages: BTreeSet<_> = pages
            .iter()
            .filter_map(|(_, view)| view.call.as_ref())
            .map(|call| stage_name(&call.stage))
            .collect();
        // Four stages of a ring that are not an answer yet, four of a call, seven outcomes.
        assert_eq!(stages.len(), 4 + 5 + 7, "{stages:?}");
    }

    #[test]
    fn names_are_unique_and_fit_for_files() {
        let pages = gallery();
        let names: BTreeSet<_> = pages.iter().map(|(name, _)| *name).collect();
        assert_eq!(names.len(), pages.len());
        for name in names {
            assert!(
                name.chars().all(|c| c.is_ascii_lowercase() || c == '-'),
                "{name}"
            );
        }
    }

    #[test]
    fn every_page_survives_json() {
        for (name, view) in gallery() {
            let text = serde_json::to_string(&view).unwrap();
            assert_eq!(
                serde_json::from_str::<ViewState>(&text).unwrap(),
                view,
                "{name}"
            );
        }
    }
}
