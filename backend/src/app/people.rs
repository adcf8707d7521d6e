//! Who is who: doctors for patients to find, and profiles.

use crate::app::Principal;
use crate::app::calls::snapshot::live_call;
use crate::clock;
use crate::error::AppError;
use crate::hub::{DoctorPresence, Hub};
use crate::state::AppState;
use domain::access::{patient, practising_doctor};
use domain::names::{NameOrder, all_words_in};
use domain::queue::age_in_years;
use domain::reachability::reachability;
use domain::text::Check;
use shared::{
    CallPhase, DoctorCard, DoctorProfile, FieldCode, PatientCard, PatientProfile, Pii, ProblemCode,
    Role, Timestamp, UserId, limits,
};
use std::collections::HashMap;
use store::{Act, Page, Position, ProfileDetails, ReadTx, UserRecord, WriteTx};

/// Most languages of one person.
const MAX_LANGUAGES: usize = 20;
/// Characters in one language tag (RFC 5646, 4.4.1 finds 35 enough).
const LANGUAGE_CHARS: usize = 35;

/// A page of the doctors who may practise, by name as the reader's language sorts it; only those whom these
/// words fit, where there are some.
///
/// # Errors
/// Too many words, or a page after somebody who is no doctor.
pub async fn doctors(
    state: &AppState,
    principal: Principal,
    search: Option<String>,
    after: Option<Position>,
) -> Result<Page<DoctorCard>, AppError> {
    if search
        .as_ref()
        .is_some_and(|it| it.chars().count() > limits::MAX_NAME_CHARS)
    {
        return Err(AppError::Known(ProblemCode::BadRequest));
    }
    let hub = state.hub.clone();
    state
        .read(move |tx| {
            let reader = tx.user(principal.identity.user_id)?;
            let languages = reader.map(|it| it.profile.languages).unwrap_or_default();
            let order = NameOrder::of(&languages);
            let names = names_found(tx, search.as_deref())?;
            let page = page_of_names(tx, names, &order, after)?;
            let ids: Vec<UserId> = page.rows.iter().map(|(id, _)| *id).collect();
            let in_call = tx.who_is_in_call(&ids)?;
            let doctors = tx.users(&ids)?.into_iter().map(|user| (user.id, user));
            let mut doctors: HashMap<UserId, UserRecord> = doctors.collect();
            let card = |id| {
                let live_call = in_call.contains(&id).then_some(CallPhase::Active);
                let user = doctors.remove(&id)?;
                Some(doctor_card(user, live_call, &hub, principal.now))
            };
            Ok(page.map(|_| ids.into_iter().filter_map(card).collect()))
        })
        .await
}

/// All doctors, or those whom the words fit.
fn names_found(tx: &mut ReadTx<'_>, search: Option<&str>) -> Result<Vec<(UserId, Pii)>, AppError> {
    let Some(words) = search else {
        return Ok(tx.names_of_doctors()?);
    };
    let fits = |doctor: &UserRecord| {
        let profile = &doctor.profile;
        let languages = profile.languages.join(" ");
        let texts = [
            doctor.name.reveal().as_str(),
            &doctor.specialty,
            &profile.bio,
            &languages,
        ];
        all_words_in(words, &texts)
    };
    let found = tx.doctors()?.into_iter().filter(fits);
    Ok(found.map(|doctor| (doctor.id, doctor.name)).collect())
}

fn page_of_names(
    tx: &mut ReadTx<'_>,
    mut names: Vec<(UserId, Pii)>,
    order: &NameOrder,
    after: Option<Position>,
) -> Result<Page<(UserId, Pii)>, AppError> {
    let compare = |one: &(UserId, Pii), other: &(UserId, Pii)| {
        let names = order.compare(one.1.reveal(), other.1.reveal());
        names.then_with(|| one.0.cmp(&other.0))
    };
    names.sort_by(compare);
    if let Some(at) = after {
        // Of nobody else does the order tell anything.
        let last = practising(tx, UserId(at.id));
        let last = last.map_err(|_| AppError::Known(ProblemCode::BadRequest))?;
        let last = (last.id, last.name);
        let seen = names.partition_point(|one| compare(one, &last).is_le());
        names.drain(..seen);
    }
    let most = usize::try_from(limits::ROWS_PER_PAGE).unwrap_or_default();
    let goes_on = names.len() > most;
    names.truncate(most);
    let last = names.last().filter(|_| goes_on);
    let next = last.map(|(id, _)| Position {
        rank: 0,
        key: 0,
        id: id.0,
    });
    Ok(Page { rows: names, next })
}

/// One of them.
///
/// # Errors
/// No such doctor, or one who waits for approval.
pub async fn doctor(
    state: &AppState,
    principal: Principal,
    doctor_id: UserId,
) -> Result<DoctorCard, AppError> {
    let hub = state.hub.clone();
    state
        .read(move |tx| {
            let user = practising(tx, doctor_id)?;
            let live_call = live_call(tx, doctor_id)?.map(|call| call.call.shown_phase());
            Ok(doctor_card(user, live_call, &hub, principal.now))
        })
        .await
}

/// The doctor, if that is one who may practise.
pub(super) fn practising(tx: &mut ReadTx<'_>, doctor_id: UserId) -> Result<UserRecord, AppError> {
    tx.user(doctor_id)?
        .filter(|user| user.role == Role::Doctor && user.approved)
        .ok_or(AppError::NotFound)
}

fn doctor_card(
    user: UserRecord,
    live_call: Option<CallPhase>,
    hub: &Hub,
    now: Timestamp,
) -> DoctorCard {
    let seen = seen_by_patients(&user, live_call, hub, now);
    DoctorCard {
        user_id: user.id,
        name: user.name,
        specialty: user.specialty,
        languages: user.profile.languages,
        bio: user.profile.bio,
        accepts_direct_calls: seen.accepts_direct_calls,
        presence: seen.presence,
        reachability: seen.reachability,
    }
}

/// What patients are told of a person who is a doctor; none for anybody else.
pub fn presence_of(
    tx: &mut ReadTx<'_>,
    hub: &Hub,
    user_id: UserId,
    now: Timestamp,
) -> Result<Option<DoctorPresence>, AppError> {
    let Ok(doctor) = practising(tx, user_id) else {
        return Ok(None);
    };
    let live_call = live_call(tx, user_id)?.map(|call| call.call.shown_phase());
    Ok(Some(seen_by_patients(&doctor, live_call, hub, now)))
}

fn seen_by_patients(
    doctor: &UserRecord,
    live_call: Option<CallPhase>,
    hub: &Hub,
    now: Timestamp,
) -> DoctorPresence {
    let presence = hub.presence(doctor.id, now);
    DoctorPresence {
        doctor_id: doctor.id,
        presence,
        reachability: reachability(presence, live_call),
        accepts_direct_calls: doctor.profile.accepts_direct_calls,
    }
}

/// What patients are told of one doctor, or of all.
pub async fn presences(
    state: &AppState,
    only: Option<UserId>,
    now: Timestamp,
) -> Result<Vec<DoctorPresence>, AppError> {
    let hub = state.hub.clone();
    state
        .read(move |tx| match only {
            Some(doctor_id) => Ok(presence_of(tx, &hub, doctor_id, now)?.into_iter().collect()),
            None => {
                let doctors = tx.doctors()?;
                let ids: Vec<UserId> = doctors.iter().map(|doctor| doctor.id).collect();
                let in_call = tx.who_is_in_call(&ids)?;
                let of = |doctor: &UserRecord| {
                    let live_call = in_call.contains(&doctor.id).then_some(CallPhase::Active);
                    seen_by_patients(doctor, live_call, &hub, now)
                };
                Ok(doctors.iter().map(of).collect())
            }
        })
        .await
}

/// The doctor's own profile.
///
/// # Errors
/// Not a doctor.
pub async fn doctor_profile(
    state: &AppState,
    principal: Principal,
) -> Result<DoctorProfile, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    state
        .read(move |tx| Ok(of_doctor(tx.user(doctor_id)?.ok_or(AppError::NotFound)?)))
        .await
}

fn of_doctor(user: UserRecord) -> DoctorProfile {
    DoctorProfile {
        name: user.name,
        specialty: user.specialty,
        languages: user.profile.languages,
        bio: user.profile.bio,
        licence_number: user.profile.licence_number,
        time_zone: user.time_zone,
        accepts_direct_calls: user.profile.accepts_direct_calls,
    }
}

/// Replaces the doctor's own profile.
///
/// # Errors
/// Wrong fields, or not a doctor.
pub async fn save_doctor_profile(
    state: &AppState,
    principal: Principal,
    profile: DoctorProfile,
) -> Result<DoctorProfile, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let mut check = common_check(&profile.name, &profile.time_zone, &profile.languages);
    check.optional_line("specialty", &profile.specialty, limits::MAX_NAME_CHARS);
    check.note("bio", &profile.bio);
    check.note("licence_number", profile.licence_number.reveal());
    check.finish()?;
    state
        .write(move |tx| {
            let profile = profile.clone();
            let user = tx.user(doctor_id)?.ok_or(AppError::NotFound)?;
            let user = UserRecord {
                name: trimmed(&profile.name),
                specialty: profile.specialty.trim().to_owned(),
                time_zone: profile.time_zone,
                profile: ProfileDetails {
                    languages: profile.languages,
                    bio: profile.bio,
                    licence_number: profile.licence_number,
                    accepts_direct_calls: profile.accepts_direct_calls,
                    ..user.profile
                },
                ..user
            };
            save(tx, &user, principal.now)?;
            Ok(of_doctor(user))
        })
        .await
        .inspect(|_| state.hub.presence_changed([doctor_id]))
}

/// The patient's own profile.
///
/// # Errors
/// Not a patient.
pub async fn patient_profile(
    state: &AppState,
    principal: Principal,
) -> Result<PatientProfile, AppError> {
    let patient_id = patient(principal.identity)?;
    state
        .read(move |tx| Ok(of_patient(tx.user(patient_id)?.ok_or(AppError::NotFound)?)))
        .await
}

fn of_patient(user: UserRecord) -> PatientProfile {
    PatientProfile {
        name: user.name,
        date_of_birth: user.date_of_birth.unwrap_or_default(),
        phone: user.profile.phone,
        address: user.profile.address,
        languages: user.profile.languages,
        time_zone: user.time_zone,
        emergency_contact: user.profile.emergency_contact,
    }
}

/// Replaces the patient's own profile.
///
/// # Errors
/// Wrong fields, or not a patient.
pub async fn save_patient_profile(
    state: &AppState,
    principal: Principal,
    profile: PatientProfile,
) -> Result<PatientProfile, AppError> {
    let patient_id = patient(principal.identity)?;
    let now = principal.now;
    let mut check = common_check(&profile.name, &profile.time_zone, &profile.languages);
    let born = &profile.date_of_birth;
    super::accounts::check_birth_date(&mut check, born, &profile.time_zone, now);
    check.note("phone", profile.phone.reveal());
    check.note("address", profile.address.reveal());
    check.note("emergency_contact", profile.emergency_contact.reveal());
    check.finish()?;
    state
        .write(move |tx| {
            let profile = profile.clone();
            let user = tx.user(patient_id)?.ok_or(AppError::NotFound)?;
            let user = UserRecord {
                name: trimmed(&profile.name),
                date_of_birth: Some(profile.date_of_birth),
                time_zone: profile.time_zone,
                profile: ProfileDetails {
                    languages: profile.languages,
                    phone: profile.phone,
                    address: profile.address,
                    emergency_contact: profile.emergency_contact,
                    ..user.profile
                },
                ..user
            };
            save(tx, &user, principal.now)?;
            Ok(of_patient(user))
        })
        .await
}

/// A patient whom this doctor treats: with a place in one of the doctor's queues, or a call.
///
/// # Errors
/// Anybody else does not exist for this doctor.
pub async fn patient_card(
    state: &AppState,
    principal: Principal,
    patient_id: UserId,
) -> Result<PatientCard, AppError> {
    let doctor_id = practising_doctor(principal.identity)?;
    let (hub, now) = (state.hub.clone(), principal.now);
    state
        .write(move |tx| {
            let user = tx
                .user(patient_id)?
                .filter(|user| user.role == Role::Patient)
                .ok_or(AppError::NotFound)?;
            if !tx.has_treated(doctor_id, patient_id)? {
                return Err(AppError::NotFound);
            }
            // Looking into a patient's file is an act that the patient may ask about.
            let subject_id = Some(patient_id.to_string());
            tx.record_act(
                &Act {
                    actor_id: Some(doctor_id),
                    action: "patient.open",
                    subject_id,
                    detail: "",
                },
                now,
            )?;
            let profile = of_patient(user);
            let born = clock::parse_date(profile.date_of_birth.reveal());
            let age =
                born.and_then(|born| age_in_years(born, clock::today_in(now, &profile.time_zone)));
            Ok(PatientCard {
                user_id: patient_id,
                profile,
                age,
                presence: hub.presence(patient_id, now),
            })
        })
        .await
}

fn common_check(name: &Pii, time_zone: &str, languages: &[String]) -> Check {
    let mut check = Check::new();
    check.line("name", name.reveal(), limits::MAX_NAME_CHARS);
    check.refuse_if(
        !clock::is_zone(time_zone),
        "time_zone",
        FieldCode::Malformed,
    );
    check.refuse_if(
        languages.len() > MAX_LANGUAGES,
        "languages",
        FieldCode::TooLong,
    );
    let odd = |tag: &String| {
        tag.is_empty()
            || tag.len() > LANGUAGE_CHARS
            || !tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    check.refuse_if(languages.iter().any(odd), "languages", FieldCode::Malformed);
    check
}

fn trimmed(text: &Pii) -> Pii {
    Pii(text.reveal().trim().to_owned())
}

fn save(tx: &mut WriteTx<'_>, user: &UserRecord, now: Timestamp) -> Result<(), AppError> {
    tx.save_profile(user)?;
    let act = Act {
        actor_id: Some(user.id),
        action: "profile.save",
        subject_id: None,
        detail: "",
    };
    Ok(tx.record_act(&act, now)?)
}
