//! The built page, served to a browser that draws an app over its bridge.

use super::desktop::Ended;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Where the page is that works over this bridge.
pub(super) fn page_address(port: u16, bridge: &str) -> String {
    let bridge = bridge.replace(':', "%3A").replace('/', "%2F");
    let bridge = bridge.replace('?', "%3F").replace('=', "%3D");
    format!("http://127.0.0.1:{port}/index.html?socket={bridge}")
}

/// Serves the built page from a port of its own.
pub(super) fn serve_page() -> (Ended, u16) {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../client-ui/dist");
    assert!(
        page.join("index.html").exists(),
        "the page is not built; `cargo xtask test` builds it"
    );
    let mut server = Command::new("python3")
        .args(["-u", "-m", "http.server", "0", "--bind", "127.0.0.1"])
        .arg("--directory")
        .arg(page)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("python3 is needed for this test");
    let mut said = BufReader::new(server.stdout.take().unwrap()).lines();
    let first = said.next().expect("it serves").unwrap();
    let port = first
        .split_whitespace()
        .skip_while(|word| *word != "port")
        .nth(1)
        .unwrap_or_else(|| panic!("no port in {first}"));
    (Ended(server), port.parse().unwrap())
}
