//! A frame number that a machine can read off a picture, through any codec and scaling.
//!
//! Geometry, as fractions of the picture, so that a page's canvas can read it too: a band from
//! 21/24 to 23/24 of the height. The width is cut into 24 equal cells; the first and the last stay
//! black. Of the 22 between, cell 1 is white and cell 2 is black (they give the two levels), cells 3
//! to 18 are the number's low 16 bits, most significant first, white for 1, and cells 19 to 22 are
//! the check: the exclusive or of the number's four nibbles and of 0b1010.
//! Read a cell by the mean lightness of its middle (half its width, half the band's height).

use crate::media::video::frame::{Area, Colour, Size, VideoFrame};

const CELLS: usize = 24;
const DATA_BITS: u32 = 16;
const CHECK_BITS: u32 = 4;
const FIRST_DATA_CELL: usize = 3;
const CHECK_SEED: u32 = 0b1010;
/// Smallest difference between the white and the black cell that still counts as a barcode.
const MIN_CONTRAST: u32 = 60;

/// Numbers wrap to zero here (after 36 minutes at 30 frames per second).
pub const FRAME_NUMBERS: u32 = 1 << DATA_BITS;

/// Draws `number` modulo [`FRAME_NUMBERS`].
pub fn write_frame_number(frame: &mut VideoFrame, number: u32) {
    let size = frame.size();
    let word = word(number % FRAME_NUMBERS);
    for cell in 0..CELLS {
        let white = match cell.checked_sub(FIRST_DATA_CELL) {
            None => cell == 1,
            Some(bit) => bit_of(word, bit),
        };
        let colour = if white { Colour::WHITE } else { Colour::BLACK };
        frame.paint(cell_area(size, cell), colour);
    }
}

/// The number a picture carries; nothing where there is no intact barcode.
#[must_use]
pub fn read_frame_number(frame: &VideoFrame) -> Option<u32> {
    let white = mean_of_cell(frame, 1)?;
    let black = mean_of_cell(frame, 2)?;
    if white < black + MIN_CONTRAST {
        return None;
    }
    let middle = (white + black) / 2;
    let mut read = 0;
    for bit in 0..DATA_BITS + CHECK_BITS {
        let cell = FIRST_DATA_CELL + usize::try_from(bit).ok()?;
        read = (read << 1) | u32::from(mean_of_cell(frame, cell)? > middle);
    }
    let number = read >> CHECK_BITS;
    (word(number) == read).then_some(number)
}

fn word(number: u32) -> u32 {
    let nibbles = number ^ (number >> 4) ^ (number >> 8) ^ (number >> 12);
    (number << CHECK_BITS) | ((nibbles & 0xf) ^ CHECK_SEED)
}

fn bit_of(word: u32, place: usize) -> bool {
    let bits = usize::try_from(DATA_BITS + CHECK_BITS).unwrap_or_default();
    place < bits && (word >> (bits - 1 - place)) & 1 == 1
}

fn cell_area(size: Size, cell: usize) -> Area {
    let (width, height) = (usize::from(size.width()), usize::from(size.height()));
    let x = width * cell / CELLS;
    let y = height * 21 / 24;
    Area {
        x,
        y,
        width: width * (cell + 1) / CELLS - x,
        height: height * 23 / 24 - y,
    }
}

fn mean_of_cell(frame: &VideoFrame, cell: usize) -> Option<u32> {
    let area = cell_area(frame.size(), cell);
    let (mut sum, mut count) = (0, 0);
    for y in area.y + area.height / 4..area.y + area.height - area.height / 4 {
        for x in area.x + area.width / 4..area.x + area.width - area.width / 4 {
            sum += u32::from(frame.lightness(x, y)?);
            count += 1;
        }
    }
    (count > 0).then(|| sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_survives_drawing_and_reading() {
        for (width, height) in [(640, 480), (320, 240), (641, 479), (1280, 720), (97, 73)] {
            let mut frame = VideoFrame::filled(Size::new(width, height).unwrap(), Colour::BLACK);
            for number in [0, 1, 0x5555, 0xaaaa, 0xffff, 12_345] {
                write_frame_number(&mut frame, number);
                assert_eq!(read_frame_number(&frame), Some(number), "{width}x{height}");
            }
        }
    }

    #[test]
    fn numbers_wrap() {
        let mut frame = VideoFrame::filled(Size::new(640, 480).unwrap(), Colour::BLACK);
        write_frame_number(&mut frame, FRAME_NUMBERS + 7);
        assert_eq!(read_frame_number(&frame), Some(7));
    }

    #[test]
    fn a_picture_without_barcode_has_no_number() {
        let size = Size::new(640, 480).unwrap();
        assert_eq!(
            read_frame_number(&VideoFrame::filled(size, Colour::WHITE)),
            None
        );
        let mut frame = VideoFrame::filled(size, Colour::BLACK);
        write_frame_number(&mut frame, 1_000);
        // One flipped cell breaks the check.
        frame.paint(cell_area(size, 5), Colour::WHITE);
        assert_eq!(read_frame_number(&frame), None);
    }
}
