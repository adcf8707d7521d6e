use super::{accounts, calls, health, problem, queue, schedules};
use crate::app::Trouble;
use actix_web::web::{self, QueryConfig, ServiceConfig, get, post, put};
use actix_web::{HttpResponse, Resource};
use shared::{ProblemCode, paths};

/// Every route there is. Each must have a row in the authorisation matrix.
pub fn configure(config: &mut ServiceConfig) {
    config
        .app_data(
            QueryConfig::default()
                .error_handler(|_, _| Trouble::Known(ProblemCode::BadRequest).into()),
        )
        .service(at(paths::HEALTH).route(get().to(health::health)))
        .service(at(paths::READY).route(get().to(health::ready)))
        .service(at(paths::REGISTER).route(post().to(accounts::register)))
        .service(at(paths::LOGIN).route(post().to(accounts::login)))
        .service(at(paths::REFRESH).route(post().to(accounts::refresh)))
        .service(at(paths::LOGOUT).route(post().to(accounts::logout)))
        .service(at(paths::ME).route(get().to(accounts::me)))
        .service(
            at(paths::DOCTOR_SCHEDULES)
                .route(get().to(schedules::list_own))
                .route(post().to(schedules::plan)),
        )
        .service(at(paths::DOCTOR_SCHEDULE).route(get().to(schedules::get_own)))
        .service(at(paths::START_SCHEDULE).route(post().to(schedules::start)))
        .service(at(paths::END_SCHEDULE).route(post().to(schedules::end)))
        .service(at(paths::DOCTOR_QUEUE).route(get().to(queue::get_whole)))
        .service(at(paths::START_CALL).route(post().to(calls::start)))
        .service(at(paths::RESET_PATIENT).route(post().to(queue::reset)))
        .service(at(paths::REMOVE_PATIENT).route(post().to(queue::remove)))
        .service(at(paths::PATIENT_SCHEDULES).route(get().to(schedules::list_open)))
        .service(at(paths::PATIENT_SCHEDULE).route(get().to(schedules::get_open)))
        .service(at(paths::OWN_PLACE).route(get().to(queue::get_place)))
        .service(at(paths::JOIN_QUEUE).route(post().to(queue::join)))
        .service(at(paths::LEAVE_QUEUE).route(post().to(queue::leave)))
        .service(at(paths::TOGGLE_READY).route(post().to(queue::toggle_ready)))
        .service(at(paths::PENDING_INVITATION).route(get().to(calls::pending)))
        .service(at(paths::CONFIRM_CALL).route(post().to(calls::accept)))
        .service(at(paths::DECLINE_INVITATION).route(post().to(calls::decline)))
        .service(at(paths::CALLS).route(get().to(calls::list)))
        .service(at(paths::CALL).route(get().to(calls::get)))
        .service(at(paths::DOCTOR_CALL_STATUS).route(get().to(calls::status_for_doctor)))
        .service(at(paths::ACCEPT_CALL).route(post().to(calls::accept)))
        .service(at(paths::DECLINE_CALL).route(post().to(calls::decline)))
        .service(at(paths::CANCEL_CALL).route(post().to(calls::cancel)))
        .service(at(paths::END_CALL).route(post().to(calls::end)))
        .service(at(paths::REPORT_MEDIA).route(put().to(calls::report)))
        .service(at(paths::ICE_SERVERS).route(get().to(calls::ice_servers)))
        .service(at(paths::SOCKET).route(get().to(crate::live::open)))
        .default_service(web::to(nothing_here));
}

/// A path that answers a wrong method with a problem, too (RFC 9110, 15.5.6).
fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(wrong_method))
}

async fn nothing_here() -> HttpResponse {
    problem::answer(&problem::of_code(ProblemCode::NotFound))
}

async fn wrong_method() -> HttpResponse {
    let mut problem = problem::of_code(ProblemCode::BadRequest);
    (problem.status, problem.title) = (405, "Method Not Allowed".to_owned());
    problem::answer(&problem)
}
