use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Bytes that leave at a time: small enough that progress shows on a slow line.
const PIECE_BYTES: usize = 32 * 1024;

/// A file as the body of a request; tells how many of its bytes have left.
pub(crate) struct FileBody<F> {
    rest: Bytes,
    left: u64,
    tell: F,
}

impl<F> FileBody<F> {
    pub(crate) const fn new(bytes: Bytes, tell: F) -> Self {
        Self {
            rest: bytes,
            left: 0,
            tell,
        }
    }
}

fn count(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

impl<F: Fn(u64) + Unpin> Body for FileBody<F> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let most = self.rest.len().min(PIECE_BYTES);
        let piece = self.rest.split_to(most);
        self.left = self.left.saturating_add(count(&piece));
        (self.tell)(self.left);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(count(&self.rest))
    }
}
