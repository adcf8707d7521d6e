use super::answer::Created;
use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::paging::{After, Within};
use super::path::PathId;
use super::principal::{Key, SignedIn};
use crate::app::appointments::{self, AppointmentAction};
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use shared::{
    Appointment, AppointmentId, AppointmentList, CancelRequest, Cursor, DeviceTest, NewAppointment,
    ProblemCode as P, RescheduleRequest, paths,
};

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::APPOINTMENTS,
            "appointments",
            "Own appointments, what is open first",
            list,
        )
        .reads(Reads::Audited("appointment.list"))
        .refuses(&[P::Denied, P::NotApproved]),
        operation::post(
            paths::APPOINTMENTS,
            "book_appointment",
            "Take a free slot, or ask for a preferred time",
            book,
        )
        .spends(Purse::Bookings)
        .refuses(&[
            P::Denied,
            P::EmailUnproved,
            P::ByPhoneOnly,
            P::NotFound,
            P::Invalid,
            P::SlotTaken,
            P::TooMany,
        ]),
        operation::get(paths::APPOINTMENT, "appointment", "One of them", get)
            .reads(Reads::Audited("appointment.read"))
            .refuses(&[P::Denied, P::NotApproved]),
        operation::post(
            paths::CONFIRM_APPOINTMENT,
            "confirm_appointment",
            "Agree to what the other side asked for",
            confirm,
        )
        .spends(Purse::Agreements)
        .refuses(&[P::Denied, P::NotApproved, P::AppointmentState]),
        operation::post(
            paths::DECLINE_APPOINTMENT,
            "decline_appointment",
            "Refuse what the other side asked for",
            decline,
        )
        .spends(Purse::Agreements)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid, P::AppointmentState]),
        operation::post(
            paths::CANCEL_APPOINTMENT,
            "cancel_appointment",
            "Take an appointment back",
            cancel,
        )
        .spends(Purse::Agreements)
        .refuses(&[
            P::Denied,
            P::NotApproved,
            P::Invalid,
            P::AppointmentState,
            P::CallPhase,
        ]),
        operation::post(
            paths::RESCHEDULE_APPOINTMENT,
            "reschedule_appointment",
            "Give an appointment up for another time",
            reschedule,
        )
        .spends(Purse::Bookings)
        .refuses(&[
            P::Denied,
            P::ByPhoneOnly,
            P::NotApproved,
            P::Invalid,
            P::SlotTaken,
            P::AppointmentState,
            P::CallPhase,
        ]),
        operation::put(
            paths::APPOINTMENT_DEVICE_TEST,
            "set_appointment_device_test",
            "What the patient's device can do, before the call",
            set_device_test,
        )
        .spends(Purse::Queue)
        .refuses(&[P::Denied, P::AppointmentState]),
    ]
}

type Answer = Result<Json<Appointment>, AppError>;

async fn list(
    state: Data<AppState>,
    user: SignedIn,
    within: Query<Within>,
    after: Query<After>,
) -> Result<Json<AppointmentList>, AppError> {
    let page = appointments::list(&state, user.asks(), within.period(), after.place()?).await?;
    Ok(Json(AppointmentList {
        appointments: page.rows,
        next: page.next.map(Cursor::from),
    }))
}

async fn book(
    state: Data<AppState>,
    user: SignedIn,
    key: Key,
    body: Body<NewAppointment>,
) -> Result<Created<Appointment>, AppError> {
    let doctor_id = body.0.doctor_id;
    state.budgets.spend_on(Purse::Bookings, doctor_id.0)?;
    let key = key.of("book_appointment", &body.0);
    let booked = appointments::book(&state, user.asks(), body.0, key).await?;
    Ok(Created(booked))
}

async fn get(state: Data<AppState>, user: SignedIn, id: PathId<AppointmentId>) -> Answer {
    appointments::get(&state, user.asks(), id.0).await.map(Json)
}

async fn act(
    state: &AppState,
    user: &SignedIn,
    id: &PathId<AppointmentId>,
    action: AppointmentAction,
) -> Answer {
    appointments::handle_action(state, user.asks(), id.0, action)
        .await
        .map(Json)
}

async fn confirm(state: Data<AppState>, user: SignedIn, id: PathId<AppointmentId>) -> Answer {
    act(&state, &user, &id, AppointmentAction::Confirm).await
}

async fn decline(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
    body: Body<CancelRequest>,
) -> Answer {
    act(
        &state,
        &user,
        &id,
        AppointmentAction::Decline(body.0.reason),
    )
    .await
}

async fn cancel(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
    body: Body<CancelRequest>,
) -> Answer {
    act(&state, &user, &id, AppointmentAction::Cancel(body.0.reason)).await
}

async fn reschedule(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
    key: Key,
    body: Body<RescheduleRequest>,
) -> Result<Created<Appointment>, AppError> {
    let appointment_id = id.0;
    let wanted = body.0.time;
    let key = key.of("reschedule_appointment", &(appointment_id, wanted));
    let moved = appointments::reschedule(&state, user.asks(), appointment_id, wanted, key).await?;
    Ok(Created(moved))
}

async fn set_device_test(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<AppointmentId>,
    body: Body<DeviceTest>,
) -> Answer {
    let appointment_id = id.0;
    appointments::set_device_test(&state, user.asks(), appointment_id, body.0)
        .await
        .map(Json)
}
