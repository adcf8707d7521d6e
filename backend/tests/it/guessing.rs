//! Wrong passwords: strangers slow strangers, never the owner; all of them are written down, and the
//! owner is told.

use crate::support::{Clinic, Person, config};
use reqwest::header::{COOKIE, SET_COOKIE};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use shared::*;
use store::AuditEntry;
use store::testing::TestDatabase;

const PASSWORD: &str = "correct horse";

async fn try_to_sign_in(
    clinic: &Clinic,
    email: &str,
    password: &str,
    cookie: Option<&str>,
) -> Response {
    let url = format!("http://{}{}", clinic.address, paths::LOGIN);
    let mut request = Client::new().post(url);
    if let Some(cookie) = cookie {
        request = request.header(COOKIE, format!("a=b; {cookie}"));
    }
    let body = json!({ "email": email, "password": password });
    request.json(&body).send().await.unwrap()
}

/// The cookie of an answer, as it goes back.
fn cookie_of(answer: &Response) -> String {
    let line = answer.headers()[SET_COOKIE].to_str().unwrap();
    assert!(
        line.contains("HttpOnly") && line.contains("SameSite=Strict"),
        "{line}"
    );
    line.split(';').next().unwrap().to_owned()
}

async fn audit_of(clinic: &Clinic, action: &str) -> Vec<AuditEntry> {
    let entries = clinic.beside().read(|tx| tx.audit_after(0, 1_000));
    let entries: Result<Vec<AuditEntry>, store::StoreError> = entries;
    let mut entries = entries.unwrap();
    entries.retain(|entry| entry.action == action);
    entries
}

async fn told(clinic: &Clinic, who: &Person) -> Vec<PasswordTry> {
    let list: NotificationList = clinic.get(who, paths::NOTIFICATIONS).await;
    let about = list.notifications.into_iter().map(|one| one.about);
    let tried = about.filter_map(|about| match about {
        NotificationAbout::PasswordTried { at } => Some(at),
        _ => None,
    });
    tried.collect()
}

#[tokio::test]
async fn strangers_who_guess_wait_and_the_owners_device_does_not() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let doctor = clinic.doctor("Maria Weber").await;
    let email = doctor.address();
    let own = try_to_sign_in(&clinic, email, PASSWORD, None).await;
    let own = cookie_of(&own);
    for _ in 0..5 {
        let wrong = try_to_sign_in(&clinic, email, "not it at all", None).await;
        assert_eq!(wrong.status(), 401);
    }
    // The right password makes no difference any more: nobody learns that it is.
    for password in ["not it at all", PASSWORD] {
        let waits = try_to_sign_in(&clinic, email, password, None).await;
        let seconds = waits.headers()["Retry-After"].to_str().unwrap();
        assert!((1..=31).contains(&seconds.parse::<u64>().unwrap()));
        let problem: Problem = waits.json().await.unwrap();
        assert_eq!(problem.code, ProblemCode::TooManyRequests);
    }
    let owner = try_to_sign_in(&clinic, email, PASSWORD, Some(&own)).await;
    assert_eq!(owner.status(), 200);

    // Somebody else's device is a stranger here, and so is what was made up.
    let patient = clinic.patient("Eve Stranger").await;
    let theirs = try_to_sign_in(&clinic, patient.address(), PASSWORD, None).await;
    let theirs = cookie_of(&theirs);
    for cookie in [theirs.as_str(), "medconsult_device=bWFkZSB1cA"] {
        let stranger = try_to_sign_in(&clinic, email, PASSWORD, Some(cookie)).await;
        assert_eq!(stranger.status(), 429, "{cookie}");
    }
    // An address that nobody has waits just as long, so that it tells nothing.
    for number in 0..6 {
        let nobody = try_to_sign_in(&clinic, "nobody@example.org", PASSWORD, None).await;
        assert_eq!(nobody.status(), if number < 5 { 401 } else { 429 });
    }
}

#[tokio::test]
async fn a_device_is_known_to_every_account_that_signed_in_on_it() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let (first, second) = (
        clinic.patient("John Miller").await,
        clinic.patient("Amina Yusuf").await,
    );
    let one = try_to_sign_in(&clinic, first.address(), PASSWORD, None).await;
    let both = try_to_sign_in(&clinic, second.address(), PASSWORD, Some(&cookie_of(&one))).await;
    let both = cookie_of(&both);
    for person in [&first, &second] {
        for _ in 0..6 {
            try_to_sign_in(&clinic, person.address(), "not it at all", None).await;
        }
        let own = try_to_sign_in(&clinic, person.address(), PASSWORD, Some(&both)).await;
        assert_eq!(own.status(), 200);
    }
}

#[tokio::test]
async fn wrong_sign_ins_are_in_the_audit_and_their_owner_is_told_once() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let patient = clinic.patient("John Miller").await;
    for email in [patient.address(), "nobody@example.org"] {
        for _ in 0..7 {
            try_to_sign_in(&clinic, email, "not it at all", None).await;
        }
    }
    let written = audit_of(&clinic, "account.login.fail").await;
    // Who waits has not tried anything.
    assert_eq!(written.len(), 10);
    let id = patient.id().to_string();
    let own: Vec<_> = written
        .iter()
        .filter(|it| it.subject_id.as_ref() == Some(&id))
        .collect();
    assert_eq!(own.len(), 5);
    for entry in &written {
        assert_eq!(entry.actor_id, None);
        let same = entry.detail == written[0].detail;
        assert!(
            same && entry.detail.starts_with("from "),
            "{}",
            entry.detail
        );
        assert!(!entry.detail.contains("127.0.0.1"), "{}", entry.detail);
    }
    assert_eq!(told(&clinic, &patient).await, [PasswordTry::SignIn]);
}

#[tokio::test]
async fn a_stolen_token_does_not_find_the_password_out() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let patient = clinic.patient("John Miller").await;
    // Nobody does without being told of this.
    let choice = json!({ "kind": "password_tried", "in_app": false, "os": false });
    let choices = json!({ "choices": [choice] });
    let _: Value = clinic
        .put(&patient, paths::NOTIFICATION_PREFERENCES, choices)
        .await;
    let guess = async |current: &str| {
        let body = json!({ "current_password": current, "new_password": "river lamp 41 moss" });
        let token = Some(patient.token());
        let asking = clinic.send(Method::POST, paths::PASSWORD_CHANGE, token, body);
        asking.await.0.as_u16()
    };
    let mut seen = Vec::new();
    for number in 0..8 {
        seen.push(guess(&format!("guess number {number}")).await);
    }
    assert_eq!(seen, [401, 401, 401, 401, 401, 429, 429, 429]);
    assert_eq!(guess(PASSWORD).await, 429, "the right one waits, too");
    let written = audit_of(&clinic, "account.change_password.fail").await;
    assert_eq!(written.len(), 5);
    assert_eq!(told(&clinic, &patient).await, [PasswordTry::Change]);
    // The owner still signs in, and signs everybody out.
    let owner = clinic.login(&patient).await;
    let (status, _) = clinic
        .send(
            Method::POST,
            paths::LOGOUT_ALL,
            Some(owner.token()),
            Value::Null,
        )
        .await;
    assert_eq!(status, 204);
}

#[tokio::test]
async fn passwords_that_are_tried_first_are_refused_wherever_one_is_chosen() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let patient = clinic.patient("John Miller").await;
    let cases = [
        ("patient", "password", FieldCode::Guessable),
        ("patient", "12345678", FieldCode::Guessable),
        ("patient", "        ", FieldCode::Guessable),
        ("patient", "mittermaier", FieldCode::Guessable),
        ("doctor", "k9!vR2#pLq", FieldCode::TooShort),
    ];
    for (role, password, code) in cases {
        let body = json!({
            "role": role, "name": "Johannes Mittermaier", "email": "j.mittermaier@example.org",
            "password": password, "time_zone": "UTC", "date_of_birth": "1980-05-05",
        });
        let (status, answer) = clinic.send(Method::POST, paths::REGISTER, None, body).await;
        assert_eq!(status, 422, "{password}");
        let problem: Problem = serde_json::from_value(answer).unwrap();
        assert_eq!(
            problem.fields,
            [FieldProblem {
                field: "password".into(),
                code
            }]
        );
    }
    let body = json!({ "current_password": PASSWORD, "new_password": "john.miller" });
    let refused = clinic
        .refused(&patient, Method::POST, paths::PASSWORD_CHANGE, body)
        .await;
    assert_eq!(refused, (422, ProblemCode::Invalid));
}

#[tokio::test]
async fn the_demos_well_known_passwords_open_a_demo() {
    let database = TestDatabase::sqlite().unwrap();
    let mut config = config(&database);
    config.demo = true;
    let server = backend::Running::start(config).await.unwrap();
    let door = crate::support::Door::of(server.address);
    door.sign_in("doctor@clinic.com", "doctor123").await;
    door.sign_in("john@email.com", "patient123").await;
}
