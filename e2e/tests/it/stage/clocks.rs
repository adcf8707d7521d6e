use std::fs::File;
use std::os::unix::fs::FileExt;
use std::process::Command;
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;

/// The clocks of one program, which a test sets, and which sleep when it says so. Timers go on meanwhile:
/// they stand still in a real sleep, too.
pub struct Clocks {
    folder: TempDir,
    file: File,
    /// How far the wall's clock and the one that counts through sleep are moved, in nanoseconds.
    moved: Mutex<[i64; 2]>,
}

impl Clocks {
    pub fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/stage/clocks.c");
        let library = folder.path().join("clocks.so");
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", source, "-o"])
            .arg(library)
            .status();
        assert!(compiled.is_ok_and(|status| status.success()), "cc fails");
        let path = folder.path().join("moved");
        let file = File::create_new(path).unwrap();
        file.write_all_at(&[0; 16], 0).unwrap();
        Self {
            folder,
            file,
            moved: Mutex::default(),
        }
    }

    /// Makes these the clocks of a program.
    pub fn adopt(&self, command: &mut Command) {
        command.env("LD_PRELOAD", self.folder.path().join("clocks.so"));
        command.env("MOVED_CLOCKS", self.folder.path().join("moved"));
    }

    /// Somebody sets the wall's clock by so many seconds.
    pub fn set(&self, seconds: i64) {
        self.move_by([seconds * 1_000_000_000, 0]);
    }

    /// The machine slept for so long, and has just woken up.
    pub fn sleep(&self, time: Duration) {
        let slept = i64::try_from(time.as_nanos()).unwrap();
        self.move_by([slept, slept]);
    }

    fn move_by(&self, by: [i64; 2]) {
        let mut moved = self.moved.lock().unwrap();
        for ((at, moved), by) in (0..).step_by(8).zip(moved.iter_mut()).zip(by) {
            *moved += by;
            self.file.write_all_at(&moved.to_ne_bytes(), at).unwrap();
        }
    }
}
