//! What the server answers while a scene is played.
//!
//! It has something for everything that is asked for. What decides something it leaves without an
//! answer, so that a page shows the app waiting for one, unless a scene says what becomes of it.

use crate::people::{
    NOW, doctor, doctor_profile, doctors, patient_card, patient_profile, session_of,
};
use crate::sessions::{
    encounter, evening, morning, place, queue, running_elsewhere, skin, skin_elsewhere, yesterday,
};
use client_core::{HttpRequest, Method, NetworkFault};
use serde_json::{Value, json};
use shared::{
    Appointment, Availability, BlockedPatient, CallSnapshot, Colleagues, DoctorCard, EntryState,
    FieldCode, FieldProblem, LeadTimes, Me, MessagePage, Notes, Notification, NotificationChoice,
    NotificationKind, OwnPlace, OwnRatings, Problem, ProblemCode, QueueEntry, QueueSnapshot,
    QueueView, Rating, Role, Schedule, ScheduleId, SignedIn, Slot, SlotList, Thread, limits, paths,
};

/// The clinic of the gallery.
pub(crate) const BASE: &str = "https://clinic.example";

/// What becomes of a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Status and body.
    Told(u16, Value),
    /// Nothing yet.
    Silence,
    /// The server can't be reached, for this reason.
    Unreachable(NetworkFault),
}

impl Reply {
    /// Nothing comes back in time.
    pub(crate) const LOST: Self = Self::Unreachable(NetworkFault::NoAnswer);

    pub(crate) fn ok(body: Value) -> Self {
        Self::Told(200, body)
    }

    pub(crate) fn refused(code: ProblemCode) -> Self {
        Self::problem(code, Vec::new(), None)
    }

    /// Too many tries.
    pub(crate) fn too_many(retry_after_s: u64) -> Self {
        let code = ProblemCode::TooManyRequests;
        Self::problem(code, Vec::new(), Some(retry_after_s))
    }

    /// A form with wrong fields.
    pub(crate) fn wrong_fields(fields: &[(&str, FieldCode)]) -> Self {
        let fields = fields.iter().map(|(field, code)| FieldProblem {
            field: (*field).into(),
            code: *code,
        });
        Self::problem(ProblemCode::Invalid, fields.collect(), None)
    }

    fn problem(code: ProblemCode, fields: Vec<FieldProblem>, retry_after_s: Option<u64>) -> Self {
        let status = match code {
            ProblemCode::WrongCredentials | ProblemCode::RefreshReused => 401,
            ProblemCode::NotFound => 404,
            ProblemCode::Invalid => 422,
            ProblemCode::TooManyRequests => 429,
            _ => 409,
        };
        let problem = Problem {
            type_uri: "about:blank".into(),
            title: String::new(),
            status,
            code,
            detail: String::new(),
            fields,
            retry_after_s,
            request_id: String::new(),
        };
        Self::Told(status, json!(problem))
    }
}

/// What it knows, and what it says to some requests instead of the ordinary.
pub(crate) struct Server {
    pub(crate) me: Me,
    /// Whether it can be reached at all.
    pub(crate) in_reach: bool,
    pub(crate) schedules: Vec<Schedule>,
    /// The doctor's queues.
    pub(crate) entries: Vec<QueueEntry>,
    /// Sessions of other doctors that are under way.
    pub(crate) colleagues: Vec<Schedule>,
    /// The patient's place in any of them.
    pub(crate) place: Option<OwnPlace>,
    pub(crate) notifications: Vec<Notification>,
    pub(crate) unread: u32,
    pub(crate) doctors: Vec<DoctorCard>,
    /// Whom the doctor has blocked.
    pub(crate) blocked: Vec<BlockedPatient>,
    pub(crate) appointments: Vec<Appointment>,
    pub(crate) slots: Vec<Slot>,
    pub(crate) availability: Availability,
    /// What the patient thinks of some of the past calls.
    pub(crate) ratings: Vec<Rating>,
    /// What patients think of the doctor.
    pub(crate) own_ratings: OwnRatings,
    /// The own past calls.
    pub(crate) calls: Vec<CallSnapshot>,
    /// The own threads.
    pub(crate) threads: Vec<Thread>,
    /// The thread of every encounter.
    pub(crate) thread: Option<MessagePage>,
    /// The notes of every encounter.
    pub(crate) notes: Notes,
    replies: Vec<(Method, &'static str, Reply)>,
}

impl Server {
    pub(crate) fn new(me: Me) -> Self {
        let skin = match me.role {
            Role::Doctor => skin(),
            Role::Patient | Role::Admin => skin_elsewhere(),
        };
        Self {
            me,
            in_reach: true,
            schedules: vec![morning(), evening(), skin, yesterday()],
            entries: queue(EntryState::Ready),
            colleagues: vec![running_elsewhere()],
            place: Some(place(EntryState::Waiting)),
            notifications: Vec::new(),
            unread: 0,
            blocked: Vec::new(),
            doctors: doctors(),
            appointments: Vec::new(),
            slots: Vec::new(),
            availability: Availability {
                time_zone: "Europe/Vienna".into(),
                lead_times: LeadTimes::default(),
                rules: Vec::new(),
                exceptions: Vec::new(),
                outside: Vec::new(),
            },
            ratings: Vec::new(),
            own_ratings: few_ratings(),
            calls: Vec::new(),
            threads: Vec::new(),
            thread: None,
            notes: notes(NOTES, 3),
            replies: Vec::new(),
        }
    }

    /// Says this to such requests from now on.
    pub(crate) fn replies(&mut self, method: Method, pattern: &'static str, reply: Reply) {
        self.replies.push((method, pattern, reply));
    }

    /// Leaves what is asked for there without an answer.
    pub(crate) fn holds(&mut self, pattern: &'static str) {
        self.replies(Method::Get, pattern, Reply::Silence);
    }

    /// Can't be reached for what is asked for there.
    pub(crate) fn loses(&mut self, pattern: &'static str) {
        self.replies(Method::Get, pattern, Reply::LOST);
    }

    pub(crate) fn answer(&self, request: &HttpRequest) -> Reply {
        let path = request.url.strip_prefix(BASE).unwrap_or(&request.url);
        let live = path.ends_with("?state=active");
        let path = path.split('?').next().unwrap_or(path);
        if !self.in_reach {
            return Reply::Unreachable(NetworkFault::NoNetwork);
        }
        let mut said = self.replies.iter().rev();
        let found =
            said.find(|(method, pattern, _)| *method == request.method && fits(pattern, path));
        if let Some((_, _, reply)) = found {
            return reply.clone();
        }
        let body = match request.method {
            Method::Post if path == paths::REFRESH => Some(json!(self.signed_in())),
            Method::Post if path == paths::RENEW_CALENDAR => {
                Some(json!({ "path": "/api/calendar/Zm9yLW5vYm9keS1lbHNl.ics" }))
            }
            Method::Get => self.body(path, live),
            Method::Post | Method::Put | Method::Patch | Method::Delete => None,
        };
        body.map_or(Reply::Silence, Reply::ok)
    }

    pub(crate) fn signed_in(&self) -> SignedIn {
        SignedIn {
            access_token: "access".into(),
            access_expires_at: NOW.plus_s(3_600),
            refresh_token: "refresh".into(),
            session_id: session_of(self.me.user_id),
            me: self.me.clone(),
        }
    }

    /// What is told of a path; of calls, all of them or the live one.
    fn body(&self, path: &str, live: bool) -> Option<Value> {
        let is = |pattern| fits(pattern, path);
        Some(match path {
            paths::ME => json!(self.me),
            paths::DOCTOR_SCHEDULES | paths::PATIENT_SCHEDULES => {
                json!({ "schedules": self.schedules })
            }
            paths::WAITING_ROOMS => json!({ "waiting_rooms": [] }),
            paths::NOTIFICATIONS => {
                json!({ "notifications": self.notifications, "unread": self.unread })
            }
            paths::THREADS => {
                let unread: u32 = self.threads.iter().map(|one| one.unread).sum();
                json!({ "threads": self.threads, "unread": unread })
            }
            paths::NOTIFICATION_PREFERENCES => json!({ "choices": choices() }),
            paths::CALLS if live => json!({ "calls": [] }),
            paths::CALLS => json!({ "calls": self.calls, "ratings": self.ratings }),
            paths::DOCTOR_RATINGS => json!(self.own_ratings),
            paths::ICE_SERVERS => json!({ "ice_servers": [] }),
            paths::DOCTORS => json!({ "doctors": self.doctors }),
            paths::BLOCKS => json!({ "patients": self.blocked }),
            paths::APPOINTMENTS => json!({ "appointments": self.appointments }),
            paths::AVAILABILITY => json!(self.availability),
            paths::CALENDAR => json!({ "exists": true }),
            paths::DOCTOR_PROFILE => json!(doctor_profile()),
            paths::PATIENT_PROFILE => json!(patient_profile()),
            paths::COLLEAGUES => json!(Colleagues {
                sessions: self.colleagues.clone(),
            }),
            _ if is(paths::DOCTOR_QUEUE) || is(paths::OWN_PLACE) => {
                json!(self.queue_of(path.split('/').rev().nth(1)?.parse().ok()?)?)
            }
            _ if is(paths::DOCTOR) => {
                let mut doctors = self.doctors.iter();
                json!(doctors.find(|one| path.ends_with(&one.user_id.to_string()))?)
            }
            _ if is(paths::SLOTS) => json!(self.slots()),
            _ if is(paths::APPOINTMENT) => {
                let mut all = self.appointments.iter();
                json!(all.find(|one| path.ends_with(&one.id.to_string()))?)
            }
            _ if is(paths::DOCTOR_PATIENT) => json!(patient_card(path)?),
            _ if is(paths::MESSAGES) => json!(self.thread.as_ref()?),
            _ if is(paths::NOTES) => json!(self.notes),
            _ => return None,
        })
    }

    /// The queue of a session as this person may see it.
    pub(crate) fn queue_of(&self, id: ScheduleId) -> Option<QueueSnapshot> {
        let schedule = self.schedules.iter().find(|one| one.id == id)?;
        let queue = match self.me.role {
            Role::Doctor => QueueView::Doctor {
                entries: self.entries.clone(),
            },
            Role::Patient | Role::Admin => QueueView::Patient {
                place: self.place.clone(),
                waiting: schedule.waiting,
            },
        };
        Some(QueueSnapshot {
            schedule_id: id,
            version: 1,
            queue,
        })
    }

    fn slots(&self) -> SlotList {
        SlotList {
            doctor_id: doctor().user_id,
            time_zone: "Europe/Vienna".into(),
            slots: self.slots.clone(),
        }
    }
}

/// Too few for anything to be told of them.
fn few_ratings() -> OwnRatings {
    OwnRatings {
        count: 3,
        shown_from: limits::RATINGS_SHOWN_FROM,
        mean_hundredths: None,
        comments: Vec::new(),
    }
}

/// Changes nothing.
pub(crate) const fn as_it_is(_: &mut Server) {}

pub(crate) const NOTES: &str = "Dry cough since Monday, worse at night. No fever, no pain.\n\n\
                                Plan: rest, honey, call again if fever.";

/// What the doctor noted; nothing yet in version 0.
pub(crate) fn notes(text: &str, version: i64) -> Notes {
    Notes {
        encounter_id: encounter(),
        text: text.into(),
        version,
        changed_at: (version > 0).then(|| NOW.plus_s(-20)),
    }
}

/// Whether a path is one of those that a pattern of the contract means.
fn fits(pattern: &str, path: &str) -> bool {
    let (wanted, given) = (pattern.split('/'), path.split('/'));
    wanted.clone().count() == given.clone().count()
        && wanted
            .zip(given)
            .all(|(wanted, given)| wanted == given || wanted.starts_with('{'))
}

/// One kind of each sort: everywhere, in the app alone, by mail as well, and not at all.
fn choices() -> Vec<NotificationChoice> {
    let choice = |kind, in_app, os, mail| NotificationChoice {
        kind,
        in_app,
        os,
        mail,
    };
    vec![
        choice(NotificationKind::MissedCall, true, true, None),
        choice(NotificationKind::NewMessage, true, false, None),
        choice(
            NotificationKind::AppointmentReminder,
            true,
            true,
            Some(true),
        ),
        choice(
            NotificationKind::AppointmentChanged,
            false,
            false,
            Some(false),
        ),
        choice(NotificationKind::WaitingRoom, true, true, None),
    ]
}
