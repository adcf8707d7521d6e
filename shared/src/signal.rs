use serde::{Deserialize, Serialize};

/// What the two devices of a call say to each other through the server (RFC 8829, RFC 8838).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Signal {
    /// The caller's session description.
    Offer {
        /// SDP.
        sdp: String,
        /// Whose it is; absent where the device has no key.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proof: Option<OfferProof>,
    },
    /// The answer to the newest offer.
    Answer {
        /// SDP.
        sdp: String,
        /// Whose it is; absent where the device has no key, or the offer had no proof.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proof: Option<AnswerProof>,
    },
    /// One more address to try.
    Candidate {
        /// The `candidate:` line; empty says that there are no more.
        candidate: String,
        /// Which media section it belongs to, by name.
        sdp_mid: Option<String>,
        /// Which media section, by place.
        sdp_mline_index: Option<u16>,
    },
    /// The callee asks the caller, who alone makes offers, to start over.
    OfferWanted {
        /// What the callee has to be offered to.
        #[serde(default, skip_serializing_if = "Transport::is_kept")]
        transport: Transport,
    },
    /// What the caller's commitment was made of. Follows an answer with a proof, and nothing else.
    Reveal {
        /// 32 bytes in base64url without padding.
        nonce: String,
    },
}

/// What one device of a call has for the way to the other: a peer connection, with its one DTLS association.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// The one that was offered to before: a restart of ICE brings it back (RFC 8445, 9).
    #[default]
    Kept,
    /// One that nothing was offered to yet, as after the app was started anew. The other side's must be a
    /// new one as well: an association does not change its ends (RFC 8842, 5).
    New,
}

impl Transport {
    const fn is_kept(&self) -> bool {
        match self {
            Self::Kept => true,
            Self::New => false,
        }
    }
}

/// The caller's device vouches for its offer. Each field is in base64url without padding (RFC 4648, 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferProof {
    /// The device's public Ed25519 key (RFC 8032): 32 bytes.
    pub key: String,
    /// SHA-256 over the nonce that is revealed later: 32 bytes.
    pub commitment: String,
    /// Over the call, the offer's DTLS fingerprint and the commitment: 64 bytes.
    pub signature: String,
}

/// The called device vouches for its answer. Each field is in base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerProof {
    /// The device's public Ed25519 key: 32 bytes.
    pub key: String,
    /// The commitment of the offer that it answers: 32 bytes.
    pub commitment: String,
    /// Drawn by lot after the commitment was heard: 32 bytes.
    pub nonce: String,
    /// Over the call, the whole offer's proof, the answer's DTLS fingerprint and the nonce: 64 bytes.
    pub signature: String,
}

impl Signal {
    /// An offer that nobody vouches for yet.
    #[must_use]
    pub const fn offer(sdp: String) -> Self {
        Self::Offer { sdp, proof: None }
    }

    /// An answer that nobody vouches for yet.
    #[must_use]
    pub const fn answer(sdp: String) -> Self {
        Self::Answer { sdp, proof: None }
    }

    /// Bytes of text in it.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Offer { sdp, proof } => {
                let of_proof = proof
                    .as_ref()
                    .map(|proof| proof.key.len() + proof.commitment.len() + proof.signature.len());
                sdp.len() + of_proof.unwrap_or(0)
            }
            Self::Answer { sdp, proof } => {
                let of_proof = proof.as_ref().map(|proof| {
                    let drawn = proof.commitment.len() + proof.nonce.len();
                    proof.key.len() + drawn + proof.signature.len()
                });
                sdp.len() + of_proof.unwrap_or(0)
            }
            Self::Candidate {
                candidate, sdp_mid, ..
            } => candidate.len() + sdp_mid.as_ref().map_or(0, String::len),
            Self::OfferWanted { .. } => 0,
            Self::Reveal { nonce } => nonce.len(),
        }
    }
}

/// Session descriptions and candidates hold addresses, so only the kind is printed.
impl std::fmt::Debug for Signal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Offer { .. } => "Offer",
            Self::Answer { .. } => "Answer",
            Self::Candidate { .. } => "Candidate",
            Self::OfferWanted { .. } => "OfferWanted",
            Self::Reveal { .. } => "Reveal",
        })
    }
}
