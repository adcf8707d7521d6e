//! A camera of the computer, through the crate `cameras` (V4L2, AVFoundation, Media Foundation).
//!
//! Phones have no such camera: there the page films.

use super::frame::{MAX_SIDE, Size, VideoFrame};
use super::source::{CameraTrouble, VideoSource};
use cameras::{Camera, Device, PixelFormat, Resolution, StreamConfig};
use client_core::DeviceEntry;
use std::time::{Duration, Instant};
use yuv::{
    YuvChromaSubsampling, YuvConversionMode, YuvPackedImage, YuvPlanarImageMut, YuvRange,
    YuvStandardMatrix,
};

/// What a camera is asked for; it gives the nearest that it can.
const WANTED: StreamConfig = StreamConfig {
    resolution: Resolution {
        width: 1_280,
        height: 720,
    },
    framerate: 30,
    pixel_format: PixelFormat::Nv12,
};
/// About the time between two pictures of a slow camera.
const PATIENCE: Duration = Duration::from_millis(200);
/// A camera that gives nothing for so long is gone, whatever the system says.
const DEAD_AFTER: Duration = Duration::from_secs(5);

/// The cameras that are plugged in.
#[must_use]
pub fn list_cameras() -> Vec<DeviceEntry> {
    let entry = |device: Device| DeviceEntry {
        id: device.id.0,
        name: device.name,
    };
    let found = cameras::devices().unwrap_or_default();
    found.into_iter().map(entry).collect()
}

/// An open camera.
pub struct DeviceCamera {
    camera: Camera,
    last_at: Instant,
}

impl DeviceCamera {
    /// Opens the camera of this id, or the first one; another one where that is not plugged in.
    ///
    /// # Errors
    /// There is none, it is in use elsewhere, or it was refused.
    pub fn open(id: Option<&str>) -> Result<Self, CameraTrouble> {
        let found = cameras::devices().map_err(|error| trouble(&error))?;
        let chosen = found.iter().find(|device| Some(device.id.0.as_str()) == id);
        let device = chosen.or(found.first()).ok_or(CameraTrouble::Missing)?;
        let can = cameras::probe(device).map_err(|error| trouble(&error))?;
        let nearest = cameras::best_format(&can, &WANTED).ok_or(CameraTrouble::Missing)?;
        let config = StreamConfig {
            resolution: nearest.resolution,
            pixel_format: nearest.pixel_format,
            ..WANTED
        };
        let camera = cameras::open(device, config).map_err(|error| trouble(&error))?;
        Ok(Self {
            camera,
            last_at: Instant::now(),
        })
    }
}

impl VideoSource for DeviceCamera {
    fn next_frame(&mut self) -> Result<Option<VideoFrame>, CameraTrouble> {
        let raw = match cameras::next_frame(&self.camera, PATIENCE) {
            Ok(raw) => raw,
            Err(cameras::Error::Timeout) if self.last_at.elapsed() < DEAD_AFTER => return Ok(None),
            Err(cameras::Error::Timeout) => return Err(CameraTrouble::Missing),
            Err(error) => return Err(trouble(&error)),
        };
        self.last_at = Instant::now();
        let rgb;
        let (layout, stride, bytes) = match raw.pixel_format {
            PixelFormat::Nv12 => (Layout::Nv12, raw.stride, raw.plane_primary.as_ref()),
            PixelFormat::Yuyv => (Layout::Yuyv, raw.stride, raw.plane_primary.as_ref()),
            PixelFormat::Bgra8 => (Layout::Bgra, raw.stride, raw.plane_primary.as_ref()),
            _ => {
                // A torn JPEG is one picture less.
                let Ok(packed) = cameras::to_rgb8(&raw) else {
                    return Ok(None);
                };
                rgb = packed;
                (Layout::Rgb, 3 * raw.width, rgb.as_slice())
            }
        };
        Ok(convert(&Raw {
            layout,
            width: raw.width,
            height: raw.height,
            stride,
            bytes,
            colours: raw.plane_secondary.as_ref(),
        }))
    }
}

fn trouble(error: &cameras::Error) -> CameraTrouble {
    match error {
        cameras::Error::PermissionDenied => CameraTrouble::Refused,
        _ => CameraTrouble::Missing,
    }
}

/// How a camera lays pixels out in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Lightness, then both colours side by side at half the size.
    Nv12,
    /// Two pixels in four bytes.
    Yuyv,
    /// Four bytes a pixel.
    Bgra,
    /// Three bytes a pixel.
    Rgb,
}

/// A picture as a camera gives it.
#[derive(Clone, Copy, Debug)]
pub struct Raw<'a> {
    /// How it lies in memory.
    pub layout: Layout,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Bytes from one row to the next; 0 where rows are packed.
    pub stride: u32,
    /// The picture, or its lightness.
    pub bytes: &'a [u8],
    /// The colours, where they are apart.
    pub colours: &'a [u8],
}

/// The picture as codecs want it, BT.601 limited range; nothing where the bytes don't fit the size.
#[must_use]
pub fn convert(raw: &Raw<'_>) -> Option<VideoFrame> {
    let side = |side: u32| u16::try_from(side).ok().filter(|side| *side <= MAX_SIDE);
    let size = Size::new(side(raw.width)?, side(raw.height)?)?;
    let pixel_bytes = match raw.layout {
        Layout::Nv12 => 1,
        Layout::Yuyv => 2,
        Layout::Rgb => 3,
        Layout::Bgra => 4,
    };
    let stride = raw.stride.max(raw.width * pixel_bytes);
    if raw.layout == Layout::Nv12 {
        return split_colours(raw, size, usize::try_from(stride).ok()?);
    }
    let (range, matrix) = (YuvRange::Limited, YuvStandardMatrix::Bt601);
    let mode = YuvConversionMode::Balanced;
    let subsampling = YuvChromaSubsampling::Yuv420;
    let mut image = YuvPlanarImageMut::<u8>::alloc(raw.width, raw.height, subsampling);
    let converted = match raw.layout {
        Layout::Bgra => yuv::bgra_to_yuv420(&mut image, raw.bytes, stride, range, matrix, mode),
        Layout::Rgb => yuv::rgb_to_yuv420(&mut image, raw.bytes, stride, range, matrix, mode),
        Layout::Yuyv | Layout::Nv12 => {
            let packed = YuvPackedImage {
                yuy: raw.bytes,
                yuy_stride: stride,
                width: raw.width,
                height: raw.height,
            };
            yuv::yuyv422_to_yuv420(&mut image, &packed)
        }
    };
    converted.ok()?;
    let plane = |store: &yuv::BufferStoreMut<'_, u8>| store.borrow().to_vec();
    VideoFrame::from_planes(
        size,
        plane(&image.y_plane),
        plane(&image.u_plane),
        plane(&image.v_plane),
    )
}

/// NV12 has the planes already; two of them are woven together.
fn split_colours(raw: &Raw<'_>, size: Size, stride: usize) -> Option<VideoFrame> {
    let rows = |bytes: &[u8], width: usize, rows: usize| -> Option<Vec<u8>> {
        let mut packed = Vec::with_capacity(width * rows);
        for row in 0..rows {
            packed.extend_from_slice(bytes.get(row * stride..row * stride + width)?);
        }
        Some(packed)
    };
    let light = rows(raw.bytes, size.width().into(), size.height().into())?;
    let chroma = size.chroma();
    let woven = rows(
        raw.colours,
        2 * usize::from(chroma.width()),
        chroma.height().into(),
    )?;
    let every_second = |from: usize| woven.iter().skip(from).step_by(2).copied().collect();
    VideoFrame::from_planes(size, light, every_second(0), every_second(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// BT.601 limited range by its formula: 16 + 65.738 R/256 + 129.057 G/256 + 25.064 B/256 and so on.
    const RED: (u8, u8, u8) = (82, 90, 240);

    fn raw(layout: Layout, stride: u32, bytes: &[u8]) -> Raw<'_> {
        Raw {
            layout,
            width: 6,
            height: 4,
            stride,
            bytes,
            colours: &[],
        }
    }

    fn near(values: &[u8], wanted: u8) -> bool {
        values.iter().all(|value| value.abs_diff(wanted) <= 1)
    }

    #[test]
    fn red_is_red_from_every_layout_and_padding_is_left_out() {
        let pad = |row: Vec<u8>| [row, vec![255; 5]].concat();
        let bgra = pad([0, 0, 255, 255].repeat(6)).repeat(4);
        let rgb = pad([255, 0, 0].repeat(6)).repeat(4);
        let (y, u, v) = RED;
        let yuyv = pad([y, u, y, v].repeat(3)).repeat(4);
        for (raw, name) in [
            (raw(Layout::Bgra, 29, &bgra), "bgra"),
            (raw(Layout::Rgb, 23, &rgb), "rgb"),
            (raw(Layout::Yuyv, 17, &yuyv), "yuyv"),
        ] {
            let frame = convert(&raw).unwrap();
            assert!(
                near(frame.planes()[0].0, y) && frame.planes()[0].0.len() == 24,
                "{name}"
            );
            assert!(
                near(frame.planes()[1].0, u) && frame.planes()[1].0.len() == 6,
                "{name}"
            );
            assert!(
                near(frame.planes()[2].0, v) && frame.planes()[2].0.len() == 6,
                "{name}"
            );
        }
    }

    #[test]
    fn woven_colours_are_taken_apart_with_odd_sides_and_a_stride() {
        // 5 by 3 pixels in rows of 8 bytes.
        let light: Vec<u8> = (0..24).collect();
        let colours = [1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0];
        let frame = convert(&Raw {
            layout: Layout::Nv12,
            width: 5,
            height: 3,
            stride: 8,
            bytes: &light,
            colours: &colours,
        });
        let frame = frame.unwrap();
        assert_eq!(
            frame.planes()[0].0,
            [0, 1, 2, 3, 4, 8, 9, 10, 11, 12, 16, 17, 18, 19, 20]
        );
        assert_eq!(frame.planes()[1].0, [1, 3, 5, 7, 9, 11]);
        assert_eq!(frame.planes()[2].0, [2, 4, 6, 8, 10, 12]);
    }

    #[test]
    fn what_does_not_fit_its_size_is_no_picture() {
        let short = [0; 20];
        for layout in [Layout::Nv12, Layout::Yuyv, Layout::Bgra, Layout::Rgb] {
            assert!(convert(&raw(layout, 0, &short)).is_none(), "{layout:?}");
        }
        let huge = Raw {
            width: 100_000,
            ..raw(Layout::Rgb, 0, &short)
        };
        assert!(convert(&huge).is_none());
    }

    #[test]
    fn a_computer_without_a_camera_says_so() {
        if list_cameras().is_empty() {
            assert_eq!(DeviceCamera::open(None).err(), Some(CameraTrouble::Missing));
        } else {
            assert!(!matches!(
                DeviceCamera::open(Some("no such camera")),
                Err(CameraTrouble::Missing)
            ));
        }
    }
}
