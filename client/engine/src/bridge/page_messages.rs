//! What passes between the page and its devices' other half (`docs/bridge.md`).

use super::video_messages::read_video_message;
use crate::media::audio::capture::MicrophoneTrouble;
use crate::media::audio::{AudioFrame, PIECE_SAMPLES, Piece};
use crate::media::page::{CaptureSettings, FromPage, PageFaults, PageVideoFrame};
use crate::media::video::fanout::Stream;
use crate::media::video::source::CameraTrouble;
use bytes::{BufMut, Bytes, BytesMut};
use client_core::bridge_codes::{
    AUDIO, CAPTURE, DEVICE_FINE, DEVICE_MISSING, DEVICE_REFUSED, FLAG_CAMERA_ON,
    FLAG_KEY_FRAME_WANTED, FLAG_MICROPHONE_ON, REPORT,
};

/// Full scale of 16-bit sound.
const FULL_SCALE: f32 = 32_768.0;

/// Reads a binary message of the page; nothing where it is none.
#[must_use]
pub fn read_from_page(message: &Bytes) -> Option<FromPage> {
    match (*message.first()?, message.get(2..)?) {
        (AUDIO, samples) => read_piece(samples).map(|piece| FromPage::Audio(Box::new(piece))),
        (REPORT, rest) => Some(FromPage::Report {
            faults: read_faults(*message.get(1)?)?,
            played: u32::from_le_bytes(*rest.first_chunk()?),
        }),
        _ => {
            let picture = read_video_message(message)?;
            (picture.stream == Stream::Local && !picture.data.is_empty()).then_some(
                FromPage::Video(PageVideoFrame {
                    is_key: picture.is_key,
                    size: (picture.width, picture.height),
                    data: picture.data,
                }),
            )
        }
    }
}

fn read_piece(samples: &[u8]) -> Option<Piece> {
    let (pairs, rest) = samples.as_chunks::<2>();
    if pairs.len() != PIECE_SAMPLES || !rest.is_empty() {
        return None;
    }
    let mut piece = [0.0; PIECE_SAMPLES];
    for (slot, pair) in piece.iter_mut().zip(pairs) {
        *slot = f32::from(i16::from_le_bytes(*pair)) / FULL_SCALE;
    }
    Some(piece)
}

/// Two bits for each device.
fn read_faults(flags: u8) -> Option<PageFaults> {
    Some(PageFaults {
        camera: match flags & 3 {
            DEVICE_FINE => None,
            DEVICE_MISSING => Some(CameraTrouble::Missing),
            DEVICE_REFUSED => Some(CameraTrouble::Refused),
            _ => return None,
        },
        microphone: match (flags >> 2) & 3 {
            DEVICE_FINE => None,
            DEVICE_MISSING => Some(MicrophoneTrouble::Missing),
            DEVICE_REFUSED => Some(MicrophoneTrouble::Refused),
            _ => return None,
        },
    })
}

/// 10 ms for the page's speaker.
#[must_use]
pub(crate) fn audio_message(frame: &AudioFrame) -> Bytes {
    let mut message = BytesMut::with_capacity(2 + 2 * frame.len());
    message.put_u8(AUDIO);
    message.put_u8(0);
    for sample in frame {
        message.put_i16_le(quantise(*sample));
    }
    message.freeze()
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "brought into range first"
)]
fn quantise(sample: f32) -> i16 {
    (sample * FULL_SCALE).clamp(-FULL_SCALE, FULL_SCALE - 1.0) as i16
}

/// What the page is to do, as a message.
#[must_use]
pub(crate) fn capture_message(settings: &CaptureSettings) -> Bytes {
    let mut message = BytesMut::with_capacity(10);
    message.put_u8(CAPTURE);
    let flags = [
        (settings.camera_on, FLAG_CAMERA_ON),
        (settings.microphone_on, FLAG_MICROPHONE_ON),
        (settings.key_frame, FLAG_KEY_FRAME_WANTED),
    ];
    let set = flags.iter().filter(|(is_set, _)| *is_set);
    message.put_u8(set.fold(0, |bits, (_, flag)| bits | flag));
    message.put_u16_le(settings.size.0);
    message.put_u16_le(settings.size.1);
    message.put_u32_le(settings.kilobits);
    message.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layouts_are_the_documented_ones() {
        let settings = CaptureSettings {
            camera_on: true,
            microphone_on: false,
            key_frame: true,
            size: (640, 480),
            kilobits: 800,
        };
        assert_eq!(
            capture_message(&settings),
            b"\x04\x05\x80\x02\xe0\x01\x20\x03\x00\x00"[..]
        );
        let report = Bytes::from_static(b"\x03\x09\x01\x02\x00\x00");
        let faults = PageFaults {
            camera: Some(CameraTrouble::Missing),
            microphone: Some(MicrophoneTrouble::Refused),
        };
        let played = 0x201;
        assert_eq!(
            read_from_page(&report),
            Some(FromPage::Report { faults, played })
        );
        let mut frame = [0.0; 480];
        frame[0] = 0.5;
        frame[1] = -1.0;
        frame[2] = 7.0;
        let sound = audio_message(&frame);
        assert_eq!(sound.len(), 962);
        assert_eq!(sound[..8], b"\x02\x00\x00\x40\x00\x80\xff\x7f"[..]);
    }

    #[test]
    fn sound_and_pictures_come_in_whole_or_not_at_all() {
        let mut sound = vec![2, 0];
        sound.extend([0x00, 0x40].repeat(960));
        let Some(FromPage::Audio(piece)) = read_from_page(&Bytes::from(sound.clone())) else {
            panic!("no sound");
        };
        assert!(piece.iter().all(|sample| *sample == 0.5));
        sound.pop();
        assert_eq!(read_from_page(&Bytes::from(sound)), None);
        let own = Bytes::from_static(b"\x01\x01\x80\x02\xe0\x01\x01\x02\x03\x04vp8");
        let picture = PageVideoFrame {
            is_key: true,
            size: (640, 480),
            data: Bytes::from_static(b"vp8"),
        };
        assert_eq!(read_from_page(&own), Some(FromPage::Video(picture)));
        for wrong in [
            &b""[..],
            b"\x03\x03\x00\x00\x00\x00",
            b"\x00\x01\x80\x02\xe0\x01\x01\x02\x03\x04vp8",
            b"\x01\x01\x80\x02\xe0\x01\x01\x02\x03\x04",
            b"\x09\x00\x00\x00\x00\x00",
        ] {
            assert_eq!(
                read_from_page(&Bytes::copy_from_slice(wrong)),
                None,
                "{wrong:?}"
            );
        }
    }
}
