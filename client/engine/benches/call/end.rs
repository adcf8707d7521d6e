//! One end of a call: a process of its own in a network of its own, told and telling line by line.

use crate::diary::{Diary, Order, Report, Task};
use crate::networks::Networks;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Every single thing that is awaited happens within this, or the measurement fails.
pub const PATIENCE: Duration = Duration::from_secs(40);
/// Says what a process is to be.
pub const END: &str = "--end";

/// A running end. Dropping it ends it and whatever it started.
pub struct End {
    child: Child,
    orders: Option<ChildStdin>,
    reports: Receiver<Report>,
    task: Task,
    /// The process whose costs are measured.
    pub process: u32,
}

impl End {
    /// Starts one at a home and waits until it can be opened.
    pub fn start(networks: &Networks, home: usize, task: Task) -> Self {
        std::fs::create_dir_all(&task.folder).unwrap();
        let mut command = networks.at(home, &std::env::current_exe().unwrap());
        command
            .args([END, &serde_json::to_string(&task).unwrap()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, reports) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let orders = child.stdin.take();
        let mut end = Self {
            child,
            orders,
            reports,
            task,
            process: 0,
        };
        match end.next() {
            Report::Ready { process } => end.process = process,
            other => panic!("an end that is not ready: {other:?}"),
        }
        end
    }

    pub fn order(&mut self, order: &Order) {
        let line = serde_json::to_string(order).unwrap();
        writeln!(self.orders.as_mut().unwrap(), "{line}").unwrap();
    }

    /// The signals that came up since.
    pub fn signals(&self) -> Vec<shared::Signal> {
        let reports = self.reports.try_iter();
        let signals = reports.map(|report| match report {
            Report::Signal { signal } => signal,
            other => panic!("an end broke off: {other:?}"),
        });
        signals.collect()
    }

    /// Ends it; what it saw and heard.
    pub fn finish(mut self) -> (Task, Diary) {
        self.order(&Order::Finish);
        while !matches!(self.next(), Report::Done) {}
        (self.task.clone(), Diary::read(&self.task.folder))
    }

    fn next(&self) -> Report {
        let report = self.reports.recv_timeout(PATIENCE);
        match report.expect("an end tells what it does") {
            Report::Failed { why } => panic!("an end failed: {why}"),
            other => other,
        }
    }
}

impl Drop for End {
    fn drop(&mut self) {
        // It ends by itself when nobody speaks to it any more, and takes its browser with it.
        self.orders = None;
        for _ in 0..50 {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// An end's side: its orders, until whoever gave them goes away.
pub fn orders() -> tokio::sync::mpsc::Receiver<Order> {
    let (sender, orders) = tokio::sync::mpsc::channel(64);
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            let order = serde_json::from_str(&line).unwrap();
            if sender.blocking_send(order).is_err() {
                return;
            }
        }
    });
    orders
}

/// An end's side: tells something.
pub fn tell(report: &Report) {
    let line = serde_json::to_string(report).unwrap();
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}").unwrap();
    output.flush().unwrap();
}
