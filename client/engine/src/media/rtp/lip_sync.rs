//! Keeps lips and voice together.
//!
//! A sender report says which moment on the sender's wall clock belongs to which time stamp of a
//! stream (RFC 3550, 6.4.1). With one for the sound and one for the pictures, a picture can be
//! compared with the sound that is heard when it arrives. Nothing is done about differences that
//! nobody notices, so that pictures are usually shown at once.
//!
//! Pure: takes reports and instants, keeps no clock, holds no picture.

use std::time::{Duration, Instant};

/// Sound that is later than this behind its picture is noticed (ITU-R BT.1359, with a margin for
/// what the sound card keeps).
const LATE_AUDIO: i64 = 90_000;
/// A picture that is held is held until the sound is only so late.
const BORNE: i64 = 70_000;
/// Sound that is earlier than this before its picture is noticed (the same).
const EARLY_AUDIO: i64 = -45_000;
/// Longest time a picture is held.
const MAX_HOLD: i64 = 300_000;
/// Longest time sound is held for the pictures' sake.
const MAX_EXTRA: i64 = 200_000;
/// From one picture to the next the time held changes by at most this: nobody sees that.
const STEP: i64 = 2_000;
/// Sound heard longer ago than this says nothing about now.
const STALE: Duration = Duration::from_millis(500);
/// Streams whose reports are remembered.
const MAX_STREAMS: usize = 4;

/// What is to be kept together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// 48,000 ticks per second.
    Audio,
    /// 90,000 ticks per second.
    Video,
}

impl Medium {
    const fn ticks_per_second(self) -> i64 {
        match self {
            Self::Audio => 48_000,
            Self::Video => 90_000,
        }
    }
}

/// What a sender report says of its stream.
#[derive(Clone, Copy, Debug)]
struct Mark {
    ssrc: u32,
    /// Seconds since 1900, with 32 bits after the point.
    ntp: u64,
    stamp: u32,
}

impl Mark {
    /// When what bears `stamp` was taken, in microseconds on the sender's clock.
    fn taken_at(self, stamp: u32, medium: Medium) -> i64 {
        let ticks = i32::from_ne_bytes(stamp.wrapping_sub(self.stamp).to_ne_bytes());
        let micros = (u128::from(self.ntp) * 1_000_000) >> 32;
        let reported = i64::try_from(micros).unwrap_or(i64::MAX);
        reported.saturating_add(i64::from(ticks) * 1_000_000 / medium.ticks_per_second())
    }
}

/// Both streams of the other side.
#[derive(Debug, Default)]
pub struct LipSync {
    marks: Vec<Mark>,
    audio: Option<u32>,
    video: Option<u32>,
    heard: Option<(u32, Instant)>,
    hold: i64,
    extra: i64,
}

impl LipSync {
    /// A sender report came.
    pub fn note_report(&mut self, ssrc: u32, ntp: u64, stamp: u32) {
        self.marks.retain(|mark| mark.ssrc != ssrc);
        if self.marks.len() == MAX_STREAMS {
            self.marks.remove(0);
        }
        self.marks.push(Mark { ssrc, ntp, stamp });
    }

    /// This stream carries the sound, or the pictures.
    pub fn note_stream(&mut self, medium: Medium, ssrc: u32) {
        match medium {
            Medium::Audio => self.audio = Some(ssrc),
            Medium::Video => self.video = Some(ssrc),
        }
    }

    /// What is heard now; nothing during a pause.
    pub fn note_heard(&mut self, stamp: Option<u32>, now: Instant) {
        self.heard = stamp.map(|stamp| (stamp, now));
    }

    /// By how many microseconds a picture is ahead of the sound heard now.
    #[must_use]
    pub fn lead(&self, stamp: u32, now: Instant) -> Option<i64> {
        let mark = |ssrc: Option<u32>| self.marks.iter().find(|mark| Some(mark.ssrc) == ssrc);
        let (heard, at) = self.heard?;
        let since = now.saturating_duration_since(at);
        if since > STALE {
            return None;
        }
        let heard = mark(self.audio)?.taken_at(heard, Medium::Audio);
        let seen = mark(self.video)?.taken_at(stamp, Medium::Video);
        Some(seen - heard - i64::try_from(since.as_micros()).ok()?)
    }

    /// How long to hold a picture that arrived now before it is shown.
    pub fn hold(&mut self, stamp: u32, now: Instant) -> Duration {
        if let Some(lead) = self.lead(stamp, now) {
            let wanted = match lead {
                _ if self.hold == 0 && lead <= LATE_AUDIO => 0,
                lead => (lead - BORNE).clamp(0, MAX_HOLD),
            };
            self.hold += (wanted - self.hold).clamp(-STEP, STEP);
            if lead < EARLY_AUDIO {
                self.extra = (self.extra + STEP / 2).min(MAX_EXTRA);
            } else if lead > EARLY_AUDIO / 2 {
                self.extra = (self.extra - STEP / 2).max(0);
            }
        }
        Duration::from_micros(u64::try_from(self.hold).unwrap_or_default())
    }

    /// How much longer sound should be held than it would be for its own sake.
    #[must_use]
    pub fn extra_audio_delay(&self) -> Duration {
        Duration::from_micros(u64::try_from(self.extra).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1 January 2026, 0:00: 3,976,214,400 s after 1900.
    const MIDNIGHT: u64 = 3_976_214_400 << 32;
    const HALF_A_SECOND: u64 = 1 << 31;

    /// Sound: 0:00:00.0 is stamp 1,000,000. Pictures: 0:00:00.5 is stamp 5,000,000.
    fn reported() -> LipSync {
        let mut sync = LipSync::default();
        sync.note_stream(Medium::Audio, 11);
        sync.note_stream(Medium::Video, 22);
        sync.note_report(11, MIDNIGHT, 1_000_000);
        sync.note_report(22, MIDNIGHT + HALF_A_SECOND, 5_000_000);
        sync
    }

    #[test]
    fn stamps_become_moments_on_the_senders_clock() {
        let mark = Mark {
            ssrc: 1,
            ntp: MIDNIGHT + HALF_A_SECOND,
            stamp: u32::MAX - 8_999,
        };
        let midnight = 3_976_214_400_000_000;
        // 9,000 ticks of 90 kHz are a tenth of a second; the stamp wraps on the way.
        let micros = |stamp| mark.taken_at(stamp, Medium::Video) - midnight;
        assert_eq!(micros(0), 600_000);
        assert_eq!(micros(u32::MAX - 8_999 - 45_000), 0);
        // 4,800 ticks of 48 kHz are a tenth of a second, too.
        let later = mark.stamp.wrapping_add(4_800);
        assert_eq!(mark.taken_at(later, Medium::Audio) - midnight, 600_000);
    }

    #[test]
    fn the_lead_of_a_picture_is_counted_by_hand() {
        let mut sync = reported();
        let now = Instant::now();
        assert_eq!(sync.lead(5_000_000, now), None, "nothing is heard yet");
        // Heard: stamp 1,019,200, taken at 0.4 s. The picture: taken at 0.5 s.
        sync.note_heard(Some(1_019_200), now);
        assert_eq!(sync.lead(5_000_000, now), Some(100_000));
        // 30 ms later the sound is 30 ms further on; the picture is 9,000 ticks, 100 ms, later.
        let later = now + Duration::from_millis(30);
        assert_eq!(sync.lead(5_009_000, later), Some(170_000));
        assert_eq!(sync.lead(5_000_000, now + Duration::from_secs(1)), None);
        sync.note_heard(None, now);
        assert_eq!(sync.lead(5_000_000, now), None);
    }

    #[test]
    fn without_both_reports_nothing_is_held() {
        let mut sync = LipSync::default();
        let now = Instant::now();
        sync.note_stream(Medium::Audio, 11);
        sync.note_stream(Medium::Video, 22);
        sync.note_report(11, MIDNIGHT, 1_000_000);
        sync.note_heard(Some(1_000_000), now);
        assert_eq!(sync.lead(5_000_000, now), None);
        assert_eq!(sync.hold(5_000_000, now), Duration::ZERO);
    }

    /// Pictures that are always ahead by `lead` microseconds: what they are held for in the end.
    fn settled(sync: &mut LipSync, lead: i64) -> (Duration, Duration) {
        let now = Instant::now();
        sync.note_heard(Some(1_024_000), now);
        // Heard is what was taken at 0.5 s, just as the picture that bears stamp 5,000,000.
        let stamp = u32::try_from(5_000_000 + lead * 9 / 100).unwrap();
        for _ in 0..300 {
            sync.hold(stamp, now);
        }
        (sync.hold(stamp, now), sync.extra_audio_delay())
    }

    #[test]
    fn only_what_is_noticed_is_mended() {
        let millis = |time: Duration| time.as_millis();
        for (lead, hold) in [(0, 0), (80_000, 0), (150_000, 79), (2_000_000, 300)] {
            let (held, extra) = settled(&mut reported(), lead);
            assert!(millis(held).abs_diff(hold) <= 1, "{lead}: {held:?}");
            assert_eq!(extra, Duration::ZERO);
        }
        // The sound is early: it waits more and more, up to a limit, as long as that is measured.
        let mut sync = reported();
        let (held, extra) = settled(&mut sync, -100_000);
        assert_eq!((held, millis(extra)), (Duration::ZERO, 200));
        let (_, extra) = settled(&mut sync, 0);
        assert_eq!(extra, Duration::ZERO);
        let (_, extra) = settled(&mut reported(), -40_000);
        assert_eq!(extra, Duration::ZERO);
    }

    #[test]
    fn what_is_held_changes_unseen() {
        let mut sync = reported();
        let now = Instant::now();
        sync.note_heard(Some(1_000_000), now);
        // 0.5 s ahead.
        assert_eq!(sync.hold(5_000_000, now), Duration::from_millis(2));
        assert_eq!(sync.hold(5_000_000, now), Duration::from_millis(4));
    }

    #[test]
    fn reports_of_strangers_are_not_kept_without_end() {
        let mut sync = reported();
        for ssrc in 100..1_000 {
            sync.note_report(ssrc, MIDNIGHT, 0);
        }
        assert_eq!(sync.marks.len(), MAX_STREAMS);
    }
}
