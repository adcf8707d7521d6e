//! What the server's clock said last, kept in a file, so that one which is started again goes on from there.
//!
//! A clock that begins anew begins with the wall's. Where that was set back right before a server died, what it
//! had promised to be over by then would last for longer by as much: a ring among it. Within one run of the
//! operating system the steady clock tells how long the server was away. After a boot there is no such clock,
//! and the wall's is all there is.

use shared::Timestamp;
use std::io;
use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

/// How often it is kept: so much of what the wall's clock lost can come back.
pub const INTERVAL: Duration = Duration::from_secs(1);

/// One pair of readings of the two clocks, within one run of the operating system.
#[derive(Debug, PartialEq, Eq)]
pub struct KeptClock {
    /// Names that run.
    pub boot: String,
    /// The steady clock.
    pub elapsed: Duration,
    /// What the server's said then.
    pub said: Timestamp,
}

impl KeptClock {
    /// What a server before this one kept, if the operating system has run since.
    #[must_use]
    pub fn read(file: &Path, boot: &str, elapsed: Duration) -> Option<Self> {
        let text = std::fs::read_to_string(file).ok()?;
        let kept = Self::parse(&text)?;
        (kept.boot == boot && kept.elapsed <= elapsed).then_some(kept)
    }

    /// Replaces what is kept. Nothing is forced onto the disk: who loses the page cache has booted since.
    ///
    /// # Errors
    /// The folder can't be written to.
    pub fn write(&self, file: &Path) -> io::Result<()> {
        let beside = file.with_extension("new");
        let Self {
            boot,
            elapsed,
            said,
        } = self;
        std::fs::write(
            &beside,
            format!("{boot} {} {}\n", elapsed.as_nanos(), said.0),
        )?;
        std::fs::rename(beside, file)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let mut next = || words.next();
        let (boot, elapsed, said) = (next()?, next()?, next()?);
        Some(Self {
            boot: boot.to_owned(),
            elapsed: Duration::from_nanos(elapsed.parse().ok()?),
            said: Timestamp(said.parse().ok()?),
        })
    }
}

/// A name for this run of the operating system (proc(5)), read once; absent where none is known.
#[must_use]
pub fn boot() -> Option<String> {
    static BOOT: LazyLock<Option<String>> = LazyLock::new(|| {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let id = id.trim();
        (!id.is_empty()).then(|| id.to_owned())
    });
    BOOT.clone()
}

#[cfg(test)]
mod tests {
    use super::KeptClock;
    use shared::Timestamp;
    use std::time::Duration;

    fn kept() -> KeptClock {
        KeptClock {
            boot: "3f1c".to_owned(),
            elapsed: Duration::from_secs(100),
            said: Timestamp(1_800_000_000_000),
        }
    }

    #[test]
    fn it_is_found_again_within_one_run_of_the_system() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clock");
        let later = Duration::from_secs(107);
        assert_eq!(KeptClock::read(&file, "3f1c", later), None);
        kept().write(&file).unwrap();
        assert_eq!(KeptClock::read(&file, "3f1c", later), Some(kept()));
        // Another run, or a steady clock that would have gone back.
        assert_eq!(KeptClock::read(&file, "77aa", later), None);
        assert_eq!(
            KeptClock::read(&file, "3f1c", Duration::from_secs(99)),
            None
        );
        // What was torn is nothing.
        std::fs::write(&file, "3f1c 100").unwrap();
        assert_eq!(KeptClock::read(&file, "3f1c", later), None);
    }
}
