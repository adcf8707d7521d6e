//! A short call of this device with itself, to learn what the network lets through.
//!
//! It goes over the clinic's relay where there is one, as the call will where nothing else works:
//! the very same engine, once at each end, and what they measure.

use super::audio::processing::VoiceSettings;
use super::video::frame::Size;
use super::{
    CameraSource, MAX_WAITING_EVENTS, Media, MediaConfig, MicrophoneSource, Reach, SpeakerSink,
    VideoFanout,
};
use client_core::{CallFigures, MediaCommand, MediaEvent, MediaRole, NetworkFigures, NetworkPath};
use shared::{CallId, IceServer};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

/// How long one path may take to come up.
const CONNECT_DEADLINE: Duration = Duration::from_secs(8);
/// Seconds that are measured; the first is left out, because the rate still rises.
const MEASURED_S: usize = 4;
/// The trial's picture.
const PICTURES_PER_SECOND: u32 = 15;

/// Tries the paths, best first, and measures the first that works.
pub(super) async fn test_network(servers: Vec<IceServer>, config: MediaConfig) -> NetworkFigures {
    let paths = paths(&servers, config.reach);
    for (path, servers, reach) in paths {
        let config = MediaConfig {
            reach,
            ..loopback_config(config.clone())
        };
        if let Some(seconds) = hold(&config, servers).await {
            return sum_up(path, &seconds);
        }
    }
    NetworkFigures {
        path: None,
        round_trip_ms: None,
        lost_percent: 0,
        kilobits: 0,
    }
}

/// What is sent costs little and sounds nowhere.
fn loopback_config(config: MediaConfig) -> MediaConfig {
    let camera = Size::new(640, 480).map_or(CameraSource::None, |size| CameraSource::Pattern {
        size,
        fps: PICTURES_PER_SECOND,
    });
    MediaConfig {
        camera,
        microphone: MicrophoneSource::Tone { hertz: 440.0 },
        speaker: SpeakerSink::Discard,
        voice: VoiceSettings::untouched(),
        ..config
    }
}

type Path = (NetworkPath, Vec<IceServer>, Reach);

/// One path for each kind of relay; the direct one where the clinic has none.
fn paths(servers: &[IceServer], reach: Reach) -> Vec<Path> {
    let over = |path: NetworkPath| {
        let chosen: Vec<IceServer> = servers
            .iter()
            .map(|server| IceServer {
                urls: server
                    .urls
                    .iter()
                    .filter(|url| kind(url) == Some(path))
                    .cloned()
                    .collect(),
                ..server.clone()
            })
            .filter(|server| !server.urls.is_empty())
            .collect();
        (!chosen.is_empty()).then_some((path, chosen, Reach::RelayOnly))
    };
    let relays = [
        NetworkPath::RelayUdp,
        NetworkPath::RelayTcp,
        NetworkPath::RelayTls,
    ];
    let found: Vec<Path> = relays.into_iter().filter_map(over).collect();
    if found.is_empty() {
        vec![(NetworkPath::Direct, servers.to_vec(), reach)]
    } else {
        found
    }
}

/// What a server's address (RFC 7065) says of the way to it; nothing for STUN.
fn kind(url: &str) -> Option<NetworkPath> {
    let (scheme, rest) = url.split_once(':')?;
    let by_tcp = rest.split_once('?').is_some_and(|(_, query)| {
        query
            .split('&')
            .any(|part| part.eq_ignore_ascii_case("transport=tcp"))
    });
    match (scheme.to_ascii_lowercase().as_str(), by_tcp) {
        ("turn", false) => Some(NetworkPath::RelayUdp),
        ("turn", true) => Some(NetworkPath::RelayTcp),
        ("turns", _) => Some(NetworkPath::RelayTls),
        _ => None,
    }
}

/// One end of the trial.
struct Peer {
    media: Media,
    events: mpsc::Receiver<MediaEvent>,
}

impl Peer {
    fn open(config: &MediaConfig, role: MediaRole, servers: &[IceServer], call_id: CallId) -> Self {
        let (sender, events) = mpsc::channel(MAX_WAITING_EVENTS);
        let media = Media::start(config.clone(), sender, VideoFanout::new());
        media.command(MediaCommand::Open {
            call_id,
            role,
            ice_servers: servers.to_vec(),
            microphone_on: true,
            camera_on: true,
        });
        Self { media, events }
    }
}

/// Holds a call over this path; what was measured in each second, or nothing where it did not come up.
async fn hold(config: &MediaConfig, servers: Vec<IceServer>) -> Option<Vec<CallFigures>> {
    let call_id = CallId(uuid::Uuid::now_v7());
    let mut ends = [MediaRole::Offerer, MediaRole::Answerer]
        .map(|role| Peer::open(config, role, &servers, call_id));
    let mut seconds = Vec::new();
    let up = timeout(CONNECT_DEADLINE, talk(&mut ends, &mut seconds, 1)).await;
    if up == Ok(true) {
        let rest = Duration::from_secs(1) * u32::try_from(MEASURED_S).unwrap_or(1);
        let _ = timeout(2 * rest, talk(&mut ends, &mut seconds, MEASURED_S)).await;
    }
    for end in ends {
        end.media.stop().await;
    }
    (!seconds.is_empty()).then_some(seconds)
}

/// Hands signals over until so many seconds were measured at both ends; false where it failed.
async fn talk(ends: &mut [Peer; 2], seconds: &mut Vec<CallFigures>, wanted: usize) -> bool {
    let [one, other] = ends;
    while seconds.len() < 2 * wanted {
        let (event, to) = tokio::select! {
            event = one.events.recv() => (event, &other.media),
            event = other.events.recv() => (event, &one.media),
        };
        match event {
            Some(MediaEvent::Signal { call_id, signal }) => {
                to.command(MediaCommand::Signal { call_id, signal });
            }
            Some(MediaEvent::Figures { figures, .. }) if figures.receiving => seconds.push(figures),
            Some(MediaEvent::TransportFailed { .. }) => return false,
            Some(_) => {}
            None => sleep(CONNECT_DEADLINE).await,
        }
    }
    true
}

fn sum_up(path: NetworkPath, seconds: &[CallFigures]) -> NetworkFigures {
    let late = seconds.iter().skip(2);
    let count = late.clone().count().max(1);
    let kilobits = late.clone().map(|second| second.kilobits_in).sum::<u32>();
    NetworkFigures {
        path: Some(path),
        round_trip_ms: seconds
            .iter()
            .filter_map(|second| second.round_trip_ms)
            .max(),
        lost_percent: late
            .map(|second| second.lost_in_percent)
            .max()
            .unwrap_or_default(),
        kilobits: kilobits / u32::try_from(count).unwrap_or(1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(urls: &[&str]) -> IceServer {
        IceServer {
            urls: urls.iter().map(ToString::to_string).collect(),
            username: None,
            credential: None,
        }
    }

    #[test]
    fn relays_are_tried_best_first_and_stun_alone_means_direct() {
        let servers = [
            server(&["stun:stun.clinic.example"]),
            server(&[
                "turns:turn.clinic.example:443?transport=tcp",
                "turn:turn.clinic.example:3478?transport=tcp",
                "turn:turn.clinic.example:3478",
            ]),
        ];
        let tried: Vec<_> = paths(&servers, Reach::Everywhere)
            .into_iter()
            .map(|(path, servers, reach)| (path, servers.len(), servers[0].urls.len(), reach))
            .collect();
        let relay = |path| (path, 1, 1, Reach::RelayOnly);
        assert_eq!(
            tried,
            [
                relay(NetworkPath::RelayUdp),
                relay(NetworkPath::RelayTcp),
                relay(NetworkPath::RelayTls)
            ]
        );
        let direct = paths(&servers[..1], Reach::Everywhere);
        assert_eq!(direct.len(), 1);
        assert_eq!(direct[0].0, NetworkPath::Direct);
    }
}
