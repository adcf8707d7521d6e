//! The programs that a sound server is made of.

use super::surroundings::{eventually, in_folder};
use std::path::Path;
use std::process::{Child, Stdio};

const BUS_SOCKET: &str = "bus";
const PULSE_SOCKET: &str = "pulse/native";

fn bus(folder: &Path) -> String {
    format!("unix:path={}", folder.join(BUS_SOCKET).display())
}

/// One of them.
pub struct Part {
    program: &'static str,
    arguments: Vec<String>,
    /// The socket at which it answers, in the folder of the sound server.
    socket: &'static str,
    running: Option<Child>,
}

impl Part {
    fn new(program: &'static str, socket: &'static str, arguments: &[&str]) -> Self {
        Self {
            program,
            socket,
            arguments: arguments.iter().map(|&argument| argument.into()).collect(),
            running: None,
        }
    }

    /// PulseAudio, which is one.
    pub fn pulseaudio(modules: &[&str]) -> Self {
        let mut arguments = vec!["-n", "--daemonize=no", "--exit-idle-time=-1"];
        arguments.push("--disable-shm=yes");
        for module in ["module-native-protocol-unix"].iter().chain(modules) {
            arguments.extend(["-L", module]);
        }
        Self::new("pulseaudio", PULSE_SOCKET, &arguments)
    }

    /// PipeWire is three, beside their message bus: the graph, who connects what is in it, and who speaks as PulseAudio does.
    pub fn pipewire(folder: &Path, sinks: &[&str]) -> Vec<Self> {
        let nodes: String = sinks
            .iter()
            .map(|name| {
                format!(
                    "{{ factory = adapter args = {{ factory.name = support.null-audio-sink \
                     node.name = {name} node.description = {name} media.class = Audio/Sink \
                     object.linger = true audio.position = [ FL FR ] }} }}\n"
                )
            })
            .collect();
        let extra = folder.join(".config/pipewire/pipewire.conf.d");
        std::fs::create_dir_all(&extra).unwrap();
        let nodes = format!("context.objects = [\n{nodes}]\n");
        std::fs::write(extra.join("sinks.conf"), nodes).unwrap();
        let address = format!("--address={}", bus(folder));
        let bus = ["--session", "--nofork", "--nopidfile", &address];
        vec![
            // Without a bus of its own it would use the desktop's.
            Self::new("dbus-daemon", BUS_SOCKET, &bus),
            Self::new("pipewire", "pipewire-0", &[]),
            Self::new("wireplumber", "pipewire-0", &[]),
            Self::new("pipewire-pulse", PULSE_SOCKET, &[]),
        ]
    }

    /// Starts it, where it does not run.
    pub fn start(&mut self, folder: &Path) {
        if self.running.is_none() {
            let socket = folder.join(self.socket);
            if self.program != "wireplumber" {
                // A program that was killed leaves it behind.
                std::fs::remove_file(&socket).ok();
            }
            let mut command = in_folder(self.program, folder);
            let child = command
                .args(&self.arguments)
                .env("DBUS_SESSION_BUS_ADDRESS", bus(folder))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn();
            self.running = Some(child.expect("sound servers are needed for this test"));
            eventually(self.program, || socket.exists());
        }
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            running.kill().ok();
            running.wait().ok();
        }
    }

    /// Its number among the processes.
    pub fn process(&self) -> Option<u32> {
        self.running.as_ref().map(Child::id)
    }
}
