//! One window for each profile: a second start of the same one brings the first to the front.
//!
//! Owns the profile's lock, which the system takes back however the process ends. Beside it lies a
//! file that says how to reach its holder: a port on loopback, and a token that only whoever may
//! read the profile knows.

use anyhow::Context;
use client_core::DeepLink;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const LOCK: &str = "running.lock";
const ADDRESS: &str = "running.address";
const HEARD: &str = "heard";
/// A first start that is only just coming up has not said where it listens yet.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK: Duration = Duration::from_millis(50);
/// How long one side waits for the other's words.
const REPLY: Duration = Duration::from_secs(2);
/// The longest message: a token and a link.
const MAX_MESSAGE_BYTES: u64 = 512;

/// How a start turned out.
pub enum Start {
    /// This is the profile's app.
    First(Instance),
    /// Another one is, and was told.
    HandedOver,
}

/// The hold on a profile. Dropping it lets go.
pub struct Instance {
    _lock: File,
    listener: TcpListener,
    token: String,
}

/// Takes hold of a profile, or tells its holder to come to the front and to open the link.
///
/// # Errors
/// The folder can't be written, or the holder doesn't answer.
pub fn claim(profile: &Path, link: Option<&str>) -> anyhow::Result<Start> {
    let lock = open_private(&profile.join(LOCK)).context("the profile's lock")?;
    let begun = Instant::now();
    loop {
        match lock.try_lock() {
            Ok(()) => return Instance::begin(profile, lock).map(Start::First),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error).context("the profile's lock"),
        }
        match hand_over(&profile.join(ADDRESS), link) {
            Ok(()) => return Ok(Start::HandedOver),
            Err(error) if begun.elapsed() > PATIENCE => {
                return Err(error).context("this profile's app runs already and does not answer");
            }
            Err(_) => std::thread::sleep(LOOK),
        }
    }
}

impl Instance {
    fn begin(profile: &Path, lock: File) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no loopback")?;
        let token = format!("{:032x}", rand::random::<u128>());
        let address = profile.join(ADDRESS);
        // Moved into place whole, so that nobody reads half of it.
        let draft: PathBuf = profile.join(format!("{ADDRESS}.new"));
        let mut file = open_private(&draft).context("the profile's address")?;
        file.set_len(0)?;
        write!(file, "{} {token}", listener.local_addr()?.port())?;
        fs::rename(&draft, &address).context("the profile's address")?;
        Ok(Self {
            _lock: lock,
            listener,
            token,
        })
    }

    /// Reports each later start from now on, with its link, on a thread of its own.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn report(self, told: impl Fn(Option<DeepLink>) + Send + 'static) -> std::io::Result<()> {
        let thread = std::thread::Builder::new().name("instance".into());
        thread.spawn(move || {
            // The whole of it moves here, the lock with it.
            let instance = self;
            for stream in instance.listener.incoming().flatten() {
                // Whoever doesn't know the token is not answered.
                if let Ok(Some(link)) = listen(stream, &instance.token) {
                    told(link.parse().ok());
                }
            }
        })?;
        Ok(())
    }
}

/// Reads one message and answers it; its link where the token is right.
fn listen(mut stream: TcpStream, token: &str) -> std::io::Result<Option<String>> {
    stream.set_read_timeout(Some(REPLY))?;
    let mut line = String::new();
    BufReader::new(stream.try_clone()?.take(MAX_MESSAGE_BYTES)).read_line(&mut line)?;
    let Some(link) = line.strip_prefix(token) else {
        return Ok(None);
    };
    writeln!(stream, "{HEARD}")?;
    Ok(Some(link.trim().to_owned()))
}

fn hand_over(address: &Path, link: Option<&str>) -> anyhow::Result<()> {
    let text = fs::read_to_string(address).context("no address")?;
    let (port, token) = text.split_once(' ').context("half an address")?;
    let place = SocketAddr::from((Ipv4Addr::LOCALHOST, port.parse()?));
    let mut stream = TcpStream::connect_timeout(&place, REPLY)?;
    stream.set_read_timeout(Some(REPLY))?;
    writeln!(stream, "{token} {}", link.unwrap_or_default())?;
    let mut answer = String::new();
    stream.take(MAX_MESSAGE_BYTES).read_to_string(&mut answer)?;
    anyhow::ensure!(answer.trim() == HEARD, "no answer");
    Ok(())
}

/// A file that nobody else on this computer may read, where the system knows such files.
fn open_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const LINK: &str = "medconsult://queue/01890a5d-ac96-774b-bcce-b302099a8057";

    fn first(profile: &Path) -> Instance {
        match claim(profile, None).unwrap() {
            Start::First(instance) => instance,
            Start::HandedOver => panic!("somebody else holds the profile"),
        }
    }

    #[test]
    fn a_second_start_is_reported_to_the_first() {
        let profile = tempfile::tempdir().unwrap();
        let (told, heard) = mpsc::channel();
        first(profile.path())
            .report(move |link| told.send(link).unwrap())
            .unwrap();
        for link in [Some(LINK), None, Some("medconsult://nowhere")] {
            let start = claim(profile.path(), link).unwrap();
            assert!(matches!(start, Start::HandedOver));
        }
        assert_eq!(heard.recv().unwrap(), LINK.parse().ok());
        assert_eq!(heard.recv().unwrap(), None);
        assert_eq!(heard.recv().unwrap(), None);
    }

    #[test]
    fn two_profiles_and_a_later_start_are_first() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let held = first(one.path());
        first(other.path());
        drop(held);
        first(one.path());
    }

    #[test]
    fn a_stranger_is_not_heard() {
        let profile = tempfile::tempdir().unwrap();
        let instance = first(profile.path());
        let place = instance.listener.local_addr().unwrap();
        let (told, heard) = mpsc::channel();
        instance
            .report(move |link| told.send(link).unwrap())
            .unwrap();
        let mut stream = TcpStream::connect(place).unwrap();
        writeln!(stream, "00000000000000000000000000000000 {LINK}").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "");
        // What the owner says next is the first thing that is heard.
        claim(profile.path(), None).unwrap();
        assert_eq!(heard.recv().unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn the_token_is_the_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let profile = tempfile::tempdir().unwrap();
        let _held = first(profile.path());
        let about = fs::metadata(profile.path().join(ADDRESS)).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
    }
}
