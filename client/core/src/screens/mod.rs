//! The screen below any call.

pub(crate) mod route;

use crate::queue::Room;
use crate::screens::route::Route;
use crate::session::Account;
use crate::view_parts::show;
use crate::{App, PracticeRoom, ProfileScreen, QueueMove, QueueRow, Screen, WaitingRoom};
use shared::{QueueView, Role};

impl App {
    pub(crate) fn screen(&self) -> Screen {
        let session = match &self.account {
            Account::Opening(_) => return Screen::Opening,
            Account::SignedOut if self.route == Route::Opening => return Screen::Opening,
            Account::SignedOut if self.route == Route::Register => {
                return Screen::Register(self.forms.register.clone());
            }
            Account::SignedOut => return Screen::SignIn(self.forms.sign_in.clone()),
            Account::SignedIn(session) => session,
        };
        match session.me.role {
            Role::Admin => Screen::AdminNotice,
            Role::Doctor if !session.me.approved => Screen::AwaitingApproval,
            _ if self.route == Route::Profile => Screen::Profile(ProfileScreen {
                profile: self.profile.clone(),
                form: self.forms.profile.clone(),
                password: self.forms.password.clone(),
            }),
            _ => self.practice_screen(session.me.role),
        }
    }

    /// The screen of somebody who practises here, or is treated here.
    fn practice_screen(&self, role: Role) -> Screen {
        match (self.route, role, self.open_room()) {
            (Route::Appointments, ..) => Screen::Appointments(self.appointments_screen()),
            (Route::Appointment(id), ..) => {
                Screen::Appointment(Box::new(self.appointment_screen(id)))
            }
            (Route::Doctors, Role::Patient, _) => Screen::Doctors(self.doctors_screen()),
            (Route::Availability, Role::Doctor, _) => {
                Screen::Availability(self.availability_screen())
            }
            (Route::Booking, ..) if let Some(booking) = &self.appointments.booking => {
                Screen::Booking(Box::new(self.booking_screen(booking)))
            }
            (_, Role::Doctor, Some(room)) => Screen::PracticeRoom(self.practice_room(room)),
            (_, Role::Doctor, None) => Screen::DoctorHome {
                schedules: self.schedules.list.clone(),
                new_schedule: self.forms.new_schedule.clone(),
                waiting_rooms: self.waiting_rooms(),
                plans: self.plans(),
                change_schedule: self.forms.change_schedule.clone(),
            },
            (_, Role::Patient, Some(room)) => Screen::WaitingRoom(self.waiting_room(room)),
            (_, Role::Patient | Role::Admin, _) => Screen::PatientHome {
                schedules: self.schedules.list.clone(),
            },
        }
    }

    fn practice_room(&self, room: &Room) -> PracticeRoom {
        let rows = || {
            let rows = room.entries().iter().map(|entry| QueueRow {
                chat: self.chat_badge(entry.entry_id.into()),
                entry: entry.clone(),
                invite: self.may_invite(room, entry),
                reset: self.may_reset(room, entry),
                remove: self.may_remove(room, entry),
                no_show: self.may_mark_no_show(room, entry),
                earlier: self.may_move(room, entry.patient_id, QueueMove::Earlier),
                later: self.may_move(room, entry.patient_id, QueueMove::Later),
            });
            rows.collect()
        };
        PracticeRoom {
            schedule: room.schedule.clone(),
            queue: show(&room.queue, |_| rows()),
            start: self.may_start(room),
            end: self.may_end_session(room),
            invite_next: self.may_invite_next(room),
            next_patient_id: Self::next_patient(room),
        }
    }

    fn waiting_room(&self, room: &Room) -> WaitingRoom {
        WaitingRoom {
            schedule: room.schedule.clone(),
            place: show(&room.queue, |snapshot| match &snapshot.queue {
                QueueView::Patient { place, .. } => place.clone(),
                QueueView::Doctor { .. } => None,
            }),
            waiting: crate::queue::actions::waiting(room),
            join: self.may_join(room),
            join_form: self.forms.join.clone(),
            leave: self.may_leave(room),
            set_ready: self.may_set_ready(room),
            chat: room
                .own_place()
                .map(|place| self.chat_badge(place.entry_id.into())),
        }
    }
}
