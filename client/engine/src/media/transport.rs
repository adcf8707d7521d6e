//! What is between the two devices of a call: one peer connection, and whatever is of it alone.
//!
//! A call gets another one where the other end has a new certificate, as after its app was started anew. The
//! devices, what is measured and what is shown go on meanwhile.

use super::config::MediaConfig;
use super::negotiation::Negotiation;
use super::rtp::inbound::{InboundAudio, receive_audio, receive_video};
use super::rtp::outbound::{SharedOutbox, send_media};
use super::rtp::peer::{Measures, Peer, PeerEvent};
use super::rtp::remote_limits::RemoteLimits;
use super::rtp::turn_tcp::TurnOverTcp;
use super::video::fanout::VideoFanout;
use client_core::MediaRole;
use shared::IceServer;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use webrtc::media_stream::track_remote::TrackRemote;
use webrtc::peer_connection::PeerConnection;

/// From both descriptions to an encrypted connection. A forged fingerprint, for one, never
/// connects, and the crate doesn't tell for 40 s.
const CONNECT_DEADLINE: Duration = Duration::from_secs(15);
/// How long it may take to make, and to close.
const STEP_DEADLINE: Duration = Duration::from_secs(3);

pub(super) struct Transport {
    pub(super) negotiation: Negotiation,
    pub(super) connection: Arc<dyn PeerConnection>,
    pub(super) events: mpsc::Receiver<PeerEvent>,
    /// When it must be up.
    pub(super) connect_by: Option<Instant>,
    _turn: TurnOverTcp,
    connected: watch::Sender<bool>,
    tasks: JoinSet<()>,
    /// Who receives sound and who pictures: one each, however many the other side sends.
    sound: Option<AbortHandle>,
    picture: Option<AbortHandle>,
}

impl Transport {
    /// Makes one that has said nothing yet. It sends what is in the outbox once it is connected, and
    /// nobody else sends.
    pub(super) async fn make(
        role: MediaRole,
        (ice_servers, config): (&[IceServer], &MediaConfig),
        fanout: &VideoFanout,
        measures: &Measures,
        outbox: &SharedOutbox,
    ) -> anyhow::Result<Self> {
        let making = Peer::make(
            ice_servers,
            config.reach,
            &config.authorities,
            fanout,
            measures,
        );
        let peer = timeout(STEP_DEADLINE, making).await??;
        let (connected, is_connected) = watch::channel(false);
        let mut tasks = JoinSet::new();
        let tracks = (peer.audio, peer.video);
        let watched = (Arc::clone(&measures.counters), Arc::clone(&measures.path));
        tasks.spawn(send_media(
            tracks,
            Arc::clone(outbox),
            is_connected,
            watched,
        ));
        let limits = RemoteLimits::new(peer.loopback);
        Ok(Self {
            negotiation: Negotiation::new(role, Arc::clone(&peer.connection), limits),
            connection: peer.connection,
            events: peer.events,
            connect_by: None,
            _turn: peer.turn,
            connected,
            tasks,
            sound: None,
            picture: None,
        })
    }

    /// Both descriptions are known.
    pub(super) fn agreed(&mut self) {
        self.connect_by = Some(Instant::now() + CONNECT_DEADLINE);
    }

    /// It is encrypted; what was encoded until now was not sent.
    pub(super) fn connected(&mut self) {
        self.connect_by = None;
        self.connected.send_replace(true);
    }

    /// Plays the newest track of sound.
    pub(super) fn hear(
        &mut self,
        track: Arc<dyn TrackRemote>,
        player: SyncSender<InboundAudio>,
        measures: &Measures,
    ) {
        let known = (Arc::clone(&measures.arrivals), Arc::clone(&measures.path));
        let receiving = self.tasks.spawn(receive_audio(track, player, known));
        take_place(&mut self.sound, receiving);
    }

    /// Shows the newest track of pictures.
    pub(super) fn show(
        &mut self,
        track: Arc<dyn TrackRemote>,
        fanout: VideoFanout,
        measures: Measures,
    ) {
        let watched = (measures.arrivals, measures.counters, measures.path);
        let receiving = self.tasks.spawn(receive_video(track, fanout, watched));
        take_place(&mut self.picture, receiving);
    }

    /// Lets go of everything; takes some seconds at most.
    pub(super) async fn close(mut self) {
        self.tasks.abort_all();
        let closing = self.connection.close();
        if !matches!(timeout(STEP_DEADLINE, closing).await, Ok(Ok(()))) {
            tracing::warn!("a peer connection did not close in order");
        }
    }
}

/// The newest track of a kind counts.
fn take_place(place: &mut Option<AbortHandle>, newest: AbortHandle) {
    if let Some(former) = place.replace(newest) {
        former.abort();
    }
}
