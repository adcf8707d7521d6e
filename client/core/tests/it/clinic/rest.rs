//! The small server's REST side.

use super::about::About;
use super::answers::{Answer, BASE, answer, body, ok, problem, refused, wrong_field};
use super::pages;
use super::server::{OwnRoute, Server};
use client_core::{HttpRequest, Method};
use domain::Refusal;
use domain::call::{Event, Phase, Side};
use domain::rating::{may_rate, rateable_until};
use serde_json::{Value, json};
use shared::*;
use uuid::Uuid;

impl Server {
    pub fn on_request(&mut self, request: &HttpRequest) -> Answer {
        let key = request.idempotency_key.clone();
        if let Some(answer) = key.as_ref().and_then(|key| self.answered.get(key)) {
            return answer.clone();
        }
        let path = request.url.strip_prefix(BASE).unwrap().to_owned();
        let (plain, seen) = pages::split(&path);
        let answer = self.route(request, &plain);
        let answer = pages::cut(answer, seen, self.rows_per_page);
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
        if let Some(answer) = self.about_registration(request, path) {
            return answer;
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
                let mut all = self.schedules_json();
                if let Some(change) = self.own_list {
                    change(path, &mut all);
                }
                return ok(all);
            }
            (_, paths::ICE_SERVERS) => {
                return ok(IceServers {
                    ice_servers: self.ice_servers.clone(),
                });
            }
            (Method::Get, paths::NOTIFICATION_PREFERENCES) => return ok(self.choices.clone()),
            (Method::Put, paths::NOTIFICATION_PREFERENCES) => {
                self.choices = body(request);
                return ok(self.choices.clone());
            }
            (Method::Get, paths::THREADS) => return ok(self.threads_of(user_id)),
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
            (Method::Get, paths::BLOCKS) => {
                return ok(BlockedPatients {
                    patients: Vec::new(),
                    next: None,
                });
            }
            (Method::Get, paths::WAITING_ROOMS) => return ok(self.waiting_rooms()),
            (Method::Get, paths::COLLEAGUES) => return ok(self.colleagues(user_id)),
            (_, paths::ME) => return ok(self.users[&user_id].me.clone()),
            (Method::Get, paths::DOCTOR_RATINGS) => {
                return ok(OwnRatings {
                    count: u32::try_from(self.ratings.len()).unwrap(),
                    shown_from: limits::RATINGS_SHOWN_FROM,
                    mean_hundredths: None,
                    comments: Vec::new(),
                });
            }
            (Method::Get, paths::CALLS) => return ok(self.calls_of(user_id)),
            (_, "/api/call-sessions?state=active") => return ok(self.active_calls(user_id)),
            _ => {}
        }
        if let Some(answer) = self.about_own_address(request, path, user_id) {
            return answer;
        }
        if let Some((own_route, id)) = self.own_route(path) {
            return own_route(self, request, (user_id, session_id), id);
        }
        if let Some(answer) = self.about_appointments(request, (user_id, session_id), path) {
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
                    None => ok(self.ring(About::Direct(reason), caller, doctor_id)),
                }
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

    fn own_route(&self, path: &str) -> Option<(OwnRoute, Uuid)> {
        self.own_routes.iter().find_map(|(pattern, own_route)| {
            let (before, after) = pattern.split_once("{id}")?;
            let id = path.strip_prefix(before)?.strip_suffix(after)?;
            Some((*own_route, id.parse().ok()?))
        })
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
        let shown = refresh.refresh_token.reveal();
        let mut sessions = self.sessions.iter();
        let known = sessions.find(|(_, it)| [&it.refresh_token, &it.spent_token].contains(&shown));
        match known.map(|(id, session)| (*id, session.refresh_token == *shown)) {
            Some((session_id, true)) => ok(self.renew(session_id)),
            Some((session_id, false)) => ok(self.admit(session_id)),
            None => problem(401, ProblemCode::RefreshReused),
        }
    }

    /// A person's calls, newest first.
    fn calls_of(&self, user_id: UserId) -> CallList {
        let calls = self.calls.iter().rev().map(|call| self.snapshot(call));
        let own =
            calls.filter(|call| call.caller.user_id == user_id || call.callee.user_id == user_id);
        let calls: Vec<_> = own.collect();
        let rated = |id| self.ratings.get(id).cloned();
        let is_patient = self.users[&user_id].me.role == Role::Patient;
        let ratings = calls.iter().filter_map(|call| rated(&call.id));
        CallList {
            ratings: ratings.filter(|_| is_patient).collect(),
            calls,
            next: None,
        }
    }

    fn active_calls(&self, user_id: UserId) -> CallList {
        let mut own = self.calls_of(user_id);
        own.calls.retain(|call| call.phase != CallPhase::Ended);
        own
    }

    fn decide(
        &mut self,
        request: &HttpRequest,
        (user_id, session_id): (UserId, SessionId),
        id: CallId,
        verb: &str,
    ) -> Answer {
        let Some(call) = self.calls.iter().find(|call| call.id == id) else {
            return problem(404, ProblemCode::NotFound);
        };
        let (phase, side) = (call.machine.phase, self.side_of(id, user_id));
        let event = match (verb, side) {
            ("rating", _) => return self.rate(id, phase, body(request)),
            ("confirm", Side::Callee) => Event::Accept(session_id),
            ("decline", Side::Callee) => {
                let words = body::<DeclineCallRequest>(request).message;
                if let Phase::Ringing { .. } = phase {
                    self.found(id).decline_message = words;
                }
                Event::Decline
            }
            ("cancel", Side::Caller) => Event::Cancel,
            ("end", side) => {
                let said = request
                    .body
                    .as_ref()
                    .map(|_| body::<EndCallRequest>(request));
                Event::end(side, &said.unwrap_or_default())
            }
            ("media", side) => Event::Report(side, session_id, body(request)),
            _ => return refused(Refusal::NotYours),
        };
        answer(self.step(id, event))
    }

    fn rate(&mut self, call_id: CallId, phase: Phase, new: NewRating) -> Answer {
        if let Some(refusal) = self.refuse_rating.take() {
            return refusal;
        }
        if let Err(refusal) = may_rate(phase, self.now) {
            return refused(refusal);
        }
        let rating = Rating {
            call_id,
            stars: new.stars,
            comment: new.comment,
            rated_at: self.now,
            changeable_until: rateable_until(phase).unwrap(),
        };
        self.ratings.insert(call_id, rating.clone());
        ok(rating)
    }
}
