//! The gallery's invented people. Nobody of them exists.

use shared::{
    BlockedPatient, DoctorCard, DoctorProfile, Me, PatientCard, PatientProfile, Presence,
    Reachability, Role, SessionId, Timestamp, UserId,
};
use uuid::Uuid;

/// The gallery's present: 17 November 2026, 09:24 in Vienna.
pub(crate) const NOW: Timestamp = Timestamp(1_794_903_840_000);

pub(crate) const MINUTE_S: i64 = 60;
pub(crate) const HOUR_S: i64 = 60 * MINUTE_S;
pub(crate) const DAY_S: i64 = 24 * HOUR_S;

const BIO: &str =
    "Twenty years in the valley. For everything that is new, and for what will not go away.";

pub(crate) const fn user_id(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

/// Everybody has one device.
pub(crate) const fn session_of(user_id: UserId) -> SessionId {
    SessionId(user_id.0)
}

fn me(number: u128, role: Role, name: &str, email: &str) -> Me {
    Me {
        user_id: user_id(number),
        role,
        name: name.into(),
        email: email.into(),
        time_zone: "Europe/Vienna".into(),
        approved: true,
    }
}

pub(crate) fn doctor() -> Me {
    me(1, Role::Doctor, "Dr. Ana Weber", "doctor@clinic.example")
}

pub(crate) fn patient() -> Me {
    me(2, Role::Patient, "Maria Keller", "maria@mail.example")
}

/// The same patient, on a journey.
pub(crate) fn patient_abroad() -> Me {
    Me {
        time_zone: "America/New_York".into(),
        ..patient()
    }
}

pub(crate) fn admin() -> Me {
    me(9, Role::Admin, "Admin", "admin@clinic.example")
}

/// Two patients whom the doctor has blocked.
pub(crate) fn blocked() -> Vec<BlockedPatient> {
    let patient = |number, name: &str, days: i64| BlockedPatient {
        patient_id: user_id(number),
        name: name.into(),
        blocked_at: NOW.plus_s(-days * DAY_S),
    };
    vec![patient(8, "Tom Okafor", 2), patient(2, "Maria Keller", 40)]
}

pub(crate) fn doctor_profile() -> DoctorProfile {
    DoctorProfile {
        name: doctor().name,
        specialty: "General practice".into(),
        languages: ["de", "en", "sl"].map(str::to_owned).to_vec(),
        bio: BIO.into(),
        licence_number: "AT-2047-118".into(),
        time_zone: "Europe/Vienna".into(),
        accepts_direct_calls: true,
    }
}

pub(crate) fn patient_profile() -> PatientProfile {
    PatientProfile {
        name: patient().name,
        date_of_birth: "1984-05-02".into(),
        phone: "+43 660 1234567".into(),
        address: "".into(),
        languages: vec!["de".into()],
        time_zone: "Europe/Vienna".into(),
        emergency_contact: "Jonas Keller, +43 660 7654321".into(),
    }
}

/// What a doctor sees of a patient; of anybody but the first, no more than has to be known.
pub(crate) fn patient_card(path: &str) -> Option<PatientCard> {
    let id: UserId = path.rsplit('/').next()?.parse().ok()?;
    let told = patient_profile();
    let profile = match id == patient().user_id {
        true => PatientProfile {
            address: "Hauptplatz 3/12\n8010 Graz".into(),
            languages: vec!["de".into(), "en".into()],
            ..told
        },
        false => PatientProfile {
            name: "John Doe".into(),
            phone: "".into(),
            emergency_contact: "".into(),
            languages: Vec::new(),
            ..told
        },
    };
    Some(PatientCard {
        user_id: id,
        profile,
        age: Some(42),
        presence: Presence::Present,
    })
}

/// The directory: whom a ring reaches and whom it doesn't, with a long entry and a short one.
pub(crate) fn doctors() -> Vec<DoctorCard> {
    let card = |number, name: &str, specialty: &str, languages: &[&str], reachability| DoctorCard {
        user_id: user_id(number),
        name: name.into(),
        specialty: specialty.into(),
        languages: languages.iter().map(|&tag| tag.to_owned()).collect(),
        bio: String::new(),
        accepts_direct_calls: true,
        presence: match reachability {
            Reachability::Online | Reachability::InAnotherCall => Presence::Present,
            Reachability::Away => Presence::Away,
            Reachability::Offline => Presence::Gone,
        },
        reachability,
    };
    let own = doctor_profile();
    let languages: Vec<_> = own.languages.iter().map(String::as_str).collect();
    let ana = card(
        1,
        own.name.reveal(),
        &own.specialty,
        &languages,
        Reachability::Online,
    );
    vec![
        DoctorCard {
            bio: own.bio,
            ..ana
        },
        card(
            11,
            "Dr. Jonas Lindqvist",
            "Dermatology",
            &["en", "de"],
            Reachability::InAnotherCall,
        ),
        DoctorCard {
            bio: "Heart, vessels and what keeps them well. Please have your blood pressure diary \
                  and the names of all your medicines at hand, and tell me about earlier \
                  examinations, so that we need not repeat them. I also advise on travel at high \
                  altitude."
                .into(),
            ..card(
                12,
                "Univ.-Prof. Dr. Maximiliane von Hohenstein-Oberndorfer-Lichtenberg",
                "Internal medicine, cardiology, angiology and preventive sports medicine",
                &["de", "en", "fr", "it", "es", "pt"],
                Reachability::Away,
            )
        },
        card(
            13,
            "Dr. Amir Haddad",
            "",
            &["ar", "en"],
            Reachability::Offline,
        ),
    ]
}
