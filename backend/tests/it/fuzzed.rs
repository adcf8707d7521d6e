//! The served document as schemathesis reads it: it makes up requests, right and wrong ones, and
//! looks for answers that the document doesn't announce. Once for each role, with ids that exist.

use crate::support::{Clinic, Person, rounds};
use serde_json::{Value, json};
use shared::*;
use std::process::{Command, Stdio};
use store::testing::TestDatabase;

/// What it looks for in every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";
/// The file that it is set up by.
const SETTINGS: &str = "schemathesis.toml";
/// What ends the session that the requests speak for; asked for last.
const FAREWELLS: [&str; 2] = ["logout", "logout_all"];

struct Scene {
    clinic: Clinic,
    doctor: Person,
    patient: Person,
    /// Holds the settings, and what schemathesis keeps for itself.
    folder: tempfile::TempDir,
}

impl Scene {
    /// A call that rings, and its ids in the file that schemathesis reads.
    async fn prepare(database: TestDatabase) -> Self {
        let clinic = Clinic::open(database).await;
        let doctor = clinic.doctor("Maria Weber").await;
        let patient = clinic.patient("John Miller").await;
        let schedule = clinic.online_session(&doctor).await;
        clinic.join_ready(&patient, &schedule).await;
        let call = clinic.invite(&doctor, &schedule, &patient).await;
        let starts_at = backend::clock::now().plus_s(120);
        let wanted = json!({
            "doctor_id": doctor.id(), "time": { "wish": "preferred", "starts_at": starts_at },
        });
        let asked: Appointment = clinic.post(&patient, paths::APPOINTMENTS, wanted).await;
        let weekly = json!({
            "weekday": "monday",
            "hours": { "starts_minute": 540, "ends_minute": 720, "slot_minutes": 30 },
        });
        let rule: AvailabilityRule = clinic
            .post(&doctor, paths::AVAILABILITY_RULES, weekly)
            .await;
        let patients = patient.id();
        let about = |path: &str, id: &dyn std::fmt::Display| {
            format!(
                "[[operations]]\ninclude-path-regex = '{path}'\n\
                 parameters = {{ 'path.id' = '{id}', 'path.patient_id' = '{patients}' }}\n"
            )
        };
        let text = [
            // Otherwise it registers itself, and no run would be anonymous.
            "[auth]\nauto-signup = false\n".to_owned(),
            about("/schedules/", &schedule.id),
            about("/call-sessions/", &call.id),
            about("/api/encounters/", &call.entry_id.unwrap()),
            about("/api/doctors/", &doctor.id()),
            about("/api/doctor/patients/", &patients),
            about("/api/appointments/", &asked.id),
            about("/api/doctor/availability/rules/", &rule.id),
        ];
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(SETTINGS), text.concat()).unwrap();
        Self {
            clinic,
            doctor,
            patient,
            folder,
        }
    }

    fn run(&self, token: Option<&str>, which: &str) -> Command {
        let program = std::env::var("SCHEMATHESIS").expect(
            "SCHEMATHESIS names the program; `cargo xtask test` installs it under target/python",
        );
        let mut run = Command::new(program);
        run.current_dir(self.folder.path());
        run.args(["--config-file", SETTINGS]);
        run.arg("run")
            .arg(format!("http://{}{}", self.clinic.address, paths::OPENAPI));
        run.args([
            "--checks",
            CHECKS,
            "--max-examples",
            // Made-up requests for each operation in each of its phases.
            &rounds(8, 25).to_string(),
            "--seed",
            "1",
        ]);
        run.args(["--no-color", "--generation-database", "none"]);
        for farewell in FAREWELLS {
            run.args([which, farewell]);
        }
        if let Some(token) = token {
            run.arg("--header")
                .arg(format!("Authorization: Bearer {token}"));
        }
        run
    }
}

/// Runs it to its end; what it says where it is not content.
async fn content(mut run: Command) {
    let done = tokio::task::spawn_blocking(move || run.stdin(Stdio::null()).output().unwrap());
    let done = done.await.unwrap();
    let words = String::from_utf8_lossy(&done.stdout).into_owned();
    let last: Vec<_> = words.lines().rev().take(12).collect();
    println!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    assert!(done.status.success(), "{words}");
}

async fn finds_nothing(scene: &Scene, token: Option<&str>) {
    content(scene.run(token, "--exclude-operation-id")).await;
    content(scene.run(token, "--include-operation-id")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_finds_nothing_as_anybody() {
    // One takes text that the other can't hold.
    for database in TestDatabase::both().unwrap() {
        let scene = Scene::prepare(database).await;
        finds_nothing(&scene, None).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_finds_nothing_as_the_patient() {
    let scene = Scene::prepare(TestDatabase::sqlite().unwrap()).await;
    finds_nothing(&scene, Some(scene.patient.token())).await;
    let (_, me) = me(&scene, &scene.doctor).await;
    assert_eq!(me["role"], "doctor", "the doctor is untouched");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_finds_nothing_as_the_doctor() {
    let scene = Scene::prepare(TestDatabase::postgresql().unwrap()).await;
    finds_nothing(&scene, Some(scene.doctor.token())).await;
    let (_, me) = me(&scene, &scene.patient).await;
    assert_eq!(me["role"], "patient", "the patient is untouched");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_finds_nothing_as_an_admin() {
    let scene = Scene::prepare(TestDatabase::sqlite().unwrap()).await;
    let admin = scene.clinic.admin().await;
    finds_nothing(&scene, Some(admin.token())).await;
}

async fn me(scene: &Scene, who: &Person) -> (reqwest::StatusCode, Value) {
    let ask = scene.clinic.send(
        reqwest::Method::GET,
        paths::ME,
        Some(who.token()),
        json!(null),
    );
    ask.await
}
