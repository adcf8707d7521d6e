//! Calls over a real relay, over UDP, TCP and TLS.

use crate::sound_server::eventually;
use crate::two_devices::{
    Device, Options, Reported, VideoProbe, assert_rising, both_receive, connect, hears_tone, pair,
    within,
};
use client_core::{CheckReport, MediaCommand, MediaRole, NetworkFigures, NetworkWays, PathEnd};
use client_engine::media::{Reach, Stream};
use rustls::pki_types::CertificateDer;
use shared::{IceServer, NetworkPath};
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// coturn on loopback, ended with the test.
struct Relay {
    process: Child,
    port: u16,
    secure_port: u16,
    authority: CertificateDer<'static>,
    _folder: tempfile::TempDir,
}

impl Relay {
    /// Starts it, with or without UDP towards the devices.
    fn start(udp: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let (certificate, key) = (
            folder.path().join("relay.crt"),
            folder.path().join("relay.key"),
        );
        std::fs::write(&certificate, own.cert.pem()).unwrap();
        std::fs::write(&key, own.signing_key.serialize_pem()).unwrap();
        let (port, secure_port) = (free_port(), free_port());
        let file = |name: &str| folder.path().join(name).display().to_string();
        let mut arguments: Vec<String> = [
            "-n --listening-ip=127.0.0.1 --relay-ip=127.0.0.1 --allow-loopback-peers",
            "--lt-cred-mech --realm=practice --user=device:secret --no-cli --no-dtls",
            "--log-file=stdout --simple-log",
        ]
        .iter()
        .flat_map(|line| line.split(' ').map(str::to_owned))
        .collect();
        arguments.push(format!("--listening-port={port}"));
        arguments.push(format!("--tls-listening-port={secure_port}"));
        arguments.push(format!("--cert={}", certificate.display()));
        arguments.push(format!("--pkey={}", key.display()));
        arguments.push(format!("--pidfile={}", file("relay.pid")));
        arguments.push(format!("--userdb={}", file("relay.db")));
        if !udp {
            arguments.push("--no-udp".to_owned());
        }
        let process = Command::new("turnserver")
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the package coturn is installed");
        let relay = Self {
            process,
            port,
            secure_port,
            authority: own.cert.der().clone(),
            _folder: folder,
        };
        relay.await_start();
        relay
    }

    fn await_start(&self) {
        for port in [self.port, self.secure_port] {
            let listens = || TcpStream::connect(("127.0.0.1", port)).is_ok();
            eventually("the relay listens", listens);
        }
    }

    fn options(&self, hertz: f32, url: &str) -> Options {
        Options {
            reach: Reach::RelayOnly,
            ice_servers: vec![IceServer {
                urls: vec![url.to_owned()],
                username: Some("device".to_owned()),
                credential: Some(shared::Pii("secret".to_owned())),
            }],
            authorities: vec![self.authority.clone()],
            ..Options::tone(hertz)
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port that is free for both protocols; nobody else on this machine starts a relay just now.
fn free_port() -> u16 {
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        if UdpSocket::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

async fn call_over(relay: &Relay, url: &str) {
    let (caller, callee) = pair(relay.options(440.0, url), relay.options(880.0, url));
    let mut caller_sees = VideoProbe::new(&caller, Stream::Remote);
    let mut callee_sees = VideoProbe::new(&callee, Stream::Remote);
    caller.open();
    callee.open();
    let connected = both_receive(&caller, &callee).await;
    let (at_caller, at_callee) = tokio::join!(caller_sees.see(90), callee_sees.see(90));
    assert_rising(&at_caller);
    assert_rising(&at_callee);
    within("sound", async {
        tokio::join!(caller.captured.hear(2), callee.captured.hear(2))
    })
    .await;
    assert!(hears_tone(&caller, 880.0) && hears_tone(&callee, 440.0));
    let path = caller
        .until("figures of a path", |r| {
            r.figures.is_some_and(|figures| figures.local_end.is_some())
        })
        .await;
    let figures = path.figures.unwrap();
    eprintln!(
        "{}: connected after {connected:?}, {figures:?}",
        url.replace(char::is_numeric, "")
    );
    assert_eq!(figures.local_end, Some(PathEnd::Relay));
    assert!(connected < Duration::from_millis(1_200), "{connected:?}");
    caller.stop().await;
    callee.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_over_a_relay_by_udp() {
    let relay = Relay::start(true);
    call_over(&relay, &format!("turn:127.0.0.1:{}", relay.port)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_over_a_relay_by_tcp_where_udp_is_blocked() {
    let relay = Relay::start(false);
    let url = format!("turn:127.0.0.1:{}?transport=tcp", relay.port);
    call_over(&relay, &url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_over_a_relay_by_tls() {
    let relay = Relay::start(false);
    let url = format!("turns:localhost:{}?transport=tcp", relay.secure_port);
    call_over(&relay, &url).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_relay_with_a_strangers_certificate_is_not_used() {
    let relay = Relay::start(false);
    let url = format!("turns:localhost:{}", relay.secure_port);
    let untrusting = |hertz| Options {
        authorities: vec![],
        ..relay.options(hertz, &url)
    };
    let (caller, callee) = pair(untrusting(440.0), untrusting(880.0));
    caller.open();
    callee.open();
    let nothing = tokio::time::timeout(Duration::from_secs(3), both_receive(&caller, &callee));
    assert!(nothing.await.is_err(), "media came over it");
    caller.stop().await;
    callee.stop().await;
}

/// The trial before a call takes the relay that the call would take, and tells which way led there.
async fn trial_over(relay: &Relay, urls: &[String]) -> NetworkFigures {
    let options = Options {
        reach: Reach::Loopback,
        ..relay.options(440.0, "")
    };
    let call_id = shared::CallId::from(uuid::Uuid::now_v7());
    let mut device = Device::new(MediaRole::Offerer, call_id, options);
    let nobody = Device::new(MediaRole::Answerer, call_id, relay.options(440.0, ""));
    connect(&mut device, &nobody, Box::new(Some));
    let mut server = device.ice_servers[0].clone();
    server.urls = urls.to_vec();
    device.command(MediaCommand::TestNetwork {
        ice_servers: vec![server],
    });
    let found = |reported: &Reported| reported.check.last().copied();
    let reported = device
        .until("the trial's end", |reported| found(reported).is_some())
        .await;
    match found(&reported) {
        Some(CheckReport::Network(figures)) => figures,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_tells_how_the_relay_is_reached() {
    let relay = Relay::start(true);
    let (port, secure) = (relay.port, relay.secure_port);
    let urls = [
        format!("turn:127.0.0.1:{port}"),
        format!("turn:127.0.0.1:{port}?transport=tcp"),
        format!("turns:localhost:{secure}?transport=tcp"),
    ];
    let figures = trial_over(&relay, &urls).await;
    eprintln!("UDP: {figures:?}");
    assert_eq!(
        figures.path,
        Some(NetworkPath::Direct),
        "the relay speaks STUN"
    );
    let all = NetworkWays {
        direct: Some(true),
        relay_udp: Some(true),
        relay_tcp: Some(true),
        relay_tls: Some(true),
    };
    assert_eq!(figures.ways, all);
    assert!(figures.kilobits > 100 && figures.lost_percent < 5);
    // UDP blocked: an address where nobody listens.
    let dead = format!("turn:127.0.0.1:{}", free_port());
    let figures = trial_over(&relay, &[dead, urls[1].clone(), urls[2].clone()]).await;
    eprintln!("TCP: {figures:?}");
    assert_eq!(figures.path, Some(NetworkPath::RelayTcp));
    let without_udp = NetworkWays {
        direct: Some(false),
        relay_udp: Some(false),
        ..all
    };
    assert_eq!(figures.ways, without_udp);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_beside_a_relay_that_is_away_says_so() {
    let relay = Relay::start(true);
    let dead = format!("turn:127.0.0.1:{}?transport=tcp", free_port());
    let stun = format!("stun:127.0.0.1:{}", relay.port);
    let figures = trial_over(&relay, &[stun, dead.clone()]).await;
    let ways = NetworkWays {
        direct: Some(true),
        relay_tcp: Some(false),
        ..NetworkWays::default()
    };
    assert_eq!(
        (figures.path, figures.ways),
        (Some(NetworkPath::Direct), ways)
    );
    // Nothing open: that this device can talk with itself is no way.
    let figures = trial_over(&relay, &[dead]).await;
    assert_eq!((figures.path, figures.kilobits), (None, 0));
}
