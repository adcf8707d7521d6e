//! The clip that cameras show, and how well a picture of it arrived.

use client_engine::media::video::frame::{Size, VideoFrame};
use client_engine::media::video::test_source::barcode::write_frame_number;
use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

const FPS: u32 = 30;
/// Then it starts over.
pub const CLIP_SECONDS: u32 = 10;
const PICTURES: u32 = CLIP_SECONDS * FPS;
/// One picture in so many is kept and compared with the clip.
pub const KEPT_EACH: usize = 30;
const HEAD_OF_PICTURE: &[u8] = b"FRAME\n";

/// Numbered pictures of a person who sways a little before a wall with a pattern, with a camera's
/// noise: more than an encoder gets for nothing, less than a football match.
pub struct Film {
    file: File,
    head: u64,
    size: Size,
}

impl Film {
    /// Makes one.
    pub fn shoot(path: &Path, (width, height): (u16, u16)) -> Self {
        let size = Size::new(width, height).unwrap();
        let head = format!("YUV4MPEG2 W{width} H{height} F{FPS}:1 Ip A1:1 C420jpeg\n");
        let mut file = BufWriter::new(File::create(path).unwrap());
        file.write_all(head.as_bytes()).unwrap();
        let wall = Wall::new(size);
        for number in 0..PICTURES {
            file.write_all(HEAD_OF_PICTURE).unwrap();
            for (plane, _) in draw(size, number, &wall).planes() {
                file.write_all(plane).unwrap();
            }
        }
        file.flush().unwrap();
        Self {
            file: File::open(path).unwrap(),
            head: head.len() as u64,
            size,
        }
    }

    /// The lightness of a picture.
    fn lightness(&self, number: u32) -> Vec<u8> {
        let bytes = self.size.area() + 2 * self.size.chroma().area() + HEAD_OF_PICTURE.len();
        let place = self.head + u64::from(number) * bytes as u64 + HEAD_OF_PICTURE.len() as u64;
        let mut file = &self.file;
        file.seek(SeekFrom::Start(place)).unwrap();
        let mut plane = vec![0; self.size.area()];
        file.read_exact(&mut plane).unwrap();
        plane
    }

    /// Peak signal to noise of a kept picture's lightness, decibels. A smaller one is enlarged
    /// first, as a screen would.
    pub fn likeness(&self, number: u32, seen: &[u8], (width, height): (u16, u16)) -> f64 {
        let clip = self.lightness(number);
        let (to_width, to_height) = (self.size.width(), self.size.height());
        let columns = spots(width, to_width);
        let mut error = 0.0;
        let rows = spots(height, to_height);
        for (row, (top, down)) in rows.iter().enumerate() {
            let line = |y: usize| &seen[y * usize::from(width)..][..usize::from(width)];
            let (upper, lower) = (line(*top), line((top + 1).min(usize::from(height) - 1)));
            for (column, (left, right)) in columns.iter().enumerate() {
                let next = (left + 1).min(usize::from(width) - 1);
                let mix = |line: &[u8]| {
                    f64::from(line[*left]) * (1.0 - right) + f64::from(line[next]) * right
                };
                let seen = mix(upper) * (1.0 - down) + mix(lower) * down;
                let was = f64::from(clip[row * usize::from(to_width) + column]);
                error += (seen - was).powi(2);
            }
        }
        10.0 * (255.0_f64.powi(2) / (error / self.size.area() as f64).max(1e-3)).log10()
    }
}

/// For each pixel of an enlarged side: the pixel it begins in, and how far it is to the next one.
fn spots(from: u16, to: u16) -> Vec<(usize, f64)> {
    let spot = |place: u16| {
        let middle = (f64::from(place) + 0.5) * f64::from(from) / f64::from(to) - 0.5;
        let middle = middle.max(0.0);
        (middle as usize, middle.fract())
    };
    (0..to).map(spot).collect()
}

/// The wall's pattern, which stays.
struct Wall(Vec<f32>);

impl Wall {
    fn new(size: Size) -> Self {
        let wave = |side: u16, step: f32| -> Vec<f32> {
            (0..side)
                .map(|place| (f32::from(place) * step).sin())
                .collect()
        };
        let (across, down) = (wave(size.width(), 0.19), wave(size.height(), 0.16));
        let mut light = Vec::with_capacity(size.area());
        for (y, down) in down.iter().enumerate() {
            let slope = 110.0 - 60.0 * y as f32 / f32::from(size.height());
            light.extend(across.iter().map(|across| slope + 18.0 * across * down));
        }
        Self(light)
    }
}

fn draw(size: Size, number: u32, wall: &Wall) -> VideoFrame {
    let (width, height) = (f32::from(size.width()), f32::from(size.height()));
    let turn = number as f32 / PICTURES as f32 * std::f32::consts::TAU;
    // Two and five times to and fro in the clip, so that it begins where it ends.
    let sway = ((turn * 2.0).sin() * 0.04 + (turn * 5.0).sin() * 0.01) * height;
    let middle = (width / 2.0 + sway, height * 0.45);
    let mut dice = 0x9e37_79b9_7f4a_7c15_u64 ^ u64::from(number) << 20;
    let light = wall.0.iter().enumerate().map(|(place, wall)| {
        let (x, y) = (
            place % usize::from(size.width()),
            place / usize::from(size.width()),
        );
        let away = (x as f32 - middle.0, y as f32 - middle.1);
        let far = (away.0 / 0.22).hypot(away.1 / 0.32) / height;
        let value = if far < 1.0 {
            // The pattern of the face moves with it.
            150.0 - 40.0 * far + 14.0 * (away.0 * 0.11).sin() * (away.1 * 0.13).cos()
        } else {
            *wall
        };
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (value + (dice % 7) as f32 - 3.0).clamp(16.0, 235.0) as u8
    });
    let chroma = size.chroma().area();
    let planes = (light.collect(), vec![122; chroma], vec![134; chroma]);
    let mut frame = VideoFrame::from_planes(size, planes.0, planes.1, planes.2).unwrap();
    write_frame_number(&mut frame, number);
    frame
}
