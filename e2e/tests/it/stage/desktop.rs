//! A desktop without a screen: a display, a session bus and a sound server of the test's own.

use crate::sound_server::SoundServer;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Ends a program with the test, and what it started where it leads a group of its own.
pub struct Ended(pub Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let kill = Command::new("kill")
            .args(["-KILL", "--", &group])
            .stderr(Stdio::null())
            .status();
        kill.ok();
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

pub struct Desktop {
    pub display: String,
    pub bus: String,
    pub sound: SoundServer,
    _display: Ended,
    _bus: Ended,
}

impl Desktop {
    pub fn start() -> Self {
        let sound = SoundServer::start();
        let (number, display) = first_line(Command::new("Xvfb").args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "2600x900x24",
            "-nolisten",
            "tcp",
            "-noreset",
        ]));
        let (bus, bus_daemon) = first_line(Command::new("dbus-daemon").args([
            "--session",
            "--nofork",
            "--nopidfile",
            "--print-address=1",
        ]));
        Self {
            display: format!(":{number}"),
            bus,
            sound,
            _display: display,
            _bus: bus_daemon,
        }
    }

    /// Makes a program one of this desktop's.
    pub fn adopt(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("XDG_RUNTIME_DIR", self.sound.folder.path())
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            // There is no graphics card; drawing by the processor needs no detour.
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("PULSE_SERVER");
    }

    /// Has a hand on mouse, keys and windows; what it says.
    pub fn xdotool(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("xdotool");
        self.adopt(&mut command);
        let output = command.args(arguments).output();
        let output = output.expect("xdotool is needed; `cargo xtask test` installs it");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts a program of this desktop that goes on until the test ends.
    pub fn runs(&self, program: &str, home: &Path) -> Ended {
        let mut command = Command::new(program);
        self.adopt(&mut command);
        let started = command.env("HOME", home).spawn();
        Ended(
            started
                .unwrap_or_else(|_| panic!("{program} is needed; `cargo xtask test` installs it")),
        )
    }

    /// Waits for a program's window and clicks into it, at a part of its width and height.
    pub fn presses(&self, class: &str, at: (f64, f64)) {
        let found = self.xdotool(&["search", "--sync", "--onlyvisible", "--class", class]);
        let window = found.lines().last().expect("a window");
        let geometry = self.xdotool(&["getwindowgeometry", "--shell", window]);
        let number = |name: &str| -> f64 {
            let value = geometry.lines().find_map(|line| line.strip_prefix(name));
            value.expect("a geometry").parse().unwrap()
        };
        let x = number("X=") + at.0 * number("WIDTH=");
        let y = number("Y=") + at.1 * number("HEIGHT=");
        let (x, y) = (format!("{x:.0}"), format!("{y:.0}"));
        self.photographs(class);
        self.xdotool(&["mousemove", "--sync", &x, &y, "click", "1"]);
    }

    /// A picture of the whole screen, where `E2E_SCREENSHOTS` names a folder for such ones.
    pub fn photographs(&self, name: &str) {
        let Some(folder) = std::env::var_os("E2E_SCREENSHOTS") else {
            return;
        };
        let path = Path::new(&folder).join(format!("{name}.png"));
        // What has just changed colour comes to rest.
        std::thread::sleep(std::time::Duration::from_secs(1));
        let done = Command::new("import")
            .args(["-display", &self.display, "-window", "root"])
            .arg(path)
            .status();
        assert!(
            done.is_ok_and(|status| status.success()),
            "imagemagick's import is needed"
        );
    }
}

/// Starts a program that says in its first line how to reach it.
fn first_line(command: &mut Command) -> (String, Ended) {
    let program = command.get_program().to_string_lossy().into_owned();
    let started = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut child =
        started.unwrap_or_else(|_| panic!("{program} is needed; `cargo xtask test` installs it"));
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(!line.trim().is_empty(), "{program} did not come up");
    (line.trim().to_owned(), Ended(child))
}
