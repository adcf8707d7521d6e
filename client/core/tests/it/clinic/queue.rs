//! The small server's practice sessions and their queues.

use super::about::About;
use super::answers::{Answer, answer, body, ok, problem, refused, wrong_fields};
use super::places::StoredEntry;
use super::server::{Call, Server};
use client_core::{HttpRequest, Method};
use domain::Refusal;
use domain::call::Event;
use domain::device_test::check_ready;
use domain::queue::{EntryEvent, check_waits, set_back};
use domain::schedule;
use serde_json::{Value, json};
use shared::*;

impl Server {
    pub fn add_schedule(&mut self, doctor_id: UserId, new: &NewSchedule) -> Schedule {
        let schedule = Schedule {
            id: ScheduleId(self.id()),
            doctor_id,
            doctor_name: self.users[&doctor_id].me.name.clone(),
            specialty: String::new(),
            title: new.title.clone(),
            description: new.description.clone(),
            status: ScheduleStatus::Upcoming,
            starts_at: new.starts_at,
            ends_at: new.ends_at,
            time_zone: new.time_zone.clone(),
            capacity: new.capacity,
            waiting: 0,
            version: 1,
        };
        self.schedules.push(schedule.clone());
        schedule
    }

    pub fn schedules_json(&self) -> Value {
        json!({ "schedules": self.schedules })
    }

    pub fn waiting_rooms(&self) -> WaitingRooms {
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
            next: None,
        }
    }

    pub fn in_schedule(
        &mut self,
        request: &HttpRequest,
        (user_id, session_id): (UserId, SessionId),
        id: ScheduleId,
        verb: &[&str],
    ) -> Answer {
        match verb {
            ["start"] => self.set_status(id, schedule::start),
            ["end"] => {
                if let Some(words) = body::<EndScheduleRequest>(request).words {
                    let text = match words {
                        ClosingWords::Text { text } => text,
                        ClosingWords::Template { template } => Pii(format!("{template:?}")),
                    };
                    self.tell_waiting(user_id, id, &text);
                }
                self.end_session(id)
            }
            ["queue"] if request.method == Method::Put => {
                let order = body::<ReorderRequest>(request).patient_ids;
                let place_of = |place: &StoredEntry| {
                    let whose = place.entry.patient_id;
                    order.iter().position(|id| *id == whose)
                };
                self.places.sort_by_key(place_of);
                self.queue_changed(id);
                ok(self.queue_for(user_id, id))
            }
            ["queue"] => ok(self.queue_for(user_id, id)),
            ["join-queue"] if !self.is_proved(user_id) => problem(403, ProblemCode::EmailUnproved),
            ["join-queue"] => {
                let planned = self.schedules.iter().find(|one| one.id == id).unwrap();
                let waiting = u32::try_from(self.places.len()).unwrap();
                let joined = schedule::may_join(planned.status, waiting, planned.capacity);
                if let Err(refusal) = joined {
                    return refused(refusal);
                }
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
                    failed_ring: None,
                };
                self.places.push(StoredEntry {
                    entry,
                    schedule_id: id,
                    ready_at: None,
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
            ["leave-queue"] => self.settle(user_id, user_id, id, EntryEvent::Leave),
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
                let place = self.place(id, user_id);
                if let (EntryState::Waiting, true) = (place.entry.state, ready)
                    && let Err(refusal) =
                        check_ready(self.device_test_policy, place.entry.device_test.as_ref())
                {
                    return refused(refusal);
                }
                let event = EntryEvent::SetReady(ready);
                let answer = self.settle(user_id, user_id, id, event);
                if answer.0 != 200 {
                    return answer;
                }
                let now = self.now;
                self.place_mut(id, user_id).say(ready, now);
                self.queue_changed(id);
                ok(self.queue_for(user_id, id))
            }
            ["remove-patient", patient] => {
                self.settle(user_id, patient.parse().unwrap(), id, EntryEvent::Remove)
            }
            ["mark-no-show", patient] => self.settle(
                user_id,
                patient.parse().unwrap(),
                id,
                EntryEvent::MarkNoShow,
            ),
            ["reset-patient", patient] => {
                self.settle(user_id, patient.parse().unwrap(), id, EntryEvent::Reset)
            }
            ["set-back", patient] => self.set_back(user_id, patient.parse().unwrap(), id, request),
            ["hand-over", patient] => {
                self.hand_over(user_id, patient.parse().unwrap(), id, request)
            }
            ["messages"] => {
                let text = body::<TellWaitingRequest>(request).text;
                let people = self.tell_waiting(user_id, id, &text);
                ok(ToldWaiting { people })
            }
            ["start-call"] => {
                let asked = body::<StartCallRequest>(request);
                let wanted = asked.patient_id.unwrap();
                let event = if asked.confirmed {
                    EntryEvent::InviteAnyway
                } else {
                    EntryEvent::Invite
                };
                if self.live_call().is_some() {
                    return problem(409, ProblemCode::DoctorBusy);
                }
                let entry_id = self.place(id, wanted).entry.entry_id;
                answer(self.invite((id, entry_id), event, (user_id, session_id)))
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

    fn set_back(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
        id: ScheduleId,
        request: &HttpRequest,
    ) -> Answer {
        let SetBackRequest { to, text } = body(request);
        let entry = &self.place(id, patient_id).entry;
        let entry_id = entry.entry_id;
        if let Err(refusal) = check_waits(entry.state) {
            return refused(refusal);
        }
        let of_schedule = |one: &StoredEntry| one.schedule_id == id;
        let (open, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.places)
            .into_iter()
            .partition(|one| of_schedule(one) && one.entry.state.is_open());
        let at = open.iter().position(|one| one.entry.entry_id == entry_id);
        self.places = set_back(open, at.unwrap(), to);
        self.places.extend(others);
        self.write(doctor_id, entry_id.into(), (text.reveal(), None), None);
        self.queue_changed(id);
        ok(self.queue_for(doctor_id, id))
    }

    fn hand_over(
        &mut self,
        doctor_id: UserId,
        patient_id: UserId,
        id: ScheduleId,
        request: &HttpRequest,
    ) -> Answer {
        let HandOverRequest { to, text } = body(request);
        let entry = &self.place(id, patient_id).entry;
        if let Err(refusal) = check_waits(entry.state) {
            return refused(refusal);
        }
        let encounter_id = entry.entry_id.into();
        if !text.reveal().is_empty() {
            self.write(doctor_id, encounter_id, (text.reveal(), None), None);
        }
        self.place_mut(id, patient_id).schedule_id = to;
        let schedule = self.schedules.iter().find(|one| one.id == to);
        let schedule = schedule.unwrap().clone();
        let moved = ServerFrame::PlaceMoved { from: id, schedule };
        self.tell(patient_id, moved);
        self.queue_changed(id);
        self.queue_changed(to);
        ok(self.queue_for(doctor_id, id))
    }

    /// The sessions of other doctors that are under way.
    pub fn colleagues(&self, doctor_id: UserId) -> Colleagues {
        let theirs =
            |one: &&Schedule| one.doctor_id != doctor_id && one.status == ScheduleStatus::Online;
        Colleagues {
            sessions: self.schedules.iter().filter(theirs).cloned().collect(),
        }
    }

    /// Writes to everybody who waits; how many they are.
    fn tell_waiting(&mut self, doctor_id: UserId, id: ScheduleId, text: &Pii) -> u32 {
        let waits =
            |one: &&StoredEntry| one.schedule_id == id && check_waits(one.entry.state).is_ok();
        let told: Vec<EntryId> = self
            .places
            .iter()
            .filter(waits)
            .map(|one| one.entry.entry_id)
            .collect();
        for entry_id in &told {
            self.write(doctor_id, (*entry_id).into(), (text.reveal(), None), None);
        }
        u32::try_from(told.len()).unwrap()
    }

    fn change_plan(&mut self, id: ScheduleId, plan: &NewSchedule) -> Answer {
        if let Err(fields) = schedule::check_plan(plan) {
            return wrong_fields(fields);
        }
        let found = self.schedules.iter_mut().find(|one| one.id == id);
        let Some(schedule) = found else {
            return problem(404, ProblemCode::NotFound);
        };
        if let Err(refusal) = schedule::may_change(schedule.status) {
            return refused(refusal);
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
        match found.map(|one| schedule::may_delete(one.status, one.waiting)) {
            None => problem(404, ProblemCode::NotFound),
            Some(Ok(())) => {
                self.schedules.retain(|one| one.id != id);
                (204, Value::Null)
            }
            Some(Err(refusal)) => refused(refusal),
        }
    }

    fn set_status(
        &mut self,
        id: ScheduleId,
        step: impl Fn(ScheduleStatus) -> Result<ScheduleStatus, Refusal>,
    ) -> Answer {
        let found = self.schedules.iter_mut().find(|one| one.id == id);
        let schedule = found.unwrap();
        match step(schedule.status) {
            Ok(status) => schedule.status = status,
            Err(refusal) => return refused(refusal),
        }
        schedule.version += 1;
        let schedule = schedule.clone();
        for user_id in self.users.keys().copied().collect::<Vec<_>>() {
            let schedule = schedule.clone();
            self.tell(user_id, ServerFrame::ScheduleStatusChanged { schedule });
        }
        ok(schedule)
    }

    /// Ends a session: every call of it is withdrawn, and every place settled.
    fn end_session(&mut self, id: ScheduleId) -> Answer {
        let places = self.places.iter().filter(|one| one.schedule_id == id);
        let entries: Vec<EntryId> = places.map(|one| one.entry.entry_id).collect();
        for entry_id in &entries {
            self.withdraw_calls(*entry_id);
        }
        let answer = self.set_status(id, schedule::end);
        if answer.0 == 200 {
            for entry_id in entries {
                self.move_place(entry_id, EntryEvent::SessionEnds).unwrap();
            }
            self.queue_changed(id);
        }
        answer
    }

    fn place_mut(&mut self, id: ScheduleId, patient_id: UserId) -> &mut StoredEntry {
        let is_theirs =
            |one: &&mut StoredEntry| one.schedule_id == id && one.entry.patient_id == patient_id;
        self.places.iter_mut().find(is_theirs).unwrap()
    }

    fn place(&self, id: ScheduleId, patient_id: UserId) -> &StoredEntry {
        let is_theirs =
            |one: &&StoredEntry| one.schedule_id == id && one.entry.patient_id == patient_id;
        self.places.iter().find(is_theirs).unwrap()
    }

    /// Takes a place on; one that ends takes a call about it along.
    fn settle(
        &mut self,
        asked_by: UserId,
        patient_id: UserId,
        id: ScheduleId,
        event: EntryEvent,
    ) -> Answer {
        let entry = &self.place(id, patient_id).entry;
        let (entry_id, before) = (entry.entry_id, entry.state);
        match domain::queue::step(before, event) {
            Err(refusal) => return refused(refusal),
            Ok(after) if after == before => return ok(self.queue_for(asked_by, id)),
            Ok(after) if !after.is_open() => self.withdraw_calls(entry_id),
            Ok(_) => {}
        }
        self.move_place(entry_id, event).unwrap();
        self.queue_changed(id);
        ok(self.queue_for(asked_by, id))
    }

    fn withdraw_calls(&mut self, entry_id: EntryId) {
        let is_about = |call: &&Call| matches!(call.about, About::Queue(_, id) if id == entry_id);
        let live = self.calls.iter().filter(is_about);
        let live = live.filter(|call| call.machine.is_live());
        for id in live.map(|call| call.id).collect::<Vec<_>>() {
            self.step(id, Event::Withdraw).unwrap();
        }
    }
}
