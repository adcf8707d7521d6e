//! Proxies: which one stands before a host, and how it is passed (CONNECT of RFC 9110, 9.3.6).

use super::destination::Destination;
use super::error::ConnectError;
use super::stream::Stream;
use bytes::Bytes;
use http_body_util::Empty;
use hyper::Request;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue, PROXY_AUTHORIZATION};
use hyper::upgrade;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
#[cfg(test)]
use std::sync::Arc;

/// Which proxies there are.
#[derive(Clone, Debug)]
pub(crate) enum Proxies {
    /// Those that the environment names (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`), or else
    /// the settings of macOS and Windows. Read anew each time: a laptop comes to other networks.
    OfTheSystem,
    /// These.
    #[cfg(test)]
    Fixed(Arc<Matcher>),
}

impl Proxies {
    /// The proxy before a host. Nobody else is asked for the way to this very device.
    pub(super) fn before(&self, to: &Destination) -> Option<Intercept> {
        if to.is_this_device() {
            return None;
        }
        let scheme = if to.is_secure() { "https" } else { "http" };
        let uri = to.under(scheme).ok()?;
        match self {
            Self::OfTheSystem => Matcher::from_system().intercept(&uri),
            #[cfg(test)]
            Self::Fixed(matcher) => matcher.intercept(&uri),
        }
    }
}

/// Has a proxy carry everything to a host.
pub(super) async fn tunnel(
    near: Stream,
    to: &Destination,
    proof: Option<&HeaderValue>,
) -> Result<Stream, ConnectError> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(near))
        .await
        .map_err(ConnectError::NoProxy)?;
    // It ends with the tunnel.
    tokio::spawn(connection.with_upgrades());
    let authority = to.authority();
    let mut request = Request::connect(authority.as_str()).header(HOST, authority.as_str());
    if let Some(proof) = proof {
        request = request.header(PROXY_AUTHORIZATION, proof);
    }
    let request = request.body(Empty::<Bytes>::new());
    let request = request.map_err(|_| ConnectError::Address)?;
    let answer = sender.send_request(request).await;
    let answer = answer.map_err(ConnectError::NoProxy)?;
    if !answer.status().is_success() {
        return Err(ConnectError::Refused(answer.status()));
    }
    let far = upgrade::on(answer).await.map_err(ConnectError::NoProxy)?;
    Ok(Box::new(TokioIo::new(far)))
}
