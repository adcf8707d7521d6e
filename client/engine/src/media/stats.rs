//! Gathers a call's statistics, once per second. Numbers only leave this module.

use super::audio::jitter_buffer::JitterBufferStats;
use super::rtp::counters::Counts;
use super::rtp::peer::Measures;
use client_core::{CallFigures, PathEnd};
use rtc::peer_connection::transport::RTCIceCandidateType;
use rtc::statistics::StatsSelector;
use rtc::statistics::report::RTCStatsReportEntry;
use std::time::{Duration, Instant};
use webrtc::peer_connection::PeerConnection;

/// How often figures are told.
const SPACING: Duration = Duration::from_secs(1);
/// How long the connection may take to tell its path.
const PATIENCE: Duration = Duration::from_millis(200);

/// Where figures come from.
pub(super) struct StatsCollector {
    measures: Measures,
    last: Counts,
    last_audio: JitterBufferStats,
    last_at: Instant,
}

impl StatsCollector {
    pub(super) fn new(measures: Measures, now: Instant) -> Self {
        Self {
            measures,
            last: Counts::default(),
            last_audio: JitterBufferStats::default(),
            last_at: now,
        }
    }

    /// The last second's figures, where a second is over. `sound` is how the other side's fares.
    pub(super) async fn take(
        &mut self,
        now: Instant,
        receiving: bool,
        audio: JitterBufferStats,
        connection: &dyn PeerConnection,
    ) -> Option<CallFigures> {
        let passed = now.saturating_duration_since(self.last_at);
        if passed < SPACING {
            return None;
        }
        let path = tokio::time::timeout(PATIENCE, path_of(connection, now)).await;
        let path = path.unwrap_or_default();
        let Measures {
            arrivals,
            path: way,
            counters,
        } = &self.measures;
        let (counts, state) = (counters.counts(), way.state());
        let (out, inbound) = counts.rates_since(&self.last, passed);
        let lost_here = u32::from(counts.lost_in) * 100 / 256;
        let lost_out = state.loss.as_percent().max(arrivals.lost_audio_percent());
        let figures = CallFigures {
            receiving,
            round_trip_ms: path.round_trip.map(millis),
            lost_out_percent: lost_out,
            lost_in_percent: u8::try_from(lost_here).unwrap_or(100),
            jitter_ms: counts.jitter_ticks / 48,
            guessed_sound_permille: guessed_permille(&audio, &self.last_audio),
            kilobits_out: out.as_kbps(),
            kilobits_in: inbound.as_kbps(),
            estimate_kilobits: state.measured.then(|| state.target.as_kbps()),
            picture_out: state.sent_size,
            picture_in: counts.size_in,
            pictures_out: counts.frames_out - self.last.frames_out,
            pictures_in: counts.frames_in - self.last.frames_in,
            freezes: counts.freezes - self.last.freezes,
            picture_off: state.video_off,
            machine_limits: state.cpu_limited,
            local_end: path.local,
            remote_end: path.remote,
        };
        (self.last, self.last_audio, self.last_at) = (counts, audio, now);
        Some(figures)
    }
}

#[derive(Default)]
struct Path {
    local: Option<PathEnd>,
    remote: Option<PathEnd>,
    round_trip: Option<Duration>,
}

async fn path_of(connection: &dyn PeerConnection, now: Instant) -> Path {
    let report = connection.get_stats(now, StatsSelector::None).await;
    let entries: Vec<_> = report.iter().collect();
    let selected = entries.iter().find_map(|entry| match entry {
        RTCStatsReportEntry::Transport(transport) => {
            Some(transport.selected_candidate_pair_id.as_str())
        }
        _ => None,
    });
    let pair = entries.iter().find_map(|entry| match entry {
        RTCStatsReportEntry::IceCandidatePair(pair) if Some(pair.stats.id.as_str()) == selected => {
            Some(pair)
        }
        _ => None,
    });
    let Some(pair) = pair else {
        return Path::default();
    };
    // The report names candidates as the pair does, with a word before it. What it does not know
    // was learnt from the other side's packets.
    let end = |id: &str| {
        let known = entries.iter().find_map(|entry| match entry {
            RTCStatsReportEntry::LocalCandidate(candidate)
            | RTCStatsReportEntry::RemoteCandidate(candidate)
                if candidate.stats.id.ends_with(id) =>
            {
                end_of(candidate.candidate_type)
            }
            _ => None,
        });
        Some(known.unwrap_or(PathEnd::Reflexive))
    };
    Path {
        local: end(&pair.local_candidate_id),
        remote: end(&pair.remote_candidate_id),
        round_trip: Duration::try_from_secs_f64(pair.current_round_trip_time)
            .ok()
            .filter(|time| !time.is_zero()),
    }
}

fn end_of(kind: RTCIceCandidateType) -> Option<PathEnd> {
    match kind {
        RTCIceCandidateType::Host => Some(PathEnd::Host),
        RTCIceCandidateType::Srflx | RTCIceCandidateType::Prflx => Some(PathEnd::Reflexive),
        RTCIceCandidateType::Relay => Some(PathEnd::Relay),
        _ => None,
    }
}

fn guessed_permille(now: &JitterBufferStats, then: &JitterBufferStats) -> u32 {
    let guessed = now.concealed_samples - then.concealed_samples;
    let played = (now.played_samples - then.played_samples).max(1);
    u32::try_from(guessed * 1_000 / played).unwrap_or(1_000)
}

fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}
