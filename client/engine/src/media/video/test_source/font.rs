//! Just enough letters to write "SYNTHETIC" and a number onto the test picture.

use crate::media::video::frame::{Area, Colour, VideoFrame};

/// Pixels of a glyph before scaling, across and down; one more column separates two glyphs.
pub const GLYPH: (usize, usize) = (5, 7);

/// Writes `text` with its upper left corner at `x`, `y`; each dot becomes `scale` pixels square.
/// Letters there is no glyph for stay blank.
pub fn write_text(
    frame: &mut VideoFrame,
    text: &str,
    (x, y): (usize, usize),
    scale: usize,
    colour: Colour,
) {
    for (place, letter) in text.chars().enumerate() {
        let left = x + place * (GLYPH.0 + 1) * scale;
        for (row, dots) in glyph(letter).into_iter().enumerate() {
            for column in 0..GLYPH.0 {
                if dots >> (GLYPH.0 - 1 - column) & 1 == 1 {
                    let dot = Area {
                        x: left + column * scale,
                        y: y + row * scale,
                        width: scale,
                        height: scale,
                    };
                    frame.paint(dot, colour);
                }
            }
        }
    }
}

/// Pixels `text` takes across.
#[must_use]
pub fn text_width(text: &str, scale: usize) -> usize {
    text.chars().count() * (GLYPH.0 + 1) * scale
}

#[rustfmt::skip]
fn glyph(letter: char) -> [u8; 7] {
    match letter {
        '0' => [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        '1' => [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        '2' => [0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111],
        '3' => [0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110],
        '4' => [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        '5' => [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        '6' => [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        '7' => [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        '8' => [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        '9' => [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
        'C' => [0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110],
        'E' => [0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111],
        'H' => [0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        'I' => [0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        'N' => [0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001],
        'S' => [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100],
        'Y' => [0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100],
        _ => [0; 7],
    }
}
