//! The two changes this app makes to session descriptions.
//!
//! Owns a session attribute that says which offer an answer belongs to, so that a late answer to an
//! older offer is told apart, and the DTLS role of the first answer, which must not change later
//! (RFC 8842, 5.5; the crate would say `active` again although it is the DTLS server).

const OFFER_NUMBER: &str = "a=x-medconsult-offer:";
const SETUP: &str = "a=setup:";

/// Writes the number of the offer into an offer, or into the answer to it.
#[must_use]
pub fn with_offer_number(sdp: &str, number: u32) -> String {
    let line = format!("{OFFER_NUMBER}{number}\r\n");
    // Session attributes end where the first media section begins (RFC 8866, 5).
    let place = sdp.find("\nm=").map_or(sdp.len(), |end| end + 1);
    let (session, media) = sdp.split_at(place);
    format!("{session}{line}{media}")
}

/// The number an offer or answer carries; a browser's answers carry none.
#[must_use]
pub fn offer_number(sdp: &str) -> Option<u32> {
    let value = sdp.lines().find_map(|line| line.strip_prefix(OFFER_NUMBER));
    value?.trim_end().parse().ok()
}

/// Keeps the DTLS role of the first answer in all later ones.
#[derive(Debug, Default)]
pub struct KeptRole {
    role: Option<String>,
}

impl KeptRole {
    /// The answer with the role of the first one.
    pub fn apply(&mut self, answer: &str) -> String {
        let own = answer.lines().find_map(|line| line.strip_prefix(SETUP));
        let Some(own) = own.map(|role| role.trim_end().to_owned()) else {
            return answer.to_owned();
        };
        let kept = self.role.get_or_insert_with(|| own.clone());
        answer.replace(&format!("{SETUP}{own}"), &format!("{SETUP}{kept}"))
    }

    /// The other side's answer makes this side's role: whoever it is, later answers of this side
    /// must agree with it.
    pub fn learn_from_remote(&mut self, answer: &str) {
        let theirs = answer.lines().find_map(|line| line.strip_prefix(SETUP));
        let own = match theirs.map(str::trim_end) {
            Some("active") => "passive",
            Some("passive") => "active",
            _ => return,
        };
        self.role.get_or_insert_with(|| own.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDP: &str = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n\
        m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=setup:active\r\n\
        m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=setup:active\r\n";

    #[test]
    fn the_offer_number_is_a_session_attribute() {
        let numbered = with_offer_number(SDP, 7);
        assert_eq!(offer_number(&numbered), Some(7));
        assert_eq!(offer_number(SDP), None);
        assert!(numbered.find(OFFER_NUMBER) < numbered.find("m=audio"));
        assert_eq!(numbered.replace("a=x-medconsult-offer:7\r\n", ""), SDP);
    }

    #[test]
    fn words_within_a_line_begin_no_media_section() {
        let sdp = SDP.replace("a=group", "a=tool:m=1\r\na=group");
        let numbered = with_offer_number(&sdp, 7);
        assert_eq!(offer_number(&numbered), Some(7));
        assert_eq!(numbered.replace("a=x-medconsult-offer:7\r\n", ""), sdp);
        assert!(numbered.contains("a=tool:m=1\r\n"));
    }

    #[test]
    fn a_dtls_server_stays_one() {
        let mut role = KeptRole::default();
        role.learn_from_remote(SDP);
        assert!(!role.apply(SDP).contains("a=setup:active"));
        assert_eq!(role.apply(SDP).matches("a=setup:passive").count(), 2);
        let mut fresh = KeptRole::default();
        assert_eq!(fresh.apply(SDP), SDP);
        let other = SDP.replace("active", "passive");
        assert_eq!(fresh.apply(&other), SDP);
    }
}
