//! Past visits and calls.

use crate::calls::{ringing, ringing_of};
use crate::ends::over;
use crate::people::{DAY_S, HOUR_S, NOW, doctor, patient, user_id};
use crate::scene::{Pages, Scene};
use crate::server::Server;
use client_core::HistoryIntent;
use shared::{
    AppointmentId, CallId, CallKind, CallSnapshot, Cause, Me, Outcome, OwnRatings, Rating,
    RatingComment, limits, paths,
};
use uuid::Uuid;

/// The same call so long ago, after a talk of so many seconds.
fn ago(number: u128, seconds: i64, talked_s: Option<i64>, call: CallSnapshot) -> CallSnapshot {
    let placed_at = NOW.plus_s(-seconds);
    let active_at = talked_s.map(|_| placed_at.plus_s(9));
    CallSnapshot {
        id: CallId(Uuid::from_u128(3_000 + number)),
        placed_at,
        accepted_at: active_at,
        active_at,
        ended_at: Some(placed_at.plus_s(39 + talked_s.unwrap_or_default())),
        ..call
    }
}

/// Another patient of the doctor.
fn tom() -> Me {
    Me {
        user_id: user_id(8),
        name: "Tom Okafor".into(),
        ..patient()
    }
}

fn completed(call: CallSnapshot, by: Me) -> CallSnapshot {
    over(call, Outcome::Completed, None, Some(by))
}

fn of_patient() -> Vec<CallSnapshot> {
    let rung = || ringing_of(CallKind::Direct, patient(), doctor());
    let of_appointment = CallSnapshot {
        appointment_id: Some(AppointmentId(Uuid::from_u128(704))),
        ..ringing_of(CallKind::Appointment, doctor(), patient())
    };
    let declined = CallSnapshot {
        decline_message: "Please book a time for this afternoon.".into(),
        ..over(
            rung(),
            Outcome::Declined,
            Some(Cause::PersonDeclined),
            Some(doctor()),
        )
    };
    let unheard = Some(Cause::RangUnheard);
    vec![
        ago(1, 2 * HOUR_S, Some(723), completed(ringing(), doctor())),
        ago(
            2,
            3 * HOUR_S,
            None,
            over(ringing(), Outcome::Missed, unheard, None),
        ),
        ago(
            3,
            2 * DAY_S,
            None,
            over(rung(), Outcome::Missed, unheard, None),
        ),
        ago(4, 5 * DAY_S, None, declined),
        ago(
            5,
            40 * DAY_S,
            Some(45),
            over(
                of_appointment.clone(),
                Outcome::Lost,
                Some(Cause::OtherSideGone),
                None,
            ),
        ),
        ago(
            6,
            41 * DAY_S,
            None,
            over(
                of_appointment,
                Outcome::NoShow,
                Some(Cause::PartyAbsent),
                None,
            ),
        ),
    ]
}

fn of_doctor() -> Vec<CallSnapshot> {
    let by_tom = ringing_of(CallKind::Direct, tom(), doctor());
    let unheard = Some(Cause::RangUnheard);
    vec![
        ago(
            7,
            HOUR_S,
            None,
            over(by_tom, Outcome::Missed, unheard, None),
        ),
        ago(8, 2 * HOUR_S, Some(723), completed(ringing(), doctor())),
        ago(
            9,
            3 * HOUR_S,
            None,
            over(ringing(), Outcome::Missed, unheard, None),
        ),
        ago(
            10,
            30 * HOUR_S,
            None,
            over(
                ringing_of(CallKind::Direct, patient(), doctor()),
                Outcome::NeverConnected,
                Some(Cause::NetworkBlocked),
                None,
            ),
        ),
    ]
}

fn list(me: Me, change: impl FnOnce(&mut Server)) -> Scene {
    Scene::of(me)
        .with(change)
        .start()
        .does(HistoryIntent::ShowHistory)
}

const RATED: CallId = CallId(Uuid::from_u128(3_001));

/// The newest one was rated.
fn rated() -> Scene {
    list(patient(), |server| {
        server.calls = of_patient();
        server.ratings = vec![Rating {
            call_id: RATED,
            stars: 4,
            comment: "She took her time.".into(),
            rated_at: NOW.plus_s(-HOUR_S),
            changeable_until: NOW.plus_s(6 * DAY_S),
        }];
    })
}

fn opens_rating() -> HistoryIntent {
    HistoryIntent::OpenRating { call_id: RATED }
}

fn enough() -> OwnRatings {
    let comment = |stars, month: &str, comment: &str| RatingComment {
        stars,
        comment: comment.into(),
        month: month.into(),
    };
    OwnRatings {
        count: 37,
        shown_from: limits::RATINGS_SHOWN_FROM,
        mean_hundredths: Some(462),
        comments: vec![
            comment(
                5,
                "2026-11",
                "She took her time, and I understood everything.",
            ),
            comment(
                2,
                "2026-11",
                "I waited for fifty minutes, and then it took four.",
            ),
            comment(4, "2026-09", "شكرا جزيلا"),
        ],
    }
}

pub(crate) fn pages() -> Pages {
    vec![
        (
            "history",
            list(patient(), |server| server.calls = of_patient()).view(),
        ),
        (
            "history-doctor",
            list(doctor(), |server| server.calls = of_doctor()).view(),
        ),
        ("history-rating", rated().does(opens_rating()).view()),
        (
            "history-rating-busy",
            rated()
                .does(opens_rating())
                .does(HistoryIntent::RatePast {
                    stars: 5,
                    comment: "She listened.".into(),
                })
                .view(),
        ),
        (
            "history-rated",
            list(doctor(), |server| {
                server.calls = of_doctor();
                server.own_ratings = enough();
            })
            .view(),
        ),
        ("history-empty", list(patient(), |_| ()).view()),
        (
            "history-loading",
            list(patient(), |server| server.holds(paths::CALLS)).view(),
        ),
        (
            "history-failed",
            list(patient(), |server| server.loses(paths::CALLS))
                .passes(6)
                .view(),
        ),
    ]
}
