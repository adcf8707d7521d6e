//! TLS, with whom the system trusts: the same for everything that is spoken.

use super::destination::Destination;
use super::error::ConnectError;
use super::stream::Stream;
use rustls::ClientConfig;
use rustls::pki_types::{CertificateDer, ServerName};
use std::io;
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// Trusts whom the system trusts, and these besides.
pub(super) fn trusting(
    authorities: &[CertificateDer<'static>],
) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?;
    // The system itself judges, where it can: it knows what was revoked, and what a company added.
    #[cfg(not(target_os = "android"))]
    let builder = {
        use rustls_platform_verifier::Verifier;
        let verifier = if authorities.is_empty() {
            Verifier::new(provider)?
        } else {
            Verifier::new_with_extra_roots(authorities.iter().cloned(), provider)?
        };
        let dangerous = builder.dangerous();
        dangerous.with_custom_certificate_verifier(Arc::new(verifier))
    };
    // There it would have to be asked by way of Java.
    #[cfg(target_os = "android")]
    let builder = {
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(authorities.iter().cloned());
        builder.with_root_certificates(roots)
    };
    Ok(builder.with_no_client_auth())
}

/// Speaks TLS over a connection, once the other end has proved to be this host.
pub(super) async fn secured(
    trust: &Arc<ClientConfig>,
    to: &Destination,
    stream: Stream,
) -> Result<Stream, ConnectError> {
    let name = ServerName::try_from(to.host().to_owned());
    let name = name.map_err(|error| ConnectError::Tls(io::Error::other(error)))?;
    let opened = TlsConnector::from(Arc::clone(trust)).connect(name, stream);
    Ok(Box::new(opened.await.map_err(ConnectError::Tls)?))
}
