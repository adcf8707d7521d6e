//! A proxy that does as it is told (RFC 9110, 9.3.6), whatever host it is asked for.

use super::proxy::Proxies;
use hyper_util::client::proxy::matcher::Matcher;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// One that listens until the test ends.
pub(crate) struct TestProxy {
    pub(crate) address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
}

impl TestProxy {
    /// One that carries everything to this address.
    pub(crate) async fn to(host: SocketAddr) -> Self {
        Self::answering("HTTP/1.1 200 Connection established\r\n\r\n", Some(host)).await
    }

    /// One that answers so, and then carries to this address, or hangs up.
    pub(crate) async fn answering(answer: &'static str, host: Option<SocketAddr>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heard = asked.clone();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, answer, host, heard.clone()));
            }
        });
        Self { address, asked }
    }

    /// As a device is told of it: with a name and a password.
    pub(crate) fn told(&self) -> Proxies {
        let address = format!("http://nurse:let%20me@{}", self.address);
        let all = Matcher::builder().all(address).no("elsewhere.example");
        Proxies::Fixed(Arc::new(all.build()))
    }

    /// What it was asked for, the head of each request.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn carry(
    mut near: TcpStream,
    answer: &str,
    host: Option<SocketAddr>,
    heard: Arc<Mutex<Vec<String>>>,
) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if near.read_buf(&mut head).await.unwrap_or(0) == 0 {
            return;
        }
    }
    heard.lock().unwrap().push(String::from_utf8(head).unwrap());
    near.write_all(answer.as_bytes()).await.unwrap();
    if let Some(host) = host {
        let mut far = TcpStream::connect(host).await.unwrap();
        copy_bidirectional(&mut near, &mut far).await.ok();
    }
}
