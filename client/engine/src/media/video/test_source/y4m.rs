//! Pictures from a YUV4MPEG2 file, looped: recorded material as a camera.
//!
//! Reads 4:2:0 with 8 bits only, which is what `ffmpeg -pix_fmt yuv420p` writes.

use crate::media::video::frame::{Size, VideoFrame};
use crate::media::video::source::{CameraTrouble, FrameClock, VideoSource};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

/// Bytes in a header line; a longer one is not a header.
const MAX_HEADER_BYTES: u64 = 1_024;

/// A file as a camera.
pub struct Y4mFile {
    reader: BufReader<File>,
    size: Size,
    first_frame_at: u64,
    pace: FrameClock,
}

/// Why a file can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum Y4mFault {
    /// It can't be read.
    #[error("the file can't be read")]
    Io(#[from] std::io::Error),
    /// It is not YUV4MPEG2 with 4:2:0 and 8 bits, or it is cut off.
    #[error("not a YUV4MPEG2 file with 8-bit 4:2:0 pictures")]
    Format,
}

impl Y4mFile {
    /// Opens a file and checks its header.
    ///
    /// # Errors
    /// Says why it can't be shown.
    pub fn open(path: &Path) -> Result<Self, Y4mFault> {
        let mut reader = BufReader::new(File::open(path)?);
        let header = read_line(&mut reader)?;
        let first_frame_at = reader.stream_position()?;
        let (size, interval) = parse_header(&header).ok_or(Y4mFault::Format)?;
        Ok(Self {
            reader,
            size,
            first_frame_at,
            pace: FrameClock::new(interval),
        })
    }

    /// Size of its pictures.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// The next picture, without waiting for its time; nothing at the end of the file.
    ///
    /// # Errors
    /// The file can't be read or is cut off.
    pub fn read_frame(&mut self) -> Result<Option<VideoFrame>, Y4mFault> {
        if self.reader.fill_buf()?.is_empty() {
            return Ok(None);
        }
        if !read_line(&mut self.reader)?.starts_with("FRAME") {
            return Err(Y4mFault::Format);
        }
        let chroma = self.size.chroma().area();
        let mut planes = [self.size.area(), chroma, chroma].map(|bytes| vec![0; bytes]);
        for plane in &mut planes {
            self.reader.read_exact(plane)?;
        }
        let [y, u, v] = planes;
        Ok(VideoFrame::from_planes(self.size, y, u, v))
    }
}

impl VideoSource for Y4mFile {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CameraTrouble> {
        self.pace.wait();
        if let Ok(Some(frame)) = self.read_frame() {
            return Ok(Some(frame));
        }
        // At the end it starts over; a file without a single whole picture is no camera.
        self.reader
            .seek(SeekFrom::Start(self.first_frame_at))
            .map_err(|_| CameraTrouble::Missing)?;
        match self.read_frame() {
            Ok(Some(frame)) => Ok(Some(frame)),
            Ok(None) | Err(_) => Err(CameraTrouble::Missing),
        }
    }
}

fn read_line(reader: &mut BufReader<File>) -> Result<String, Y4mFault> {
    let mut line = Vec::new();
    reader
        .by_ref()
        .take(MAX_HEADER_BYTES)
        .read_until(b'\n', &mut line)?;
    if line.pop() != Some(b'\n') {
        return Err(Y4mFault::Format);
    }
    String::from_utf8(line).map_err(|_| Y4mFault::Format)
}

fn parse_header(header: &str) -> Option<(Size, Duration)> {
    let mut words = header.split(' ');
    if words.next() != Some("YUV4MPEG2") {
        return None;
    }
    let (mut width, mut height, mut rate) = (None, None, (30, 1));
    for word in words {
        if let Some(value) = word.strip_prefix('W') {
            width = value.parse().ok();
        } else if let Some(value) = word.strip_prefix('H') {
            height = value.parse().ok();
        } else if let Some(value) = word.strip_prefix('F') {
            let (frames, seconds) = value.split_once(':')?;
            rate = (frames.parse::<u32>().ok()?, seconds.parse::<u32>().ok()?);
        } else if let Some(value) = word.strip_prefix('C') {
            // 420, 420jpeg, 420mpeg2 and 420paldv differ only in where colour samples sit.
            if !value.starts_with("420") || value.starts_with("420p1") {
                return None;
            }
        }
    }
    let interval = Duration::from_secs(rate.1.into()).checked_div(rate.0)?;
    let shortest = Duration::from_millis(16);
    let longest = Duration::from_secs(1);
    Some((
        Size::new(width?, height?)?,
        interval.clamp(shortest, longest),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_read_or_refused() {
        let (size, interval) =
            parse_header("YUV4MPEG2 W641 H479 F30000:1001 Ip A1:1 C420jpeg").unwrap();
        assert_eq!(size, Size::new(641, 479).unwrap());
        assert_eq!(interval.as_millis(), 33);
        for header in [
            "RIFF",
            "YUV4MPEG2 W0 H4",
            "YUV4MPEG2 W4 H4 C444",
            "YUV4MPEG2 W4 H4 C420p10",
            "YUV4MPEG2 W4 H4 F0:1",
            "YUV4MPEG2 W4",
        ] {
            assert!(parse_header(header).is_none(), "{header}");
        }
    }
}
