//! A small server: enough of the contract to play a visit through, with deadlines and versions.

use super::about::About;
use super::answers::Answer;
use super::places::StoredEntry;
use super::proof_desk::ProofDesk;
use client_core::HttpRequest;
use domain::device_test::{has_passed, is_lacking};
use serde_json::Value;
use shared::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub struct User {
    pub me: Me,
    pub password: String,
    pub seq: i64,
    pub outbox: Vec<(i64, ServerFrame)>,
    /// Oldest first.
    pub notifications: Vec<Notification>,
    /// Null until it is saved.
    pub profile: Value,
}

pub struct Session {
    pub user_id: UserId,
    pub refresh_token: String,
    /// The one before it, which may come again as long as that one was not used.
    pub spent_token: String,
    pub access_token: String,
    pub expires_at: Timestamp,
}

/// A device's socket as the server sees it.
pub struct Socket {
    pub session_id: SessionId,
    pub last_sent: i64,
    pub schedules: BTreeSet<ScheduleId>,
}

pub struct Call {
    pub id: CallId,
    pub version: i64,
    pub about: About,
    pub decline_message: Pii,
    pub machine: domain::call::Call,
    /// Signals to the callee and to the caller, kept for a reconnect.
    pub signals: [Vec<Signal>; 2],
    /// How many of them were said to an app that ended meanwhile.
    pub outdated: [u64; 2],
}

/// What the small server keeps of appointments and hours.
#[derive(Default)]
pub struct AppointmentBook {
    pub appointments: Vec<Appointment>,
    /// Starts of slots; each is half an hour long.
    pub slots: Vec<Timestamp>,
    pub rules: Vec<AvailabilityRule>,
    pub exceptions: Vec<AvailabilityException>,
    pub lead_times: LeadTimes,
    pub feed: u32,
}

/// What a route does for a device of a person, with the id that its path names.
pub type OwnRoute = fn(&mut Server, &HttpRequest, (UserId, SessionId), Uuid) -> Answer;

/// What somebody between two devices makes of a signal: which way goes what. 0 is to the callee, 1 to the
/// caller.
pub type Middle = Box<dyn FnMut(CallId, usize, Signal) -> Vec<(usize, Signal)>>;

pub struct Server {
    pub now: Timestamp,
    /// How far its clock was set forward since.
    pub ahead_ms: i64,
    pub users: BTreeMap<UserId, User>,
    pub sessions: BTreeMap<SessionId, Session>,
    pub sockets: BTreeMap<usize, Socket>,
    pub schedules: Vec<Schedule>,
    pub places: Vec<StoredEntry>,
    pub queue_version: i64,
    pub calls: Vec<Call>,
    pub messages: Vec<Message>,
    pub notes: BTreeMap<EncounterId, Notes>,
    pub marks: BTreeMap<(EncounterId, UserId), ChatMarks>,
    /// The next message is refused so.
    pub refuse_message: Option<ProblemCode>,
    /// What it asks of a device before Ready.
    pub device_test_policy: DeviceTestPolicy,
    /// What everybody wants to be told.
    pub choices: NotificationPreferences,
    /// Rehearsals of the ring get through.
    pub rehearsals_arrive: bool,
    /// Routes that one test alone needs, by their paths: what they do stands beside that test.
    pub own_routes: BTreeMap<&'static str, OwnRoute>,
    /// What is done to the schedules before they are told, by the path that asks for them.
    pub own_list: Option<fn(&str, &mut Value)>,
    /// The relays that members of a live call are told of.
    pub ice_servers: Vec<IceServer>,
    /// It is older than the word for signals that are out of date.
    pub is_old: bool,
    /// How many rows a page of a list has; all where absent, as servers of old told them.
    pub rows_per_page: Option<usize>,
    /// Sits between the two devices of each call.
    pub middle: Option<Middle>,
    /// Direct calls are refused so.
    pub refuse_call: Option<ProblemCode>,
    /// Files of threads, stored and not thrown away.
    pub files: Vec<ChatFile>,
    /// The next file is refused so.
    pub refuse_file: Option<ProblemCode>,
    /// What patients said of their calls.
    pub ratings: BTreeMap<CallId, Rating>,
    /// The next rating is refused so.
    pub refuse_rating: Option<Answer>,
    /// When encounters were over.
    pub open_until: Option<Timestamp>,
    /// Answers given, by idempotency key.
    pub answered: BTreeMap<String, Answer>,
    /// How often each decision was carried out.
    pub decisions: Vec<String>,
    /// Sockets to close: their token was void.
    pub rejected: Vec<usize>,
    /// So many frames that were seen are sent again after a reconnect.
    pub replays_seen: i64,
    pub token_life_ms: i64,
    /// Frames on their way: which device, what.
    pub post: Vec<(usize, Envelope)>,
    pub book: AppointmentBook,
    pub proof: ProofDesk,
    ids: u128,
}

impl Server {
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            ahead_ms: 0,
            users: BTreeMap::new(),
            sessions: BTreeMap::new(),
            sockets: BTreeMap::new(),
            schedules: Vec::new(),
            places: Vec::new(),
            queue_version: 0,
            calls: Vec::new(),
            messages: Vec::new(),
            notes: BTreeMap::new(),
            marks: BTreeMap::new(),
            refuse_message: None,
            device_test_policy: DeviceTestPolicy::default(),
            choices: NotificationPreferences {
                choices: NotificationKind::ALL.map(choice).to_vec(),
            },
            rehearsals_arrive: true,
            own_routes: BTreeMap::new(),
            own_list: None,
            ice_servers: Vec::new(),
            is_old: false,
            rows_per_page: None,
            middle: None,
            refuse_call: None,
            files: Vec::new(),
            refuse_file: None,
            ratings: BTreeMap::new(),
            refuse_rating: None,
            open_until: None,
            answered: BTreeMap::new(),
            decisions: Vec::new(),
            rejected: Vec::new(),
            replays_seen: 0,
            token_life_ms: 900_000,
            post: Vec::new(),
            book: AppointmentBook::default(),
            proof: ProofDesk::default(),
            ids: 0,
        }
    }

    pub fn id(&mut self) -> Uuid {
        self.ids += 1;
        Uuid::from_u128(self.ids)
    }

    pub fn add_user(&mut self, role: Role, name: &str) -> UserId {
        let user_id = UserId(self.id());
        let me = Me {
            user_id,
            role,
            name: name.into(),
            email: format!("{name}@clinic.example").into(),
            time_zone: "Europe/Vienna".into(),
            approved: true,
        };
        let user = User {
            me,
            password: "secret-enough".into(),
            seq: 0,
            outbox: Vec::new(),
            notifications: Vec::new(),
            profile: Value::Null,
        };
        self.users.insert(user_id, user);
        user_id
    }

    pub fn sign_in(&mut self, user_id: UserId) -> SignedIn {
        let session_id = SessionId(self.id());
        let session = Session {
            user_id,
            refresh_token: String::new(),
            spent_token: String::new(),
            access_token: String::new(),
            expires_at: self.now,
        };
        self.sessions.insert(session_id, session);
        self.renew(session_id)
    }

    pub fn renew(&mut self, session_id: SessionId) -> SignedIn {
        let (access, next) = (self.id().to_string(), self.id().to_string());
        let session = self.sessions.get_mut(&session_id).unwrap();
        session.access_token = access;
        session.spent_token = std::mem::replace(&mut session.refresh_token, next);
        self.admit(session_id)
    }

    /// What a device of this session proves itself by. A token that somebody has goes on working.
    pub fn admit(&mut self, session_id: SessionId) -> SignedIn {
        let expires_at = self.now.plus_ms(self.token_life_ms);
        let session = self.sessions.get_mut(&session_id).unwrap();
        session.expires_at = expires_at;
        SignedIn {
            access_token: session.access_token.as_str().into(),
            access_expires_at: expires_at,
            refresh_token: session.refresh_token.as_str().into(),
            session_id,
            me: self.users[&session.user_id].me.clone(),
        }
    }

    pub fn who(&self, token: &str) -> Option<(SessionId, UserId)> {
        let (id, session) = self
            .sessions
            .iter()
            .find(|(_, session)| session.access_token == token)?;
        (self.now < session.expires_at).then_some((*id, session.user_id))
    }

    /// Stores a frame for a person and sends it to their devices.
    pub fn tell(&mut self, user_id: UserId, frame: ServerFrame) {
        let user = self.users.get_mut(&user_id).unwrap();
        user.seq += 1;
        user.outbox.push((user.seq, frame));
        self.flush();
    }

    /// Stores a notification and tells it.
    pub fn notify(&mut self, user_id: UserId, about: NotificationAbout) {
        let notification = self.keep_notification(user_id, about);
        self.tell(user_id, ServerFrame::Notification { notification });
    }

    /// Stores one without telling it, as where a frame was lost.
    pub fn keep_notification(&mut self, user_id: UserId, about: NotificationAbout) -> Notification {
        let created_at = self.now;
        let user = self.users.get_mut(&user_id).unwrap();
        let number = i64::try_from(user.notifications.len()).unwrap() + 1;
        let notification = Notification {
            number,
            about,
            created_at,
            read_at: None,
        };
        user.notifications.push(notification.clone());
        notification
    }

    pub fn inbox_of(&self, user_id: UserId) -> NotificationList {
        let all = &self.users[&user_id].notifications;
        let unread = all.iter().filter(|one| one.read_at.is_none()).count();
        NotificationList {
            notifications: all.iter().rev().cloned().collect(),
            unread: u32::try_from(unread).unwrap(),
            next: None,
        }
    }

    pub fn flush(&mut self) {
        for (device, socket) in &mut self.sockets {
            let user_id = self.sessions[&socket.session_id].user_id;
            for (seq, frame) in &self.users[&user_id].outbox {
                if *seq > socket.last_sent {
                    socket.last_sent = *seq;
                    let frame = frame.clone();
                    self.post.push((
                        *device,
                        Envelope {
                            v: 1,
                            seq: *seq,
                            stored: true,
                            now: Some(self.now),
                            frame,
                        },
                    ));
                }
            }
        }
    }

    /// Sends something that is not stored.
    pub fn whisper(&mut self, device: usize, frame: ServerFrame) {
        if let Some(socket) = self.sockets.get(&device) {
            self.post.push((
                device,
                Envelope {
                    v: 1,
                    seq: socket.last_sent,
                    stored: false,
                    now: Some(self.now),
                    frame,
                },
            ));
        }
    }

    pub fn on_frame(&mut self, device: usize, frame: ClientFrame) {
        match frame {
            ClientFrame::Authenticate { token, last_seq } => {
                let Some((session_id, user_id)) = self.who(token.reveal()) else {
                    self.rejected.push(device);
                    return;
                };
                // Shown anew: the socket goes on as it is.
                if self.sockets.contains_key(&device) {
                    return;
                }
                let newest = self.users[&user_id].seq;
                let resumed = last_seq.is_some_and(|seq| seq <= newest && newest - seq < 20);
                let last_sent = last_seq.filter(|_| resumed).unwrap_or(newest);
                let last_sent = (last_sent - self.replays_seen).max(0);
                let schedules = BTreeSet::new();
                self.sockets.insert(
                    device,
                    Socket {
                        session_id,
                        last_sent,
                        schedules,
                    },
                );
                let server_now = self.now;
                self.whisper(
                    device,
                    ServerFrame::Authenticated {
                        user_id,
                        session_id,
                        server_now,
                        resumed,
                    },
                );
                self.flush();
            }
            ClientFrame::JoinSchedule { schedule_id } => {
                if let Some(socket) = self.sockets.get_mut(&device) {
                    socket.schedules.insert(schedule_id);
                    self.tell_queue_to(device, schedule_id);
                }
            }
            ClientFrame::LeaveSchedule { schedule_id } => {
                if let Some(socket) = self.sockets.get_mut(&device) {
                    socket.schedules.remove(&schedule_id);
                }
            }
            ClientFrame::JoinCall {
                call_id,
                last_signal,
                backlog,
            } => self.replay_signals(device, call_id, last_signal, backlog),
            ClientFrame::LeaveCall { .. } => {}
            ClientFrame::Message { .. }
            | ClientFrame::MessageRead { .. }
            | ClientFrame::Typing { .. } => self.on_chat_frame(device, frame),
            ClientFrame::RingReceipt {
                call_id,
                stage,
                stall,
            } => {
                self.on_receipt(call_id, RingReceipt { stage, stall });
            }
            ClientFrame::CallQuality { .. }
            | ClientFrame::JoinDoctors
            | ClientFrame::LeaveDoctors
            | ClientFrame::LookAtSchedule { .. } => {}
            ClientFrame::Signal { call_id, signal } => self.relay(device, call_id, signal),
        }
    }

    pub fn queue_for(&self, user_id: UserId, schedule_id: ScheduleId) -> QueueSnapshot {
        let live: Vec<_> = self
            .places
            .iter()
            .filter(|p| p.schedule_id == schedule_id)
            .collect();
        let waiting = u32::try_from(live.len()).unwrap();
        let queue = if self.users[&user_id].me.role == Role::Doctor {
            QueueView::Doctor {
                entries: live.iter().map(|p| self.entry_for(p, user_id)).collect(),
            }
        } else {
            let own = live.iter().find(|p| p.entry.patient_id == user_id);
            QueueView::Patient {
                place: own.map(|p| OwnPlace {
                    entry_id: p.entry.entry_id,
                    state: p.entry.state,
                    position: p.entry.position,
                    waiting,
                    joined_at: p.entry.joined_at,
                    device_test: p.entry.device_test,
                    device_test_policy: self.device_test_policy,
                    device_test_passed: has_passed(p.entry.device_test.as_ref()),
                    reason: p.entry.reason.clone(),
                    unread: self.unread_of(p.entry.entry_id.into(), user_id),
                    expected: None,
                    said_ready: p.ready_at.is_some(),
                    failed_ring: p.failed_ring(),
                }),
                waiting,
            }
        };
        QueueSnapshot {
            schedule_id,
            version: self.queue_version,
            queue,
        }
    }

    /// A place as its doctor sees it.
    fn entry_for(&self, place: &StoredEntry, doctor_id: UserId) -> QueueEntry {
        let entry = &place.entry;
        let is_about = |call: &&Call| {
            let about = matches!(call.about, About::Queue(_, id) if id == entry.entry_id);
            about && call.machine.is_live()
        };
        let call = self.calls.iter().find(is_about);
        QueueEntry {
            unread: self.unread_of(entry.entry_id.into(), doctor_id),
            call_id: call.map(|call| call.id),
            receipt: call.map(|call| call.machine.receipt()),
            device_test_lacking: entry.state.is_open()
                && is_lacking(self.device_test_policy, entry.device_test.as_ref()),
            failed_ring: place.failed_ring(),
            ..entry.clone()
        }
    }

    pub fn tell_queue_to(&mut self, device: usize, schedule_id: ScheduleId) {
        let user_id = self.sessions[&self.sockets[&device].session_id].user_id;
        let snapshot = self.queue_for(user_id, schedule_id);
        self.whisper(device, ServerFrame::QueueUpdated(snapshot));
    }

    pub fn queue_changed(&mut self, schedule_id: ScheduleId) {
        self.queue_version += 1;
        let followers: Vec<usize> = self
            .sockets
            .iter()
            .filter(|(_, socket)| socket.schedules.contains(&schedule_id))
            .map(|(device, _)| *device)
            .collect();
        for device in followers {
            self.tell_queue_to(device, schedule_id);
        }
    }
}

const fn choice(kind: NotificationKind) -> NotificationChoice {
    NotificationChoice {
        kind,
        in_app: true,
        os: true,
        mail: None,
    }
}
