//! Where the way to a host broke off.

use hyper::StatusCode;
use std::error::Error;

/// Where the way to a host broke off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ConnectError {
    #[error("the address leads nowhere")]
    Address,
    #[error("no address of the host answers")]
    Unreached(#[source] Box<dyn Error + Send + Sync>),
    #[error("the proxy can't be reached")]
    Proxy(#[source] Box<ConnectError>),
    #[error("the proxy does not answer as one")]
    NoProxy(#[source] hyper::Error),
    #[error("the proxy answered {0}")]
    Refused(StatusCode),
    #[error("no safe connection came about")]
    Tls(#[source] std::io::Error),
    #[error("it took too long")]
    Late,
}

/// What a proxy has against a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProxyFault {
    /// It is not there, or is none.
    Unreachable,
    /// It wants a name and a password, or others than it was given.
    Authentication,
    /// It does not let this through.
    Refused,
    /// It found no way to the host, either.
    HostUnreachable,
}

impl ConnectError {
    /// What the proxy has against it, where that is the trouble.
    pub(crate) fn of_proxy(&self) -> Option<ProxyFault> {
        match self {
            Self::Proxy(_) | Self::NoProxy(_) => Some(ProxyFault::Unreachable),
            // Nobody but the proxy answers CONNECT, and some say 401 to a wrong password.
            Self::Refused(StatusCode::PROXY_AUTHENTICATION_REQUIRED | StatusCode::UNAUTHORIZED) => {
                Some(ProxyFault::Authentication)
            }
            Self::Refused(
                StatusCode::BAD_GATEWAY
                | StatusCode::SERVICE_UNAVAILABLE
                | StatusCode::GATEWAY_TIMEOUT,
            ) => Some(ProxyFault::HostUnreachable),
            Self::Refused(_) => Some(ProxyFault::Refused),
            Self::Address | Self::Unreached(_) | Self::Tls(_) | Self::Late => None,
        }
    }
}
