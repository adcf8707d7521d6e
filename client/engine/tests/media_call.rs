//! A whole call between two media engines over real sockets.

mod two_devices;

use client_core::MediaCommand;
use client_engine::media::Stream;
use two_devices::{Eye, Options, assert_rising, both_receive, hears_tone, pair, within};

#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_sound_go_both_ways() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    let mut caller_sees = Eye::new(&caller, Stream::Remote);
    let mut callee_sees = Eye::new(&callee, Stream::Remote);
    let start = std::time::Instant::now();
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    let connected = start.elapsed();
    let (at_caller, at_callee) = tokio::join!(caller_sees.see(60), callee_sees.see(60));
    eprintln!("connected after {connected:?}, 60 pictures after {:?}", start.elapsed());
    assert_rising(&at_caller);
    assert_rising(&at_callee);
    assert!(at_caller.last().unwrap() - at_caller[0] < 75, "{at_caller:?}");
    within("sound", async {
        tokio::join!(caller.captured.hear(2), callee.captured.hear(2))
    })
    .await;
    assert!(hears_tone(&caller, 880.0) && !hears_tone(&caller, 440.0));
    assert!(hears_tone(&callee, 440.0) && !hears_tone(&callee, 880.0));
    let call_id = caller.call_id;
    caller.command(MediaCommand::Close { call_id });
    callee
        .until("callee notices", |r| r.receiving == Some(false))
        .await;
    caller.stop().await;
    callee.stop().await;
}
