//! Makes the peer connection of a call, with every setting it differs in from the crate's defaults.

use super::codecs::{codec_of, media_engine};
use super::counters::Counters;
use super::nack::NackInterceptor;
use super::outbound::OutboundTrack;
use super::packet_hook::Hooked;
use super::path_state::SharedPathState;
use super::receive_monitor::{Arrivals, ReceiveMonitor};
use super::remote_limits::Loopback;
use super::send_interceptor::SendInterceptor;
use super::turn_tcp::TurnOverTcp;
use crate::media::config::Reach;
use crate::media::video::fanout::VideoFanout;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::ice::network_type::NetworkType;
use rtc::interceptor::{ReceiverReportBuilder, SenderReportBuilder, TwccReceiverBuilder};
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::configuration::RTCIceTransportPolicy;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodingParameters, RTCRtpEncodingParameters, RTCRtpRtxParameters, RtpCodecKind,
};
use rustls::pki_types::CertificateDer;
use shared::IceServer;
use std::net::{Ipv4Addr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use webrtc::error::Result;
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::{
    CipherSuiteId, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler,
    RTCConfigurationBuilder, RTCIceCandidateInit, RTCIceGatheringState, RTCIceServer,
    RTCPeerConnectionIceEvent, RTCPeerConnectionState, Registry, SettingEngine,
    SettingEngineBuilder, Slot, SrtpProtectionProfile,
};

/// Events of a peer connection that wait for the call; candidates come in bursts of a few dozen.
pub const MAX_PEER_EVENTS: usize = 256;

/// Between the wire and whatever drops packets: every arrival is reported.
const TWCC_SLOT: usize = 6_400;

/// What a peer connection reports.
pub enum PeerEvent {
    /// An own address to try.
    Candidate(RTCIceCandidateInit),
    /// There are no more of them.
    NoMoreCandidates,
    /// Its state changed.
    State(RTCPeerConnectionState),
    /// The other side sends sound or pictures.
    Track(Arc<dyn TrackRemote>, RtpCodecKind),
}

/// What is measured of a call, whichever peer connection carries it at the moment.
#[derive(Clone)]
pub struct Measures {
    /// When something last arrived.
    pub arrivals: Arc<Arrivals>,
    /// What is known of the way out.
    pub path: Arc<SharedPathState>,
    /// What goes over it.
    pub counters: Arc<Counters>,
}

impl Measures {
    /// Nothing was measured yet.
    #[must_use]
    pub fn new(now: Instant) -> Self {
        Self {
            arrivals: Arc::new(Arrivals::new(now)),
            path: Arc::default(),
            counters: Arc::default(),
        }
    }
}

/// A peer connection with one sound track and one picture track each way.
pub struct Peer {
    /// The connection.
    pub connection: Arc<dyn PeerConnection>,
    /// Own sound.
    pub audio: OutboundTrack,
    /// Own pictures.
    pub video: OutboundTrack,
    /// What it reports.
    pub events: mpsc::Receiver<PeerEvent>,
    /// Whether the other side may be on this very computer.
    pub loopback: Loopback,
    /// Ways to relays; needed as long as the connection.
    pub turn: TurnOverTcp,
}

impl Peer {
    /// Makes one, with a certificate of its own; it does nothing before its first session description.
    ///
    /// # Errors
    /// A setting was refused, or no socket could be opened.
    pub async fn make(
        ice_servers: &[IceServer],
        reach: Reach,
        authorities: &[CertificateDer<'static>],
        fanout: &VideoFanout,
        measures: &Measures,
    ) -> Result<Self> {
        let (audio_ssrc, video_ssrc) = (rand::random(), rand::random());
        let loopback = Loopback::of_call(reach != Reach::Loopback && has_networks(), ice_servers);
        let (turn, ice_servers) = TurnOverTcp::open(ice_servers, authorities).await;
        let now = Instant::now();
        let Measures {
            arrivals,
            path,
            counters,
        } = measures.clone();
        let send_interceptor = SendInterceptor::new(video_ssrc, path, fanout.clone(), now);
        let receive_monitor = ReceiveMonitor::new(arrivals, fanout.clone(), audio_ssrc, counters);
        let (reports, events) = mpsc::channel(MAX_PEER_EVENTS);
        let connection = PeerConnectionBuilder::new()
            .with_configuration(
                RTCConfigurationBuilder::new()
                    .with_ice_servers(ice_servers.iter().map(to_rtc_server).collect())
                    .with_ice_transport_policy(policy_of(reach))
                    .build(),
            )
            .with_media_engine(media_engine()?)
            .with_setting_engine(settings())
            .with_interceptor_registry(packet_chain(receive_monitor, send_interceptor))
            .with_handler(Arc::new(Handler { reports }))
            .with_udp_addrs(local_addresses(reach))
            .build()
            .await?;
        let connection: Arc<dyn PeerConnection> = Arc::new(connection);
        // Sound first: the order of the media sections must be the same at both sides.
        let audio = add_track(&connection, RtpCodecKind::Audio, audio_ssrc).await?;
        let video = add_track(&connection, RtpCodecKind::Video, video_ssrc).await?;
        Ok(Self {
            connection,
            audio,
            video,
            events,
            loopback,
            turn,
        })
    }
}

async fn add_track(
    connection: &Arc<dyn PeerConnection>,
    kind: RtpCodecKind,
    ssrc: u32,
) -> Result<OutboundTrack> {
    let codec = codec_of(kind);
    let usual_payload_type = codec.payload_type;
    let track = Arc::new(TrackLocalStaticRTP::new(MediaStreamTrack::new(
        "medconsult".to_owned(),
        format!("medconsult-{kind}"),
        kind.to_string(),
        kind,
        vec![RTCRtpEncodingParameters {
            rtp_coding_parameters: RTCRtpCodingParameters {
                ssrc: Some(ssrc),
                rtx: (kind == RtpCodecKind::Video).then(|| RTCRtpRtxParameters {
                    ssrc: rand::random(),
                }),
                ..Default::default()
            },
            codec: codec.rtp_codec,
            ..Default::default()
        }],
    )));
    let shared: Arc<dyn TrackLocal> = track.clone();
    let sender = connection.add_track(shared).await?;
    Ok(OutboundTrack {
        track,
        ssrc,
        sender,
        usual_payload_type,
    })
}

fn packet_chain(receive: ReceiveMonitor, send: SendInterceptor) -> Registry {
    let arrival_reports = TwccReceiverBuilder::new().with_interval(Duration::from_millis(50));
    let nack = NackInterceptor::default();
    Registry::new()
        .with(Slot::from(ReceiveMonitor::SLOT), Hooked::new(receive))
        .with(Slot::from(SendInterceptor::SLOT), Hooked::new(send))
        .with(Slot::from(TWCC_SLOT), arrival_reports.build())
        .with(Slot::from(NackInterceptor::SLOT), Hooked::new(nack))
        .with(Slot::ReceiverReport, ReceiverReportBuilder::new().build())
        .with(Slot::SenderReport, SenderReportBuilder::new().build())
}

/// Whether names of the local network (RFC 6762) are looked up, as which browsers hide addresses. Where
/// a network has no way out, the group can't be joined, and no connection would be made at all.
fn name_lookup() -> MulticastDnsMode {
    const GROUP: Ipv4Addr = Ipv4Addr::new(224, 0, 0, 251);
    let joined = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))
        .and_then(|socket| socket.join_multicast_v4(&GROUP, &Ipv4Addr::UNSPECIFIED));
    match joined {
        Ok(()) => MulticastDnsMode::QueryOnly,
        Err(_) => MulticastDnsMode::Disabled,
    }
}

fn settings() -> SettingEngine {
    let at_once = Some(Duration::ZERO);
    SettingEngineBuilder::new()
        // The defaults ask for a check each 200 ms and wait up to 2 s for better candidates.
        .with_ice_connection_attempts(Some(Duration::from_millis(50)), Some(40))
        .with_host_acceptance_min_wait(at_once)
        .with_srflx_acceptance_min_wait(at_once)
        .with_prflx_acceptance_min_wait(at_once)
        .with_relay_acceptance_min_wait(at_once)
        .with_ice_timeouts(
            Some(Duration::from_millis(2_500)),
            Some(Duration::from_secs(10)),
            Some(Duration::from_millis(700)),
        )
        .with_network_types(vec![NetworkType::Udp4, NetworkType::Udp6])
        .with_include_loopback_candidate(true)
        .with_multicast_dns_mode(name_lookup())
        // After a change of network the old sockets lead nowhere.
        .with_discard_local_candidates_during_ice_restart(true)
        .with_srtp_replay_protection_window(1_024)
        // CBC suites are offered by default.
        .with_dtls_cipher_suites(vec![
            CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256,
            CipherSuiteId::Tls_Ecdhe_Ecdsa_With_ChaCha20_Poly1305_Sha256,
        ])
        .with_srtp_protection_profiles(vec![
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
            SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
        ])
        .build()
}

fn policy_of(reach: Reach) -> RTCIceTransportPolicy {
    match reach {
        Reach::Everywhere | Reach::Loopback => RTCIceTransportPolicy::All,
        Reach::RelayOnly => RTCIceTransportPolicy::Relay,
    }
}

/// Where to listen. The crate expands a wildcard to every interface but loopback; a machine with
/// nothing but loopback (two apps on it, no network) gets that.
fn local_addresses(reach: Reach) -> Vec<String> {
    let addresses = if reach == Reach::Loopback || !has_networks() {
        ["127.0.0.1:0", "[::1]:0"]
    } else {
        ["0.0.0.0:0", "[::]:0"]
    };
    addresses.map(str::to_owned).to_vec()
}

/// Whether this machine has any address but those of itself.
fn has_networks() -> bool {
    let interfaces = rtc::shared::ifaces::ifaces().unwrap_or_default();
    let mut addresses = interfaces.iter().filter_map(|i| i.addr).map(|a| a.ip());
    addresses.any(|ip| !ip.is_loopback())
}

fn to_rtc_server(server: &IceServer) -> RTCIceServer {
    RTCIceServer {
        urls: server.urls.clone(),
        username: server.username.clone().unwrap_or_default(),
        credential: server
            .credential
            .as_ref()
            .map(|credential| credential.reveal().clone())
            .unwrap_or_default(),
    }
}

/// Hands events over and never waits: the crate's event loop stands still meanwhile.
struct Handler {
    reports: mpsc::Sender<PeerEvent>,
}

impl Handler {
    fn report(&self, event: PeerEvent) {
        if self.reports.try_send(event).is_err() {
            tracing::warn!("a peer connection's event was lost");
        }
    }
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Handler {
    async fn on_ice_candidate(&self, event: RTCPeerConnectionIceEvent) {
        if let Ok(candidate) = event.candidate.to_json() {
            self.report(PeerEvent::Candidate(candidate));
        }
    }

    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.report(PeerEvent::NoMoreCandidates);
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        self.report(PeerEvent::State(state));
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let kind = track.kind().await;
        self.report(PeerEvent::Track(track, kind));
    }
}
