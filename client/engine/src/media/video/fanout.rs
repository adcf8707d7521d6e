//! Where encoded video frames leave the media engine for the viewers: a small hub with bounded queues.
//!
//! Owns one queue per viewer. A viewer that doesn't keep up loses pictures up to the next key frame
//! and that key frame is asked for; the engine never waits for a viewer. Never decodes anything.

use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::Notify;

/// Pictures of one stream that wait for one viewer: half a second at 30 per second.
pub const MAX_WAITING_FRAMES: usize = 15;
/// Viewers at a time.
pub const MAX_VIEWERS: usize = 8;

/// Whose picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stream {
    /// The other person's.
    Remote,
    /// The own one.
    Local,
}

/// One encoded video frame (VP8) on its way to a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedFrame {
    /// Whose.
    pub stream: Stream,
    /// It can be decoded without any earlier one.
    pub is_key: bool,
    /// Pixels across.
    pub width: u16,
    /// Pixels down.
    pub height: u16,
    /// Milliseconds since the stream began; wraps.
    pub timestamp_ms: u32,
    /// The frame (RFC 6386).
    pub data: Bytes,
}

/// Key frames that a viewer asked for and nobody has taken care of yet.
#[derive(Debug, Default)]
pub struct KeyFrameRequests {
    remote: AtomicBool,
    local: AtomicBool,
    local_at_once: AtomicBool,
    remote_asked: Notify,
}

impl KeyFrameRequests {
    /// Asks for a key frame.
    pub fn ask(&self, stream: Stream) {
        match stream {
            Stream::Remote => {
                self.remote.store(true, Ordering::Relaxed);
                self.remote_asked.notify_one();
            }
            Stream::Local => self.local.store(true, Ordering::Relaxed),
        }
    }

    /// Asks for an own key frame that can't wait its turn: the connection is up, and nothing sent
    /// before it arrived.
    pub fn ask_local_at_once(&self) {
        self.local_at_once.store(true, Ordering::Relaxed);
    }

    /// Whether one that can't wait was asked for since the last time.
    pub fn take_local_at_once(&self) -> bool {
        self.local_at_once.swap(false, Ordering::Relaxed)
    }

    /// Whether one was asked for since the last time; whoever asks this must see to it.
    pub fn take(&self, stream: Stream) -> bool {
        let request = match stream {
            Stream::Remote => &self.remote,
            Stream::Local => &self.local,
        };
        request.swap(false, Ordering::Relaxed)
    }

    /// Waits until a remote key frame is asked for.
    pub async fn remote_asked(&self) {
        self.remote_asked.notified().await;
    }
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<EncodedFrame>,
    remote_runs: bool,
    local_runs: bool,
    closed: bool,
}

#[derive(Debug, Default)]
struct Viewer {
    queue: Mutex<Queue>,
    arrived: Notify,
}

#[derive(Debug, Default)]
struct Hub {
    viewers: Mutex<Vec<Weak<Viewer>>>,
    key_frames: KeyFrameRequests,
}

/// Takes pictures in and hands them to every viewer. Cloning gives another handle of the same hub.
#[derive(Clone, Debug, Default)]
pub struct VideoFanout {
    hub: Arc<Hub>,
}

impl VideoFanout {
    /// A hub without viewers.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a picture to every viewer that can decode it.
    pub fn show(&self, picture: &EncodedFrame) {
        let viewers = locked(&self.hub.viewers);
        for viewer in viewers.iter().filter_map(Weak::upgrade) {
            if viewer.offer(picture) == Offer::KeyFrameNeeded {
                self.hub.key_frames.ask(picture.stream);
            }
        }
    }

    /// A new viewer of both streams; each begins with a key frame, which is asked for here. Beyond
    /// [`MAX_VIEWERS`] the oldest one ends.
    #[must_use]
    pub fn view(&self) -> VideoStream {
        let viewer = Arc::new(Viewer::default());
        let mut viewers = locked(&self.hub.viewers);
        viewers.retain(|other| other.strong_count() > 0);
        if viewers.len() >= MAX_VIEWERS
            && let Some(oldest) = viewers.remove(0).upgrade()
        {
            oldest.close();
        }
        viewers.push(Arc::downgrade(&viewer));
        drop(viewers);
        self.hub.key_frames.ask(Stream::Remote);
        self.hub.key_frames.ask(Stream::Local);
        VideoStream { viewer }
    }

    /// What viewers ask for.
    #[must_use]
    pub fn key_frames(&self) -> &KeyFrameRequests {
        &self.hub.key_frames
    }
}

/// One viewer's pictures.
#[derive(Debug)]
pub struct VideoStream {
    viewer: Arc<Viewer>,
}

impl VideoStream {
    /// Waits for the next picture; nothing once newer viewers have pushed this one out.
    pub async fn next(&mut self) -> Option<EncodedFrame> {
        loop {
            let arrived = self.viewer.arrived.notified();
            {
                let mut queue = locked(&self.viewer.queue);
                if let Some(picture) = queue.waiting.pop_front() {
                    return Some(picture);
                }
                if queue.closed {
                    return None;
                }
            }
            arrived.await;
        }
    }

    /// The same, leaving out the other stream's pictures.
    pub async fn next_of(&mut self, stream: Stream) -> Option<EncodedFrame> {
        loop {
            let picture = self.next().await?;
            if picture.stream == stream {
                return Some(picture);
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Offer {
    Taken,
    KeyFrameNeeded,
}

impl Viewer {
    fn offer(&self, picture: &EncodedFrame) -> Offer {
        let mut queue = locked(&self.queue);
        let of_stream = |other: &EncodedFrame| other.stream == picture.stream;
        let full = queue.waiting.iter().filter(|p| of_stream(p)).count() >= MAX_WAITING_FRAMES;
        if full {
            // What waits is stale by now, and what comes next builds on it.
            queue.waiting.retain(|other| !of_stream(other));
        }
        let runs = match picture.stream {
            Stream::Remote => &mut queue.remote_runs,
            Stream::Local => &mut queue.local_runs,
        };
        *runs = picture.is_key || (*runs && !full);
        if !*runs {
            return Offer::KeyFrameNeeded;
        }
        queue.waiting.push_back(picture.clone());
        drop(queue);
        self.arrived.notify_one();
        Offer::Taken
    }

    fn close(&self) {
        locked(&self.queue).closed = true;
        self.arrived.notify_one();
    }
}

/// A panic elsewhere leaves these queues in order, so a poisoned lock is taken all the same.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(stream: Stream, number: u32, is_key: bool) -> EncodedFrame {
        EncodedFrame {
            stream,
            is_key,
            width: 640,
            height: 480,
            timestamp_ms: number,
            data: Bytes::new(),
        }
    }

    #[tokio::test]
    async fn a_viewer_starts_at_a_key_frame_which_is_asked_for() {
        let fanout = VideoFanout::new();
        let mut stream = fanout.view();
        assert!(
            fanout.key_frames().take(Stream::Remote) && fanout.key_frames().take(Stream::Local)
        );
        fanout.show(&picture(Stream::Remote, 1, false));
        assert!(fanout.key_frames().take(Stream::Remote), "asked again");
        fanout.show(&picture(Stream::Remote, 2, true));
        assert!(!fanout.key_frames().take(Stream::Remote));
        assert_eq!(stream.next().await.unwrap().timestamp_ms, 2);
    }

    #[tokio::test]
    async fn a_slow_viewer_jumps_to_the_next_key_frame() {
        let fanout = VideoFanout::new();
        let mut stream = fanout.view();
        fanout.show(&picture(Stream::Remote, 0, true));
        fanout.show(&picture(Stream::Local, 0, true));
        fanout.key_frames().take(Stream::Remote);
        let full = u32::try_from(MAX_WAITING_FRAMES).unwrap();
        for number in 1..full + 5 {
            fanout.show(&picture(Stream::Remote, number, false));
        }
        assert!(fanout.key_frames().take(Stream::Remote));
        fanout.show(&picture(Stream::Remote, 99, true));
        fanout.show(&picture(Stream::Remote, 100, false));
        let mut shown = Vec::new();
        for _ in 0..3 {
            let picture = stream.next().await.unwrap();
            shown.push((picture.stream, picture.timestamp_ms));
        }
        let own = (Stream::Local, 0);
        assert_eq!(shown, [own, (Stream::Remote, 99), (Stream::Remote, 100)]);
    }

    #[tokio::test]
    async fn the_oldest_viewer_makes_room() {
        let fanout = VideoFanout::new();
        let mut first = fanout.view();
        let _others: Vec<_> = (0..MAX_VIEWERS).map(|_| fanout.view()).collect();
        assert!(first.next().await.is_none());
    }
}
