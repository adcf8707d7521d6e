//! The small server's doctors, appointments and hours.

use super::Clinic;
use super::about::About;
use super::answers::{Answer, answer, body, ok, problem, refused, wrong_fields};
use super::server::Server;
use client_core::{HttpRequest, Method};
use domain::Refusal;
use domain::appointment::{
    Event, call_status, check_call, check_not_over, check_side, step, window,
};
use domain::availability::{check_exception, check_lead_times, check_rule};
use domain::call;
use serde_json::{Value, json};
use shared::*;

pub const HALF_HOUR_MS: i64 = 1_800_000;

/// Two people with a device each, and an appointment of theirs that starts so soon.
pub struct Agreed {
    pub doctor: usize,
    pub patient: usize,
    pub doctor_id: UserId,
    pub patient_id: UserId,
    pub id: AppointmentId,
}

impl Clinic {
    pub fn agreed(&mut self, starts_in_ms: i64, state: AppointmentState) -> Agreed {
        let (doctor, doctor_id) = self.person(Role::Doctor, "Grey", 0);
        let (patient, patient_id) = self.person(Role::Patient, "John", 0);
        let starts_at = self.now.plus_ms(starts_in_ms);
        let id = self
            .server
            .add_appointment(doctor_id, patient_id, starts_at, state);
        Agreed {
            doctor,
            patient,
            doctor_id,
            patient_id,
            id,
        }
    }
}

impl Server {
    pub fn add_appointment(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
        starts_at: Timestamp,
        state: AppointmentState,
    ) -> AppointmentId {
        let id = AppointmentId(self.id());
        let ends_at = starts_at.plus_ms(HALF_HOUR_MS);
        let name = |user_id| self.users[&user_id].me.name.clone();
        let window = window(starts_at, ends_at);
        self.book.appointments.push(Appointment {
            id,
            version: 1,
            doctor_id,
            doctor_name: name(doctor_id),
            patient_id,
            patient_name: name(patient_id),
            state,
            starts_at,
            ends_at,
            asked_by: Party::Patient,
            reason: "Cough".into(),
            rescheduled_from: None,
            rescheduled_to: None,
            cancelled_by: None,
            cancel_reason: "".into(),
            absent: None,
            call_status: CallStatus::Inactive,
            opens_at: window.opens_at,
            closes_at: window.closes_at,
            doctor_time_zone: "Europe/Vienna".into(),
            patient_time_zone: "Europe/Vienna".into(),
            device_test: None,
        });
        id
    }

    pub fn appointment(&self, id: AppointmentId) -> &Appointment {
        let all = &self.book.appointments;
        all.iter().find(|one| one.id == id).unwrap()
    }

    /// Changes one, and tells both.
    pub fn change_appointment(
        &mut self,
        id: AppointmentId,
        change: impl FnOnce(&mut Appointment),
    ) -> Appointment {
        let all = &mut self.book.appointments;
        let one = all.iter_mut().find(|one| one.id == id).unwrap();
        change(one);
        one.version += 1;
        let appointment = one.clone();
        for user_id in [appointment.doctor_id, appointment.patient_id] {
            let appointment = appointment.clone();
            self.tell(user_id, ServerFrame::AppointmentChanged { appointment });
        }
        appointment
    }

    pub fn about_appointments(
        &mut self,
        request: &HttpRequest,
        (user_id, session_id): (UserId, SessionId),
        path: &str,
    ) -> Option<Answer> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.split('/').skip(2).collect();
        Some(match (request.method, parts.as_slice()) {
            (_, ["doctors"]) => ok(DoctorList {
                doctors: self.cards(),
                next: None,
            }),
            (_, ["doctors", id]) => {
                let id: UserId = id.parse().unwrap();
                ok(self.cards().iter().find(|card| card.user_id == id))
            }
            (_, ["doctors", id, "slots"]) => self.slots(id.parse().unwrap(), query),
            (Method::Get, ["appointments"]) => ok(AppointmentList {
                appointments: self.own_appointments(user_id),
                next: None,
            }),
            (Method::Post, ["appointments"]) => self.book(user_id, &body(request)),
            (_, ["appointments", id, verb @ ..]) => {
                self.in_appointment(request, (user_id, session_id), id.parse().unwrap(), verb)
            }
            (Method::Get, ["calendar"]) => ok(CalendarFeed {
                exists: self.book.feed > 0,
            }),
            (_, ["calendar", ..]) => {
                self.book.feed += 1;
                ok(CalendarFeedAddress {
                    path: format!("/api/calendar/secret-{}.ics", self.book.feed).into(),
                })
            }
            (_, ["doctor", "availability", rest @ ..]) => self.hours(request, rest),
            _ => return None,
        })
    }

    fn cards(&self) -> Vec<DoctorCard> {
        let doctors = self
            .users
            .values()
            .filter(|user| user.me.role == Role::Doctor);
        let card = |user: &super::server::User| DoctorCard {
            user_id: user.me.user_id,
            name: user.me.name.clone(),
            specialty: "General practice".into(),
            languages: Vec::new(),
            bio: String::new(),
            accepts_direct_calls: false,
            presence: Presence::Present,
            reachability: Reachability::Online,
        };
        doctors.map(card).collect()
    }

    fn own_appointments(&self, user_id: UserId) -> Vec<Appointment> {
        let own = |one: &&Appointment| [one.doctor_id, one.patient_id].contains(&user_id);
        self.book.appointments.iter().filter(own).cloned().collect()
    }

    fn slots(&self, doctor_id: UserId, query: &str) -> Answer {
        let from: i64 = query[5..].split('&').next().unwrap().parse().unwrap();
        let slot = |starts_at: &Timestamp| Slot {
            starts_at: *starts_at,
            ends_at: starts_at.plus_ms(HALF_HOUR_MS),
        };
        let shown = self.book.slots.iter().filter(|at| at.0 >= from);
        ok(SlotList {
            doctor_id,
            time_zone: "Europe/Vienna".into(),
            slots: shown.map(slot).collect(),
        })
    }

    fn take_slot(&mut self, time: WantedTime) -> bool {
        let before = self.book.slots.len();
        self.book.slots.retain(|at| *at != time.starts_at);
        time.wish == TimeWish::Preferred || self.book.slots.len() < before
    }

    fn book(&mut self, user_id: UserId, new: &NewAppointment) -> Answer {
        if !self.take_slot(new.time) {
            return problem(409, ProblemCode::SlotTaken);
        }
        let state = match new.time.wish {
            TimeWish::Slot => AppointmentState::Confirmed,
            TimeWish::Preferred => AppointmentState::Pending,
        };
        let id = self.add_appointment(new.doctor_id, user_id, new.time.starts_at, state);
        let reason = new.reason.clone();
        (
            201,
            json!(self.change_appointment(id, |one| one.reason = reason)),
        )
    }

    fn in_appointment(
        &mut self,
        request: &HttpRequest,
        (user_id, session_id): (UserId, SessionId),
        id: AppointmentId,
        verb: &[&str],
    ) -> Answer {
        if !self.book.appointments.iter().any(|one| one.id == id) {
            return problem(404, ProblemCode::NotFound);
        }
        let side = self.users[&user_id].me.role.party().unwrap();
        let found = self.appointment(id).clone();
        match verb {
            [] => ok(found),
            ["confirm"] => {
                let confirmed = self.decide_on(&found, side, Event::Confirm, |_| {});
                if let (Ok(_), Some(before)) = (&confirmed, found.rescheduled_from) {
                    self.change_appointment(before, |one| {
                        one.state = AppointmentState::Rescheduled;
                        one.rescheduled_to = Some(id);
                    });
                }
                answer(confirmed)
            }
            [verb @ ("decline" | "cancel")] => {
                let reason = body::<CancelRequest>(request).reason;
                let event = if *verb == "cancel" {
                    Event::Cancel
                } else {
                    Event::Decline
                };
                answer(self.decide_on(&found, side, event, |one| {
                    one.cancelled_by = Some(side);
                    one.cancel_reason = reason;
                }))
            }
            ["reschedule"] => {
                self.reschedule(&found, side, body::<RescheduleRequest>(request).time)
            }
            ["device-test"] => {
                let test = body(request);
                ok(self.change_appointment(id, |one| one.device_test = Some(test)))
            }
            ["start-call"] => self.start_call_of(&found, user_id, session_id),
            ["ring-again"] => {
                let call = self.live_call().unwrap();
                answer(self.step(call.id, call::Event::RingAgain))
            }
            other => panic!("no verb {other:?}"),
        }
    }

    /// Does what one side wants, where the rules let it. What came true already changes nothing.
    fn decide_on(
        &mut self,
        before: &Appointment,
        side: Party,
        event: Event,
        change: impl FnOnce(&mut Appointment),
    ) -> Result<Appointment, Refusal> {
        check_side(event, before.asked_by, side)?;
        let state = step(before.state, event)?;
        if state == before.state {
            return Ok(before.clone());
        }
        check_not_over(before.ends_at, self.now)?;
        self.withdraw_call(before.id)?;
        Ok(self.change_appointment(before.id, |one| {
            one.state = state;
            change(one);
        }))
    }

    /// An appointment that is given up takes a call with it that nobody has answered yet.
    fn withdraw_call(&mut self, id: AppointmentId) -> Result<(), Refusal> {
        let live = self.live_call();
        match live.filter(|call| call.appointment_id == Some(id)) {
            Some(call) if call.phase == CallPhase::Ringing => {
                self.step(call.id, call::Event::Withdraw).map(drop)
            }
            Some(_) => Err(Refusal::CallPhase),
            None => Ok(()),
        }
    }

    fn reschedule(&mut self, found: &Appointment, side: Party, time: WantedTime) -> Answer {
        if !self.take_slot(time) {
            return problem(409, ProblemCode::SlotTaken);
        }
        let moved = step(found.state, Event::Move)
            .and_then(|state| check_not_over(found.ends_at, self.now).map(|()| state))
            .and_then(|state| self.withdraw_call(found.id).map(|()| state));
        let given_up = match moved {
            Ok(state) => state,
            Err(refusal) => return refused(refusal),
        };
        let state = match side {
            Party::Patient if time.wish == TimeWish::Slot => AppointmentState::Confirmed,
            _ => AppointmentState::Pending,
        };
        let ids = (found.doctor_id, found.patient_id);
        let id = self.add_appointment(ids.0, ids.1, time.starts_at, state);
        // What was agreed on stands until the answer.
        if state == AppointmentState::Confirmed || found.state == AppointmentState::Pending {
            self.change_appointment(found.id, |one| {
                one.state = given_up;
                one.rescheduled_to = Some(id);
            });
        }
        let from = Some(found.id);
        (
            201,
            json!(self.change_appointment(id, |one| {
                one.rescheduled_from = from;
                one.asked_by = side;
            })),
        )
    }

    fn start_call_of(
        &mut self,
        found: &Appointment,
        user_id: UserId,
        session: SessionId,
    ) -> Answer {
        let live = self.live_call();
        if let Some(live) = live {
            return if live.callee.user_id == user_id {
                answer(self.step(live.id, call::Event::Accept(session)))
            } else {
                ok(live)
            };
        }
        let window = window(found.starts_at, found.ends_at);
        if let Err(refusal) = check_call(found.state, window, self.now) {
            return refused(refusal);
        }
        let callee = if user_id == found.doctor_id {
            found.patient_id
        } else {
            found.doctor_id
        };
        let about = About::Appointment(found.id, window.closes_at);
        let call = self.ring(about, (user_id, session), callee);
        self.change_appointment(found.id, |one| {
            one.call_status = call_status(Some(call.phase));
            one.version -= 1;
        });
        (201, json!(call))
    }

    fn hours(&mut self, request: &HttpRequest, rest: &[&str]) -> Answer {
        let book = &mut self.book;
        match (request.method, rest) {
            (Method::Put, []) => {
                let lead_times = body(request);
                if let Err(fields) = check_lead_times(lead_times) {
                    return wrong_fields(fields);
                }
                book.lead_times = lead_times;
            }
            (Method::Post | Method::Put, ["rules", id @ ..]) => {
                let new: NewAvailabilityRule = body(request);
                if let Err(fields) = check_rule(&new) {
                    return wrong_fields(fields);
                }
                let id = match id.first() {
                    Some(id) => id.parse().unwrap(),
                    None => RuleId(self.id()),
                };
                let rule = AvailabilityRule {
                    id,
                    weekday: new.weekday,
                    hours: new.hours,
                };
                self.book.rules.retain(|known| known.id != id);
                self.book.rules.push(rule.clone());
                return ok(rule);
            }
            (Method::Post | Method::Put, ["exceptions", ..]) => {
                let new: NewAvailabilityException = body(request);
                if let Err(fields) = check_exception(&new) {
                    return wrong_fields(fields);
                }
                let exception = AvailabilityException {
                    id: ExceptionId(self.id()),
                    date: new.date,
                    change: new.change,
                };
                self.book.exceptions.push(exception.clone());
                return ok(exception);
            }
            (Method::Delete, ["rules", id]) => {
                let id: RuleId = id.parse().unwrap();
                book.rules.retain(|rule| rule.id != id);
                return (204, Value::Null);
            }
            (Method::Delete, ["exceptions", id]) => {
                let id: ExceptionId = id.parse().unwrap();
                book.exceptions.retain(|one| one.id != id);
                return (204, Value::Null);
            }
            _ => {}
        }
        let book = &self.book;
        ok(Availability {
            time_zone: "Europe/Vienna".into(),
            lead_times: book.lead_times,
            rules: book.rules.clone(),
            exceptions: book.exceptions.clone(),
            outside: Vec::new(),
        })
    }
}
