//! Reads a WAV file into memory: 16-bit PCM, any rate, any number of channels.

use super::SAMPLE_RATE;
use std::path::Path;

/// Largest file read: a minute of stereo at 48 kHz and some.
const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Why a file can't be played.
#[derive(Debug, thiserror::Error)]
pub enum WavFault {
    /// It can't be read.
    #[error("the file can't be read")]
    Io(#[from] std::io::Error),
    /// It is too large, or not 16-bit PCM.
    #[error("not a WAV file of 16-bit PCM below 16 MiB")]
    Format,
}

/// The file's sound as mono at 48 kHz.
///
/// # Errors
/// Says why it can't be played.
pub fn read_wav(path: &Path) -> Result<Vec<f32>, WavFault> {
    if std::fs::metadata(path)?.len() > MAX_FILE_BYTES {
        return Err(WavFault::Format);
    }
    let file = std::fs::read(path)?;
    parse(&file).ok_or(WavFault::Format)
}

fn parse(file: &[u8]) -> Option<Vec<f32>> {
    let body = file.strip_prefix(b"RIFF")?.get(4..)?;
    let mut rest = body.strip_prefix(b"WAVE")?;
    let mut format = None;
    loop {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        match name {
            b"fmt " => format = Some(parse_format(after.get(..length)?)?),
            // A file that was cut off, or written to a pipe, declares more than it holds.
            b"data" => return to_mono(after.get(..length).unwrap_or(after), format?),
            _ => {}
        }
        // Chunks begin at even places.
        rest = after.get(length + length % 2..)?;
    }
}

#[derive(Clone, Copy)]
struct Format {
    channels: usize,
    rate: u32,
}

fn parse_format(chunk: &[u8]) -> Option<Format> {
    let word = |at: usize| Some(u16::from_le_bytes(*chunk.get(at..)?.first_chunk()?));
    let rate = u32::from_le_bytes(*chunk.get(4..)?.first_chunk()?);
    let channels = usize::from(word(2)?);
    // 0xfffe: "extensible", whose first sub-format is PCM again.
    let is_pcm = matches!(word(0)?, 1 | 0xfffe) && word(14)? == 16;
    let in_range = (1..=8).contains(&channels) && (8_000..=192_000).contains(&rate);
    (is_pcm && in_range).then_some(Format { channels, rate })
}

fn to_mono(data: &[u8], format: Format) -> Option<Vec<f32>> {
    let frames = data.chunks_exact(2 * format.channels);
    let channels = f32::from(u8::try_from(format.channels).ok()?);
    let mono: Vec<f32> = frames
        .map(|frame| {
            let samples = frame.as_chunks::<2>().0.iter();
            let sum: f32 = samples.map(|s| f32::from(i16::from_le_bytes(*s))).sum();
            sum / channels / 32_768.0
        })
        .collect();
    Some(resample(mono, format.rate, SAMPLE_RATE))
}

/// Straight lines between the samples: enough for speech from a file or a sound card of 44.1 kHz.
#[must_use]
pub fn resample(sound: Vec<f32>, from: u32, to: u32) -> Vec<f32> {
    if from == to || from == 0 {
        return sound;
    }
    let (from, to) = (u64::from(from), u64::from(to));
    let length = u64::try_from(sound.len()).unwrap_or_default() * to / from;
    (0..length)
        .filter_map(|n| {
            let place = usize::try_from(n * from / to).ok()?;
            let share = u16::try_from(n * from % to * 1_000 / to).ok()?;
            let share = f32::from(share) / 1_000.0;
            let left = *sound.get(place)?;
            let right = sound.get(place + 1).copied().unwrap_or(left);
            Some(left + (right - left) * share)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec();
        file.extend(channels.to_le_bytes());
        file.extend(rate.to_le_bytes());
        file.extend([0; 6]);
        file.extend(16_u16.to_le_bytes());
        file.extend(b"LIST\x03\0\0\0abc\0data");
        let length = u32::try_from(samples.len() * 2).unwrap();
        file.extend(length.to_le_bytes());
        file.extend(samples.iter().flat_map(|s| s.to_le_bytes()));
        file
    }

    #[test]
    fn channels_are_mixed() {
        let sound = parse(&wav(48_000, 2, &[16_384, 0, -16_384, -16_384])).unwrap();
        assert_eq!(sound, [0.25, -0.5]);
    }

    #[test]
    fn other_rates_become_48_kilohertz() {
        let sound = parse(&wav(16_000, 1, &[0, 16_384, 0])).unwrap();
        assert_eq!(sound.len(), 9);
        assert!((sound[3] - 0.5).abs() < 0.01 && (sound[2] - 0.333).abs() < 0.01);
    }

    #[test]
    fn what_is_no_wav_is_refused() {
        for file in [&b""[..], b"RIFF", b"RIFF\0\0\0\0WAVEdata\0\0\0\0"] {
            assert!(parse(file).is_none());
        }
        assert!(parse(&wav(48_000, 0, &[1])).is_none());
    }
}
