//! The DTLS fingerprint that a session description names (RFC 8122, 5).

/// SHA-256 of the certificate that secures the media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(super) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

const LINE: &str = "a=fingerprint:sha-256 ";

/// The one fingerprint that a description names, however often.
///
/// Whoever reads the description later must read the same one. So there is nothing here to be read in two
/// ways: wherever the word stands, the line must be such a line and nothing else, and all name the same
/// fingerprint. Nothing comes back otherwise.
#[must_use]
pub fn fingerprint_of(sdp: &str) -> Option<Fingerprint> {
    let mut found = None;
    for line in sdp.split(['\r', '\n']) {
        if !line.to_ascii_lowercase().contains("fingerprint") {
            continue;
        }
        let named = read_hex(line.strip_prefix(LINE)?)?;
        if found.is_some_and(|found| found != named) {
            return None;
        }
        found = Some(named);
    }
    found.map(Fingerprint)
}

/// `12:DF:3E:…` (RFC 8122, 5: UHEX), as some write it in small letters.
fn read_hex(text: &str) -> Option<[u8; 32]> {
    let pairs = text.split(':').map(|pair| {
        let digits = pair.len() == 2 && pair.bytes().all(|digit| digit.is_ascii_hexdigit());
        digits.then(|| u8::from_str_radix(pair, 16).ok()).flatten()
    });
    pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(last: &str) -> String {
        format!("a=fingerprint:sha-256 {}{last}\r\n", "AB:".repeat(31))
    }

    fn described(lines: &str) -> String {
        format!("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\n{lines}m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n")
    }

    #[test]
    fn the_one_fingerprint_is_read_wherever_it_stands() {
        let mut expected = [0xab; 32];
        expected[31] = 0x0c;
        let expected = Some(Fingerprint(expected));
        let line = line("0C");
        assert_eq!(fingerprint_of(&described(&line)), expected);
        assert_eq!(fingerprint_of(&described(&line.repeat(3))), expected);
        let small = line.to_lowercase();
        assert_eq!(
            fingerprint_of(&format!("{}{small}", described(""))),
            expected
        );
        assert_eq!(fingerprint_of(&described("").replace('\r', "")), None);
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_read_in_none() {
        let good = line("0C");
        for more in [
            line("0D"),
            "a=fingerprint:sha-1 AB\r\n".into(),
            good.replace("a=", "a= "),
            good.replace("a=", "A="),
            good.replace("sha-256 ", "sha-256  "),
            good.replace("fingerprint", "Fingerprint"),
            good.replace("\r\n", " \r\n"),
            good.replace("\r\n", ":00\r\n"),
            good.replace("AB:AB", "+1:AB"),
            good.replace("a=fingerprint", "a=x:a=fingerprint"),
            good.replace("\r\n", "\u{b}\r\n"),
        ] {
            assert_eq!(
                fingerprint_of(&described(&format!("{good}{more}"))),
                None,
                "{more}"
            );
            assert_eq!(
                fingerprint_of(&described(&format!("{more}{good}"))),
                None,
                "{more}"
            );
        }
    }
}
