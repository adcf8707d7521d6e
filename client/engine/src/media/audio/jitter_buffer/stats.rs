//! What a listener could have noticed, in numbers.

/// Counts of samples at 48 kHz since the beginning, and the delay now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JitterBufferStats {
    /// Everything handed to the speaker.
    pub played_samples: u64,
    /// Guessed, because a packet was lost or late. Pauses of the sender are not counted.
    pub concealed_samples: u64,
    /// Lost, and taken from the copy in the packet after it.
    pub repaired_samples: u64,
    /// Left out to shorten the delay.
    pub removed_samples: u64,
    /// Played twice to lengthen the delay.
    pub added_samples: u64,
    /// Left out because it was held far too long.
    pub skipped_samples: u64,
    /// Packets that came after their time.
    pub late_packets: u64,
    /// How long sound is held at present, counted from the fastest packet; 0 during a pause.
    pub delay_ms: u32,
    /// How long it should be held.
    pub target_ms: u32,
}
