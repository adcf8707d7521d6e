//! What is on the screen: the screen below any call, and the call above it.

pub(crate) mod deep_link;
pub(crate) mod route;

use crate::app::App;
use crate::calls::view::{CallReads, CallView};
use crate::schedules::intent::ScheduleRequest;
use crate::screens::route::Route;
use crate::session::account::Account;
use crate::view::Screen;
use shared::Role;

impl App {
    pub(crate) fn screen(&self) -> Screen {
        let cx = &self.ctx;
        let session = match &cx.account {
            Account::Opening(_) => return Screen::Opening,
            Account::SignedOut if cx.route == Route::Opening => return Screen::Opening,
            Account::SignedOut if cx.route == Route::Register => {
                return Screen::Register(self.entrance.register.clone());
            }
            Account::SignedOut if cx.route == Route::ProveAddress => {
                return match self.proof.of_registration() {
                    Some(proof) => Screen::ProveAddress(proof),
                    None => Screen::Register(self.entrance.register.clone()),
                };
            }
            Account::SignedOut => return Screen::SignIn(self.entrance.sign_in.clone()),
            Account::SignedIn(session) => session,
        };
        match session.me.role {
            Role::Admin => Screen::AdminNotice,
            Role::Doctor if !session.me.approved => Screen::AwaitingApproval,
            _ if cx.route == Route::Profile => Screen::Profile(self.profile.screen()),
            role => self.practice_screen(role),
        }
    }

    /// The screen of somebody who practises here, or is treated here.
    fn practice_screen(&self, role: Role) -> Screen {
        let (cx, calls, chat) = (&self.ctx, &self.calls, &self.chat);
        let Self {
            schedules,
            queue,
            appointments,
            ..
        } = self;
        match (cx.route, role, queue.open_room(cx)) {
            (Route::Messages, ..) => Screen::Messages(chat.messages_screen(cx)),
            (Route::History, ..) => Screen::History(self.history.screen(cx, calls, chat)),
            (Route::Appointments, ..) => {
                Screen::Appointments(appointments.appointments_screen(cx, schedules, calls))
            }
            (Route::Appointment(id), ..) => Screen::Appointment(Box::new(
                appointments.appointment_screen(cx, calls, chat, id),
            )),
            (Route::Doctors, Role::Patient, _) => {
                Screen::Doctors(appointments.doctors_screen(cx, calls))
            }
            (Route::Availability, Role::Doctor, _) => {
                Screen::Availability(appointments.availability_screen(cx))
            }
            (Route::Booking, ..) if let Some(booking) = &appointments.booking => {
                Screen::Booking(Box::new(appointments.booking_screen(cx, calls, booking)))
            }
            (_, Role::Doctor, Some(room)) => {
                Screen::PracticeRoom(queue.practice_room(cx, calls, chat, room))
            }
            (_, Role::Doctor, None) => Screen::DoctorHome {
                schedules: schedules.pages.list.clone(),
                more: schedules.pages.more(cx, ScheduleRequest::MoreSchedules),
                new_schedule: schedules.new.clone(),
                waiting_rooms: queue.waiting_rooms(schedules),
                plans: schedules.plans(cx, queue),
                change_schedule: schedules.change.clone(),
            },
            (_, Role::Patient, Some(room)) => {
                Screen::WaitingRoom(queue.waiting_room(cx, chat, room))
            }
            (_, Role::Patient | Role::Admin, _) => Screen::PatientHome {
                schedules: schedules.pages.list.clone(),
                more: schedules.pages.more(cx, ScheduleRequest::MoreSchedules),
            },
        }
    }

    pub(crate) fn call_screen(&self) -> Option<CallView> {
        let others = CallReads {
            queue: &self.queue,
            notes: &self.notes,
            chat: &self.chat,
            appointments: &self.appointments,
        };
        self.calls.call_view(&self.ctx, others)
    }
}
