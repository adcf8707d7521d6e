//! Who is in a demo.

use crate::app::accounts::hash_password;
use crate::clock;
use shared::{Pii, Role, Timestamp};
use store::{NewUser, ProfileDetails, UserRecord};

/// A demo login: name, e-mail address, password.
pub type Login = (&'static str, &'static str, &'static str);

/// Who can sign in to a demo.
pub const DOCTOR: Login = ("Dr. Maria Weber", "doctor@clinic.com", "doctor123");

/// The admin.
pub const ADMIN: Login = ("Alex Morgan", "admin@clinic.com", "admin123");

/// The five patients, with birth date and reason for the visit.
pub const PATIENTS: [(Login, &str, &str); 5] = [
    (
        ("John Miller", "john@email.com", "patient123"),
        "1984-03-12",
        "Cough for two weeks, worse at night",
    ),
    (
        ("Amina Yusuf", "amina@email.com", "patient123"),
        "1991-07-30",
        "Blood pressure check-up",
    ),
    (
        ("Peter Novak", "peter@email.com", "patient123"),
        "1958-11-02",
        "Questions about a new medicine",
    ),
    (
        ("Sofia Rossi", "sofia@email.com", "patient123"),
        "2001-01-19",
        "Rash on the left arm",
    ),
    (
        ("Liam O'Brien", "liam@email.com", "patient123"),
        "1975-09-05",
        "Back pain after lifting",
    ),
];

pub(super) const HOUR_MS: i64 = 60 * 60 * 1000;

/// Where the demo is.
pub(super) const ZONE: &str = "Europe/Vienna";

pub(super) fn people(now: Timestamp) -> anyhow::Result<Vec<NewUser>> {
    let mut people = vec![
        person(DOCTOR, Role::Doctor, None, now)?,
        person(ADMIN, Role::Admin, None, now)?,
    ];
    for (login, born, _) in PATIENTS {
        people.push(person(login, Role::Patient, Some(born), now)?);
    }
    Ok(people)
}

fn person(
    (name, email, password): Login,
    role: Role,
    born: Option<&str>,
    now: Timestamp,
) -> anyhow::Result<NewUser> {
    let specialty = if role == Role::Doctor {
        "General practice"
    } else {
        ""
    };
    let user = UserRecord {
        id: clock::new_id(),
        role,
        name: Pii::from(name),
        email: Pii::from(email),
        password_hash: hash_password(&Pii::from(password))?,
        date_of_birth: born.map(Pii::from),
        time_zone: ZONE.to_owned(),
        specialty: specialty.to_owned(),
        profile: ProfileDetails {
            languages: vec!["en".to_owned(), "de".to_owned()],
            accepts_direct_calls: role == Role::Doctor,
            ..ProfileDetails::default()
        },
        approved: true,
        last_seq: 0,
        email_proved_at: Some(now),
    };
    Ok(NewUser {
        user,
        created_at: now,
    })
}
