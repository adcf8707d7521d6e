use super::proxy_for_tests::TestProxy;
use super::{Connector, Destination, Proxies};
use crate::network_fault::fault_of;
use crate::network_fault::tests::Authority;
use client_core::NetworkFault;
use hyper_util::client::proxy::matcher::Matcher;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn clinic(port: u16, secure: bool) -> Destination {
    Destination::new("clinic.example".to_owned(), port, secure)
}

/// Says "here", and listens.
async fn host() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            stream.write_all(b"here").await.ok();
        }
    });
    address
}

fn by(proxies: Proxies) -> Connector {
    Connector::with(Authority::new().trusted(), proxies)
}

/// The four letters that the host says.
async fn said(connector: &Connector, to: &Destination) -> String {
    let mut stream = connector.connect(to).await.unwrap();
    let mut said = [0; 4];
    stream.read_exact(&mut said).await.unwrap();
    String::from_utf8_lossy(&said).into_owned()
}

async fn fault(connector: &Connector) -> NetworkFault {
    let error = connector.connect(&clinic(443, true)).await.err().unwrap();
    fault_of(&error)
}

#[tokio::test]
async fn a_proxy_is_told_where_to_and_who_asks() {
    let proxy = TestProxy::to(host().await).await;
    let connector = by(proxy.told());
    assert_eq!(said(&connector, &clinic(8_440, false)).await, "here");
    let asked = proxy.asked().concat().to_lowercase();
    assert!(asked.starts_with("connect clinic.example:8440 http/1.1\r\n"));
    assert!(
        asked.contains("\r\nhost: clinic.example:8440\r\n"),
        "{asked}"
    );
    // RFC 7617, 2: base64 of `nurse:let me`.
    let proof = "\r\nproxy-authorization: basic bnvyc2u6bgv0ig1l\r\n";
    assert!(asked.contains(proof), "{asked}");
}

#[tokio::test]
async fn tls_is_spoken_with_the_host_and_not_with_the_proxy() {
    let authority = Authority::new();
    let port = authority.serve("clinic.example", (2000, 2190)).await;
    let proxy = TestProxy::to(([127, 0, 0, 1], port).into()).await;
    let connector = Connector::with(authority.trusted(), proxy.told());
    connector.connect(&clinic(443, true)).await.unwrap();
    assert!(
        proxy
            .asked()
            .concat()
            .starts_with("CONNECT clinic.example:443")
    );
}

#[tokio::test]
async fn this_device_and_hosts_that_are_excepted_are_reached_without_a_proxy() {
    let (host, proxy) = (host().await, TestProxy::answering("", None).await);
    let connector = by(proxy.told());
    let own = Destination::new("127.0.0.1".to_owned(), host.port(), false);
    assert_eq!(said(&connector, &own).await, "here");
    // Nobody knows that name, and nobody was asked to go there.
    let excepted = Destination::new("elsewhere.example".to_owned(), 443, true);
    assert!(connector.connect(&excepted).await.is_err());
    assert!(proxy.asked().is_empty());
}

#[tokio::test]
async fn what_a_proxy_refuses_is_told_by_name() {
    for (answer, told) in [
        ("HTTP/1.1 403 Forbidden\r\n\r\n", NetworkFault::ProxyRefused),
        (
            "HTTP/1.1 405 Method Not Allowed\r\n\r\n",
            NetworkFault::ProxyRefused,
        ),
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            NetworkFault::ProxyAuthentication,
        ),
        (
            "HTTP/1.0 401 Unauthorized\r\n\r\n",
            NetworkFault::ProxyAuthentication,
        ),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", NetworkFault::NoAnswer),
        ("SSH-2.0-OpenSSH_9.2\r\n", NetworkFault::ProxyUnreachable),
        ("", NetworkFault::ProxyUnreachable),
    ] {
        let proxy = TestProxy::answering(answer, None).await;
        assert_eq!(fault(&by(proxy.told())).await, told, "{answer}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_told_apart_from_a_host_that_is_not() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    for proxy in [
        format!("http://{address}"),
        "http://proxy.invalid:3128".to_owned(),
        // None of the kind that is spoken with here.
        format!("socks5://{address}"),
    ] {
        let matcher = Matcher::builder().all(proxy.clone()).build();
        let connector = by(Proxies::Fixed(Arc::new(matcher)));
        assert_eq!(
            fault(&connector).await,
            NetworkFault::ProxyUnreachable,
            "{proxy}"
        );
    }
}
