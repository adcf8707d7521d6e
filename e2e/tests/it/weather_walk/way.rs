//! What may stand in a device's way to the server: an address at which nobody answers, and a proxy.

use crate::stage::desktop::Ended;
use crate::stage::{LOOK, PATIENCE};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

/// Connections to a listener that takes none any more: the system drops further ones without a word (listen(2)).
const FILLED_BY: usize = 4;
/// Who is answered at all is answered within this on one computer.
const ANSWERED: Duration = Duration::from_millis(200);

/// `[::1]` at a port, where connections go nowhere and nobody is told.
pub struct DeadAddress {
    _listener: tokio::net::TcpListener,
    _waiting: Vec<TcpStream>,
}

impl DeadAddress {
    pub async fn beside(port: u16) -> Self {
        let at = SocketAddr::from((Ipv6Addr::LOCALHOST, port));
        let socket = TcpSocket::new_v6().unwrap();
        socket.bind(at).unwrap();
        let listener = socket.listen(0).unwrap();
        let mut waiting = Vec::new();
        while let Ok(connected) = timeout(ANSWERED, TcpStream::connect(at)).await {
            waiting.push(connected.unwrap());
            assert!(waiting.len() <= FILLED_BY, "somebody answers there");
        }
        Self {
            _listener: listener,
            _waiting: waiting,
        }
    }
}

/// Debian's tinyproxy on this computer.
pub struct Proxy {
    address: SocketAddr,
    _program: Ended,
    _folder: TempDir,
}

impl Proxy {
    pub async fn start() -> Self {
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = address.local_addr().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("tinyproxy.conf");
        let configuration = format!(
            "Port {}\nListen 127.0.0.1\nTimeout 600\nMaxClients 100\nLogLevel Error\nLogFile \"{}\"\n\
             Allow 127.0.0.1\n",
            address.port(),
            folder.path().join("tinyproxy.log").display()
        );
        std::fs::write(&file, configuration).unwrap();
        let mut command = Command::new("tinyproxy");
        command.arg("-d").arg("-c").arg(&file).stdout(Stdio::null());
        let program = Ended(command.spawn().expect("tinyproxy is needed"));
        let listens = async {
            while TcpStream::connect(address).await.is_err() {
                tokio::time::sleep(LOOK).await;
            }
        };
        timeout(PATIENCE, listens).await.expect("the proxy listens");
        Self {
            address,
            _program: program,
            _folder: folder,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}
