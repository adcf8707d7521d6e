//! The small server's REST side.

use super::calls::Terms;
use super::server::{Place, Server};
use client_core::{HttpRequest, Method};
use serde_json::{Value, json};
use shared::*;

pub type Answer = (u16, Value);

pub const BASE: &str = "http://clinic.example";

fn ok(value: impl serde::Serialize) -> Answer {
    (200, serde_json::to_value(value).unwrap())
}

pub fn problem(status: u16, code: ProblemCode) -> Answer {
    let problem = Problem {
        type_uri: "about:blank".into(),
        title: String::new(),
        status,
        code,
        detail: String::new(),
        fields: Vec::new(),
        retry_after_s: None,
        request_id: String::new(),
    };
    (status, serde_json::to_value(problem).unwrap())
}

pub fn wrong_field(field: &str, code: FieldCode) -> Answer {
    let field = FieldProblem {
        field: field.into(),
        code,
    };
    let (status, mut body) = problem(422, ProblemCode::Invalid);
    body["fields"] = json!([field]);
    (status, body)
}

pub fn body<T: serde::de::DeserializeOwned>(request: &HttpRequest) -> T {
    serde_json::from_value(request.body.clone().unwrap_or_default().0).unwrap()
}

impl Server {
    pub fn on_request(&mut self, request: &HttpRequest) -> Answer {
        let key = request.idempotency_key.clone();
        if let Some(answer) = key.as_ref().and_then(|key| self.answered.get(key)) {
            return answer.clone();
        }
        let path = request.url.strip_prefix(BASE).unwrap().to_owned();
        let answer = self.route(request, &path);
        if let Some(key) = key
            && answer.0 != 401
        {
            self.decisions.push(path);
            self.answered.insert(key, answer.clone());
        }
        answer
    }

    fn route(&mut self, request: &HttpRequest, path: &str) -> Answer {
        let token = request.bearer.as_ref().map(|token| token.reveal().as_str());
        match path {
            paths::LOGIN => return self.login(&body(request)),
            paths::REFRESH => return self.refresh(&body(request)),
            _ => {}
        }
        let Some((session_id, user_id)) = token.and_then(|token| self.who(token)) else {
            return problem(401, ProblemCode::Unauthenticated);
        };
        match (request.method, path) {
            (Method::Post, paths::LOGOUT) => {
                self.sessions.remove(&session_id);
                return (204, Value::Null);
            }
            (Method::Post, paths::DOCTOR_SCHEDULES) => {
                return (201, json!(self.add_schedule(user_id, &body(request))));
            }
            (_, paths::DOCTOR_SCHEDULES | paths::PATIENT_SCHEDULES) => {
                return ok(self.schedules_json());
            }
            (_, paths::ICE_SERVERS) => {
                return ok(IceServers {
                    ice_servers: Vec::new(),
                });
            }
            (Method::Get, paths::NOTIFICATION_PREFERENCES) => return ok(self.choices.clone()),
            (Method::Put, paths::NOTIFICATION_PREFERENCES) => {
                self.choices = body(request);
                return ok(self.choices.clone());
            }
            (Method::Get, paths::NOTIFICATIONS) => return ok(self.inbox_of(user_id)),
            (Method::Post, paths::NOTIFICATIONS_READ) => {
                let up_to = body::<MarkRead>(request).up_to;
                let now = self.now;
                let user = self.users.get_mut(&user_id).unwrap();
                for one in &mut user.notifications {
                    if one.number <= up_to {
                        one.read_at.get_or_insert(now);
                    }
                }
                return ok(self.inbox_of(user_id));
            }
            (Method::Get, paths::DOCTOR_PROFILE | paths::PATIENT_PROFILE) => {
                return ok(self.profile_of(user_id));
            }
            (Method::Put, paths::DOCTOR_PROFILE | paths::PATIENT_PROFILE) => {
                return self.save_profile(user_id, body(request));
            }
            (Method::Post, paths::PASSWORD_CHANGE) => {
                return self.change_password(user_id, &body(request));
            }
            (Method::Get, paths::WAITING_ROOMS) => return ok(self.waiting_rooms()),
            (_, paths::ME) => return ok(self.users[&user_id].me.clone()),
            (_, "/api/call-sessions?state=active") => return ok(self.active_calls(user_id)),
            _ => {}
        }
        if let Some(answer) = self.about_visits(request, (user_id, session_id), path) {
            return answer;
        }
        let parts: Vec<&str> = path.split('/').skip(2).collect();
        match parts.as_slice() {
            ["doctor" | "patient", "schedules", id, verb @ ..] => {
                self.in_schedule(request, (user_id, session_id), id.parse().unwrap(), verb)
            }
            ["doctors", id, "call"] => {
                let reason = body::<DirectCallRequest>(request).reason;
                let (caller, doctor_id) = ((user_id, session_id), id.parse().unwrap());
                match self.refuse_call {
                    Some(code) => problem(409, code),
                    None => ok(self.ring(Terms::Direct(reason), caller, doctor_id)),
                }
            }
            ["call-sessions", id, "call-back"] => {
                let missed = self.call(id.parse().unwrap()).unwrap().caller.user_id;
                let terms = Terms::Direct(Pii::default());
                ok(self.ring(terms, (user_id, session_id), missed))
            }
            ["patient", "call-sessions", id, verb] | ["call-sessions", id, verb] => {
                self.decide(request, (user_id, session_id), id.parse().unwrap(), verb)
            }
            ["encounters", id, rest] => self.in_thread(request, user_id, id.parse().unwrap(), rest),
            ["encounters", _, "files", file_id] => self.file(file_id.parse().unwrap()),
            ["call-sessions", id] => match self.call(id.parse().unwrap()) {
                Some(call) => ok(call),
                None => problem(404, ProblemCode::NotFound),
            },
            _ => panic!("no route for {path}"),
        }
    }

    fn waiting_rooms(&self) -> WaitingRooms {
        let counts = |schedule: &Schedule| {
            let states: Vec<_> = self
                .places
                .iter()
                .filter(|place| place.schedule_id == schedule.id)
                .map(|place| place.entry.state)
                .collect();
            let of = |wanted| states.iter().filter(|state| **state == wanted).count();
            let count = |wanted| u32::try_from(of(wanted)).unwrap();
            WaitingRoomCounts {
                schedule_id: schedule.id,
                title: schedule.title.clone(),
                waiting: count(EntryState::Waiting),
                ready: count(EntryState::Ready),
                in_call: count(EntryState::Invited) + count(EntryState::InCall),
                present: 0,
            }
        };
        WaitingRooms {
            waiting_rooms: self.schedules.iter().map(counts).collect(),
        }
    }

    fn profile_of(&self, user_id: UserId) -> Value {
        let user = &self.users[&user_id];
        if !user.profile.is_null() {
            return user.profile.clone();
        }
        let (name, time_zone) = (user.me.name.clone(), user.me.time_zone.clone());
        if user.me.role == Role::Doctor {
            return json!(DoctorProfile {
                name,
                time_zone,
                ..DoctorProfile::default()
            });
        }
        json!(PatientProfile {
            name,
            time_zone,
            date_of_birth: "1980-01-31".into(),
            ..PatientProfile::default()
        })
    }

    fn save_profile(&mut self, user_id: UserId, profile: Value) -> Answer {
        let name = profile["name"].as_str().unwrap().to_owned();
        if name.is_empty() {
            return wrong_field("name", FieldCode::Required);
        }
        let user = self.users.get_mut(&user_id).unwrap();
        user.me.name = name.into();
        user.me.time_zone = profile["time_zone"].as_str().unwrap().to_owned();
        user.profile = match user.me.role {
            Role::Doctor => json!(serde_json::from_value::<DoctorProfile>(profile).unwrap()),
            _ => json!(serde_json::from_value::<PatientProfile>(profile).unwrap()),
        };
        ok(user.profile.clone())
    }

    fn change_password(&mut self, user_id: UserId, change: &PasswordChange) -> Answer {
        let user = self.users.get_mut(&user_id).unwrap();
        if user.password != *change.current_password.reveal() {
            return problem(401, ProblemCode::WrongCredentials);
        }
        if change.new_password.reveal().len() < limits::MIN_PASSWORD_CHARS {
            return wrong_field("new_password", FieldCode::TooShort);
        }
        user.password.clone_from(change.new_password.reveal());
        (204, Value::Null)
    }

    fn login(&mut self, login: &LoginRequest) -> Answer {
        let user = self
            .users
            .values()
            .find(|user| user.me.email == login.email && user.password == *login.password.reveal());
        match user.map(|user| user.me.user_id) {
            Some(user_id) => ok(self.sign_in(user_id)),
            None => problem(401, ProblemCode::WrongCredentials),
        }
    }

    fn refresh(&mut self, refresh: &RefreshRequest) -> Answer {
        let known = self
            .sessions
            .iter()
            .find(|(_, session)| session.refresh_token == *refresh.refresh_token.reveal());
        match known.map(|(session_id, _)| *session_id) {
            Some(session_id) => ok(self.renew(session_id)),
            None => problem(401, ProblemCode::RefreshReused),
        }
    }

    fn active_calls(&self, user_id: UserId) -> CallList {
        let calls = self.calls.iter().map(|call| call.snapshot.clone());
        let own = calls.filter(|call| {
            call.phase != CallPhase::Ended
                && (call.caller.user_id == user_id || call.callee.user_id == user_id)
        });
        CallList {
            calls: own.collect(),
        }
    }

    fn in_schedule(
        &mut self,
        request: &HttpRequest,
        (user_id, session_id): (UserId, SessionId),
        id: ScheduleId,
        verb: &[&str],
    ) -> Answer {
        match verb {
            ["start"] => self.set_status(id, ScheduleStatus::Online),
            ["end"] => self.set_status(id, ScheduleStatus::Completed),
            ["queue"] if request.method == Method::Put => {
                let order = body::<ReorderRequest>(request).patient_ids;
                let place_of = |place: &Place| {
                    let whose = place.entry.patient_id;
                    order.iter().position(|id| *id == whose)
                };
                self.places.sort_by_key(place_of);
                self.queue_changed(id);
                ok(self.queue_for(user_id, id))
            }
            ["queue"] => ok(self.queue_for(user_id, id)),
            ["join-queue"] => {
                let reason = body::<JoinQueueRequest>(request).reason;
                let entry = QueueEntry {
                    entry_id: EntryId(self.id()),
                    patient_id: user_id,
                    name: self.users[&user_id].me.name.clone(),
                    age: Some(41),
                    reason,
                    position: Some(1),
                    state: EntryState::Waiting,
                    joined_at: self.now,
                    presence: Presence::Present,
                    device_test: None,
                    call_id: None,
                    receipt: None,
                    unread: 0,
                    device_test_lacking: false,
                };
                self.places.push(Place {
                    entry,
                    schedule_id: id,
                });
                self.queue_changed(id);
                ok(self.queue_for(user_id, id))
            }
            ["ring-rehearsal"] => {
                let until = self.now.plus_ms(8_000);
                let own = self.sockets.iter();
                let own = own.filter(|(_, socket)| socket.session_id == session_id);
                let device = own.map(|(device, _)| *device).next();
                if self.rehearsals_arrive {
                    self.whisper(device.unwrap(), ServerFrame::RingRehearsal { until });
                }
                (204, Value::Null)
            }
            ["leave-queue"] => self.set_place(user_id, user_id, id, EntryState::Left),
            ["device-test"] => {
                let test: DeviceTest = body(request);
                let place = self
                    .places
                    .iter_mut()
                    .find(|place| place.schedule_id == id && place.entry.patient_id == user_id);
                place.unwrap().entry.device_test = Some(test);
                self.queue_changed(id);
                ok(self.queue_for(user_id, id))
            }
            ["toggle-ready"] => {
                let ready = body::<ToggleReadyRequest>(request).ready;
                let state = if ready {
                    EntryState::Ready
                } else {
                    EntryState::Waiting
                };
                self.set_place(user_id, user_id, id, state)
            }
            ["remove-patient", patient] => {
                self.set_place(user_id, patient.parse().unwrap(), id, EntryState::Removed)
            }
            ["mark-no-show", patient] => {
                self.set_place(user_id, patient.parse().unwrap(), id, EntryState::NoShow)
            }
            ["reset-patient", patient] => {
                self.set_place(user_id, patient.parse().unwrap(), id, EntryState::Waiting)
            }
            ["start-call"] => {
                let wanted = body::<StartCallRequest>(request).patient_id.unwrap();
                let ready = self.places.iter().any(|place| {
                    place.entry.patient_id == wanted && place.entry.state == EntryState::Ready
                });
                if self.live_call().is_some() {
                    return problem(409, ProblemCode::DoctorBusy);
                }
                if !ready {
                    return problem(409, ProblemCode::PatientNotReady);
                }
                ok(self.place_call(id, (user_id, session_id), wanted))
            }
            [] if request.method == Method::Patch => self.change_plan(id, &body(request)),
            [] if request.method == Method::Delete => self.delete_plan(id),
            [] => ok(self
                .schedules
                .iter()
                .find(|schedule| schedule.id == id)
                .unwrap()),
            other => panic!("no verb {other:?}"),
        }
    }

    fn change_plan(&mut self, id: ScheduleId, plan: &NewSchedule) -> Answer {
        if plan.ends_at <= plan.starts_at {
            return wrong_field("ends_at", FieldCode::OutOfRange);
        }
        let found = self.schedules.iter_mut().find(|one| one.id == id);
        let Some(schedule) = found else {
            return problem(404, ProblemCode::NotFound);
        };
        if schedule.status != ScheduleStatus::Upcoming {
            return problem(409, ProblemCode::ScheduleStarted);
        }
        schedule.title.clone_from(&plan.title);
        schedule.starts_at = plan.starts_at;
        schedule.ends_at = plan.ends_at;
        schedule.capacity = plan.capacity;
        schedule.version += 1;
        ok(schedule)
    }

    fn delete_plan(&mut self, id: ScheduleId) -> Answer {
        let found = self.schedules.iter().find(|one| one.id == id);
        match found.map(|schedule| schedule.waiting) {
            None => problem(404, ProblemCode::NotFound),
            Some(0) => {
                self.schedules.retain(|one| one.id != id);
                (204, Value::Null)
            }
            Some(_) => problem(409, ProblemCode::EntryNotAllowed),
        }
    }

    fn set_status(&mut self, id: ScheduleId, status: ScheduleStatus) -> Answer {
        let schedule = self
            .schedules
            .iter_mut()
            .find(|schedule| schedule.id == id)
            .unwrap();
        schedule.status = status;
        schedule.version += 1;
        let schedule = schedule.clone();
        for user_id in self.users.keys().copied().collect::<Vec<_>>() {
            let schedule = schedule.clone();
            self.tell(user_id, ServerFrame::ScheduleStatusChanged { schedule });
        }
        ok(schedule)
    }

    fn set_place(
        &mut self,
        asked_by: UserId,
        patient_id: UserId,
        id: ScheduleId,
        state: EntryState,
    ) -> Answer {
        let place = self
            .places
            .iter_mut()
            .find(|place| place.entry.patient_id == patient_id);
        place.unwrap().entry.state = state;
        self.queue_changed(id);
        ok(self.queue_for(asked_by, id))
    }

    fn decide(
        &mut self,
        request: &HttpRequest,
        (user_id, session_id): (UserId, SessionId),
        id: CallId,
        verb: &str,
    ) -> Answer {
        let Some(call) = self.call(id).cloned() else {
            return problem(404, ProblemCode::NotFound);
        };
        if verb == "rating" {
            return self.rate(&call, body(request));
        }
        if call.phase == CallPhase::Ended {
            return problem(409, ProblemCode::CallEnded);
        }
        match (verb, call.phase) {
            ("confirm", CallPhase::Ringing) => ok(self.accept(id, session_id)),
            ("confirm", _) => problem(409, ProblemCode::AnsweredElsewhere),
            ("decline", CallPhase::Ringing) => {
                let words = body::<DeclineCallRequest>(request).message;
                self.change_call(id, |call| call.decline_message = words);
                let cause = Some(Cause::PersonDeclined);
                ok(self.end(id, Outcome::Declined, cause, Some(user_id)))
            }
            ("cancel", CallPhase::Ringing) => ok(self.end(
                id,
                Outcome::Cancelled,
                Some(Cause::CallerCancelled),
                Some(user_id),
            )),
            ("end", _) => ok(self.end(id, Outcome::Completed, None, Some(user_id))),
            ("media", _) => {
                let report: MediaReport = body(request);
                ok(self.report(id, user_id, report))
            }
            _ => problem(409, ProblemCode::CallPhase),
        }
    }

    fn rate(&mut self, call: &CallSnapshot, new: NewRating) -> Answer {
        if let Some(refusal) = self.refuse_rating.take() {
            return refusal;
        }
        if call.outcome != Some(Outcome::Completed) {
            return problem(409, ProblemCode::NotCompleted);
        }
        let rating = Rating {
            call_id: call.id,
            stars: new.stars,
            comment: new.comment,
            rated_at: self.now,
            changeable_until: self.now.plus_s(86_400),
        };
        self.ratings.insert(call.id, rating.clone());
        ok(rating)
    }
}
