//! Reads the number of a synthetic camera's frame off a photograph of the screen, as
//! `docs/bridge.md` describes it: a second reader beside the one of the engine.

use super::PATIENCE;
use super::window::Window;
use serde_json::{Value, json};
use tokio::time::Instant;

const CELLS: f64 = 24.0;
/// Frame numbers begin again here.
const NUMBERS: u32 = 1 << 16;

/// Puts aside what lies above the picture, and says where that is on the screen.
const UNCOVER: &str = r#"
    const canvas = document.querySelector(`[data-testid=${arguments[0]}]`);
    if (!canvas) return null;
    for (let at = canvas; at.parentElement; at = at.parentElement) {
        for (const beside of at.parentElement.children) {
            if (beside !== at && beside.style) beside.style.visibility = arguments[1];
        }
    }
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const fit = getComputedStyle(canvas).objectFit;
    return { left, top, width, height, fit, across: canvas.width, down: canvas.height, ratio: devicePixelRatio };
"#;

/// Pixels of a PNG file as their lightness.
struct Photograph {
    width: usize,
    light: Vec<u8>,
}

impl Photograph {
    fn develop(bytes: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let samples = info.color_type.samples();
        assert!(samples >= 3, "a photograph of a screen has colours");
        let light = |pixel: &[u8]| {
            (u16::from(pixel[0]) / 3 + u16::from(pixel[1]) / 3 + u16::from(pixel[2]) / 3) as u8
        };
        Self {
            width: info.width as usize,
            light: pixels[..info.buffer_size()]
                .chunks(samples)
                .map(light)
                .collect(),
        }
    }

    /// Mean lightness of an area: left, top, right, bottom.
    fn mean(&self, [left, top, right, bottom]: [f64; 4]) -> f64 {
        let (mut sum, mut count) = (0_u64, 0_u64);
        for y in top.round() as usize..bottom.round() as usize {
            for x in left.round() as usize..right.round() as usize {
                sum += self
                    .light
                    .get(y * self.width + x)
                    .map_or(0, |light| u64::from(*light));
                count += 1;
            }
        }
        sum as f64 / count.max(1) as f64
    }
}

/// The number on a picture that lies there on the photograph.
fn read(photograph: &Photograph, place: &Value) -> Option<u32> {
    let number = |name: &str| place[name].as_f64().unwrap();
    let (width, height) = (number("width"), number("height"));
    let (across, down) = (number("across"), number("down"));
    let (wide, high) = (width / across, height / down);
    let scale = match place["fit"].as_str() {
        Some("cover") => wide.max(high),
        _ => wide.min(high),
    };
    // The picture stands in the middle of its box.
    let left = number("left") + (width - across * scale) / 2.0;
    let top = number("top") + (height - down * scale) / 2.0;
    let ratio = number("ratio");
    let cell = |index: u32| {
        let from = left + across * scale * (f64::from(index) + 0.25) / CELLS;
        let to = from + across * scale * 0.5 / CELLS;
        let upper = top + down * scale * 21.5 / CELLS;
        let lower = top + down * scale * 22.5 / CELLS;
        photograph.mean([from, upper, to, lower].map(|side| side * ratio))
    };
    let (white, black) = (cell(1), cell(2));
    if white < black + 60.0 {
        return None;
    }
    let bits = (3..23).map(|index| u32::from(cell(index) > (white + black) / 2.0));
    let word = bits.fold(0, |word, bit| (word << 1) | bit);
    let (number, check) = (word >> 4, word & 0xf);
    let nibbles = number ^ (number >> 4) ^ (number >> 8) ^ (number >> 12);
    (check == (nibbles ^ 0b1010) & 0xf).then_some(number)
}

impl Window {
    /// Photographs the page until so many different numbers were read off a picture; they advance.
    pub async fn sees_frames_advance(&self, canvas: &str, count: usize) {
        let began = Instant::now();
        let mut seen: Vec<u32> = Vec::new();
        while seen.len() < count {
            assert!(
                began.elapsed() < PATIENCE,
                "only {seen:?} could be read off {canvas}"
            );
            let place = self
                .run(UNCOVER, vec![json!(canvas), json!("hidden")])
                .await;
            if place.is_null() {
                continue;
            }
            let photograph = Photograph::develop(&self.screenshot().await);
            let Some(number) = read(&photograph, &place) else {
                continue;
            };
            if let Some(last) = seen.last() {
                let step = (number + NUMBERS - last) % NUMBERS;
                assert!(
                    step < NUMBERS / 2,
                    "{canvas} went back from {last} to {number}"
                );
                if step == 0 {
                    continue;
                }
            }
            seen.push(number);
        }
        self.run(UNCOVER, vec![json!(canvas), json!("")]).await;
        println!("{canvas}: {seen:?}");
    }
}
