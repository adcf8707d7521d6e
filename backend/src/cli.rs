//! What an admin does on the server's own command line.

pub mod audit;

use anyhow::{Context, bail};
use backend::app::accounts::hash_password;
use backend::clock;
use backend::{ConfigFile, Secrets};
use domain::text::{Check, canonical_email};
use shared::{Pii, Role, limits};
use std::io::Write;
use store::{Act, NewUser, ProfileDetails, Store, StoreError, UserRecord, Violation};

/// Writes a line for whoever called the command.
pub fn print(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// What is done on the command line is in the audit as well, and so needs the server's secret.
pub fn open(choices: &ConfigFile, secrets: &Secrets) -> anyhow::Result<Store> {
    let audit_keys = secrets.keys()?.of_audit()?;
    Store::open(&choices.database()?, audit_keys, Box::new(|_| {}))
}

pub fn migrate(choices: &ConfigFile) -> anyhow::Result<()> {
    match Store::migrate(&choices.database()?)? {
        ran if ran.is_empty() => print("the database is up to date"),
        ran => print(&format!("ran {} migrations", ran.len())),
    }
}

pub fn create_admin(store: &Store, name: &str, email: &str) -> anyhow::Result<()> {
    let mut password = String::new();
    std::io::stdin()
        .read_line(&mut password)
        .context("the password is read from standard input")?;
    let password = Pii(password.trim_end_matches(['\n', '\r']).to_owned());
    let mut check = Check::new();
    check
        .line("name", name, limits::MAX_NAME_CHARS)
        .email("email", email)
        .password("password", password.reveal(), Role::Admin, &[name, email]);
    if let Err(problems) = check.finish() {
        let words: Vec<_> = problems
            .iter()
            .map(|problem| format!("{} ({:?})", problem.field, problem.code))
            .collect();
        bail!("not acceptable: {}", words.join(", "));
    }
    let now = clock::now();
    let user = UserRecord {
        id: clock::new_id(),
        role: Role::Admin,
        name: Pii::from(name.trim()),
        email: Pii(canonical_email(email)),
        password_hash: hash_password(&password)?,
        date_of_birth: None,
        time_zone: "UTC".to_owned(),
        specialty: String::new(),
        profile: ProfileDetails::default(),
        approved: true,
        last_seq: 0,
        email_proved_at: Some(now),
    };
    let subject_id = Some(user.id.to_string());
    let new = NewUser {
        user,
        created_at: now,
    };
    let made = store.write(|tx| {
        tx.add_user(&new)?;
        let act = Act {
            actor_id: None,
            action: "admin.create",
            subject_id: subject_id.clone(),
            detail: "command line",
        };
        tx.record_act(&act, now)
    });
    match made {
        Ok(()) => print("the admin can sign in"),
        Err(StoreError::Violation(Violation::EmailTaken)) => {
            bail!("the e-mail address is registered already")
        }
        Err(error) => Err(error.into()),
    }
}

pub fn approve_doctor(store: &Store, email: &str) -> anyhow::Result<()> {
    let email = Pii(canonical_email(email));
    let now = clock::now();
    let found = store.write(|tx| {
        let Some(doctor) = tx
            .user_by_email(&email)?
            .filter(|user| user.role == Role::Doctor)
        else {
            return Ok::<_, StoreError>(false);
        };
        if !doctor.approved {
            tx.approve_user(doctor.id)?;
            let subject_id = Some(doctor.id.to_string());
            let act = Act {
                actor_id: None,
                action: "doctor.approve",
                subject_id,
                detail: "command line",
            };
            tx.record_act(&act, now)?;
        }
        Ok(true)
    })?;
    if !found {
        bail!("no doctor is registered with that e-mail address");
    }
    print("the doctor may practise")
}
