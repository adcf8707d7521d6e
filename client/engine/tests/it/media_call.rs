//! A whole call between two media engines over real sockets.

use crate::two_devices::{
    Options, VideoProbe, assert_rising, both_receive, hears_tone, pair, pair_meddled, within,
};
use client_core::{DeviceTrouble, MediaCommand};
use client_engine::media::{CameraSource, MicrophoneSource, Reach, Stream};
use shared::{CallId, Signal};
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn pictures_and_sound_go_both_ways() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    let mut caller_sees = VideoProbe::new(&caller, Stream::Remote);
    let mut callee_sees = VideoProbe::new(&callee, Stream::Remote);
    let start = std::time::Instant::now();
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    let connected = start.elapsed();
    let (at_caller, at_callee) = tokio::join!(caller_sees.see(60), callee_sees.see(60));
    eprintln!(
        "connected after {connected:?}, 60 pictures after {:?}",
        start.elapsed()
    );
    assert_rising(&at_caller);
    assert_rising(&at_callee);
    assert!(
        at_caller.last().unwrap() - at_caller[0] < 75,
        "{at_caller:?}"
    );
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

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_goes_off_and_comes_back() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    let mut probe = VideoProbe::new(&callee, Stream::Remote);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    probe.see(10).await;
    caller.command(MediaCommand::SetCamera { on: false });
    // Pictures end; a second without any, while sound goes on, is proof enough.
    within("the last picture", async {
        while tokio::time::timeout(
            Duration::from_secs(1),
            probe.pictures.next_of(Stream::Remote),
        )
        .await
        .is_ok()
        {}
    })
    .await;
    callee.captured.hear(1).await;
    assert!(hears_tone(&callee, 440.0));
    let keys = probe.keys;
    caller.command(MediaCommand::SetCamera { on: true });
    let numbers = probe.see(20).await;
    assert_rising(&numbers);
    assert!(numbers[0] < 5, "the pattern starts over: {numbers:?}");
    assert!(probe.keys > keys, "it starts with a key frame");
    let reported = callee.reported.borrow().clone();
    assert_eq!(reported.receiving, Some(true));
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_microphone_that_is_off_is_silent_and_the_way_stays_open() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    caller.command(MediaCommand::SetCamera { on: false });
    caller.command(MediaCommand::SetMicrophone { on: false });
    // Longer than the two seconds after which a way counts as broken.
    within("silence", callee.captured.hear(4)).await;
    assert!(!hears_tone(&callee, 440.0));
    assert_eq!(callee.reported.borrow().receiving, Some(true));
    caller.command(MediaCommand::SetMicrophone { on: true });
    within("sound", callee.captured.hear(2)).await;
    assert!(hears_tone(&callee, 440.0));
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_goes_on_without_any_device() {
    let nothing = Options {
        camera: CameraSource::None,
        microphone: MicrophoneSource::None,
        ..Options::tone(440.0)
    };
    let refused = Options {
        camera: CameraSource::Denied,
        microphone: MicrophoneSource::Silence,
        ..Options::tone(880.0)
    };
    let (caller, callee) = pair(nothing, refused);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    let neither = Some(DeviceTrouble::NoCameraNorMicrophone);
    caller.until("no devices", |r| r.trouble == neither).await;
    let refused = Some(DeviceTrouble::CameraRefused);
    callee.until("refusal", |r| r.trouble == refused).await;
    caller.command(MediaCommand::SetCamera { on: false });
    let microphone = Some(DeviceTrouble::NoMicrophone);
    caller
        .until("camera off", |r| r.trouble == microphone)
        .await;
    within("time", callee.captured.hear(3)).await;
    assert_eq!(callee.reported.borrow().receiving, Some(true));
    assert_eq!(caller.reported.borrow().receiving, Some(true));
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signals_that_come_early_are_kept() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    caller.open();
    // The offer and all candidates are there before the callee opens.
    caller
        .until("the offer", |r| r.offers == 1 && r.all_candidates)
        .await;
    callee.open();
    both_receive(&caller, &callee).await;
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_call_replaces_the_old_one() {
    let (mut caller, mut callee) = pair(Options::tone(440.0), Options::tone(880.0));
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    let next = CallId::from(uuid::Uuid::now_v7());
    (caller.call_id, callee.call_id) = (next, next);
    caller.open();
    callee.open();
    let offers = |r: &crate::two_devices::Reported| r.calls_receiving.contains(&next);
    caller.until("caller receives again", offers).await;
    callee.until("callee receives again", offers).await;
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_that_comes_late_gets_a_key_frame_from_the_other_side() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    VideoProbe::new(&callee, Stream::Remote).see(30).await;
    let mut late = VideoProbe::new(&callee, Stream::Remote);
    let start = std::time::Instant::now();
    assert_rising(&late.see(1).await);
    let waited = start.elapsed();
    eprintln!("a key frame after {waited:?}");
    assert!(waited < Duration::from_secs(1));
    let mut own = VideoProbe::new(&callee, Stream::Local);
    assert_rising(&own.see(10).await);
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_fingerprint_never_connects_and_is_told_in_time() {
    let forge = |signal| match signal {
        Signal::Answer { sdp, .. } => {
            let place = sdp.find("a=fingerprint:sha-256 ").unwrap() + 22;
            let mut forged = sdp.clone();
            let pair = if &sdp[place..place + 2] == "00" {
                "01"
            } else {
                "00"
            };
            forged.replace_range(place..place + 2, pair);
            Some(Signal::answer(forged))
        }
        other => Some(other),
    };
    let (caller, callee) = pair_meddled(
        Options::tone(440.0),
        Options::tone(880.0),
        Box::new(Some),
        Box::new(forge),
    );
    caller.open();
    callee.open();
    caller.until("the caller's failure", |r| r.failed).await;
    callee.until("the callee's failure", |r| r.failed).await;
    assert_eq!(caller.reported.borrow().receiving, None);
    assert_eq!(callee.reported.borrow().receiving, None);
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_over_whatever_network_there_is() {
    let everywhere = |hertz| Options {
        reach: Reach::Everywhere,
        ..Options::tone(hertz)
    };
    let (caller, callee) = pair(everywhere(440.0), everywhere(880.0));
    caller.open();
    callee.open();
    let waited = both_receive(&caller, &callee).await;
    eprintln!("connected after {waited:?}");
    assert_rising(&VideoProbe::new(&callee, Stream::Remote).see(10).await);
    caller.stop().await;
    callee.stop().await;
}
