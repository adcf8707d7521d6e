use serde::{Deserialize, Serialize};

/// How a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum QualityGrade {
    /// Nothing is wrong.
    Good,
    /// It can be noticed.
    Weak,
    /// Talking is hard.
    Bad,
}

/// Why it is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum QualityCause {
    /// Nothing arrives at all.
    NoPath,
    /// There is little room for what is sent.
    Bandwidth,
    /// Packets get lost.
    Loss,
    /// Packets take long, or come unevenly.
    Delay,
    /// They take long because they go over a relay.
    Relay,
    /// This machine is busy.
    Machine,
}

/// The verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Quality {
    /// How it is.
    pub grade: QualityGrade,
    /// Why; nothing where it is good.
    pub cause: Option<QualityCause>,
}

/// What an end of a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PathEnd {
    /// The device's own address.
    Host,
    /// The address its network shows to the outside.
    Reflexive,
    /// A relay.
    Relay,
}

/// What one side measured, in its last second. Numbers and words: no address, no description of a
/// session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QualityReport {
    /// The verdict on it.
    pub quality: Quality,
    /// To the other device and back, milliseconds.
    pub round_trip_ms: Option<u32>,
    /// Packets of a hundred that got lost on their way to the other device.
    pub lost_out_percent: u8,
    /// Packets of a hundred that got lost on their way here.
    pub lost_in_percent: u8,
    /// How unevenly sound arrives, milliseconds.
    pub jitter_ms: u32,
    /// Sound of a hundred parts that was guessed because its packets were lost or late.
    pub concealed_percent: u8,
    /// Sent, kilobits per second.
    pub kilobits_out: u32,
    /// Received, kilobits per second.
    pub kilobits_in: u32,
    /// The picture that is sent, pixels across and down; zeros for none.
    pub picture_out: (u16, u16),
    /// The picture that is received, pixels across and down; zeros for none.
    pub picture_in: (u16, u16),
    /// How often the other side's picture stood still.
    pub freezes: u32,
    /// What this side of the path is.
    pub local_end: Option<PathEnd>,
    /// What the other side of the path is.
    pub remote_end: Option<PathEnd>,
}
