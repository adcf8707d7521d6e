//! One video frame in memory (I420), as codecs want it.

/// Longest side of a picture this app handles, pixels.
pub const MAX_SIDE: u16 = 4_096;

/// Width and height in pixels; never zero, never above [`MAX_SIDE`], odd values allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    width: u16,
    height: u16,
}

impl Size {
    /// A size, where both sides are in range.
    #[must_use]
    pub fn new(width: u16, height: u16) -> Option<Self> {
        let fits = |side: u16| (1..=MAX_SIDE).contains(&side);
        (fits(width) && fits(height)).then_some(Self { width, height })
    }

    /// Pixels across.
    #[must_use]
    pub fn width(self) -> u16 {
        self.width
    }

    /// Pixels down.
    #[must_use]
    pub fn height(self) -> u16 {
        self.height
    }

    /// The size of the two colour planes of 4:2:0, where odd sides round up.
    #[must_use]
    pub fn chroma(self) -> Self {
        Self {
            width: self.width.div_ceil(2),
            height: self.height.div_ceil(2),
        }
    }

    /// Pixels in a plane of this size.
    #[must_use]
    pub fn area(self) -> usize {
        usize::from(self.width) * usize::from(self.height)
    }
}

/// A colour in BT.601 limited range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    /// Lightness, 16 (black) to 235 (white).
    pub y: u8,
    /// Blue against the rest, 128 for grey.
    pub u: u8,
    /// Red against the rest, 128 for grey.
    pub v: u8,
}

impl Colour {
    /// Black.
    pub const BLACK: Self = Self {
        y: 16,
        u: 128,
        v: 128,
    };
    /// White.
    pub const WHITE: Self = Self {
        y: 235,
        u: 128,
        v: 128,
    };
}

/// A rectangle in pixels; what lies outside of a picture is left out when drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Left edge.
    pub x: usize,
    /// Upper edge.
    pub y: usize,
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
}

/// A picture as I420: full-size lightness, then two colour planes of half the size (rounded up),
/// rows packed without padding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoFrame {
    size: Size,
    y: Vec<u8>,
    u: Vec<u8>,
    v: Vec<u8>,
}

impl VideoFrame {
    /// A picture of one colour.
    #[must_use]
    pub fn filled(size: Size, colour: Colour) -> Self {
        let chroma = size.chroma().area();
        Self {
            size,
            y: vec![colour.y; size.area()],
            u: vec![colour.u; chroma],
            v: vec![colour.v; chroma],
        }
    }

    /// A picture from its three packed planes; nothing where their lengths don't fit the size.
    #[must_use]
    pub fn from_planes(size: Size, y: Vec<u8>, u: Vec<u8>, v: Vec<u8>) -> Option<Self> {
        let chroma = size.chroma().area();
        (y.len() == size.area() && u.len() == chroma && v.len() == chroma).then_some(Self {
            size,
            y,
            u,
            v,
        })
    }

    /// A picture from planes whose rows lie `stride` bytes apart, as cameras and decoders give it.
    #[must_use]
    pub fn from_strided(size: Size, planes: [(&[u8], usize); 3]) -> Option<Self> {
        let [y, u, v] = planes;
        let chroma = size.chroma();
        Self::from_planes(
            size,
            pack(size, y.0, y.1)?,
            pack(chroma, u.0, u.1)?,
            pack(chroma, v.0, v.1)?,
        )
    }

    /// Its size.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// The planes, lightness first, each with the bytes from one row to the next.
    #[must_use]
    pub fn planes(&self) -> [(&[u8], usize); 3] {
        let chroma = usize::from(self.size.chroma().width());
        [
            (&self.y, usize::from(self.size.width())),
            (&self.u, chroma),
            (&self.v, chroma),
        ]
    }

    /// Lightness of one pixel; nothing outside of the picture.
    #[must_use]
    pub fn lightness(&self, x: usize, y: usize) -> Option<u8> {
        let width = usize::from(self.size.width());
        (x < width).then(|| self.y.get(y * width + x).copied())?
    }

    /// Paints a rectangle. Colour edges fall on even pixels, because that is all 4:2:0 can hold.
    pub fn paint(&mut self, area: Area, colour: Colour) {
        fill(&mut self.y, self.size, area, colour.y);
        let half = Area {
            x: area.x / 2,
            y: area.y / 2,
            width: (area.x + area.width).div_ceil(2) - area.x / 2,
            height: (area.y + area.height).div_ceil(2) - area.y / 2,
        };
        fill(&mut self.u, self.size.chroma(), half, colour.u);
        fill(&mut self.v, self.size.chroma(), half, colour.v);
    }
}

fn pack(size: Size, data: &[u8], stride: usize) -> Option<Vec<u8>> {
    let width = usize::from(size.width());
    if stride < width {
        return None;
    }
    let mut packed = Vec::with_capacity(size.area());
    for row in 0..usize::from(size.height()) {
        packed.extend_from_slice(data.get(row * stride..)?.get(..width)?);
    }
    Some(packed)
}

fn fill(plane: &mut [u8], size: Size, area: Area, value: u8) {
    let width = usize::from(size.width());
    let end = (area.x + area.width).min(width);
    let rows = plane.chunks_exact_mut(width).skip(area.y).take(area.height);
    for row in rows {
        if let Some(part) = row.get_mut(area.x..end) {
            part.fill(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_sizes_have_rounded_up_colour_planes() {
        let frame = VideoFrame::filled(Size::new(7, 5).unwrap(), Colour::BLACK);
        let [y, u, v] = frame.planes();
        assert_eq!((y.0.len(), y.1), (35, 7));
        assert_eq!((u.0.len(), u.1), (12, 4));
        assert_eq!((v.0.len(), v.1), (12, 4));
    }

    #[test]
    fn padding_between_rows_is_left_out() {
        let size = Size::new(3, 2).unwrap();
        let y = [1, 2, 3, 99, 4, 5, 6, 99];
        let chroma = [7, 8, 99];
        let frame = VideoFrame::from_strided(size, [(&y, 4), (&chroma, 3), (&chroma, 3)]).unwrap();
        assert_eq!(frame.planes()[0].0, [1, 2, 3, 4, 5, 6]);
        assert_eq!(frame.planes()[1].0, [7, 8]);
    }

    #[test]
    fn too_short_planes_are_refused() {
        let size = Size::new(4, 4).unwrap();
        assert!(
            VideoFrame::from_strided(size, [(&[0; 15], 4), (&[0; 4], 2), (&[0; 4], 2)]).is_none()
        );
        assert!(Size::new(0, 4).is_none() && Size::new(4, MAX_SIDE + 1).is_none());
    }

    #[test]
    fn painting_outside_of_the_picture_is_cut_off() {
        let mut frame = VideoFrame::filled(Size::new(4, 4).unwrap(), Colour::BLACK);
        let area = Area {
            x: 3,
            y: 3,
            width: 9,
            height: 9,
        };
        frame.paint(area, Colour::WHITE);
        assert_eq!(frame.lightness(3, 3), Some(235));
        assert_eq!(frame.lightness(2, 3), Some(16));
        assert_eq!(frame.lightness(4, 0), None);
    }
}
