//! What this app changes in session descriptions, and reads in them.
//!
//! Owns a session attribute that says which offer an answer belongs to, so that a late answer to an
//! older offer is told apart, and the DTLS role of the first answer, which must not change later
//! (RFC 8842, 5.5; the crate would say `active` again although it is the DTLS server). And which ICE generation a
//! candidate is of, by the user name fragment that browsers write into it, too (RFC 8829, 3.5.2.1).

const OFFER_NUMBER: &str = "a=x-medconsult-offer:";
const SETUP: &str = "a=setup:";
const UFRAG: &str = "a=ice-ufrag:";

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
    // The first that is a number: whoever sends nonsense before it hides nothing.
    let mut values = sdp
        .lines()
        .filter_map(|line| line.strip_prefix(OFFER_NUMBER));
    values.find_map(|value| value.trim_end().parse().ok())
}

/// The user name fragment of a description (RFC 8839, 5.4). All media goes one way, so the first is that of all.
#[must_use]
pub fn ufrag_of(sdp: &str) -> Option<&str> {
    let value = sdp.lines().find_map(|line| line.strip_prefix(UFRAG));
    value.map(str::trim_end)
}

/// The user name fragment that a candidate names, as an extension after what every candidate has.
#[must_use]
pub fn candidate_ufrag(candidate: &str) -> Option<&str> {
    let mut words = candidate.split_ascii_whitespace();
    words.find(|word| *word == "ufrag")?;
    words.next()
}

/// The candidate with the fragment of the description that it belongs to.
#[must_use]
pub fn with_ufrag(candidate: String, ufrag: Option<&str>) -> String {
    match ufrag {
        Some(ufrag) if candidate_ufrag(&candidate).is_none() => {
            format!("{candidate} ufrag {ufrag}")
        }
        Some(_) | None => candidate,
    }
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
    fn what_is_no_number_hides_none() {
        let sdp = format!("{OFFER_NUMBER}00/2\r\n{SDP}");
        assert_eq!(offer_number(&sdp), None);
        assert_eq!(offer_number(&with_offer_number(&sdp, 7)), Some(7));
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
    fn a_candidate_says_which_description_it_belongs_to() {
        let sdp = SDP.replace("a=setup:active", "a=ice-ufrag:sX+9\r\na=ice-pwd:0123");
        assert_eq!((ufrag_of(&sdp), ufrag_of(SDP)), (Some("sX+9"), None));
        let plain = "candidate:1 1 udp 2130706431 192.0.2.1 50000 typ host".to_owned();
        assert_eq!(candidate_ufrag(&plain), None);
        assert_eq!(with_ufrag(plain.clone(), None), plain);
        let named = with_ufrag(plain, ufrag_of(&sdp));
        assert_eq!(candidate_ufrag(&named), Some("sX+9"));
        assert_eq!(with_ufrag(named.clone(), Some("other")), named);
        // As Chromium writes it.
        let of_a_browser = "candidate:842163049 1 udp 1677729535 192.0.2.7 46154 typ srflx raddr 0.0.0.0 \
            rport 0 generation 0 ufrag 4ZcD network-cost 999";
        assert_eq!(candidate_ufrag(of_a_browser), Some("4ZcD"));
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
