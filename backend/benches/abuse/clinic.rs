use crate::support::program::{Program, serve};
use crate::support::{Door, Person, SECRET, keys};
use backend::app::accounts::hash_password;
use backend::{MailConfig, clock};
use serde_json::{Value, json};
use shared::*;
use store::{Address, NewUser, ProfileDetails, Store, StoreError, UserRecord};

const PASSWORD: &str = "correct horse";
/// Accounts that take turns.
const PATIENTS: usize = 20;

/// A clinic with a doctor who is there, and hostile patients.
pub struct Clinic {
    pub program: Program,
    pub doctor: Person,
    pub patients: Vec<Person>,
    /// Online, with a place for each patient.
    pub schedule: Schedule,
    data: tempfile::TempDir,
}

impl Clinic {
    /// Opens it; one that has a mail server has people prove their addresses.
    pub async fn open(mail: Option<MailConfig>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let store = store_in(&data);
        let hash = hash_password(&Pii::from(PASSWORD)).unwrap();
        let user = |role, email: &str| NewUser {
            user: UserRecord {
                id: clock::new_id(),
                role,
                name: Pii::from("Somebody"),
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
        let email = |number: usize| format!("patient{number}@example.org");
        let made: Result<(), StoreError> = store.write(|tx| {
            tx.add_user(&user(Role::Doctor, "doctor@example.org"))?;
            for number in 0..PATIENTS {
                tx.add_user(&user(Role::Patient, &email(number)))?;
            }
            Ok(())
        });
        made.unwrap();
        let file = data.path().join("server.toml");
        let mut said =
            "internal_listen = '127.0.0.1:0'\ntrusted_proxies = ['127.0.0.1/32']\n".to_owned();
        if let Some(mail) = &mail {
            said += &mail_section(mail);
        }
        std::fs::write(&file, said).unwrap();
        let mut command = serve(data.path());
        command.arg("--config").arg(file).env("RUST_LOG", "error");
        command.env("MEDCONSULT_SECRET", SECRET);
        if let Some(password) = mail.as_ref().and_then(|mail| mail.password.as_ref()) {
            command.env("MEDCONSULT_SMTP_PASSWORD", password.reveal());
        }
        let program = Program::launch(&mut command);
        let door = &program.door;
        let doctor = door.sign_in("doctor@example.org", PASSWORD).await;
        let mut patients = Vec::new();
        for number in 0..PATIENTS {
            patients.push(door.sign_in(&email(number), PASSWORD).await);
        }
        let schedule = door.online_session(&doctor).await;
        for weekday in ["monday", "tuesday", "wednesday", "thursday", "friday"] {
            let hours = json!({ "starts_minute": 540, "ends_minute": 1020, "slot_minutes": 30 });
            let weekly = json!({ "weekday": weekday, "hours": hours });
            let _: Value = door.post(&doctor, paths::AVAILABILITY_RULES, weekly).await;
        }
        Self {
            program,
            doctor,
            patients,
            schedule,
            data,
        }
    }

    pub fn door(&self) -> &Door {
        &self.program.door
    }

    /// The database under the running server.
    pub fn store(&self) -> Store {
        store_in(&self.data)
    }

    /// How many files lie in the folder, and how many the table names.
    pub fn files(&self) -> (usize, usize) {
        let lying = std::fs::read_dir(self.data.path().join("files")).map_or(0, Iterator::count);
        let named: Result<_, StoreError> = self.store().read(|tx| tx.file_places());
        (lying, named.unwrap().len())
    }

    /// Free times of the doctor in the next two weeks.
    pub async fn free_times(&self) -> usize {
        let path = paths::with_id(paths::SLOTS, self.doctor.id());
        let list: SlotList = self.door().get(&self.doctor, &path).await;
        list.slots.len()
    }
}

/// The same as a section of the configuration file.
fn mail_section(mail: &MailConfig) -> String {
    let (port, ca) = (mail.port.unwrap(), mail.ca_file.as_ref().unwrap());
    format!(
        "[mail]\nhost = '{}'\nport = {port}\nfrom = '{}'\nusername = '{}'\nca_file = '{}'\n",
        mail.host,
        mail.from,
        mail.username.as_ref().unwrap(),
        ca.display()
    )
}

fn store_in(data: &tempfile::TempDir) -> Store {
    let path = data.path().join("medconsult.db").display().to_string();
    let keys = keys().of_audit().unwrap();
    Store::open(&Address::Sqlite(path), keys, Box::new(|_| {})).unwrap()
}
