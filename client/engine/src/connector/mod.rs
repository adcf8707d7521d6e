//! The one way to a host: requests, the realtime socket and relays over streams all go it.
//!
//! Owns the looking up of names, the race among their addresses, proxies, and TLS with whom this device
//! trusts. Knows nothing of what is said over a connection. Datagrams do not come here.

mod destination;
mod error;
mod proxy;
#[cfg(test)]
pub(crate) mod proxy_for_tests;
mod resolver;
mod stream;
#[cfg(test)]
mod tests;
mod tls;

pub(crate) use destination::Destination;
pub(crate) use error::{ConnectError, ProxyFault};
pub(crate) use proxy::Proxies;
pub(crate) use resolver::NameNotFound;
pub(crate) use stream::Stream;

use hyper::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use resolver::Resolver;
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::timeout;
use tower_service::Service;

/// From the looking up of a name to the last word of TLS.
const DEADLINE: Duration = Duration::from_secs(5);
/// All addresses of a name together, shorter than the whole, so that it is known which part failed.
const TCP_DEADLINE: Duration = Duration::from_secs(4);
/// When addresses of the other kind are tried as well (Connection Attempt Delay of RFC 8305, 5).
const STAGGER: Duration = Duration::from_millis(250);
/// A connection whose packets are not acknowledged for so long is dead (a network was left).
#[cfg(any(target_os = "linux", target_os = "android"))]
const UNACKNOWLEDGED: Duration = Duration::from_secs(5);

/// Opens connections.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    tcp: HttpConnector<Resolver>,
    proxies: Proxies,
    trust: Arc<ClientConfig>,
}

impl Connector {
    /// One that asks the system for proxies, and trusts whom the system trusts and these besides.
    ///
    /// # Errors
    /// The system has no usable source of trust anchors.
    pub(crate) fn new(authorities: &[CertificateDer<'static>]) -> Result<Self, rustls::Error> {
        let trust = tls::trusting(authorities)?;
        Ok(Self::with(Arc::new(trust), Proxies::OfTheSystem))
    }

    /// One with these proxies that trusts so.
    pub(crate) fn with(trust: Arc<ClientConfig>, proxies: Proxies) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Resolver);
        tcp.set_nodelay(true);
        tcp.set_happy_eyeballs_timeout(Some(STAGGER));
        tcp.set_connect_timeout(Some(TCP_DEADLINE));
        #[cfg(any(target_os = "linux", target_os = "android"))]
        tcp.set_tcp_user_timeout(Some(UNACKNOWLEDGED));
        Self {
            tcp,
            proxies,
            trust,
        }
    }

    /// Opens a connection, within five seconds.
    ///
    /// # Errors
    /// Where it broke off.
    pub(crate) async fn connect(&self, to: &Destination) -> Result<Stream, ConnectError> {
        let opening = timeout(DEADLINE, self.open(to));
        opening.await.unwrap_or(Err(ConnectError::Late))
    }

    async fn open(&self, to: &Destination) -> Result<Stream, ConnectError> {
        let stream = match self.proxies.before(to) {
            None => self.reach(to).await?,
            Some(proxy) => {
                let near = self.reach_proxy(proxy.uri()).await;
                let near = near.map_err(|error| ConnectError::Proxy(Box::new(error)))?;
                proxy::tunnel(near, to, proxy.basic_auth()).await?
            }
        };
        self.secured(to, stream).await
    }

    async fn reach_proxy(&self, uri: &Uri) -> Result<Stream, ConnectError> {
        // Of another scheme, it speaks something that is not spoken here.
        let door = Destination::of(uri)?;
        let near = self.reach(&door).await?;
        self.secured(&door, near).await
    }

    /// The first of a name's addresses that answers.
    async fn reach(&self, to: &Destination) -> Result<Stream, ConnectError> {
        let stream = self.tcp.clone().call(to.bare()?).await;
        let stream = stream.map_err(|error| ConnectError::Unreached(error.into()))?;
        Ok(Box::new(stream.into_inner()))
    }

    async fn secured(&self, to: &Destination, stream: Stream) -> Result<Stream, ConnectError> {
        if to.is_secure() {
            tls::secured(&self.trust, to, stream).await
        } else {
            Ok(stream)
        }
    }
}

type Opening = Pin<Box<dyn Future<Output = Result<TokioIo<Stream>, ConnectError>> + Send>>;

/// For the client that speaks HTTP.
impl Service<Uri> for Connector {
    type Response = TokioIo<Stream>;
    type Error = ConnectError;
    type Future = Opening;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Opening {
        let connector = self.clone();
        Box::pin(async move {
            let to = Destination::of(&uri)?;
            Ok(TokioIo::new(connector.connect(&to).await?))
        })
    }
}
