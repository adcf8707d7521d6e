//! RTP's short counters as numbers that never wrap.

/// Follows a 16-bit sequence number through its wraps (RFC 3550, A.1), in any order of arrival.
#[derive(Clone, Copy, Debug, Default)]
pub struct SequenceUnwrapper {
    highest: Option<u64>,
}

impl SequenceUnwrapper {
    /// The place of `number` in the whole stream, taken nearest to the highest one so far.
    pub fn place(&mut self, number: u16) -> u64 {
        const TURN: u64 = 1 << 16;
        let Some(highest) = self.highest else {
            // One turn of room below, for what arrives late at the start.
            let first = TURN + u64::from(number);
            self.highest = Some(first);
            return first;
        };
        let turn = highest - highest % TURN;
        let mut place = turn + u64::from(number);
        if place + TURN / 2 < highest {
            place += TURN;
        } else if place > highest + TURN / 2 {
            place = place.saturating_sub(TURN);
        }
        self.highest = Some(highest.max(place));
        place
    }
}

/// Follows a 32-bit time stamp through its wraps; the first one is zero.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimestampUnwrapper {
    last: Option<(u32, i64)>,
}

impl TimestampUnwrapper {
    /// Ticks from the first time stamp to this one; negative for one from before it.
    pub fn place(&mut self, stamp: u32) -> i64 {
        let (last, at) = self.last.unwrap_or((stamp, 0));
        let step = i32::from_ne_bytes(stamp.wrapping_sub(last).to_ne_bytes());
        let place = at + i64::from(step);
        self.last = Some((stamp, place));
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequence_numbers_go_on_over_the_wrap_and_back() {
        let mut sequence = SequenceUnwrapper::default();
        let first = sequence.place(65_534);
        assert_eq!(sequence.place(65_535), first + 1);
        assert_eq!(sequence.place(1), first + 3);
        assert_eq!(sequence.place(0), first + 2);
        assert_eq!(sequence.place(65_533), first - 1);
        assert_eq!(sequence.place(2), first + 4);
    }

    #[test]
    fn time_stamps_go_on_over_the_wrap_and_back() {
        let mut timeline = TimestampUnwrapper::default();
        assert_eq!(timeline.place(u32::MAX - 959), 0);
        assert_eq!(timeline.place(0), 960);
        assert_eq!(timeline.place(u32::MAX - 959), 0);
        assert_eq!(timeline.place(960), 1_920);
    }
}
