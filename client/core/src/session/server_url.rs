//! The server's address: as a person types it, and whether it is used at all.
//!
//! Passwords, tokens and what people tell each other go there. So it is spoken with over TLS, or lies on
//! this very device.

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// Which servers may be spoken with in the clear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlainHttp {
    /// Those on this very device.
    #[default]
    OnThisDevice,
    /// All of them, for tests in networks of their own. Nothing that ships can be told to.
    #[cfg(debug_assertions)]
    Anywhere,
}

/// Why an address is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub enum AddressFault {
    /// It names no server.
    Malformed,
    /// What is said there could be read on the way.
    NotEncrypted,
}

/// An address that was typed, kept or named at the start, and is not used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct RefusedAddress {
    /// As it was given.
    pub address: String,
    /// Why.
    pub fault: AddressFault,
}

/// Scheme, host and port of a server that may be spoken with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ServerUrl(String);

impl ServerUrl {
    /// Reads what was typed: a host, perhaps with a port, or the same with its scheme.
    ///
    /// It is read by the rules of the one who dials it (WHATWG URL), so that none of `http://127.1`,
    /// `http://localhost\@a` and the like is one host here and another one there.
    pub(crate) fn parse(typed: &str, plain: PlainHttp) -> Result<Self, RefusedAddress> {
        let address = typed.trim();
        read(address, plain).map_err(|fault| RefusedAddress {
            address: address.to_owned(),
            fault,
        })
    }

    /// `https://` or `http://`, and no slash at the end.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for a socket: `http` becomes `ws` and `https` becomes `wss` (RFC 6455, 3).
    pub(crate) fn for_socket(&self) -> String {
        self.0.replacen("http", "ws", 1)
    }
}

fn read(address: &str, plain: PlainHttp) -> Result<ServerUrl, AddressFault> {
    let whole = if address.contains("://") {
        address.to_owned()
    } else {
        format!("https://{address}")
    };
    let url = Url::parse(&whole).map_err(|_| AddressFault::Malformed)?;
    let is_bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let host = url.host().filter(|_| is_bare);
    let host = host.ok_or(AddressFault::Malformed)?;
    match url.scheme() {
        "https" => {}
        "http" if plain.is_allowed_with(&host) => {}
        "http" => return Err(AddressFault::NotEncrypted),
        _ => return Err(AddressFault::Malformed),
    }
    Ok(ServerUrl(url.origin().ascii_serialization()))
}

impl PlainHttp {
    fn is_allowed_with(self, host: &Host<&str>) -> bool {
        match self {
            Self::OnThisDevice => match host {
                // RFC 6761, 6.3; names below it are left to resolvers, which may ask others.
                Host::Domain(name) => *name == "localhost",
                Host::Ipv4(address) => address.is_loopback(),
                Host::Ipv6(address) => address.is_loopback(),
            },
            #[cfg(debug_assertions)]
            Self::Anywhere => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressFault, PlainHttp, ServerUrl};

    fn read(typed: &str) -> Result<String, AddressFault> {
        let url = ServerUrl::parse(typed, PlainHttp::OnThisDevice);
        url.map(|url| url.as_str().to_owned())
            .map_err(|refused| refused.fault)
    }

    #[test]
    fn a_host_alone_means_https() {
        for (typed, url) in [
            ("clinic.example", "https://clinic.example"),
            (" clinic.example/ ", "https://clinic.example"),
            ("clinic.example:8443", "https://clinic.example:8443"),
            ("localhost:8440", "https://localhost:8440"),
            ("https://clinic.example/", "https://clinic.example"),
            ("HTTPS://Clinic.Example:443", "https://clinic.example"),
            // RFC 3492: the name as it goes over the wire.
            (
                "praxis-müller.example",
                "https://xn--praxis-mller-klb.example",
            ),
            ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(url), "{typed}");
        }
    }

    #[test]
    fn plain_http_stays_on_this_device() {
        for (typed, url) in [
            ("http://127.0.0.1:8440", "http://127.0.0.1:8440"),
            ("http://127.9.9.9", "http://127.9.9.9"),
            ("http://127.1", "http://127.0.0.1"),
            ("http://localhost:8440/", "http://localhost:8440"),
            ("http://[::1]:8440", "http://[::1]:8440"),
        ] {
            assert_eq!(read(typed).as_deref(), Ok(url), "{typed}");
        }
        for typed in [
            "http://clinic.example",
            "http://10.0.0.1",
            "http://192.168.0.2:8440",
            "http://0.0.0.0:8440",
            "http://128.0.0.1",
            "http://[::2]",
            "http://[::ffff:127.0.0.1]",
            // Names that begin or end like this device and belong to others.
            "http://127.0.0.1.clinic.example",
            "http://localhost.clinic.example",
            "http://clinic.localhost",
        ] {
            assert_eq!(read(typed), Err(AddressFault::NotEncrypted), "{typed}");
        }
    }

    #[test]
    fn what_names_no_server_is_malformed() {
        for typed in [
            "",
            "https://",
            "ftp://clinic.example",
            "ws://127.0.0.1",
            "file:///etc/passwd",
            "https://clinic.example/path",
            "https://clinic.example?a",
            "https://clinic.example#a",
            "https://user@clinic.example",
            "http://localhost@clinic.example",
            "http://localhost\\@clinic.example",
            "not an address",
            "clinic.example:99999",
            "http:clinic.example",
            "javascript:alert(1)",
        ] {
            assert_eq!(read(typed), Err(AddressFault::Malformed), "{typed}");
        }
    }

    #[test]
    fn a_socket_is_as_safe_as_the_rest() {
        let socket = |typed| ServerUrl::parse(typed, PlainHttp::OnThisDevice).unwrap();
        assert_eq!(socket("http.example").for_socket(), "wss://http.example");
        assert_eq!(
            socket("http://localhost:1").for_socket(),
            "ws://localhost:1"
        );
    }

    #[cfg(debug_assertions)]
    #[test]
    fn development_may_use_a_network_of_its_own() {
        let url = ServerUrl::parse("http://10.77.1.1:8440", PlainHttp::Anywhere).unwrap();
        assert_eq!(url.as_str(), "http://10.77.1.1:8440");
    }
}
