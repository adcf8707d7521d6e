use crate::support::program::{Program, serve};
use crate::support::{Door, Person, SECRET, keys};
use backend::app::accounts::hash_password;
use backend::clock;
use shared::*;
use std::path::Path;
use std::process::Command;
use store::{Address, NewUser, ProfileDetails, Store, StoreError, UserRecord};

const PASSWORD: &str = "correct horse";

/// People who are registered, and once [`crate::storm::sign_in`] has run, signed in.
pub struct Crowd {
    pub doctor: String,
    pub patients: Vec<String>,
    pub people: Option<(Person, Vec<Person>)>,
}

impl Crowd {
    /// Registers them in the store itself: hashing a thousand passwords is not what is measured.
    pub fn register(data: &Path, patients: usize) -> Self {
        let path = data.join("medconsult.db").display().to_string();
        let keys = keys().of_audit().unwrap();
        let store = Store::open(&Address::Sqlite(path), keys, Box::new(|_| {})).unwrap();
        let hash = hash_password(&Pii::from(PASSWORD)).unwrap();
        let user = |role, name: String, email: &str| NewUser {
            user: UserRecord {
                id: clock::new_id(),
                role,
                name: Pii(name),
                email: Pii::from(email),
                password_hash: hash.clone(),
                date_of_birth: Some(Pii::from("1980-05-05")),
                time_zone: "UTC".into(),
                specialty: String::new(),
                profile: ProfileDetails::default(),
                approved: true,
                last_seq: 0,
                email_proved_at: Some(clock::now()),
            },
            created_at: clock::now(),
        };
        let doctor = "doctor@example.org".to_owned();
        let patients: Vec<_> = (0..patients)
            .map(|n| format!("patient{n}@example.org"))
            .collect();
        let made: Result<(), StoreError> = store.write(|tx| {
            tx.add_user(&user(Role::Doctor, "Maria Weber".into(), &doctor))?;
            for (number, email) in patients.iter().enumerate() {
                tx.add_user(&user(Role::Patient, format!("Patient {number}"), email))?;
            }
            Ok(())
        });
        made.unwrap();
        Self {
            doctor,
            patients,
            people: None,
        }
    }

    /// The server, with limits that let one address be everybody.
    pub fn server(&self, data: &Path) -> Command {
        let file = data.join("medconsult.toml");
        let many = |purse| format!("[limits.{purse}]\nnetwork = 1000000\nall = 1000000\n");
        let one_doctor = "[limits.invitations]\nperson = 100000\ntarget = 100000\nnetwork = 100000\nall = 100000\n";
        let purses = [
            "logins",
            "refreshes",
            "account",
            "queue",
            "calls",
            "sockets",
        ];
        let limits = purses.map(many).concat() + one_doctor;
        std::fs::write(&file, limits).unwrap();
        let mut command = serve(data);
        command.arg("--config").arg(file);
        command.env("MEDCONSULT_SECRET", SECRET);
        command.env("RUST_LOG", "warn");
        command
    }

    pub fn doctor(&self) -> &Person {
        &self.people.as_ref().unwrap().0
    }

    pub fn patients(&self) -> &[Person] {
        &self.people.as_ref().unwrap().1
    }
}

pub async fn sign_in(door: &Door, email: &str) -> Person {
    door.sign_in(email, PASSWORD).await
}

/// CPU that the server has used so far, in seconds (proc_pid_stat(5), fields 14 and 15).
pub fn cpu_s(program: &Program) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", program.id())).unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    let fields: Vec<_> = after_name.split_whitespace().collect();
    let ticks: u64 = [fields[11], fields[12]]
        .iter()
        .map(|n| n.parse::<u64>().unwrap())
        .sum();
    // USER_HZ is 100 on every Linux that this runs on.
    ticks as f64 / 100.0
}
