//! The database stops, crashes and hangs under a server that is being used. Whoever asks is told to come
//! back, whoever watches is answered in time, and nobody meets a defect.

use crate::support::own_postgres::{OwnPostgres, Stop};
use crate::support::{Clinic, Door, PATIENCE, config};
use backend::Running;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use shared::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::Address;
use store::testing::TestDatabase;
use tokio::task::JoinHandle;

/// How long whoever asks whether the server is ready waits at most.
const READY_WITHIN: Duration = Duration::from_secs(2);
/// How long anybody else waits at most: the store's ten seconds, and a busy machine.
const ANSWERED_WITHIN: Duration = Duration::from_secs(15);
/// How long the database hangs: longer than any of its own time-outs would notice.
const HANG: Duration = Duration::from_secs(13);

/// What requests were answered, while they went on and on.
#[derive(Default)]
struct Crowd {
    over: AtomicBool,
    done: AtomicUsize,
    busy: AtomicUsize,
    ready: AtomicUsize,
}

impl Crowd {
    /// Asks again and again until it is over.
    fn ask(
        self: &Arc<Self>,
        address: std::net::SocketAddr,
        (method, path, token): (Method, &'static str, String),
        body: Value,
    ) -> JoinHandle<()> {
        let crowd = self.clone();
        tokio::spawn(async move {
            let http = reqwest::Client::new();
            while !crowd.over.load(Ordering::SeqCst) {
                let url = format!("http://{address}{path}");
                let mut request = http.request(method.clone(), url).bearer_auth(&token);
                if !body.is_null() {
                    request = request.json(&body);
                }
                let asked = Instant::now();
                let answer = request.send().await.unwrap();
                let took = asked.elapsed();
                let (status, again) = (
                    answer.status(),
                    answer.headers().get("Retry-After").cloned(),
                );
                let said: Value = answer.json().await.unwrap_or(Value::Null);
                match status {
                    StatusCode::SERVICE_UNAVAILABLE => {
                        assert_eq!(said["code"], json!("busy"), "{method} {path}");
                        assert!(again.is_some(), "{method} {path} does not say when");
                        crowd.busy.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(Duration::from_millis(50)).await;
                    }
                    _ => {
                        assert!(status.is_success(), "{method} {path}: {status} {said}");
                        crowd.done.fetch_add(1, Ordering::SeqCst);
                    }
                }
                let most = if path == paths::READY {
                    crowd.ready.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    READY_WITHIN
                } else {
                    ANSWERED_WITHIN
                };
                assert!(took < most, "{method} {path} took {took:?}");
            }
        })
    }

    /// Waits until so many more were served.
    async fn is_served(&self, more: usize) {
        let until = self.done.load(Ordering::SeqCst) + more;
        let served = async {
            while self.done.load(Ordering::SeqCst) < until {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let served = tokio::time::timeout(PATIENCE + HANG, served).await;
        served.expect("people are served again");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_database_restarts_crashes_and_hangs_nobody_meets_a_defect() {
    let mut postgres = OwnPostgres::start().await;
    let folder = TestDatabase::sqlite().unwrap();
    let mut config = config(&folder);
    config.database = Address::Postgresql(postgres.url());
    let server = Running::start(config).await.unwrap();
    let door = Door::of(server.address);
    let patient = door.patient("John Miller").await;
    let token = || patient.token().to_owned();
    let crowd = Arc::new(Crowd::default());
    let mut asking = vec![crowd.ask(
        server.address,
        (Method::GET, paths::READY, String::new()),
        Value::Null,
    )];
    for zone in ["Europe/Vienna", "Europe/Zurich"] {
        asking.push(crowd.ask(
            server.address,
            (Method::PATCH, paths::ME, token()),
            json!({ "time_zone": zone }),
        ));
        asking.push(crowd.ask(
            server.address,
            (Method::GET, paths::NOTIFICATIONS, token()),
            Value::Null,
        ));
    }
    crowd.is_served(20).await;
    for how in [Stop::Fast, Stop::Immediate] {
        for _ in 0..3 {
            postgres.stop(how).await;
            tokio::time::sleep(Duration::from_millis(300)).await;
            postgres.resume().await;
            crowd.is_served(20).await;
        }
    }
    let (busy, ready) = (&crowd.busy, &crowd.ready);
    assert!(busy.load(Ordering::SeqCst) > 0, "it was noticed");
    let (busy_before, ready_before) = (busy.load(Ordering::SeqCst), ready.load(Ordering::SeqCst));
    postgres.freeze();
    tokio::time::sleep(HANG).await;
    let (busy, ready) = (busy.load(Ordering::SeqCst), ready.load(Ordering::SeqCst));
    postgres.thaw();
    assert!(busy > busy_before && ready > ready_before + 3, "{ready}");
    crowd.is_served(20).await;
    crowd.over.store(true, Ordering::SeqCst);
    for asking in asking {
        asking.await.unwrap();
    }
    server.stop().await.unwrap();
}

#[tokio::test]
async fn a_file_that_another_program_locks_makes_the_server_busy_and_nothing_else() {
    let clinic = Clinic::open(TestDatabase::sqlite().unwrap()).await;
    let patient = clinic.patient("John Miller").await;
    let beside = clinic.beside();
    let (held, hold) = std::sync::mpsc::channel::<()>();
    let (taken, is_taken) = std::sync::mpsc::channel();
    let holding = std::thread::spawn(move || {
        beside.write(|_| {
            taken.send(()).unwrap();
            hold.recv().ok();
            Err::<(), _>(store::StoreError::Busy)
        })
    });
    is_taken.recv().unwrap();
    let change = json!({ "time_zone": "Europe/Zurich" });
    let told = clinic
        .refused(&patient, Method::PATCH, paths::ME, change.clone())
        .await;
    assert_eq!(told, (503, ProblemCode::Busy));
    // Readers need no lock.
    let _: Me = clinic.get(&patient, paths::ME).await;
    held.send(()).unwrap();
    holding.join().unwrap().unwrap_err();
    let (status, _) = clinic
        .send(Method::PATCH, paths::ME, Some(patient.token()), change)
        .await;
    assert_eq!(status, StatusCode::OK);
}
