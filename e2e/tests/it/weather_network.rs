//! The app gets through, whatever the network is like: dead addresses, IPv6 alone, a proxy as the only way
//! out. And where it does not, it says by name what stands in the way. Real programs in network namespaces.

use crate::stage::desktop::Ended;
use crate::stage::house::House;
use crate::stage::networks::{Home, Networks, PORT};
use crate::stage::scene::RemoteScene;
use crate::stage::terminal::{Terminal, program};
use crate::stage::{eventually, first_session};
use client_core::{LinkState, NetworkFault, RequestError, Screen, SessionIntent, ViewState};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a dead address may cost: twice the stagger of RFC 8305, and a slow machine.
const MOMENTS: Duration = Duration::from_secs(4);
/// An address in the middle to which a home that has no way out finds no way, either.
const FAR: &str = "10.77.9.1";
const PROXY_PORT: u16 = 3_128;
const RELAY_PORT: u16 = 3_478;
const SECURE_RELAY_PORT: u16 = 5_349;

fn is_online(view: &ViewState) -> Option<()> {
    (view.link == LinkState::Online).then_some(())
}

fn at_the_entrance(view: &ViewState) -> Option<()> {
    matches!(&view.screen, Screen::SignIn(form) if !form.busy).then_some(())
}

fn app(networks: &Networks, home: Home) -> Command {
    let mut command = networks.at(home, &program("MEDCONSULT_CLI_BIN"));
    command.arg("--silent");
    command
}

fn sign_in(patient: &mut Terminal) -> Instant {
    patient.wants(SessionIntent::SignIn {
        email: "john@email.com".into(),
        password: "patient123".into(),
    })
}

/// From the press on "sign in" to a list of sessions that is kept up to date.
async fn gets_online(patient: &mut Terminal) -> Duration {
    patient.sees("the sign-in form", at_the_entrance).await;
    let began = sign_in(patient);
    patient.sees("the sessions", first_session).await;
    patient.sees("a connection", is_online).await;
    began.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_whose_name_has_a_dead_address_is_reached_within_moments() {
    let folder = tempfile::tempdir().unwrap();
    let mut networks = Networks::make();
    networks.open_clinic(folder.path());
    networks.add_ipv6(Home::Patient);
    networks.swallow("2001:db8:dead::/48");
    networks.name(
        Some(Home::Patient),
        "clinic.test",
        &["2001:db8:dead::1", "10.77.2.1"],
    );
    let at = format!("clinic.test:{PORT}");
    let mut patient = Terminal::run(at, app(&networks, Home::Patient));
    let took = gets_online(&mut patient).await;
    println!("online {took:.1?} after the press");
    assert!(took < MOMENTS, "{took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_has_ipv6_alone_signs_in_and_is_online() {
    let folder = tempfile::tempdir().unwrap();
    let mut networks = Networks::make();
    networks.open_clinic(folder.path());
    networks.add_ipv6(Home::Patient);
    networks.remove_ipv4(Home::Patient);
    let at = format!("[2001:db8:77:2::1]:{PORT}");
    let mut patient = Terminal::run(at, app(&networks, Home::Patient));
    let took = gets_online(&mut patient).await;
    assert!(took < MOMENTS, "{took:?}");
}

/// IPv6 promises so much of every network (RFC 8200, 5), and tunnels often give no more.
const SMALLEST: u32 = 1_280;

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_behind_a_tunnel_that_swallows_large_packets_is_rung_and_has_a_call() {
    let folder = tempfile::tempdir().unwrap();
    let mut networks = Networks::make();
    networks.open_clinic(folder.path());
    networks.shrink(Home::Patient, SMALLEST);
    let mut scene = RemoteScene::prepare(&networks).await;
    scene.meet().await;
}

/// A clinic that names this relay.
fn open_clinic_with_relay(networks: &mut Networks, folder: &Path, relay: &str) {
    let file = folder.join("medconsult.toml");
    std::fs::write(&file, format!("turn_urls = ['{relay}']\n")).unwrap();
    networks.open_clinic_with(folder, |command| {
        command.env("MEDCONSULT_TURN_SECRET", "secret-of-the-relay");
        command.env("MEDCONSULT_CONFIG", &file);
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_has_ipv6_alone_has_a_call_by_a_relay_over_tcp() {
    let folder = tempfile::tempdir().unwrap();
    let mut networks = Networks::make();
    networks.add_ipv6(Home::Patient);
    networks.remove_ipv4(Home::Patient);
    let here = "2001:db8:77:2::1";
    let relay = format!("turn:[{here}]:{RELAY_PORT}?transport=tcp");
    open_clinic_with_relay(&mut networks, folder.path(), &relay);
    // The doctor has IPv4 alone: nothing but a relay brings these two together.
    let relay = start_relay(&networks, folder.path(), here, "10.77.1.1");
    until_it_listens(&relay, RELAY_PORT).await;
    let at = |home, host: &str| Terminal::run(format!("{host}:{PORT}"), app(&networks, home));
    let patient = at(Home::Patient, &format!("[{here}]"));
    let mut scene = RemoteScene::of(at(Home::Doctor, "10.77.1.1"), patient).await;
    scene.meet().await;
}

/// A clinic and a relay that a patient finds by way of a proxy alone. The doctor needs none.
struct Walled {
    networks: Networks,
    folder: tempfile::TempDir,
    _proxy: Ended,
    _relay: Ended,
}

impl Walled {
    /// The clinic names this relay; the proxy has these lines more in its configuration.
    async fn off(relay: &str, proxy: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut networks = Networks::make();
        networks.add_address_in_the_middle(&format!("{FAR}/32"));
        networks.remove_way_out(Home::Patient);
        // The proxy is asked for names, and nobody at home knows any.
        networks.name(None, "relay.test", &[FAR]);
        open_clinic_with_relay(&mut networks, folder.path(), relay);
        let relay = start_relay(&networks, folder.path(), FAR, FAR);
        until_it_listens(&relay, RELAY_PORT).await;
        let proxy = start_proxy(&networks, folder.path(), proxy);
        until_it_listens(&proxy, PROXY_PORT).await;
        Self {
            networks,
            folder,
            _proxy: proxy,
            _relay: relay,
        }
    }

    /// An app at the patient's that was told of the proxy, and of this password for it.
    fn patient(&self, password: &str) -> Terminal {
        let mut command = app(&self.networks, Home::Patient);
        let proxy = format!("http://nurse:{password}@10.77.2.1:{PROXY_PORT}");
        command.env("HTTP_PROXY", &proxy).env("HTTPS_PROXY", proxy);
        command.env("SSL_CERT_FILE", self.folder.path().join("relay.crt"));
        Terminal::run(format!("{FAR}:{PORT}"), command)
    }

    /// An app at the doctor's.
    fn doctor(&self) -> Terminal {
        Terminal::run(format!("{FAR}:{PORT}"), app(&self.networks, Home::Doctor))
    }
}

/// Waits until somebody listens on this port in the network of a program (proc_pid_net(5)).
async fn until_it_listens(program: &Ended, port: u16) {
    const LISTENS: &str = "0A";
    let sockets = ["tcp", "tcp6"].map(|kind| format!("/proc/{}/net/{kind}", program.0.id()));
    let local = format!(":{port:04X}");
    let listens = async || {
        let read = sockets
            .iter()
            .map(|path| std::fs::read_to_string(path).ok());
        let sockets: String = read.collect::<Option<_>>()?;
        let mut lines = sockets
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>());
        let listens = lines.any(|line| line[1].ends_with(&local) && line[3] == LISTENS);
        listens.then_some(())
    };
    eventually(listens).await.expect("it listens");
}

/// Debian's tinyproxy between the patient's network and everything else.
fn start_proxy(networks: &Networks, folder: &Path, more: &str) -> Ended {
    let file = folder.join("tinyproxy.conf");
    let configuration = format!(
        "Port {PROXY_PORT}\nListen 10.77.2.1\nTimeout 600\nMaxClients 100\nLogLevel Error\n\
         LogFile \"{}\"\nAllow 10.77.2.0/24\nBasicAuth nurse secret\n{more}\n",
        folder.join("tinyproxy.log").display()
    );
    std::fs::write(&file, configuration).unwrap();
    networks.start_in_the_middle(&format!("tinyproxy -d -c {}", file.display()))
}

/// coturn in the middle: where devices find it, and where it takes what is meant for them.
fn start_relay(networks: &Networks, folder: &Path, listens: &str, relays: &str) -> Ended {
    let own = rcgen::generate_simple_self_signed(["relay.test".to_owned()]).unwrap();
    std::fs::write(folder.join("relay.crt"), own.cert.pem()).unwrap();
    std::fs::write(folder.join("relay.key"), own.signing_key.serialize_pem()).unwrap();
    let folder = folder.display();
    networks.start_in_the_middle(&format!(
        "turnserver -n --listening-ip={listens} --relay-ip={relays} --listening-port={RELAY_PORT} \
         --tls-listening-port={SECURE_RELAY_PORT} --use-auth-secret --realm=practice --no-cli \
         --static-auth-secret=secret-of-the-relay --cert={folder}/relay.crt --pkey={folder}/relay.key \
         --pidfile={folder}/relay.pid --userdb={folder}/relay.db --log-file=stdout --no-dtls"
    ))
}

/// Everything goes by the proxy: signing in, the socket, and sound and pictures by a relay.
async fn visit_through_a_proxy(relay: &str) {
    let walled = Walled::off(relay, "").await;
    let mut scene = RemoteScene::of(walled.doctor(), walled.patient("secret")).await;
    scene.patient.sees("a connection", is_online).await;
    scene.meet().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_behind_a_proxy_is_rung_and_has_a_call_by_a_relay_over_tcp() {
    visit_through_a_proxy(&format!("turn:relay.test:{RELAY_PORT}?transport=tcp")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_behind_a_proxy_is_rung_and_has_a_call_by_a_relay_over_tls() {
    visit_through_a_proxy(&format!(
        "turns:relay.test:{SECURE_RELAY_PORT}?transport=tcp"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_proxy_has_against_it_is_said_where_one_signs_in() {
    let relay = format!("turn:relay.test:{RELAY_PORT}?transport=tcp");
    // Of the ports, it connects to one that nobody wants.
    let walled = Walled::off(&relay, "ConnectPort 1").await;
    for (password, told) in [
        ("secret", NetworkFault::ProxyRefused),
        ("forgotten", NetworkFault::ProxyAuthentication),
    ] {
        let mut patient = walled.patient(password);
        patient.sees("the sign-in form", at_the_entrance).await;
        sign_in(&mut patient);
        let problem = |view: &ViewState| match &view.screen {
            Screen::SignIn(form) => form.problem.clone(),
            _ => None,
        };
        let (_, problem) = patient.sees("what went wrong", problem).await;
        assert_eq!(problem, RequestError::Unreachable { fault: told });
    }
}

/// Debian's nginx as a network's own proxy may be: requests get through, and no socket does.
async fn start_filter(folder: &Path, house: &House) -> (Ended, String) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    let path = folder.display();
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|what| format!("{what}_temp_path {path}/{what};\n"))
        .concat();
    let configuration = format!(
        "daemon off;\nmaster_process off;\npid {path}/pid;\nevents {{}}\n\
         http {{ access_log off;\n{temporary}\
         server {{ listen {address};\nlocation / {{ proxy_pass http://{}; }} }} }}\n",
        house.address
    );
    std::fs::write(folder.join("nginx.conf"), configuration).unwrap();
    drop(free);
    let mut nginx = Command::new("/usr/sbin/nginx");
    nginx
        .arg("-c")
        .arg(folder.join("nginx.conf"))
        .arg("-p")
        .arg(folder);
    nginx.arg("-e").arg(folder.join("error.log"));
    let filter = Ended(nginx.stderr(Stdio::null()).spawn().unwrap());
    let listens = async || std::net::TcpStream::connect(address).ok();
    eventually(listens).await.expect("nginx comes up");
    (filter, address.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_that_lets_requests_through_and_no_socket_is_said_while_one_is_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path());
    let (_filter, address) = start_filter(folder.path(), &house).await;
    let mut command = Command::new(program("MEDCONSULT_CLI_BIN"));
    command.arg("--silent");
    let mut patient = Terminal::run(address, command);
    patient.sees("the sign-in form", at_the_entrance).await;
    sign_in(&mut patient);
    patient.sees("the sessions", first_session).await;
    let told = |view: &ViewState| match view.link {
        LinkState::Reconnecting { fault, .. } => fault,
        _ => None,
    };
    let (_, fault) = patient.sees("why there is no connection", told).await;
    assert_eq!(fault, NetworkFault::SocketRefused);
}
