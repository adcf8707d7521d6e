//! A moving test picture: a calm gradient, a ball on its way, the word SYNTHETIC, the frame number
//! for people, and the same number for machines (see [`super::barcode`]).

use super::barcode::write_frame_number;
use super::font::{GLYPH, text_width, write_text};
use crate::media::video::frame::{Area, Colour, Size, VideoFrame};
use crate::media::video::source::{CameraTrouble, FrameClock, VideoSource};
use std::time::Duration;

const BALL: Colour = Colour {
    y: 200,
    u: 90,
    v: 160,
};

/// The test picture as a camera.
pub struct Pattern {
    background: VideoFrame,
    number: u32,
    pace: FrameClock,
}

impl Pattern {
    /// Pictures of `size`, `fps` per second (1 to 60; others are brought into that range).
    #[must_use]
    pub fn new(size: Size, fps: u32) -> Self {
        Self {
            background: draw_background(size),
            number: 0,
            pace: FrameClock::new(Duration::from_secs(1) / fps.clamp(1, 60)),
        }
    }

    /// The picture with this number, without waiting for its time.
    #[must_use]
    pub fn draw(&self, number: u32) -> VideoFrame {
        let mut frame = self.background.clone();
        draw_ball(&mut frame, number);
        let scale = text_scale(frame.size());
        let digits = format!("{number:06}");
        let x = centred(frame.size(), &digits, scale);
        let y = usize::from(frame.size().height()) * 13 / 24;
        write_text(&mut frame, &digits, (x, y), scale, Colour::WHITE);
        write_frame_number(&mut frame, number);
        frame
    }
}

impl VideoSource for Pattern {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CameraTrouble> {
        self.pace.wait();
        let frame = self.draw(self.number);
        self.number = self.number.wrapping_add(1);
        Ok(Some(frame))
    }
}

fn draw_background(size: Size) -> VideoFrame {
    let mut frame = VideoFrame::filled(size, Colour::BLACK);
    let height = usize::from(size.height());
    for y in 0..height {
        let share = |from: usize, to: usize| {
            u8::try_from((from * (height - y) + to * y) / height).unwrap_or(128)
        };
        let row = Area {
            x: 0,
            y,
            width: usize::from(size.width()),
            height: 1,
        };
        let colour = Colour {
            y: share(110, 50),
            u: share(140, 150),
            v: share(105, 120),
        };
        frame.paint(row, colour);
    }
    let scale = text_scale(size);
    let x = centred(size, "SYNTHETIC", scale);
    write_text(
        &mut frame,
        "SYNTHETIC",
        (x, height / 8),
        scale,
        Colour::WHITE,
    );
    frame
}

/// The ball swings from side to side between the word and the number.
fn draw_ball(frame: &mut VideoFrame, number: u32) {
    let (width, height) = (
        usize::from(frame.size().width()),
        usize::from(frame.size().height()),
    );
    let radius = (width.min(height) / 16).max(2);
    let way = width.saturating_sub(2 * radius).max(1);
    let step = (usize::try_from(number).unwrap_or_default() * width / 120) % (2 * way);
    let left = if step < way { step } else { 2 * way - step };
    let top = (height * 5 / 12).saturating_sub(radius);
    for y in 0..2 * radius {
        let from_middle = y.abs_diff(radius);
        let half = (radius * radius - from_middle * from_middle).isqrt();
        let row = Area {
            x: left + radius - half,
            y: top + y,
            width: 2 * half,
            height: 1,
        };
        frame.paint(row, BALL);
    }
}

fn text_scale(size: Size) -> usize {
    (usize::from(size.width()) / (12 * (GLYPH.0 + 1))).max(1)
}

fn centred(size: Size, text: &str, scale: usize) -> usize {
    usize::from(size.width()).saturating_sub(text_width(text, scale)) / 2
}

#[cfg(test)]
mod tests {
    use super::super::barcode::read_frame_number;
    use super::*;

    #[test]
    fn every_picture_carries_its_number_and_moves() {
        let pattern = Pattern::new(Size::new(640, 480).unwrap(), 30);
        for number in [0, 1, 119, 65_535] {
            assert_eq!(read_frame_number(&pattern.draw(number)), Some(number));
        }
        assert_ne!(pattern.draw(0).planes()[0].0, pattern.draw(1).planes()[0].0);
    }

    #[test]
    fn tiny_and_odd_pictures_are_drawn_too() {
        for (width, height) in [(1, 1), (17, 9), (161, 121)] {
            let size = Size::new(width, height).unwrap();
            assert_eq!(Pattern::new(size, 30).draw(5).size(), size);
        }
    }
}
