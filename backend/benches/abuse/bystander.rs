use crate::support::{Door, Person};
use reqwest::Method;
use serde_json::Value;
use shared::paths;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// How often somebody else asks.
const PACE: Duration = Duration::from_millis(50);

/// Somebody else, who asks who they are and notes how long the answer takes.
pub struct Bystander {
    times: Arc<Mutex<Vec<Duration>>>,
    refused: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Bystander {
    pub fn start(door: &Door, who: &Person) -> Self {
        let (times, refused) = (
            Arc::<Mutex<Vec<_>>>::default(),
            Arc::<Mutex<usize>>::default(),
        );
        let (noted, failures) = (times.clone(), refused.clone());
        let (door, token) = (Door::of(door.address), who.token().to_owned());
        let task = tokio::spawn(async move {
            let mut pace = tokio::time::interval(PACE);
            loop {
                pace.tick().await;
                let asked = Instant::now();
                let asking = door.send(Method::GET, paths::ME, Some(&token), Value::Null);
                if asking.await.0.is_success() {
                    noted.lock().unwrap().push(asked.elapsed());
                } else {
                    *failures.lock().unwrap() += 1;
                }
            }
        });
        Self {
            times,
            refused,
            task,
        }
    }

    /// How it goes while something else does.
    pub async fn watch<T>(&self, other: impl Future<Output = T>) -> (T, Times) {
        self.times.lock().unwrap().clear();
        *self.refused.lock().unwrap() = 0;
        let done = other.await;
        // At least a few answers after it.
        tokio::time::sleep(10 * PACE).await;
        let mut times = self.times.lock().unwrap().clone();
        times.sort();
        let refused = *self.refused.lock().unwrap();
        (done, Times { times, refused })
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers.
pub struct Times {
    times: Vec<Duration>,
    refused: usize,
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let last = self.times.len().saturating_sub(1);
        let at = |percent: usize| self.times.get(last * percent / 100);
        match (at(50), at(99)) {
            (Some(p50), Some(p99)) => write!(f, "{p50:.1?}, {p99:.1?}")?,
            _ => write!(f, "no answer at all")?,
        }
        if self.refused > 0 {
            write!(f, "; {} refused", self.refused)?;
        }
        Ok(())
    }
}
