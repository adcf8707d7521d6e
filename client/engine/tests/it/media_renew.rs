//! One device's app is started anew in the middle of a call: the other one goes on with a new peer connection,
//! and with the devices that it has open.

use crate::two_devices::{
    Device, Options, VideoProbe, assert_rising, both_receive, connect, hears_tone, pair, within,
};
use client_core::{MediaCommand, MediaRole};
use client_engine::media::Stream;
use shared::Signal;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// From the opening of the new one to pictures on both sides.
const TOGETHER_WITHIN: Duration = Duration::from_secs(5);
const STAYS_HZ: f32 = 440.0;
const FORMER_HZ: f32 = 880.0;

const ROLES: [MediaRole; 2] = [MediaRole::Offerer, MediaRole::Answerer];

/// The one who stays, and the one of this role, who does not; they see and hear each other.
async fn talk(restarts: MediaRole) -> (Device, Device) {
    let (stays, former) = (Options::tone(STAYS_HZ), Options::tone(FORMER_HZ));
    let (stays, former) = match restarts {
        MediaRole::Answerer => pair(stays, former),
        MediaRole::Offerer => {
            let (former, stays) = pair(former, stays);
            (stays, former)
        }
    };
    stays.open();
    former.open();
    both_receive(&stays, &former).await;
    (stays, former)
}

/// An app that is started anew takes up the call, and sends this tone.
fn take_up(stays: &mut Device, role: MediaRole, hertz: f32) -> Device {
    let mut anew = Device::new(role, stays.call_id, Options::tone(hertz));
    connect(stays, &anew, Box::new(Some));
    connect(&mut anew, stays, Box::new(Some));
    open_again(&anew);
    anew
}

/// As its core does it.
fn open_again(anew: &Device) {
    anew.open();
    if anew.role == MediaRole::Answerer {
        let call_id = anew.call_id;
        anew.command(MediaCommand::Restart { call_id });
    }
}

/// Both see and hear each other.
async fn are_together(stays: &Device, anew: &Device, hertz: f32) {
    let began = Instant::now();
    let mut here = VideoProbe::new(stays, Stream::Remote);
    let mut there = VideoProbe::new(anew, Stream::Remote);
    let (at_stayer, at_new) = tokio::join!(here.see(20), there.see(20));
    let took = began.elapsed();
    eprintln!("pictures after {took:.1?}");
    assert!(took < TOGETHER_WITHIN, "{took:?}");
    assert_rising(&at_stayer);
    assert_rising(&at_new);
    within("the tones", async {
        while !hears_tone(stays, hertz) || !hears_tone(anew, STAYS_HZ) {
            stays.captured.hear(1).await;
        }
    })
    .await;
}

/// Numbers and time stamps of each new stream begin anywhere: in so many rounds they lie before and after the
/// former ones.
#[tokio::test(flavor = "multi_thread")]
async fn who_stays_goes_on_with_whoever_comes_back() {
    for role in ROLES {
        let (mut stays, mut other) = talk(role).await;
        let mut own = VideoProbe::new(&stays, Stream::Local);
        let mut films = own.see(5).await;
        for round in 0_u8..5 {
            let hertz = 1_000.0 + 100.0 * f32::from(round);
            other.stop().await;
            other = take_up(&mut stays, role, hertz);
            are_together(&stays, &other, hertz).await;
            films.extend(own.see(1).await);
        }
        // The camera of the one who stays was open all the time.
        assert_rising(&films);
        let reported = stays.reported.borrow().clone();
        assert_eq!((reported.receiving, reported.failed), (Some(true), false));
        stays.stop().await;
        other.stop().await;
    }
}

/// A killed app's last packets, or one that hangs and sends on: what comes back takes its place all the same.
#[tokio::test(flavor = "multi_thread")]
async fn the_former_one_may_still_be_sending() {
    for role in ROLES {
        let (mut stays, former) = talk(role).await;
        let anew = take_up(&mut stays, role, 1_200.0);
        are_together(&stays, &anew, 1_200.0).await;
        let sound = stays.captured.last(48_000);
        let of_former = client_engine::media::audio::render::share_of_tone(&sound, FORMER_HZ);
        assert!(of_former < 0.05, "{of_former}");
        former.stop().await;
        are_together(&stays, &anew, 1_200.0).await;
        stays.stop().await;
        anew.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_may_come_back_at_once() {
    let (stays, former) = talk(MediaRole::Answerer).await;
    let call_id = stays.call_id;
    stays.stop().await;
    former.stop().await;
    let mut caller = Device::new(MediaRole::Offerer, call_id, Options::tone(STAYS_HZ));
    let mut callee = Device::new(MediaRole::Answerer, call_id, Options::tone(1_200.0));
    connect(&mut caller, &callee, Box::new(Some));
    connect(&mut callee, &caller, Box::new(Some));
    open_again(&callee);
    open_again(&caller);
    are_together(&caller, &callee, 1_200.0).await;
    caller.stop().await;
    callee.stop().await;
}

/// What the one who stays had said to the former app comes to the new one, before and among its own words.
#[tokio::test(flavor = "multi_thread")]
async fn late_words_to_the_former_one_do_no_harm() {
    for role in ROLES {
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let note = move |signal: Signal| {
            heard.lock().unwrap().push(signal.clone());
            Some(signal)
        };
        let call_id = shared::CallId::from(uuid::Uuid::now_v7());
        let of_stayer = match role {
            MediaRole::Offerer => MediaRole::Answerer,
            MediaRole::Answerer => MediaRole::Offerer,
        };
        let mut stays = Device::new(of_stayer, call_id, Options::tone(STAYS_HZ));
        let mut former = Device::new(role, call_id, Options::tone(FORMER_HZ));
        connect(&mut stays, &former, Box::new(note));
        connect(&mut former, &stays, Box::new(Some));
        stays.open();
        former.open();
        both_receive(&stays, &former).await;
        former.stop().await;
        let mut anew = Device::new(role, call_id, Options::tone(1_200.0));
        connect(&mut stays, &anew, Box::new(Some));
        connect(&mut anew, &stays, Box::new(Some));
        let late = said.lock().unwrap().clone();
        open_again(&anew);
        for signal in late {
            anew.command(MediaCommand::Signal { call_id, signal });
        }
        are_together(&stays, &anew, 1_200.0).await;
        stays.stop().await;
        anew.stop().await;
    }
}
