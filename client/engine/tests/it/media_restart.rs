//! Bringing a connection back: restarts from both sides, and a device that went away.

use crate::two_devices::{
    Options, VideoProbe, assert_rising, both_receive, hears_tone, pair, within,
};
use client_core::MediaCommand;
use client_engine::media::Stream;
use std::time::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn media_flows_on_through_restarts_from_both_sides() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    let mut caller_sees = VideoProbe::new(&caller, Stream::Remote);
    let mut callee_sees = VideoProbe::new(&callee, Stream::Remote);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    let mut last = (0, 0);
    for round in 1..=3 {
        let start = Instant::now();
        let call_id = caller.call_id;
        // The offerer asks in the first round, the answerer in the second, both in the third.
        if round != 2 {
            caller.command(MediaCommand::Restart { call_id });
        }
        if round != 1 {
            callee.command(MediaCommand::Restart { call_id });
        }
        callee.until("an answer", |r| r.answers > round).await;
        let (a, b) = tokio::join!(caller_sees.see(60), callee_sees.see(60));
        assert_rising(&a);
        assert_rising(&b);
        assert!(a[0] > last.0 && b[0] > last.1);
        last = (a[59], b[59]);
        eprintln!("restart {round}: 60 pictures in {:?}", start.elapsed());
    }
    within("sound", async {
        tokio::join!(caller.captured.hear(2), callee.captured.hear(2))
    })
    .await;
    assert!(hears_tone(&caller, 880.0) && hears_tone(&callee, 440.0));
    for device in [&caller, &callee] {
        let reported = device.reported.borrow().clone();
        assert!(!reported.failed, "{reported:?}");
        assert_eq!(reported.receiving, Some(true));
    }
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_went_away_is_noticed() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    let start = Instant::now();
    callee.stop().await;
    caller
        .until("silence", |r| r.receiving == Some(false))
        .await;
    let noticed = start.elapsed().as_millis();
    assert!((1_500..4_000).contains(&noticed), "{noticed} ms");
    caller.until("failure", |r| r.failed).await;
    caller.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn restarts_before_the_first_answer_do_no_harm() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    caller.open();
    let call_id = caller.call_id;
    caller.command(MediaCommand::Restart { call_id });
    caller.until("two offers", |r| r.offers == 2).await;
    callee.open();
    callee.command(MediaCommand::Restart { call_id });
    both_receive(&caller, &callee).await;
    let seen = caller.until("three offers", |r| r.offers == 3).await;
    callee
        .until("three answers", |r| r.answers == seen.offers)
        .await;
    assert_rising(&VideoProbe::new(&callee, Stream::Remote).see(60).await);
    assert_rising(&VideoProbe::new(&caller, Stream::Remote).see(60).await);
    assert!(!caller.reported.borrow().failed && !callee.reported.borrow().failed);
    caller.stop().await;
    callee.stop().await;
}
