use super::body::{Body, path_id};
use super::caller::SignedInCaller;
use crate::app::{Trouble, people};
use crate::practice::Practice;
use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use shared::{DoctorCard, DoctorList, DoctorProfile, PatientCard, PatientProfile};

pub async fn doctors(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<DoctorList>, Trouble> {
    people::doctors(&practice, caller.0).await.map(Json)
}

pub async fn doctor(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<Json<DoctorCard>, Trouble> {
    people::doctor(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}

pub async fn doctor_profile(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<DoctorProfile>, Trouble> {
    people::doctor_profile(&practice, caller.0).await.map(Json)
}

pub async fn save_doctor_profile(
    practice: Data<Practice>,
    caller: SignedInCaller,
    body: Body<DoctorProfile>,
) -> Result<Json<DoctorProfile>, Trouble> {
    people::save_doctor_profile(&practice, caller.0, body.0)
        .await
        .map(Json)
}

pub async fn patient_profile(
    practice: Data<Practice>,
    caller: SignedInCaller,
) -> Result<Json<PatientProfile>, Trouble> {
    people::patient_profile(&practice, caller.0).await.map(Json)
}

pub async fn save_patient_profile(
    practice: Data<Practice>,
    caller: SignedInCaller,
    body: Body<PatientProfile>,
) -> Result<Json<PatientProfile>, Trouble> {
    people::save_patient_profile(&practice, caller.0, body.0)
        .await
        .map(Json)
}

pub async fn patient_card(
    practice: Data<Practice>,
    caller: SignedInCaller,
    request: HttpRequest,
) -> Result<Json<PatientCard>, Trouble> {
    people::patient_card(&practice, caller.0, path_id(&request, "id")?)
        .await
        .map(Json)
}
