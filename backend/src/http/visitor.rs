//! Where a request comes from: the only place that knows of proxies.

use super::contract::Contract;
use super::describe::Describes;
use crate::budgets::Network;
use crate::proxies::{ClientAddress, Proxies};
use crate::state::AppState;
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest, web};
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Once;

/// Most proxies in a row that are looked through.
const MAX_HOPS: usize = 16;

/// Who asks, as far as the network tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The address the request came from: the last one that no trusted proxy stands for.
    pub address: IpAddr,
    /// Whether it came over TLS, as the proxy that took it says.
    pub https: bool,
}

impl Visitor {
    /// What is counted of it.
    pub fn network(&self) -> Network {
        Network::of(self.address)
    }
}

/// Where a request comes from. Without a socket, as in a unit test, from here.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where the peer's address is read"
)]
pub fn visitor(request: &HttpRequest) -> Visitor {
    let peer = request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.ip());
    let state = request.app_data::<web::Data<AppState>>();
    match state {
        Some(state) => told(peer, &state.config.proxies, request.headers()),
        None => told(peer, &Proxies::default(), request.headers()),
    }
}

/// What the peer and, where it is trusted, its headers tell.
///
/// Each proxy appends whom it took the request from. So the list is read from its end, and nothing is
/// believed that stands before an address that nobody here knows.
fn told(peer: IpAddr, proxies: &Proxies, headers: &HeaderMap) -> Visitor {
    let peer = peer.to_canonical();
    if !proxies.trust(peer) {
        warn_of_proxy(peer, headers);
        return Visitor {
            address: peer,
            https: false,
        };
    }
    let mut visitor = Visitor {
        address: peer,
        https: false,
    };
    for hop in hops(proxies.client_address, headers) {
        visitor.https = hop.https;
        // A proxy that does not know, or does not say, whom it took the request from is as far as it goes.
        let Some(address) = hop.address else {
            break;
        };
        visitor.address = address;
        if !proxies.trust(address) {
            break;
        }
    }
    visitor
}

/// Whom a proxy took the request from, and how.
#[derive(Clone, Copy)]
struct Hop {
    address: Option<IpAddr>,
    https: bool,
}

/// From the last proxy to the first.
fn hops(header: ClientAddress, headers: &HeaderMap) -> Vec<Hop> {
    match header {
        ClientAddress::XForwardedFor => {
            let protocols = listed(headers, "x-forwarded-proto");
            let https = |at: usize| {
                // Mostly one proxy says it for all.
                let said = protocols.get(at).or(protocols.last());
                said.is_some_and(|said| said.eq_ignore_ascii_case("https"))
            };
            let listed = listed(headers, "x-forwarded-for").into_iter().enumerate();
            let hop = |(at, text): (usize, &str)| Hop {
                address: address(text),
                https: https(at),
            };
            listed.map(hop).collect()
        }
        ClientAddress::Forwarded => listed(headers, "forwarded")
            .into_iter()
            .map(forwarded)
            .collect(),
    }
}

/// The parts of a header's list, the last first, over all lines of it.
fn listed<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let lines: Vec<_> = headers.get_all(name).collect();
    let parts = lines.into_iter().rev().flat_map(|line| {
        // What is not ASCII names no address, and nothing before it is to be believed.
        line.to_str().unwrap_or("?").rsplit(',')
    });
    parts.map(str::trim).take(MAX_HOPS).collect()
}

/// One element of a `Forwarded` header (RFC 7239, 4).
fn forwarded(element: &str) -> Hop {
    let mut hop = Hop {
        address: None,
        https: false,
    };
    for pair in element.split(';') {
        let Some((name, value)) = pair.split_once('=') else {
            continue;
        };
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "for" => hop.address = address(value),
            "proto" => hop.https = value.eq_ignore_ascii_case("https"),
            _ => {}
        }
    }
    hop
}

/// An address with or without a port; none where it is `unknown` or made up (RFC 7239, 6).
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let plain = bare.unwrap_or(text).parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|it| it.ip());
    plain.or_else(with_port).map(|it| it.to_canonical())
}

/// A proxy on this machine that is not trusted makes everybody one visitor.
fn warn_of_proxy(peer: IpAddr, headers: &HeaderMap) {
    static SAID: Once = Once::new();
    let forwards = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
    if peer.is_loopback() && forwards {
        SAID.call_once(|| {
            tracing::warn!(
                "requests come through a proxy that trusted_proxies does not name: all visitors count as one"
            );
        });
    }
}

impl FromRequest for Visitor {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(visitor(request)))
    }
}

impl Describes for Visitor {
    fn describe(_: &mut Contract) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use ClientAddress::{Forwarded, XForwardedFor};
    use actix_web::http::header::{HeaderName, HeaderValue};

    const OUR: &[&str] = &["127.0.0.1/32", "10.0.0.0/8", "2001:db8:ffff::/48"];

    fn proxies(header: ClientAddress, trusted: &[&str]) -> Proxies {
        Proxies {
            trusted: trusted.iter().map(|it| it.parse().unwrap()).collect(),
            client_address: header,
        }
    }

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        headers
    }

    const FOR: &str = "X-Forwarded-For";
    const PROTO: &str = "X-Forwarded-Proto";

    type Case<'a> = (
        &'a str,
        ClientAddress,
        &'a [(&'a str, &'a str)],
        &'a str,
        bool,
    );

    /// Worked by hand from RFC 7239 and from what nginx and HAProxy append.
    const BEHIND_A_PROXY: &[Case] = &[
        ("no header", XForwardedFor, &[], "127.0.0.1", false),
        (
            "one proxy",
            XForwardedFor,
            &[(FOR, "192.0.2.7"), (PROTO, "https")],
            "192.0.2.7",
            true,
        ),
        (
            "plain http",
            XForwardedFor,
            &[(FOR, "192.0.2.7"), (PROTO, "http")],
            "192.0.2.7",
            false,
        ),
        (
            "a made-up left part",
            XForwardedFor,
            &[(FOR, "203.0.113.9, 192.0.2.7")],
            "192.0.2.7",
            false,
        ),
        (
            "a made-up line before it",
            XForwardedFor,
            &[(FOR, "203.0.113.9"), (FOR, "192.0.2.7")],
            "192.0.2.7",
            false,
        ),
        (
            "two proxies",
            XForwardedFor,
            &[(FOR, "192.0.2.7, 10.1.2.3"), (PROTO, "https")],
            "192.0.2.7",
            true,
        ),
        (
            "two proxies and a lie",
            XForwardedFor,
            &[(FOR, "127.0.0.1, 192.0.2.7, 10.1.2.3")],
            "192.0.2.7",
            false,
        ),
        (
            "nobody but proxies",
            XForwardedFor,
            &[(FOR, "10.9.9.9, 10.1.2.3")],
            "10.9.9.9",
            false,
        ),
        (
            "with a port",
            XForwardedFor,
            &[(FOR, "192.0.2.7:51234")],
            "192.0.2.7",
            false,
        ),
        (
            "IPv6",
            XForwardedFor,
            &[(FOR, "2001:db8::7")],
            "2001:db8::7",
            false,
        ),
        (
            "IPv6 with a port",
            XForwardedFor,
            &[(FOR, "[2001:db8::7]:443")],
            "2001:db8::7",
            false,
        ),
        (
            "IPv4 as IPv6",
            XForwardedFor,
            &[(FOR, "::ffff:192.0.2.7")],
            "192.0.2.7",
            false,
        ),
        (
            "unknown",
            XForwardedFor,
            &[(FOR, "192.0.2.7, unknown")],
            "127.0.0.1",
            false,
        ),
        ("empty", XForwardedFor, &[(FOR, "")], "127.0.0.1", false),
        (
            "an empty end",
            XForwardedFor,
            &[(FOR, "192.0.2.7,")],
            "127.0.0.1",
            false,
        ),
        (
            "not an address",
            XForwardedFor,
            &[(FOR, "192.0.2.7.example")],
            "127.0.0.1",
            false,
        ),
        (
            "not ASCII",
            XForwardedFor,
            &[(FOR, "192.0.2.7, \u{fc}")],
            "127.0.0.1",
            false,
        ),
        (
            "the other header",
            XForwardedFor,
            &[("Forwarded", "for=192.0.2.7")],
            "127.0.0.1",
            false,
        ),
        (
            "a protocol for each",
            XForwardedFor,
            &[(FOR, "192.0.2.7, 10.1.2.3"), (PROTO, "https, http")],
            "192.0.2.7",
            true,
        ),
        (
            "RFC 7239, 4",
            Forwarded,
            &[("Forwarded", "for=192.0.2.60;proto=http;by=203.0.113.43")],
            "192.0.2.60",
            false,
        ),
        (
            "quoted IPv6",
            Forwarded,
            &[("Forwarded", "For=\"[2001:db8:cafe::17]:4711\";Proto=https")],
            "2001:db8:cafe::17",
            true,
        ),
        (
            "two elements",
            Forwarded,
            &[("Forwarded", "for=203.0.113.9, for=192.0.2.43;proto=https")],
            "192.0.2.43",
            true,
        ),
        (
            "obfuscated",
            Forwarded,
            &[("Forwarded", "for=192.0.2.7, for=_hidden")],
            "127.0.0.1",
            false,
        ),
        (
            "a trusted /48",
            Forwarded,
            &[("Forwarded", "for=192.0.2.7, for=\"[2001:db8:ffff:1::1]\"")],
            "192.0.2.7",
            false,
        ),
    ];

    #[test]
    fn behind_a_trusted_proxy_the_visitor_is_the_last_address_that_is_not_trusted() {
        let peer: IpAddr = "127.0.0.1".parse().unwrap();
        for (name, header, lines, expected, https) in BEHIND_A_PROXY {
            let found = told(peer, &proxies(*header, OUR), &headers(lines));
            let expected = Visitor {
                address: expected.parse().unwrap(),
                https: *https,
            };
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn whoever_is_not_trusted_is_the_visitor_whatever_the_headers_say() {
        let lines = headers(&[
            (FOR, "203.0.113.9"),
            (PROTO, "https"),
            ("Forwarded", "for=203.0.113.9"),
        ]);
        for (peer, trusted) in [("198.51.100.1", OUR), ("127.0.0.1", &[])] {
            for header in [XForwardedFor, Forwarded] {
                let peer: IpAddr = peer.parse().unwrap();
                let found = told(peer, &proxies(header, trusted), &lines);
                assert_eq!((found.address, found.https), (peer, false));
            }
        }
    }

    #[test]
    fn a_header_of_ten_kilobytes_is_read_from_its_end() {
        let long = "10.0.0.1,".repeat(1_200) + "192.0.2.7";
        let peer: IpAddr = "127.0.0.1".parse().unwrap();
        let found = told(
            peer,
            &proxies(XForwardedFor, OUR),
            &headers(&[(FOR, &long)]),
        );
        assert_eq!(found.address, "192.0.2.7".parse::<IpAddr>().unwrap());
        let endless = "10.0.0.1,".repeat(1_200) + "10.0.0.2";
        let found = told(
            peer,
            &proxies(XForwardedFor, OUR),
            &headers(&[(FOR, &endless)]),
        );
        assert_eq!(found.address, "10.0.0.1".parse::<IpAddr>().unwrap());
    }
}
