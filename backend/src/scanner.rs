//! The virus scanner that a clinic runs: clamd, asked by its command INSTREAM (clamd(8)).
//!
//! Must never say that a file is clean where nobody said so.

use crate::file_store::OutgoingFile;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

/// A scanner that does not take the connection in this time does not run.
const CONNECTED: Duration = Duration::from_secs(5);
/// A file is looked at within this.
const SCANNED: Duration = Duration::from_secs(30);
/// The longest answer that is read.
const MAX_ANSWER_BYTES: u64 = 4 * 1024;

/// Where clamd listens.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(try_from = "String")]
pub enum ScannerAddress {
    /// Host and port.
    Tcp(String),
    /// Path of its socket.
    Unix(PathBuf),
}

impl TryFrom<String> for ScannerAddress {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text.starts_with('/') {
            return Ok(Self::Unix(text.into()));
        }
        match text.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => {
                Ok(Self::Tcp(text))
            }
            Some(_) | None => Err("clamd is HOST:PORT, or the path of a socket"),
        }
    }
}

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It knows of nothing bad in it.
    Clean,
    /// It names something.
    Infected {
        /// As its makers call it.
        signature: String,
    },
}

impl ScannerAddress {
    /// Has a file looked at.
    ///
    /// # Errors
    /// Nobody could say.
    pub async fn scan(&self, file: OutgoingFile) -> anyhow::Result<Verdict> {
        let scanning = async {
            match self {
                Self::Tcp(address) => {
                    let connecting = timeout(CONNECTED, TcpStream::connect(address));
                    let stream = connecting.await.context("no connection")??;
                    ask(stream, file).await
                }
                Self::Unix(path) => {
                    let connecting = timeout(CONNECTED, UnixStream::connect(path));
                    let stream = connecting.await.context("no connection")??;
                    ask(stream, file).await
                }
            }
        };
        timeout(SCANNED, scanning).await.context("no answer")?
    }
}

/// Sends a file in pieces, each behind its length, and reads what is said of it.
async fn ask(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    mut file: OutgoingFile,
) -> anyhow::Result<Verdict> {
    stream.write_all(b"zINSTREAM\0").await?;
    loop {
        let (piece, rest) = file.next().await?;
        // An empty piece is the end.
        let length = u32::try_from(piece.len()).context("a piece too large")?;
        stream.write_all(&length.to_be_bytes()).await?;
        if piece.is_empty() {
            break;
        }
        stream.write_all(&piece).await?;
        file = rest;
    }
    stream.flush().await?;
    let mut answer = Vec::new();
    let mut rest = stream.take(MAX_ANSWER_BYTES);
    rest.read_to_end(&mut answer).await?;
    read(&answer)
}

fn read(answer: &[u8]) -> anyhow::Result<Verdict> {
    let text = std::str::from_utf8(answer).context("an answer that is no text")?;
    let text = text.strip_suffix('\0').context("half an answer")?;
    let said = text.strip_prefix("stream: ");
    match said.and_then(|said| said.strip_suffix(" FOUND")) {
        Some(signature) => Ok(Verdict::Infected {
            signature: signature.to_owned(),
        }),
        None if said == Some("OK") => Ok(Verdict::Clean),
        None => bail!("the scanner says {text:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_ok_is_clean() {
        assert_eq!(read(b"stream: OK\0").unwrap(), Verdict::Clean);
        let infected = Verdict::Infected {
            signature: "Eicar-Test-Signature".into(),
        };
        assert_eq!(
            read(b"stream: Eicar-Test-Signature FOUND\0").unwrap(),
            infected
        );
        for unsaid in [
            b"".as_slice(),
            b"stream: OK",
            b"OK\0",
            b"stream: OK FINE\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"stream: \xff\0",
        ] {
            assert!(read(unsaid).is_err());
        }
    }

    #[test]
    fn an_address_is_a_path_or_a_host_with_its_port() {
        let address = |text: &str| ScannerAddress::try_from(text.to_owned());
        let socket = ScannerAddress::Unix("/run/clamav/clamd.ctl".into());
        assert_eq!(address("/run/clamav/clamd.ctl"), Ok(socket));
        let host = ScannerAddress::Tcp("127.0.0.1:3310".into());
        assert_eq!(address("127.0.0.1:3310"), Ok(host));
        for wrong in ["", "clamd", ":3310", "clamd:port", "run/clamd.ctl"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }
}
