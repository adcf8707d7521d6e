//! The looking up of names, of whose failure the system says too little.

use hyper_util::client::legacy::connect::dns::Name;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec::IntoIter;
use tower_service::Service;

/// No address is known for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name is not known")]
pub(crate) struct NameNotFound;

/// Asks the system, and tells apart when nobody knows the name. The addresses come in the order in
/// which they are best tried (RFC 6724).
#[derive(Clone, Copy, Debug)]
pub(super) struct Resolver;

impl Service<Name> for Resolver {
    type Response = IntoIter<SocketAddr>;
    type Error = NameNotFound;
    type Future = Pin<Box<dyn Future<Output = Result<IntoIter<SocketAddr>, NameNotFound>> + Send>>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), NameNotFound>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(async move { Ok(look_up(name.as_str()).await?.into_iter()) })
    }
}

async fn look_up(host: &str) -> Result<Vec<SocketAddr>, NameNotFound> {
    // Whoever asked puts the port in.
    let found = tokio::net::lookup_host((host, 0)).await;
    let found: Vec<_> = found.map_err(|_| NameNotFound)?.collect();
    if found.is_empty() {
        return Err(NameNotFound);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{NameNotFound, look_up};

    #[tokio::test]
    async fn a_name_is_looked_up() {
        let found = look_up("localhost").await.unwrap();
        assert!(found.iter().all(|address| address.ip().is_loopback()));
        // RFC 6761, 6.4: never a name of anybody.
        assert_eq!(look_up("clinic.invalid").await, Err(NameNotFound));
    }
}
