use super::body::Body;
use super::looking::Reads;
use super::operation::{self, Operation};
use super::paging::After;
use super::path::PathId;
use super::principal::SignedIn;
use crate::app::people;
use crate::budgets::Purse;
use crate::error::AppError;
use crate::state::AppState;
use actix_web::web::{Data, Json, Query};
use serde::Deserialize;
use shared::{
    Cursor, DoctorCard, DoctorList, DoctorProfile, PatientCard, PatientProfile, ProblemCode as P,
    UserId, limits, paths,
};
use utoipa::IntoParams;

pub fn operations() -> Vec<Operation> {
    vec![
        operation::get(
            paths::DOCTORS,
            "doctors",
            "Doctors who may practise",
            doctors,
        )
        .reads(Reads::Public),
        operation::get(paths::DOCTOR, "doctor", "One of them", doctor).reads(Reads::Public),
        operation::get(
            paths::DOCTOR_PROFILE,
            "doctor_profile",
            "The doctor's own profile",
            doctor_profile,
        )
        .reads(Reads::Own)
        .refuses(&[P::Denied, P::NotApproved]),
        operation::put(
            paths::DOCTOR_PROFILE,
            "save_doctor_profile",
            "Replace the doctor's own profile",
            save_doctor_profile,
        )
        .spends(Purse::Account)
        .refuses(&[P::Denied, P::NotApproved, P::Invalid]),
        operation::get(
            paths::DOCTOR_PATIENT,
            "doctor_patient",
            "A patient whom the doctor treats",
            patient_card,
        )
        .reads(Reads::Audited("patient.read"))
        .refuses(&[P::Denied, P::NotApproved]),
        operation::get(
            paths::PATIENT_PROFILE,
            "patient_profile",
            "The patient's own profile",
            patient_profile,
        )
        .reads(Reads::Own)
        .refuses(&[P::Denied]),
        operation::put(
            paths::PATIENT_PROFILE,
            "save_patient_profile",
            "Replace the patient's own profile",
            save_patient_profile,
        )
        .spends(Purse::Account)
        .refuses(&[P::Denied, P::Invalid]),
    ]
}

/// `?search=` asks for those whom its words fit.
#[derive(Deserialize, IntoParams)]
struct Search {
    /// Words that all stand in the name, the specialty, the few words or the languages.
    #[param(value_type = String, required = false, max_length = 120)]
    search: Option<String>,
}

// The attribute takes nothing but a number.
const _: () = assert!(limits::MAX_NAME_CHARS == 120);

async fn doctors(
    state: Data<AppState>,
    user: SignedIn,
    search: Query<Search>,
    after: Query<After>,
) -> Result<Json<DoctorList>, AppError> {
    let search = search.into_inner().search;
    let page = people::doctors(&state, user.asks(), search, after.place()?).await?;
    Ok(Json(DoctorList {
        doctors: page.rows,
        next: page.next.map(Cursor::from),
    }))
}

async fn doctor(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<UserId>,
) -> Result<Json<DoctorCard>, AppError> {
    people::doctor(&state, user.asks(), id.0).await.map(Json)
}

async fn doctor_profile(
    state: Data<AppState>,
    user: SignedIn,
) -> Result<Json<DoctorProfile>, AppError> {
    people::doctor_profile(&state, user.asks()).await.map(Json)
}

async fn save_doctor_profile(
    state: Data<AppState>,
    user: SignedIn,
    body: Body<DoctorProfile>,
) -> Result<Json<DoctorProfile>, AppError> {
    people::save_doctor_profile(&state, user.asks(), body.0)
        .await
        .map(Json)
}

async fn patient_profile(
    state: Data<AppState>,
    user: SignedIn,
) -> Result<Json<PatientProfile>, AppError> {
    people::patient_profile(&state, user.asks()).await.map(Json)
}

async fn save_patient_profile(
    state: Data<AppState>,
    user: SignedIn,
    body: Body<PatientProfile>,
) -> Result<Json<PatientProfile>, AppError> {
    people::save_patient_profile(&state, user.asks(), body.0)
        .await
        .map(Json)
}

async fn patient_card(
    state: Data<AppState>,
    user: SignedIn,
    id: PathId<UserId>,
) -> Result<Json<PatientCard>, AppError> {
    people::patient_card(&state, user.asks(), id.0)
        .await
        .map(Json)
}
