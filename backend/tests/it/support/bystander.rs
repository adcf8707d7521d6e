//! Somebody else on the same server, who must not notice.

use super::{PATIENCE, Socket};
use futures_util::{SinkExt, StreamExt};
use std::fmt;
use std::future::Future;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

/// A socket that sends a ping every few milliseconds and notes how long its pong takes.
pub struct Bystander {
    times: watch::Sender<Vec<Duration>>,
    task: JoinHandle<()>,
}

impl Bystander {
    pub fn start(mut socket: Socket) -> Self {
        let times = watch::Sender::default();
        let noted = watch::Sender::clone(&times);
        let task = tokio::spawn(async move {
            // Slower than what the server allows each socket.
            let mut pace = tokio::time::interval(Duration::from_millis(25));
            loop {
                pace.tick().await;
                let sent = Instant::now();
                let ping = Message::Ping("here".into());
                socket
                    .stream
                    .send(ping)
                    .await
                    .expect("a bystander's socket is open");
                let pong = async {
                    while !matches!(
                        socket.stream.next().await.unwrap().unwrap(),
                        Message::Pong(_)
                    ) {}
                };
                timeout(PATIENCE, pong)
                    .await
                    .expect("a bystander is served");
                noted.send_modify(|times: &mut Vec<_>| times.push(sent.elapsed()));
            }
        });
        Self { times, task }
    }

    /// How it goes while something else does.
    pub async fn watch<T>(&self, other: impl Future<Output = T>) -> (T, Times) {
        self.times.send_modify(Vec::clear);
        let done = other.await;
        // At least one whole round trip after what happened.
        let mut times = self.times.subscribe();
        let times = times.wait_for(|times| times.len() >= 2);
        let times = timeout(2 * PATIENCE, times).await;
        let times = times.expect("the bystander was cut off").unwrap();
        (done, Times::of(times.clone()))
    }

    /// Stops; how many round trips there were in the last stretch.
    pub async fn stop(self) -> usize {
        assert!(!self.task.is_finished(), "the bystander was cut off");
        self.task.abort();
        self.times.borrow().len()
    }
}

/// Round trips.
pub struct Times {
    p50: Duration,
    p99: Duration,
}

impl Times {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort();
        Self {
            p50: times[times.len() / 2],
            p99: times[(times.len() * 99 / 100).min(times.len() - 1)],
        }
    }

    /// Beside a quiet time in the same run. The floor is there because a busy machine alone can
    /// hold a thread up for that long; a server that works off a flood first would take seconds.
    pub fn unharmed_beside(&self, quiet: &Self) -> bool {
        self.p99 < (10 * quiet.p99).max(Duration::from_millis(250))
    }
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:.1?}, {:.1?}", self.p50, self.p99)
    }
}
