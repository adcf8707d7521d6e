//! Debian's nginx in front of a server, with the very words that docs/operations.md has for it.

use super::{Door, PATIENCE};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const DOCUMENTED: &str = include_str!("../../../../docs/operations.md");
/// Where the documented server listens.
const DOCUMENTED_SERVER: &str = "127.0.0.1:8440";

/// A running nginx; killed when dropped.
pub struct Nginx {
    pub address: SocketAddr,
    _folder: tempfile::TempDir,
    child: Child,
}

impl Nginx {
    /// Starts it in front of a server.
    pub fn in_front_of(door: &Door) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().display();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        let location = documented().replace(DOCUMENTED_SERVER, &door.address.to_string());
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|what| format!("{what}_temp_path {path}/{what};\n"))
            .concat();
        let configuration = format!(
            "daemon off;\nmaster_process off;\npid {path}/pid;\nerror_log {path}/error.log;\n\
             events {{ worker_connections 1024; }}\n\
             http {{ access_log off;\nclient_max_body_size 0;\n{temporary}\
             server {{ listen {address};\n{location}\n}} }}\n"
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, configuration).unwrap();
        drop(free);
        let mut nginx = Command::new("/usr/sbin/nginx");
        nginx.arg("-c").arg(file).arg("-p").arg(folder.path());
        nginx.arg("-e").arg(folder.path().join("error.log"));
        let child = nginx.stderr(Stdio::null()).spawn();
        let child = child.expect("nginx is needed; `cargo xtask test` installs it");
        let nginx = Self {
            address,
            _folder: folder,
            child,
        };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(began.elapsed() < PATIENCE, "nginx comes up");
            std::thread::sleep(Duration::from_millis(10));
        }
        nginx
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// The block of the documentation that says what nginx is to pass on.
fn documented() -> &'static str {
    let (_, after) = DOCUMENTED.split_once("```nginx\n").unwrap();
    after.split_once("```").unwrap().0
}
