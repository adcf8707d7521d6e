use super::body::{Body, path_id};
use super::principal::SignedIn;
use crate::app::{AppError, people};
use crate::state::AppState;
use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use shared::{DoctorCard, DoctorList, DoctorProfile, PatientCard, PatientProfile};

pub async fn doctors(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<DoctorList>, AppError> {
    people::doctors(&state, principal.0).await.map(Json)
}

pub async fn doctor(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<Json<DoctorCard>, AppError> {
    people::doctor(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn doctor_profile(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<DoctorProfile>, AppError> {
    people::doctor_profile(&state, principal.0).await.map(Json)
}

pub async fn save_doctor_profile(
    state: Data<AppState>,
    principal: SignedIn,
    body: Body<DoctorProfile>,
) -> Result<Json<DoctorProfile>, AppError> {
    people::save_doctor_profile(&state, principal.0, body.0)
        .await
        .map(Json)
}

pub async fn patient_profile(
    state: Data<AppState>,
    principal: SignedIn,
) -> Result<Json<PatientProfile>, AppError> {
    people::patient_profile(&state, principal.0).await.map(Json)
}

pub async fn save_patient_profile(
    state: Data<AppState>,
    principal: SignedIn,
    body: Body<PatientProfile>,
) -> Result<Json<PatientProfile>, AppError> {
    people::save_patient_profile(&state, principal.0, body.0)
        .await
        .map(Json)
}

pub async fn patient_card(
    state: Data<AppState>,
    principal: SignedIn,
    request: HttpRequest,
) -> Result<Json<PatientCard>, AppError> {
    people::patient_card(&state, principal.0, path_id(&request, "id")?)
        .await
        .map(Json)
}
