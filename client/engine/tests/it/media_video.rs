//! Pictures through the codec and from files.

use client_engine::media::units::Bitrate;
use client_engine::media::video::frame::{Colour, Size, VideoFrame};
use client_engine::media::video::test_source::barcode::read_frame_number;
use client_engine::media::video::test_source::pattern::Pattern;
use client_engine::media::video::test_source::y4m::Y4mFile;
use client_engine::media::video::vpx::{KeyFrame, Vp8Decoder, Vp8Encoder};
use std::io::Write;

const FRAME_TICKS: i64 = 3_000;

fn round_trip(size: Size, kilobits: u64, frames: u32) -> Vec<(u32, Option<u32>, usize)> {
    let pattern = Pattern::new(size, 30);
    let mut encoder = Vp8Encoder::new(size, Bitrate::kbps(kilobits)).unwrap();
    let mut decoder = Vp8Decoder::new().unwrap();
    let mut seen = Vec::new();
    for number in 0..frames {
        let at = i64::from(number) * FRAME_TICKS;
        let frame = pattern.draw(number);
        let Some(chunk) = encoder.encode(&frame, at, KeyFrame::AsNeeded).unwrap() else {
            continue;
        };
        let decoded = decoder.decode(&chunk.data).unwrap().unwrap();
        assert_eq!(decoded.size(), size);
        seen.push((number, read_frame_number(&decoded), chunk.data.len()));
    }
    seen
}

#[test]
fn frame_numbers_survive_200_kilobits() {
    for (width, height) in [(640, 480), (320, 240), (641, 479)] {
        let seen = round_trip(Size::new(width, height).unwrap(), 200, 90);
        assert!(seen.len() > 45, "{} of 90 frames were encoded", seen.len());
        for (sent, read, _) in &seen {
            assert_eq!(*read, Some(*sent), "{width}x{height}");
        }
        let bytes: usize = seen.iter().map(|(_, _, bytes)| bytes).sum();
        assert!(bytes * 8 < 3 * 300_000, "{bytes} bytes in three seconds");
    }
}

#[test]
fn a_forced_key_frame_starts_a_new_decoder() {
    let size = Size::new(640, 480).unwrap();
    let pattern = Pattern::new(size, 30);
    let mut encoder = Vp8Encoder::new(size, Bitrate::kbps(800)).unwrap();
    let first = encoder
        .encode(&pattern.draw(0), 0, KeyFrame::AsNeeded)
        .unwrap();
    assert!(first.unwrap().is_key);
    let second = encoder
        .encode(&pattern.draw(1), FRAME_TICKS, KeyFrame::AsNeeded)
        .unwrap()
        .unwrap();
    assert!(!second.is_key);
    assert!(Vp8Decoder::new().unwrap().decode(&second.data).is_err());
    let third = encoder
        .encode(&pattern.draw(2), 2 * FRAME_TICKS, KeyFrame::Forced)
        .unwrap()
        .unwrap();
    assert!(third.is_key);
    let decoded = Vp8Decoder::new().unwrap().decode(&third.data).unwrap();
    assert_eq!(read_frame_number(&decoded.unwrap()), Some(2));
}

#[test]
fn the_rate_can_change_under_way() {
    let size = Size::new(640, 480).unwrap();
    let pattern = Pattern::new(size, 30);
    let mut encoder = Vp8Encoder::new(size, Bitrate::kbps(1_500)).unwrap();
    let mut bytes = [0; 2];
    for number in 0..240_u32 {
        if number == 120 {
            encoder.set_bitrate(Bitrate::kbps(150)).unwrap();
        }
        let at = i64::from(number) * FRAME_TICKS;
        let chunk = encoder.encode(&pattern.draw(number), at, KeyFrame::AsNeeded);
        bytes[usize::from(number >= 120)] += chunk.unwrap().map_or(0, |c| c.data.len());
    }
    assert!(bytes[1] < 150_000 / 8 * 4 * 3 / 2, "{bytes:?}");
}

#[test]
fn garbage_is_an_error_and_no_crash() {
    let mut decoder = Vp8Decoder::new().unwrap();
    assert!(decoder.decode(&[0xff; 100]).is_err());
}

#[test]
fn files_with_odd_sizes_come_back_as_written() {
    for (width, height) in [(64, 48), (65, 49), (1, 1), (33, 2)] {
        let size = Size::new(width, height).unwrap();
        let frames: Vec<VideoFrame> = (0..3)
            .map(|n| {
                VideoFrame::filled(
                    size,
                    Colour {
                        y: 50 + n,
                        u: 100 + n,
                        v: 150 + n,
                    },
                )
            })
            .collect();
        let file = write_y4m(size, &frames);
        let mut source = Y4mFile::open(file.path()).unwrap();
        assert_eq!(source.size(), size);
        for frame in &frames {
            assert_eq!(source.read_frame().unwrap().as_ref(), Some(frame));
        }
        assert_eq!(source.read_frame().unwrap(), None);
    }
}

#[test]
fn a_cut_off_file_is_an_error() {
    let size = Size::new(16, 16).unwrap();
    let file = write_y4m(size, &[VideoFrame::filled(size, Colour::WHITE)]);
    let length = file.as_file().metadata().unwrap().len();
    file.as_file().set_len(length - 1).unwrap();
    assert!(Y4mFile::open(file.path()).unwrap().read_frame().is_err());
}

fn write_y4m(size: Size, frames: &[VideoFrame]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    let (width, height) = (size.width(), size.height());
    writeln!(file, "YUV4MPEG2 W{width} H{height} F30:1 Ip A1:1 C420jpeg").unwrap();
    for frame in frames {
        writeln!(file, "FRAME").unwrap();
        for (plane, _) in frame.planes() {
            file.write_all(plane).unwrap();
        }
    }
    file.flush().unwrap();
    file
}
