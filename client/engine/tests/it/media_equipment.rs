//! Devices that are missing, refused, pulled out, put back and changed, and the check before a call.

use crate::again::name_of;
use crate::sound_server::{SoundServer, eventually, in_folder};
use crate::two_devices::{
    Device, Options, VideoProbe, assert_rising, both_receive, connect, hears_tone, pair, within,
};
use client_core::{
    CheckReport, DeviceChoice, DeviceEntry, DeviceFault, DeviceTrouble, MediaCommand, MediaRole,
};
use client_engine::media::audio::input::AudioInput;
use client_engine::media::video::frame::Size;
use client_engine::media::{CameraSource, MicrophoneSource, Stream, UnplugSwitch, list_devices};
use shared::CallId;
use std::sync::mpsc;
use std::time::Instant;

fn plugged(plug: &UnplugSwitch, hertz: f32) -> Options {
    Options {
        camera: CameraSource::Plugged {
            size: Size::new(320, 240).unwrap(),
            plug: plug.clone(),
        },
        microphone: MicrophoneSource::Plugged {
            hertz,
            plug: plug.clone(),
        },
        ..Options::tone(hertz)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_pulled_out_in_a_call_is_told_and_comes_back_by_itself() {
    let plug = UnplugSwitch::default();
    let (caller, callee) = pair(plugged(&plug, 440.0), Options::tone(880.0));
    let mut callee_sees = VideoProbe::new(&callee, Stream::Remote);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    assert_rising(&callee_sees.see(20).await);

    plug.unplug();
    let both = Some(DeviceTrouble::NoCameraNorMicrophone);
    caller.until("both gone", |r| r.trouble == both).await;
    // The call goes on: the other side is heard, and silence proves that the way is open.
    caller.captured.hear(2).await;
    assert!(hears_tone(&caller, 880.0));

    plug.plug_in();
    caller.until("both back", |r| r.trouble.is_none()).await;
    // The camera counts anew; a picture from before may still have been on its way.
    let seen = callee_sees.see(25).await;
    let anew = seen.windows(2).position(|two| two[1] < two[0]);
    assert_rising(&seen[anew.map_or(0, |at| at + 1)..]);
    within("the tone again", async {
        while !hears_tone(&callee, 440.0) {
            callee.captured.hear(1).await;
        }
    })
    .await;
    let (caller_said, callee_said) = (
        caller.reported.borrow().clone(),
        callee.reported.borrow().clone(),
    );
    assert!(!caller_said.failed && !callee_said.failed);
    assert_eq!(callee_said.receiving, Some(true));
    caller.stop().await;
    callee.stop().await;
}

/// A device on its own: nothing it says reaches anybody.
fn alone(options: Options) -> Device {
    let call_id = CallId::from(uuid::Uuid::now_v7());
    let mut device = Device::new(MediaRole::Offerer, call_id, options);
    let nobody = Device::new(MediaRole::Answerer, call_id, Options::tone(880.0));
    connect(&mut device, &nobody, Box::new(Some));
    device
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_shows_the_own_picture_and_level_and_sends_nothing() {
    let device = alone(Options::tone(440.0));
    let mut mirror = VideoProbe::new(&device, Stream::Local);
    device.command(MediaCommand::OpenCheck);
    assert_rising(&mirror.see(10).await);
    let reported = device
        .until("a level", |r| {
            r.check
                .iter()
                .any(|it| matches!(it, CheckReport::Level(40..=100)))
        })
        .await;
    assert!(reported.check.contains(&CheckReport::Camera(Ok(()))));
    assert!(reported.check.contains(&CheckReport::Microphone(Ok(()))));
    assert_eq!(reported.offers, 0);
    device.command(MediaCommand::CloseCheck);
    device.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_what_is_missing_and_what_was_refused() {
    let device = alone(Options {
        camera: CameraSource::Denied,
        microphone: MicrophoneSource::None,
        ..Options::tone(440.0)
    });
    device.command(MediaCommand::OpenCheck);
    let camera = CheckReport::Camera(Err(DeviceFault::Refused));
    let microphone = CheckReport::Microphone(Err(DeviceFault::Missing));
    device
        .until("both faults", |r| {
            r.check.contains(&camera) && r.check.contains(&microphone)
        })
        .await;
    device.stop().await;
}

/// Set in the process that has a sound server of its own.
const INSIDE: &str = "EQUIPMENT_TEST_INSIDE";

/// A real sound server: the chosen microphone is pulled out, the usual one stands in, and the chosen
/// one is heard again when it is back.
#[test]
fn a_real_microphone_is_pulled_out_and_put_back() {
    let Ok(folder) = std::env::var(INSIDE) else {
        let server = SoundServer::start();
        let program = std::env::current_exe().unwrap();
        let status = in_folder(program.to_str().unwrap(), server.folder.path())
            .args([
                "--exact",
                name_of!(a_real_microphone_is_pulled_out_and_put_back),
                "--nocapture",
            ])
            .env(INSIDE, server.folder.path())
            .status();
        assert!(
            status.unwrap().success(),
            "it failed at its own sound server"
        );
        return;
    };
    let pactl = |arguments: &str| {
        let mut command = in_folder("pactl", folder.as_ref());
        let answer = command.args(arguments.split(' ')).output().unwrap();
        assert!(answer.status.success(), "pactl {arguments}");
        String::from_utf8(answer.stdout).unwrap().trim().to_owned()
    };
    let plug_in = "load-module module-null-source source_name=usb description=UsbMicrophone";
    let usb = pactl(plug_in);
    let names = || -> Vec<String> {
        let found = list_devices().microphones;
        found.into_iter().map(|entry| entry.name).collect()
    };
    assert!(
        names().iter().any(|name| name == "UsbMicrophone"),
        "{:?}",
        names()
    );
    let (reports, told) = mpsc::channel();
    let report = Box::new(move |trouble| reports.send(trouble).unwrap());
    let source = MicrophoneSource::Device(Some(DeviceEntry::named("UsbMicrophone".into())));
    let mut input = AudioInput::open(source, report, Instant::now());
    // PulseAudio gives the stream of a source that is gone to another one by itself.
    let hear = |input: &mut AudioInput, what: &str, is_chosen: bool| {
        eventually(&format!("sound of {what}"), || {
            input.hear(Instant::now());
            let heard = input.entry().map(|entry| entry.name == "UsbMicrophone");
            heard == Some(is_chosen)
        });
    };
    hear(&mut input, "the chosen one", true);
    assert_eq!(told.try_recv(), Ok(None));
    pactl(&format!("unload-module {usb}"));
    assert!(!names().iter().any(|name| name == "UsbMicrophone"));
    input.devices_changed(Instant::now());
    hear(&mut input, "a stand-in", false);
    let usb = pactl(plug_in);
    input.devices_changed(Instant::now());
    hear(&mut input, "the chosen one again", true);
    drop(input);
    pactl(&format!("unload-module {usb}"));
}

/// Devices that a person chooses are used in a running call; synthetic ones stay what they are.
#[tokio::test(flavor = "multi_thread")]
async fn a_choice_reaches_a_running_call_without_a_break() {
    let (caller, callee) = pair(Options::tone(440.0), Options::tone(880.0));
    let mut callee_sees = VideoProbe::new(&callee, Stream::Remote);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    caller.command(MediaCommand::UseDevices(DeviceChoice {
        camera: Some(DeviceEntry::named("none of these".into())),
        microphone: Some(DeviceEntry::named("none of these".into())),
        headset: true,
        ..DeviceChoice::default()
    }));
    assert_rising(&callee_sees.see(20).await);
    callee.captured.hear(2).await;
    assert!(hears_tone(&callee, 440.0));
    assert!(
        caller
            .until("no trouble", |r| r.trouble.is_none())
            .await
            .trouble
            .is_none()
    );
    caller.stop().await;
    callee.stop().await;
}
