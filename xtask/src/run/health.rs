//! Asks the server whether it is well. Two lines of HTTP need no library.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(2);

/// Whether `/api/health` on this port answers 200.
pub fn is_healthy(port: u16) -> bool {
    ask(port).is_ok_and(|answer| is_ok(&answer))
}

fn ask(port: u16) -> std::io::Result<Vec<u8>> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut connection = TcpStream::connect_timeout(&address, TIMEOUT)?;
    connection.set_read_timeout(Some(TIMEOUT))?;
    connection.set_write_timeout(Some(TIMEOUT))?;
    connection.write_all(
        format!("GET /api/health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")
            .as_bytes(),
    )?;
    // The status is in the first bytes; whatever comes after them does not matter.
    let mut answer = Vec::new();
    connection.take(64).read_to_end(&mut answer)?;
    Ok(answer)
}

fn is_ok(answer: &[u8]) -> bool {
    answer.starts_with(b"HTTP/1.1 200 ") || answer.starts_with(b"HTTP/1.0 200 ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;
    use std::thread;

    fn server_that_says(answer: &'static str) -> u16 {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let (mut connection, _) = listener.accept().unwrap();
            // The whole question: closing with something unread would look like a fault.
            let mut question = String::new();
            let mut lines = BufReader::new(&connection);
            while !question.ends_with("\r\n\r\n") {
                lines.read_line(&mut question).unwrap();
            }
            assert!(question.starts_with("GET /api/health HTTP/1.1\r\n"));
            connection.write_all(answer.as_bytes()).unwrap();
        });
        port
    }

    #[test]
    fn only_200_is_healthy() {
        assert!(is_healthy(server_that_says("HTTP/1.1 200 OK\r\n\r\n{}")));
        assert!(!is_healthy(server_that_says(
            "HTTP/1.1 503 Service Unavailable\r\n\r\n"
        )));
        let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = nobody.local_addr().unwrap().port();
        drop(nobody);
        assert!(!is_healthy(port));
    }
}
