//! Offers, answers and candidates of one peer connection (RFC 8829, RFC 8838).
//!
//! Owns what has been said so far. The caller's device alone makes offers, so there is no glare.

use super::rtp::remote_limits::{MAX_CANDIDATES, RemoteLimits};
use super::rtp::sdp::{KeptRole, offer_number, with_offer_number};
use client_core::MediaRole;
use rtc::peer_connection::configuration::RTCOfferOptions;
use shared::Signal;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use webrtc::peer_connection::{PeerConnection, RTCIceCandidateInit, RTCSessionDescription};

/// How long the peer connection may take for one step; it has no network to wait for.
const STEP_DEADLINE: Duration = Duration::from_secs(5);

/// What came of a signal.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// Nothing to say.
    Quiet,
    /// Say this. Both descriptions may be known now.
    Say(Signal),
    /// Both descriptions are known: the connection must come up from here.
    Agreed,
    /// The peer connection refused it.
    Failed,
}

/// Whether an offer keeps the way to the other device or looks for a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ice {
    Keep,
    Restart,
}

pub(super) struct Negotiation {
    role: MediaRole,
    connection: Arc<dyn PeerConnection>,
    offers_made: u32,
    awaits_answer: bool,
    knows_remote: bool,
    /// Kept until there is a description that they belong to.
    early: Vec<RTCIceCandidateInit>,
    limits: RemoteLimits,
    dtls_role: KeptRole,
}

impl Negotiation {
    pub(super) fn new(
        role: MediaRole,
        connection: Arc<dyn PeerConnection>,
        limits: RemoteLimits,
    ) -> Self {
        Self {
            role,
            connection,
            offers_made: 0,
            awaits_answer: false,
            knows_remote: false,
            early: Vec::new(),
            limits,
            dtls_role: KeptRole::default(),
        }
    }

    /// What to say to begin with.
    pub(super) async fn begin(&mut self) -> Progress {
        match self.role {
            MediaRole::Offerer => self.make_offer(Ice::Keep).await,
            MediaRole::Answerer => Progress::Quiet,
        }
    }

    /// What to say to bring a broken connection back.
    pub(super) async fn restart(&mut self) -> Progress {
        match self.role {
            MediaRole::Offerer => self.make_offer(Ice::Restart).await,
            MediaRole::Answerer => Progress::Say(Signal::OfferWanted),
        }
    }

    /// What to say to a signal. What doesn't fit the role or the moment is left out.
    pub(super) async fn take(&mut self, signal: Signal) -> Progress {
        match (self.role, signal) {
            (MediaRole::Answerer, Signal::Offer { sdp, .. }) => self.answer(sdp).await,
            (MediaRole::Offerer, Signal::Answer { sdp, .. }) => self.take_answer(sdp).await,
            (MediaRole::Offerer, Signal::OfferWanted) => self.make_offer(Ice::Restart).await,
            (
                _,
                Signal::Candidate {
                    candidate,
                    sdp_mid,
                    sdp_mline_index,
                },
            ) => {
                let candidate = RTCIceCandidateInit {
                    candidate,
                    sdp_mid,
                    sdp_mline_index,
                    ..Default::default()
                };
                self.take_candidate(candidate).await
            }
            (MediaRole::Offerer, Signal::Offer { .. })
            | (MediaRole::Answerer, Signal::Answer { .. } | Signal::OfferWanted)
            // Who vouches for a description is the core's matter.
            | (_, Signal::Reveal { .. }) => Progress::Quiet,
        }
    }

    async fn make_offer(&mut self, ice: Ice) -> Progress {
        let options = RTCOfferOptions {
            ice_restart: ice == Ice::Restart && self.offers_made > 0,
        };
        let offer = step(self.connection.create_offer(Some(options))).await;
        let Some(offer) = offer else {
            return Progress::Failed;
        };
        let sdp = offer.sdp.clone();
        if step(self.connection.set_local_description(offer))
            .await
            .is_none()
        {
            return Progress::Failed;
        }
        self.offers_made += 1;
        self.awaits_answer = true;
        Progress::Say(Signal::offer(with_offer_number(&sdp, self.offers_made)))
    }

    async fn answer(&mut self, sdp: String) -> Progress {
        let number = offer_number(&sdp);
        let Some(sdp) = self.limits.admit_description(&sdp) else {
            return Progress::Failed;
        };
        let Ok(offer) = RTCSessionDescription::offer(sdp) else {
            return Progress::Failed;
        };
        if !self.set_remote(offer).await {
            return Progress::Failed;
        }
        let Some(answer) = step(self.connection.create_answer(None)).await else {
            return Progress::Failed;
        };
        let sdp = self.dtls_role.apply(&answer.sdp);
        if step(self.connection.set_local_description(answer))
            .await
            .is_none()
        {
            return Progress::Failed;
        }
        let sdp = match number {
            Some(number) => with_offer_number(&sdp, number),
            None => sdp,
        };
        Progress::Say(Signal::answer(sdp))
    }

    async fn take_answer(&mut self, sdp: String) -> Progress {
        let is_late = offer_number(&sdp).is_some_and(|number| number != self.offers_made);
        if is_late || !self.awaits_answer {
            return Progress::Quiet;
        }
        let Some(sdp) = self.limits.admit_description(&sdp) else {
            return Progress::Failed;
        };
        self.dtls_role.learn_from_remote(&sdp);
        let Ok(answer) = RTCSessionDescription::answer(sdp) else {
            return Progress::Failed;
        };
        if !self.set_remote(answer).await {
            return Progress::Failed;
        }
        self.awaits_answer = false;
        Progress::Agreed
    }

    async fn set_remote(&mut self, description: RTCSessionDescription) -> bool {
        let done = step(self.connection.set_remote_description(description)).await;
        if done.is_none() {
            return false;
        }
        self.knows_remote = true;
        for candidate in std::mem::take(&mut self.early) {
            if self.limits.admits(&candidate.candidate) {
                self.add(candidate).await;
            }
        }
        true
    }

    async fn take_candidate(&mut self, candidate: RTCIceCandidateInit) -> Progress {
        // An empty one says that there are no more; ICE here needs no telling.
        if candidate.candidate.is_empty() {
            return Progress::Quiet;
        }
        if self.knows_remote {
            if self.limits.admits(&candidate.candidate) {
                self.add(candidate).await;
            }
        } else if self.early.len() < MAX_CANDIDATES {
            self.early.push(candidate);
        }
        Progress::Quiet
    }

    /// One unusable address is no reason to give up: the others may do.
    async fn add(&self, candidate: RTCIceCandidateInit) {
        if step(self.connection.add_ice_candidate(candidate))
            .await
            .is_none()
        {
            tracing::debug!("a candidate was refused");
        }
    }
}

/// Errors are not printed: they may hold parts of a description.
async fn step<T>(work: impl Future<Output = webrtc::error::Result<T>>) -> Option<T> {
    tokio::time::timeout(STEP_DEADLINE, work).await.ok()?.ok()
}
