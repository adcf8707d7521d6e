//! Changing and deleting sessions that have not started.

use crate::clinic::Clinic;
use client_core::{
    Action, ChangeForm, Loadable, Method, NetworkFault, PlannedSchedule, RequestError,
    ScheduleIntent, Screen, WhyNot,
};
use shared::{FieldCode, NewSchedule, ProblemCode, Role, Schedule, ScheduleId, ScheduleStatus};

struct Home {
    schedules: Vec<Schedule>,
    plans: Vec<PlannedSchedule>,
    change: ChangeForm,
}

fn home(clinic: &Clinic, doctor: usize) -> Home {
    let Screen::DoctorHome {
        schedules: Loadable::Loaded { value },
        plans,
        change_schedule,
        ..
    } = clinic.screen(doctor)
    else {
        panic!()
    };
    Home {
        schedules: value,
        plans,
        change: change_schedule,
    }
}

/// A doctor at home, and one planned session.
fn planned(clinic: &mut Clinic) -> (usize, ScheduleId, NewSchedule) {
    let (doctor, _) = clinic.person(Role::Doctor, "Grey", 0);
    let plan = clinic.new_schedule();
    clinic.says(doctor, ScheduleIntent::CreateSchedule(plan.clone()));
    clinic.wait(300);
    let schedule_id = clinic.server.schedules[0].id;
    (doctor, schedule_id, plan)
}

#[test]
fn a_doctor_changes_a_plan_and_sees_it_changed() {
    let mut clinic = Clinic::open();
    let (doctor, schedule_id, plan) = planned(&mut clinic);
    assert_eq!(home(&clinic, doctor).plans[0].change, Action::Allowed);
    let plan = NewSchedule {
        title: "Evening".into(),
        ends_at: plan.ends_at.plus_s(600),
        capacity: 7,
        ..plan
    };
    let change = ScheduleIntent::ChangeSchedule {
        schedule_id,
        plan: plan.clone(),
    };
    clinic.says(doctor, change.clone());
    assert!(home(&clinic, doctor).change.form.busy);
    assert_eq!(home(&clinic, doctor).plans[0].change, Action::Busy);
    clinic.says(doctor, change);
    clinic.wait(200);
    let after = home(&clinic, doctor);
    assert_eq!(after.schedules[0].title, "Evening");
    assert_eq!(after.schedules[0].ends_at, plan.ends_at);
    assert_eq!(after.schedules[0].capacity, 7);
    assert_eq!(after.change.schedule_id, Some(schedule_id));
    assert_eq!(after.change.form.accepted, 1);
    let patches = clinic.devices[doctor].requests.iter();
    let patches = patches.filter(|request| request.method == Method::Patch);
    assert_eq!(patches.count(), 1, "two presses are one wish");
}

#[test]
fn a_wrong_field_is_named_and_the_form_of_another_session_is_blank() {
    let mut clinic = Clinic::open();
    let (doctor, schedule_id, plan) = planned(&mut clinic);
    clinic.says(doctor, ScheduleIntent::CreateSchedule(plan.clone()));
    clinic.wait(300);
    let wrong = NewSchedule {
        ends_at: plan.starts_at,
        ..plan.clone()
    };
    clinic.says(
        doctor,
        ScheduleIntent::ChangeSchedule {
            schedule_id,
            plan: wrong,
        },
    );
    clinic.wait(200);
    let Some(RequestError::Refused { code, fields, .. }) =
        home(&clinic, doctor).change.form.problem
    else {
        panic!()
    };
    assert_eq!(code, ProblemCode::Invalid);
    assert_eq!(fields[0].field, "ends_at");
    assert_eq!(fields[0].code, FieldCode::OutOfRange);

    let other = clinic.server.schedules[1].id;
    clinic.says(
        doctor,
        ScheduleIntent::ChangeSchedule {
            schedule_id: other,
            plan,
        },
    );
    let change = home(&clinic, doctor).change;
    assert_eq!(change.schedule_id, Some(other));
    assert_eq!(change.form.problem, None);
}

#[test]
fn an_unreachable_server_is_said_in_the_form_at_once() {
    let mut clinic = Clinic::open();
    let (doctor, schedule_id, plan) = planned(&mut clinic);
    clinic.cut(doctor);
    clinic.wait(100);
    let refused = Action::Refused {
        why: WhyNot::Offline,
    };
    assert_eq!(home(&clinic, doctor).plans[0].change, refused);
    assert_eq!(home(&clinic, doctor).plans[0].delete, refused);
    clinic.says(doctor, ScheduleIntent::ChangeSchedule { schedule_id, plan });
    clinic.wait(200);
    let problem = home(&clinic, doctor).change.form.problem;
    assert_eq!(
        problem,
        Some(RequestError::Unreachable {
            fault: NetworkFault::NoNetwork
        })
    );
}

#[test]
fn a_session_that_started_on_another_device_can_not_be_changed() {
    let mut clinic = Clinic::open();
    let (doctor, schedule_id, plan) = planned(&mut clinic);
    // Nobody has told this device yet.
    clinic.server.schedules[0].status = ScheduleStatus::Online;
    clinic.server.schedules[0].version += 1;
    clinic.says(doctor, ScheduleIntent::ChangeSchedule { schedule_id, plan });
    clinic.wait(500);
    let after = home(&clinic, doctor);
    assert!(matches!(
        after.change.form.problem,
        Some(RequestError::Refused {
            code: ProblemCode::ScheduleStarted,
            ..
        })
    ));
    assert_eq!(after.schedules[0].status, ScheduleStatus::Online);
    assert!(after.plans.is_empty(), "only plans can be changed");
}

#[test]
fn a_deleted_session_is_gone_at_once_and_stays_so() {
    let mut clinic = Clinic::open();
    let (doctor, schedule_id, _) = planned(&mut clinic);
    clinic.says(doctor, ScheduleIntent::DeleteSchedule { schedule_id });
    assert_eq!(home(&clinic, doctor).plans[0].delete, Action::Busy);
    clinic.wait(100);
    assert!(home(&clinic, doctor).schedules.is_empty());
    clinic.wait(60_000);
    assert!(home(&clinic, doctor).schedules.is_empty());
    assert!(clinic.server.schedules.is_empty());
    assert!(clinic.devices[doctor].view().notices.is_empty());
}

#[test]
fn a_lost_answer_to_a_deletion_is_no_failure() {
    let mut clinic = Clinic::open();
    let (doctor, schedule_id, _) = planned(&mut clinic);
    clinic.says(doctor, ScheduleIntent::DeleteSchedule { schedule_id });
    clinic.devices[doctor].network.lose_answers = 1;
    clinic.wait(15_000);
    assert!(home(&clinic, doctor).schedules.is_empty());
    assert!(clinic.devices[doctor].view().notices.is_empty());
}

#[test]
fn a_session_for_which_somebody_waits_is_not_deleted() {
    let mut clinic = Clinic::open();
    let (doctor, schedule_id, _) = planned(&mut clinic);
    // Somebody joined, and this device has not heard of it.
    clinic.server.schedules[0].waiting = 1;
    clinic.says(doctor, ScheduleIntent::DeleteSchedule { schedule_id });
    clinic.wait(500);
    assert_eq!(clinic.devices[doctor].view().notices.len(), 1);
    let after = home(&clinic, doctor);
    assert_eq!(after.schedules.len(), 1);
    let refused = Action::Refused {
        why: WhyNot::SomebodyWaits,
    };
    assert_eq!(after.plans[0].delete, refused);
    clinic.says(doctor, ScheduleIntent::DeleteSchedule { schedule_id });
    clinic.wait(500);
    let deletions = clinic.devices[doctor].requests.iter();
    let deletions = deletions.filter(|request| request.method == Method::Delete);
    assert_eq!(deletions.count(), 1, "what is refused is not sent");
}
