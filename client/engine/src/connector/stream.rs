//! An open connection, whatever it goes over.

use hyper_util::client::legacy::connect::{Connected, Connection};
use tokio::io::{AsyncRead, AsyncWrite};

/// What goes both ways, in order.
pub(crate) trait Bytes: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Bytes for T {}

/// An open connection; over TLS, where that was asked for.
pub(crate) type Stream = Box<dyn Bytes>;

/// What a pool of connections is told: that a proxy sees none of what is said.
impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new()
    }
}
