//! Where a connection leads.

use super::error::ConnectError;
use hyper::Uri;
use std::net::IpAddr;

/// A host, a port, and whether TLS is spoken there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Destination {
    host: String,
    port: u16,
    secure: bool,
}

impl Destination {
    /// One with a host that is a name or an address without brackets.
    pub(crate) const fn new(host: String, port: u16, secure: bool) -> Self {
        Self { host, port, secure }
    }

    /// Where an address of HTTP or of a socket leads.
    ///
    /// # Errors
    /// It is neither, or names no host.
    pub(crate) fn of(uri: &Uri) -> Result<Self, ConnectError> {
        let (secure, usual_port) = match uri.scheme_str() {
            Some("https" | "wss") => (true, 443),
            Some("http" | "ws") => (false, 80),
            _ => return Err(ConnectError::Address),
        };
        let host = uri.host().ok_or(ConnectError::Address)?;
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let port = uri.port_u16().unwrap_or(usual_port);
        Ok(Self::new(host.to_owned(), port, secure))
    }

    /// A name, or an address without brackets.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    pub(crate) const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Host and port as RFC 3986, 3.2 writes them.
    pub(crate) fn authority(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') {
            format!("[{host}]:{port}")
        } else {
            format!("{host}:{port}")
        }
    }

    /// The same place without anything spoken there.
    pub(super) fn bare(&self) -> Result<Uri, ConnectError> {
        self.under("http")
    }

    /// The same place under a scheme.
    pub(super) fn under(&self, scheme: &str) -> Result<Uri, ConnectError> {
        let uri = format!("{scheme}://{}/", self.authority());
        uri.parse().map_err(|_| ConnectError::Address)
    }

    /// Whether it is this very device, whatever a name server says (RFC 6761, 6.3).
    pub(super) fn is_this_device(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        address.map_or(self.host == "localhost", |ip| ip.is_loopback())
    }
}

#[cfg(test)]
mod tests {
    use super::Destination;

    #[test]
    fn an_address_says_where_to_and_how() {
        for (uri, authority, secure) in [
            ("https://clinic.example/api/x", "clinic.example:443", true),
            ("wss://clinic.example/api/ws", "clinic.example:443", true),
            ("ws://127.0.0.1:8440/api/ws", "127.0.0.1:8440", false),
            ("http://[2001:db8::1]/", "[2001:db8::1]:80", false),
            ("https://[2001:db8::1]:8443/", "[2001:db8::1]:8443", true),
        ] {
            let to = Destination::of(&uri.parse().unwrap()).unwrap();
            assert_eq!(
                (to.authority().as_str(), to.is_secure()),
                (authority, secure)
            );
        }
        for uri in ["socks5://proxy.example:1080", "/api/x", "ftp://a.example"] {
            assert!(Destination::of(&uri.parse().unwrap()).is_err(), "{uri}");
        }
    }

    #[test]
    fn this_device_is_known_by_its_address_and_by_its_name() {
        for (host, is_this) in [
            ("localhost", true),
            ("127.0.0.1", true),
            ("127.8.8.8", true),
            ("::1", true),
            ("localhost.example", false),
            ("10.0.0.1", false),
        ] {
            let to = Destination::new(host.to_owned(), 80, false);
            assert_eq!(to.is_this_device(), is_this, "{host}");
        }
    }
}
