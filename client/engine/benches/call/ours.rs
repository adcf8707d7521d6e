//! An end that is the engine, with a viewer that decodes as a page would.

use crate::diary::{Diary, Order, Report, Second, Seen, Task, now, picture_path, write_sound};
use crate::end::{orders, tell};
use crate::film::KEPT_EACH;
use client_core::{MediaCommand, MediaEvent, MediaRole};
use client_engine::media::audio::processing::VoiceSettings;
use client_engine::media::audio::{FRAME_SAMPLES, PIECE_SAMPLES, SAMPLES_PER_SECOND};
use client_engine::media::video::frame::VideoFrame;
use client_engine::media::video::test_source::barcode::read_frame_number;
use client_engine::media::video::vpx::Vp8Decoder;
use client_engine::media::{
    CameraSource, Captured, MAX_WAITING_EVENTS, Media, MediaConfig, MicrophoneSource, Reach,
    SpeakerSink, Stream, VideoFanout,
};
use std::io::Write;
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc;

type Shared = Arc<Mutex<Diary>>;

/// Runs until told to finish.
#[tokio::main]
pub async fn run(task: Task) {
    rustls::crypto::ring::default_provider()
        .install_default()
        .unwrap();
    let captured = Captured::default();
    let outlet = VideoFanout::new();
    let (sender, mut events) = mpsc::channel(MAX_WAITING_EVENTS);
    let config = MediaConfig {
        camera: CameraSource::Y4m(task.clip.clone()),
        microphone: MicrophoneSource::Wav(task.speech.clone()),
        speaker: if task.is_frugal {
            SpeakerSink::Discard
        } else {
            SpeakerSink::Capture(captured.clone())
        },
        voice: VoiceSettings::standard(),
        reach: Reach::Everywhere,
        authorities: vec![],
    };
    let media = Media::start(config, sender, outlet.clone());
    let diary = Shared::default();
    tokio::spawn(watch_remote(outlet.clone(), diary.clone(), task.clone()));
    if !task.is_frugal {
        tokio::spawn(watch_local(outlet, diary.clone()));
    }
    let call_id = shared::CallId::from(uuid::Uuid::now_v7());
    let mut orders = orders();
    let process = std::process::id();
    tell(&Report::Ready { process });
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                Some(Order::Open { is_caller }) => media.command(MediaCommand::Open {
                    call_id,
                    role: if is_caller { MediaRole::Offerer } else { MediaRole::Answerer },
                    ice_servers: vec![],
                    microphone_on: true,
                    camera_on: true,
                }),
                Some(Order::Signal { signal }) => {
                    media.command(MediaCommand::Signal { call_id, signal });
                }
                Some(Order::Finish) => break,
                None => return,
            },
            Some(event) = events.recv() => match event {
                MediaEvent::Signal { signal, .. } => tell(&Report::Signal { signal }),
                MediaEvent::Figures { figures, .. } => {
                    let guessed_permille = f64::from(figures.guessed_sound_permille);
                    let second = Second { at: now(), guessed_permille };
                    diary.lock().unwrap().seconds.push(second);
                }
                MediaEvent::TransportFailed { .. } => {
                    tell(&Report::Failed { why: "no connection".to_owned() });
                }
                _ => {}
            },
        }
    }
    if !task.is_frugal {
        keep_sound(&captured, &diary, &task).await;
    }
    diary.lock().unwrap().write(&task.folder);
    tell(&Report::Done);
    media.stop().await;
}

/// The sound that was heard, and when it and the own sound were in the air.
async fn keep_sound(captured: &Captured, diary: &Shared, task: &Task) {
    captured.hear(1).await;
    let at = now();
    let (heard, total) = (captured.last(usize::MAX), captured.heard());
    write_sound(&task.folder.join("heard"), &heard);
    let speech = client_engine::media::audio::wav::read_wav(&task.speech).unwrap();
    write_sound(&task.folder.join("said"), &speech);
    let mut diary = diary.lock().unwrap();
    // What came last begins to sound now.
    diary.heard_marks.push((heard.len() - FRAME_SAMPLES, at));
    // The sound thread opens both devices at once, and each takes its first piece at once. A real
    // microphone gives a piece when it has been spoken.
    let since_first = f64::from(u32::try_from(total).unwrap() - FRAME_SAMPLES as u32);
    let piece = PIECE_SAMPLES as f64;
    let begun = at - (since_first + piece) / f64::from(SAMPLES_PER_SECOND);
    diary.said_marks.push((0, begun));
}

async fn watch_remote(outlet: VideoFanout, diary: Shared, task: Task) {
    let (mut pictures, mut decoder) = (outlet.view(), Vp8Decoder::new().unwrap());
    while let Some(picture) = pictures.next_of(Stream::Remote).await {
        let Some(frame) = decoder.decode(&picture.data).ok().flatten() else {
            continue;
        };
        let at = now();
        let Some(number) = read_frame_number(&frame) else {
            continue;
        };
        let size = (frame.size().width(), frame.size().height());
        let mut diary = diary.lock().unwrap();
        diary.seen.push(Seen { number, at, size });
        if !task.is_frugal && diary.seen.len().is_multiple_of(KEPT_EACH) {
            keep_picture(&frame, &picture_path(&task.folder, number, at, size));
        }
    }
}

fn keep_picture(frame: &VideoFrame, path: &std::path::Path) {
    let mut file = std::fs::File::create(path).unwrap();
    for (plane, _) in frame.planes() {
        file.write_all(plane).unwrap();
    }
}

/// When the camera gave each picture. Its own clock says so; how far that one is from ours, the
/// fastest encoded picture tells.
async fn watch_local(outlet: VideoFanout, diary: Shared) {
    let (mut pictures, mut decoder) = (outlet.view(), Vp8Decoder::new().unwrap());
    let mut offset = f64::INFINITY;
    let mut taken = Vec::new();
    while let Some(picture) = pictures.next_of(Stream::Local).await {
        let (at, stamp) = (now(), f64::from(picture.timestamp_ms) / 1_000.0);
        offset = offset.min(at - stamp);
        let frame = decoder.decode(&picture.data).ok().flatten();
        if let Some(number) = frame.as_ref().and_then(read_frame_number) {
            taken.push((number, stamp));
            let taken = taken
                .iter()
                .map(|(number, stamp)| (*number, stamp + offset));
            diary.lock().unwrap().taken = taken.collect();
        }
    }
}
