//! What a call leaves behind: nothing.

use crate::two_devices::{Options, VideoProbe, both_receive, pair, within};
use client_core::MediaCommand;
use client_engine::media::Stream;
use std::time::{Duration, Instant};

const CALLS: usize = 12;

fn threads_of_calls() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let name = |task: std::fs::DirEntry| std::fs::read_to_string(task.path().join("comm"));
    let names = tasks.filter_map(|task| name(task.ok()?).ok());
    names.filter(|name| name.starts_with("call-")).count()
}

fn sockets() -> usize {
    let files = std::fs::read_dir("/proc/self/fd").unwrap();
    let target = |file: std::fs::DirEntry| std::fs::read_link(file.path());
    let targets = files.filter_map(|file| target(file.ok()?).ok());
    targets
        .filter(|t| t.to_string_lossy().starts_with("socket:"))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_one_after_another_connect_fast_and_release_everything() {
    let before = sockets();
    let mut set_ups = Vec::new();
    for _ in 0..CALLS {
        let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
        let mut probe = VideoProbe::new(&callee, Stream::Remote);
        let start = Instant::now();
        caller.open();
        callee.open();
        both_receive(&caller, &callee).await;
        probe.see(1).await;
        set_ups.push(start.elapsed());
        assert_eq!(threads_of_calls(), 4);
        let call_id = caller.call_id;
        caller.command(MediaCommand::Close { call_id });
        caller.stop().await;
        callee.stop().await;
        assert_eq!(threads_of_calls(), 0);
    }
    // The crate's own tasks end right after closing.
    within("the sockets", async {
        while sockets() > before {
            tokio::task::yield_now().await;
        }
    })
    .await;
    set_ups.sort_unstable();
    let [fastest, middle, slowest] = [0, CALLS / 2, CALLS - 1].map(|place| set_ups[place]);
    eprintln!("to the first picture: {fastest:?} fastest, {middle:?} middle, {slowest:?} slowest");
    assert!(middle < Duration::from_secs(1), "{set_ups:?}");
}
