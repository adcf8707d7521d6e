//! Offers, answers and candidates of one peer connection (RFC 8829, RFC 8838).
//!
//! Owns what has been said so far. The caller's device alone makes offers, so there is no glare. A description
//! with another certificate than before is of another DTLS association (RFC 8842, 5): it needs another peer
//! connection here, too.

use super::rtp::remote_limits::{MAX_CANDIDATES, RemoteLimits};
use super::rtp::sdp::{
    KeptRole, candidate_ufrag, offer_number, ufrag_of, with_offer_number, with_ufrag,
};
use client_core::MediaRole;
use client_core::proof::{Fingerprint, fingerprint_of};
use rtc::peer_connection::configuration::RTCOfferOptions;
use shared::{Signal, Transport};
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
    /// Only another peer connection can go on from here; this is the offer that it is to answer. Without one
    /// it makes an offer itself.
    Renew(Option<Signal>),
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
    /// The number of the last one. They begin anywhere, so that what answers one of an earlier run is not
    /// taken for the answer to one of this run.
    offered: Option<u32>,
    awaits_answer: bool,
    knows_remote: bool,
    /// With which certificate the other end comes.
    remote: Option<Fingerprint>,
    own_ufrag: Option<String>,
    remote_ufrag: Option<String>,
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
            offered: None,
            awaits_answer: false,
            knows_remote: false,
            remote: None,
            own_ufrag: None,
            remote_ufrag: None,
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
            MediaRole::Answerer => Progress::Say(Signal::OfferWanted {
                transport: if self.knows_remote {
                    Transport::Kept
                } else {
                    Transport::New
                },
            }),
        }
    }

    /// What to say to a signal. What doesn't fit the role or the moment is left out.
    pub(super) async fn take(&mut self, signal: Signal) -> Progress {
        match (self.role, signal) {
            (MediaRole::Answerer, Signal::Offer { sdp, proof }) => {
                if self.is_of_another(&sdp) {
                    return Progress::Renew(Some(Signal::Offer { sdp, proof }));
                }
                self.answer(sdp).await
            }
            (MediaRole::Offerer, Signal::Answer { sdp, .. }) => self.take_answer(sdp).await,
            (MediaRole::Offerer, Signal::OfferWanted { transport }) => match transport {
                Transport::New if self.knows_remote => Progress::Renew(None),
                // Nobody has answered yet, so what was offered holds, with the addresses that were found
                // since: another ICE generation would cost the handshake that may have begun some seconds.
                Transport::New => self.make_offer(Ice::Keep).await,
                Transport::Kept => self.make_offer(Ice::Restart).await,
            },
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
            | (MediaRole::Answerer, Signal::Answer { .. } | Signal::OfferWanted { .. })
            // Who vouches for a description is the core's matter.
            | (_, Signal::Reveal { .. }) => Progress::Quiet,
        }
    }

    /// An own candidate as it is said.
    pub(super) fn name(&self, candidate: String) -> String {
        with_ufrag(candidate, self.own_ufrag.as_deref())
    }

    /// Whether this is the description of another end than the one that was agreed with.
    fn is_of_another(&self, sdp: &str) -> bool {
        let named = self.remote.zip(fingerprint_of(sdp));
        named.is_some_and(|(known, named)| known != named)
    }

    async fn make_offer(&mut self, ice: Ice) -> Progress {
        let options = RTCOfferOptions {
            ice_restart: ice == Ice::Restart && self.offered.is_some(),
        };
        let offer = step(self.connection.create_offer(Some(options))).await;
        let Some(offer) = offer else {
            // The other end has closed its side in order: this one can't be used again.
            return if self.knows_remote {
                Progress::Renew(None)
            } else {
                Progress::Failed
            };
        };
        let sdp = offer.sdp.clone();
        if step(self.connection.set_local_description(offer))
            .await
            .is_none()
        {
            return Progress::Failed;
        }
        let number = self
            .offered
            .map_or_else(rand::random, |last| last.wrapping_add(1));
        self.offered = Some(number);
        self.awaits_answer = true;
        self.own_ufrag = ufrag_of(&sdp).map(str::to_owned);
        Progress::Say(Signal::offer(with_offer_number(&sdp, number)))
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
        self.own_ufrag = ufrag_of(&sdp).map(str::to_owned);
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
        let is_late = offer_number(&sdp).is_some_and(|number| Some(number) != self.offered);
        if is_late || !self.awaits_answer {
            return Progress::Quiet;
        }
        if self.is_of_another(&sdp) {
            return Progress::Renew(None);
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
        let ufrag = ufrag_of(&description.sdp).map(str::to_owned);
        let fingerprint = fingerprint_of(&description.sdp);
        let done = step(self.connection.set_remote_description(description)).await;
        if done.is_none() {
            return false;
        }
        (self.knows_remote, self.remote, self.remote_ufrag) = (true, fingerprint, ufrag);
        for candidate in std::mem::take(&mut self.early) {
            if self.belongs(&candidate) {
                self.try_out(candidate).await;
            }
        }
        true
    }

    async fn take_candidate(&mut self, candidate: RTCIceCandidateInit) -> Progress {
        // An empty one says that there are no more; ICE here needs no telling.
        if candidate.candidate.is_empty() {
            return Progress::Quiet;
        }
        if self.knows_remote && self.belongs(&candidate) {
            self.try_out(candidate).await;
        } else if self.early.len() < MAX_CANDIDATES {
            self.early.push(candidate);
        }
        Progress::Quiet
    }

    /// Whether it is of the other side's present description; one that does not say so is taken to be.
    fn belongs(&self, candidate: &RTCIceCandidateInit) -> bool {
        let named = candidate_ufrag(&candidate.candidate);
        named.is_none_or(|named| self.remote_ufrag.as_deref() == Some(named))
    }

    /// One unusable address is no reason to give up: the others may do.
    async fn try_out(&mut self, candidate: RTCIceCandidateInit) {
        if !self.limits.admits(&candidate.candidate) {
            return;
        }
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
