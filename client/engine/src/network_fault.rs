//! What went wrong on the way to the server, read from the errors of the libraries that went it.

use crate::connector::{ConnectError, NameNotFound, ProxyFault};
use client_core::NetworkFault;
use rustls::CertificateError;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::net::UdpSocket;

/// What an error comes from, looked for among all that lies below it.
pub(crate) fn fault_of(error: &(dyn Error + 'static)) -> NetworkFault {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(fault) = fault_at(error) {
            return fault;
        }
        // What an `io::Error` was made from is not its source, whose own source is.
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    NetworkFault::BrokenOff
}

/// What this very error says, without those below it.
fn fault_at(error: &(dyn Error + 'static)) -> Option<NetworkFault> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(fault_of_tls(error));
    }
    if error.is::<NameNotFound>() {
        return Some(fault_of_name(has_a_network()));
    }
    if let Some(error) = error.downcast_ref::<ConnectError>() {
        return match error {
            ConnectError::Late => Some(NetworkFault::NoAnswer),
            _ => error.of_proxy().map(fault_of_proxy),
        };
    }
    match error.downcast_ref::<io::Error>()?.kind() {
        ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown | ErrorKind::AddrNotAvailable => {
            Some(NetworkFault::NoNetwork)
        }
        ErrorKind::ConnectionRefused => Some(NetworkFault::Refused),
        ErrorKind::HostUnreachable | ErrorKind::TimedOut => Some(NetworkFault::NoAnswer),
        _ => None,
    }
}

fn fault_of_tls(error: &rustls::Error) -> NetworkFault {
    let rustls::Error::InvalidCertificate(error) = error else {
        return NetworkFault::NotSecured;
    };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            NetworkFault::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            NetworkFault::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            NetworkFault::WrongName
        }
        // Somebody may call themselves as an issuer is called, and can't sign as that one does.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            NetworkFault::UnknownIssuer
        }
        // Revoked, wrongly signed, or for another purpose.
        _ => NetworkFault::NotSecured,
    }
}

const fn fault_of_proxy(fault: ProxyFault) -> NetworkFault {
    match fault {
        ProxyFault::Unreachable => NetworkFault::ProxyUnreachable,
        ProxyFault::Authentication => NetworkFault::ProxyAuthentication,
        ProxyFault::Refused => NetworkFault::ProxyRefused,
        ProxyFault::HostUnreachable => NetworkFault::NoAnswer,
    }
}

/// Without a network no name is known, either.
const fn fault_of_name(has_a_network: bool) -> NetworkFault {
    if has_a_network {
        NetworkFault::NameNotFound
    } else {
        NetworkFault::NoNetwork
    }
}

/// Whether this device would know a way to places far off. Nothing is sent to find out: a datagram socket
/// that is connected looks for its route alone. The addresses are nobody's (RFC 5737, RFC 3849).
fn has_a_network() -> bool {
    [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")]
        .iter()
        .any(|(here, there)| {
            UdpSocket::bind(here).is_ok_and(|socket| socket.connect(there).is_ok())
        })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use rustls::{ClientConfig, RootCertStore, ServerConfig};
    use std::sync::Arc;
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    /// One who issues certificates.
    pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

    impl Authority {
        pub(crate) fn new() -> Self {
            rustls::crypto::ring::default_provider()
                .install_default()
                .ok();
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            let key = KeyPair::generate().unwrap();
            Self(CertifiedIssuer::self_signed(params, key).unwrap())
        }

        pub(crate) fn der(&self) -> CertificateDer<'static> {
            self.0.der().clone()
        }

        /// A device that trusts this one alone.
        pub(crate) fn trusted(&self) -> Arc<ClientConfig> {
            let mut roots = RootCertStore::empty();
            roots.add(self.der()).unwrap();
            let config = ClientConfig::builder().with_root_certificates(roots);
            Arc::new(config.with_no_client_auth())
        }

        /// A server on loopback with a certificate of this name and these years, and its port. It takes
        /// one connection after another and says nothing.
        pub(crate) async fn serve(&self, name: &str, years: (i32, i32)) -> u16 {
            let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
            params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
            params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
            let key = KeyPair::generate().unwrap();
            let certificate = params.signed_by(&key, &self.0).unwrap();
            let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
            let config = ServerConfig::builder()
                .with_no_client_auth()
                .with_single_cert(vec![certificate.der().clone()], key)
                .unwrap();
            let acceptor = TlsAcceptor::from(Arc::new(config));
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let acceptor = acceptor.clone();
                    // Dropped as soon as it is open, or refused.
                    tokio::spawn(async move { acceptor.accept(stream).await.map(drop) });
                }
            });
            port
        }
    }

    /// What a certificate is like, and what becomes of a connection for it. The name is `localhost`.
    pub(crate) const CERTIFICATES: [(&str, (i32, i32), NetworkFault); 4] = [
        // Accepted; the server then says nothing.
        ("localhost", (2000, 2190), NetworkFault::BrokenOff),
        ("localhost", (2000, 2001), NetworkFault::Expired),
        ("localhost", (2189, 2190), NetworkFault::NotYetValid),
        ("clinic.example", (2000, 2190), NetworkFault::WrongName),
    ];

    #[test]
    fn an_error_is_known_by_what_lies_deepest() {
        let deep = io::Error::other(io::Error::from(ErrorKind::ConnectionRefused));
        assert_eq!(fault_of(&deep), NetworkFault::Refused);
        let revoked = rustls::Error::InvalidCertificate(CertificateError::Revoked);
        assert_eq!(
            fault_of(&io::Error::new(ErrorKind::InvalidData, revoked)),
            NetworkFault::NotSecured
        );
        for (kind, fault) in [
            (ErrorKind::NetworkUnreachable, NetworkFault::NoNetwork),
            (ErrorKind::HostUnreachable, NetworkFault::NoAnswer),
            (ErrorKind::TimedOut, NetworkFault::NoAnswer),
            (ErrorKind::ConnectionReset, NetworkFault::BrokenOff),
        ] {
            assert_eq!(fault_of(&io::Error::from(kind)), fault, "{kind:?}");
        }
    }

    #[test]
    fn a_name_that_is_not_found_tells_of_the_network_where_there_is_none() {
        assert_eq!(fault_of_name(true), NetworkFault::NameNotFound);
        assert_eq!(fault_of_name(false), NetworkFault::NoNetwork);
    }
}
