//! Makes pictures smaller.

use super::frame::{Size, VideoFrame};

/// The picture at most as large as `size`: each new pixel is the mean of those it covers.
#[must_use]
pub fn shrink(frame: &VideoFrame, size: Size) -> Option<VideoFrame> {
    let from = frame.size();
    let planes = frame.planes();
    let sizes = [(from, size), (from.chroma(), size.chroma())];
    let [luma, u, v] = planes;
    VideoFrame::from_planes(
        size,
        shrink_plane(luma, sizes[0])?,
        shrink_plane(u, sizes[1])?,
        shrink_plane(v, sizes[1])?,
    )
}

fn shrink_plane((plane, stride): (&[u8], usize), (from, to): (Size, Size)) -> Option<Vec<u8>> {
    let columns = spans(from.width(), to.width());
    let mut shrunk = Vec::with_capacity(to.area());
    let mut sums = vec![0_u32; columns.len()];
    for (top, bottom) in spans(from.height(), to.height()) {
        sums.fill(0);
        for row in top..bottom {
            let row = plane.get(row * stride..)?;
            for (sum, (left, right)) in sums.iter_mut().zip(&columns) {
                let covered = row.get(*left..*right)?;
                *sum += covered.iter().copied().map(u32::from).sum::<u32>();
            }
        }
        for (sum, (left, right)) in sums.iter().zip(&columns) {
            let count = u32::try_from((right - left) * (bottom - top)).ok()?;
            shrunk.push(u8::try_from((sum + count / 2) / count).ok()?);
        }
    }
    Some(shrunk)
}

/// Which old pixels each new one covers; never none.
fn spans(from: u16, to: u16) -> Vec<(usize, usize)> {
    let (from, to) = (usize::from(from), usize::from(to));
    let span = |place: usize| {
        let start = place * from / to;
        (start, ((place + 1) * from / to).max(start + 1))
    };
    (0..to).map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::video::test_source::barcode::read_frame_number;
    use crate::media::video::test_source::pattern::Pattern;

    #[test]
    fn a_new_pixel_is_the_mean_of_those_it_covers() {
        let size = Size::new(4, 2).unwrap();
        let luma = vec![0, 10, 100, 200, 20, 30, 200, 255];
        let frame = VideoFrame::from_planes(size, luma, vec![1, 3], vec![5, 7]).unwrap();
        let small = shrink(&frame, Size::new(2, 1).unwrap()).unwrap();
        // (0 + 10 + 20 + 30) / 4 and (100 + 200 + 200 + 255) / 4 = 188.75.
        assert_eq!(small.planes()[0].0, [15, 189]);
        assert_eq!(small.planes()[1].0, [2]);
        assert_eq!(small.planes()[2].0, [6]);
    }

    #[test]
    fn a_frame_number_stays_readable() {
        let frame = Pattern::new(Size::new(640, 480).unwrap(), 30).draw(12_345);
        for (width, height) in [(480, 360), (320, 240), (213, 161)] {
            let small = shrink(&frame, Size::new(width, height).unwrap()).unwrap();
            assert_eq!(read_frame_number(&small), Some(12_345));
        }
    }
}
