//! The page as camera, microphone and speaker: a scripted page at one end, the native engine at the
//! other, and the real bridge between the script and its engine.

use crate::two_devices::{
    Device, Options, VideoProbe, assert_rising, both_receive, hears_tone, pair, within,
};
use bytes::{BufMut, Bytes, BytesMut};
use client_core::{DeviceTrouble, MediaCommand};
use client_engine::FileCache;
use client_engine::bridge::{AllowedOrigins, Bridge, read_video_message, video_message};
use client_engine::media::audio::capture::Wave;
use client_engine::media::audio::render::share_of_tone;
use client_engine::media::units::Bitrate;
use client_engine::media::video::frame::Size;
use client_engine::media::video::test_source::barcode::read_frame_number;
use client_engine::media::video::test_source::pattern::Pattern;
use client_engine::media::video::vpx::{KeyFrame, Vp8Decoder, Vp8Encoder};
use client_engine::media::{
    CameraSource, EncodedFrame, External, MicrophoneSource, PageDevices, SpeakerSink, Stream,
    VideoFanout,
};
use futures_util::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::interval;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const ORIGIN: &str = "tauri://localhost";

/// What the page was told to do, in the words of `docs/bridge.md`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Told {
    camera_on: bool,
    microphone_on: bool,
    kilobits: u32,
}

/// What the page got so far.
#[derive(Default)]
struct Got {
    heard: Vec<f32>,
    numbers: Vec<u32>,
}

/// A page that films the test picture and listens to a tone.
struct ScriptedPage {
    told: watch::Receiver<Told>,
    got: watch::Receiver<Got>,
    running: JoinHandle<()>,
}

impl Drop for ScriptedPage {
    fn drop(&mut self) {
        self.running.abort();
    }
}

struct Script {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    told: watch::Sender<Told>,
    got: watch::Sender<Got>,
    /// The two bits of each device in a report.
    faults: u8,
    key_wanted: bool,
    /// Frames of 10 ms: got, and played at the pace of a sound card.
    received: u32,
    played: u32,
}

impl ScriptedPage {
    async fn open(bridge: &Bridge, hertz: f32, faults: u8) -> Self {
        let mut request = bridge.url().into_client_request().unwrap();
        let headers = request.headers_mut();
        headers.insert("origin", ORIGIN.parse().unwrap());
        let (socket, _) = within("handshake", connect_async(request)).await.unwrap();
        let (told, hears) = watch::channel(Told::default());
        let (got, gets) = watch::channel(Got::default());
        let script = Script {
            socket,
            told,
            got,
            faults,
            key_wanted: false,
            received: 0,
            played: 0,
        };
        Self {
            told: hears,
            got: gets,
            running: tokio::spawn(script.run(hertz)),
        }
    }

    async fn is_told(&mut self, what: &str, fits: impl Fn(&Told) -> bool) {
        within(what, self.told.wait_for(fits)).await.unwrap();
    }

    async fn until(&self, what: &str, fits: impl Fn(&Got) -> bool) {
        let mut got = self.got.clone();
        within(what, got.wait_for(fits)).await.unwrap();
    }
}

impl Script {
    async fn run(mut self, hertz: f32) {
        let size = Size::new(320, 240).unwrap();
        let (pattern, mut encoder) = (
            Pattern::new(size, 30),
            Vp8Encoder::new(size, Bitrate::kbps(400)).unwrap(),
        );
        let (mut wave, mut decoder) = (Wave::new(hertz), Vp8Decoder::new().unwrap());
        let mut number = 0_u32;
        let mut film = interval(Duration::from_millis(33));
        let mut listen = interval(Duration::from_millis(20));
        loop {
            tokio::select! {
                _ = film.tick() => {
                    let told = *self.told.borrow();
                    if !told.camera_on || self.faults & 3 != 0 {
                        continue;
                    }
                    let key = match std::mem::take(&mut self.key_wanted) {
                        true => KeyFrame::Forced,
                        false => KeyFrame::AsNeeded,
                    };
                    let at = i64::from(number) * 3_000;
                    let chunk = encoder.encode(&pattern.draw(number), at, key).unwrap();
                    number += 1;
                    if let Some(chunk) = chunk {
                        let picture = EncodedFrame {
                            stream: Stream::Local,
                            is_key: chunk.is_key,
                            width: 320,
                            height: 240,
                            timestamp_ms: number * 33,
                            data: Bytes::from(chunk.data),
                        };
                        self.send(video_message(&picture)).await;
                    }
                }
                _ = listen.tick() => {
                    if self.told.borrow().microphone_on && self.faults >> 2 == 0 {
                        let mut message = BytesMut::from(&[2, 0][..]);
                        for sample in wave.piece() {
                            message.put_i16_le((sample * 32_767.0) as i16);
                        }
                        self.send(message.freeze()).await;
                    }
                    self.played = self.received.min(self.played + 2);
                    let mut report = BytesMut::from(&[3, self.faults][..]);
                    report.put_u32_le(self.played);
                    self.send(report.freeze()).await;
                }
                message = self.socket.next() => match message {
                    Some(Ok(Message::Binary(data))) => self.take(&data, &mut decoder),
                    Some(Ok(_)) => {}
                    _ => return,
                }
            }
        }
    }

    async fn send(&mut self, message: Bytes) {
        self.socket.send(Message::Binary(message)).await.ok();
    }

    fn take(&mut self, data: &Bytes, decoder: &mut Vp8Decoder) {
        match data[0] {
            2 => {
                let samples = data[2..].as_chunks::<2>().0.iter();
                let samples = samples.map(|pair| f32::from(i16::from_le_bytes(*pair)) / 32_768.0);
                self.got.send_modify(|got| got.heard.extend(samples));
                self.received += 1;
            }
            4 => {
                self.key_wanted |= data[1] & 4 != 0;
                self.told.send_replace(Told {
                    camera_on: data[1] & 1 != 0,
                    microphone_on: data[1] & 2 != 0,
                    kilobits: u32::from_le_bytes(data[6..10].try_into().unwrap()),
                });
            }
            _ => {
                let picture = read_video_message(data).unwrap();
                assert_eq!(
                    picture.stream,
                    Stream::Remote,
                    "its own picture is not sent back"
                );
                let frame = decoder.decode(&picture.data).unwrap();
                let number = frame.as_ref().and_then(read_frame_number);
                self.got.send_modify(|got| got.numbers.extend(number));
            }
        }
    }
}

async fn bridge(devices: &PageDevices, pictures: VideoFanout) -> Bridge {
    let origins = AllowedOrigins::new([ORIGIN]);
    let opening = Bridge::start(
        origins,
        pictures,
        Some(devices.clone()),
        FileCache::new(),
        |_| {},
    );
    opening.await.unwrap()
}

fn of_page(devices: &PageDevices) -> Options {
    let devices = External::new(devices.clone());
    Options {
        camera: CameraSource::External(devices.clone()),
        microphone: MicrophoneSource::External(devices.clone()),
        speaker: Some(SpeakerSink::External(devices)),
        ..Options::tone(0.0)
    }
}

async fn end(caller: Device, callee: Device) {
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_and_a_native_device_see_and_hear_each_other() {
    let devices = PageDevices::new();
    let (caller, callee) = pair(Options::tone(440.0), of_page(&devices));
    let bridge = bridge(&devices, callee.outlet.clone()).await;
    let mut page = ScriptedPage::open(&bridge, 880.0, 0).await;
    assert_eq!(
        *page.told.borrow(),
        Told::default(),
        "nothing is filmed before a call"
    );
    let mut caller_sees = VideoProbe::new(&caller, Stream::Remote);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    page.is_told("to film and to listen", |told| {
        told.camera_on && told.microphone_on && told.kilobits > 0
    })
    .await;
    assert_rising(&caller_sees.see(60).await);
    caller.captured.hear(2).await;
    assert!(hears_tone(&caller, 880.0));
    page.until("pictures", |got| got.numbers.len() >= 60).await;
    assert_rising(&page.got.borrow().numbers);
    page.until("sound", |got| got.heard.len() >= 3 * 48_000)
        .await;
    {
        let got = page.got.borrow();
        let share = share_of_tone(&got.heard[got.heard.len() - 48_000..], 440.0);
        assert!(share > 0.7, "{share}");
    }
    callee.command(MediaCommand::SetCamera { on: false });
    page.is_told("to release the camera", |told| !told.camera_on)
        .await;
    callee.command(MediaCommand::SetCamera { on: true });
    page.is_told("to film again", |told| told.camera_on).await;
    caller_sees.see(20).await;
    callee.command(MediaCommand::Close {
        call_id: callee.call_id,
    });
    page.is_told("to release everything", |told| {
        !told.camera_on && !told.microphone_on
    })
    .await;
    end(caller, callee).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_page_may_not_use_is_told_and_the_call_goes_on() {
    let devices = PageDevices::new();
    let (caller, callee) = pair(Options::tone(440.0), of_page(&devices));
    let bridge = bridge(&devices, callee.outlet.clone()).await;
    // The camera refused.
    let page = ScriptedPage::open(&bridge, 880.0, 2).await;
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    let refused = Some(DeviceTrouble::CameraRefused);
    callee.until("the refusal", |r| r.trouble == refused).await;
    caller.captured.hear(2).await;
    assert!(hears_tone(&caller, 880.0));
    page.until("pictures", |got| got.numbers.len() >= 20).await;
    end(caller, callee).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_drawn_anew_goes_on() {
    let devices = PageDevices::new();
    let (caller, callee) = pair(Options::tone(440.0), of_page(&devices));
    let bridge = bridge(&devices, callee.outlet.clone()).await;
    let page = ScriptedPage::open(&bridge, 880.0, 0).await;
    let mut caller_sees = VideoProbe::new(&caller, Stream::Remote);
    caller.open();
    callee.open();
    both_receive(&caller, &callee).await;
    caller_sees.see(20).await;
    drop(page);
    let mut page = ScriptedPage::open(&bridge, 880.0, 0).await;
    page.is_told("to film and to listen", |told| {
        told.camera_on && told.microphone_on
    })
    .await;
    // The new page's numbers begin anew.
    caller_sees.see(40).await;
    caller.captured.hear(2).await;
    assert!(hears_tone(&caller, 880.0));
    assert!(!caller.reported.borrow().failed && !callee.reported.borrow().failed);
    end(caller, callee).await;
}
