use super::desktop::Ended;
use super::terminal::program;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Three network namespaces: the server's in the middle, which routes, and one for each device. What
/// happens to a network happens to these, and to nothing else of the machine.
pub struct Streets {
    number: u32,
    server: Option<Ended>,
}

/// Whose device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Doctor,
    Patient,
}

const PORT: u16 = 8440;

impl Home {
    const fn letter(self) -> char {
        match self {
            Self::Doctor => 'd',
            Self::Patient => 'p',
        }
    }

    /// Each home is a network of its own, so that calls pass the middle.
    const fn network(self) -> &'static str {
        match self {
            Self::Doctor => "10.77.1",
            Self::Patient => "10.77.2",
        }
    }
}

impl Streets {
    /// Lays them out.
    pub fn lay() -> Self {
        static LAID: AtomicU32 = AtomicU32::new(0);
        let number = std::process::id() * 10 + LAID.fetch_add(1, Ordering::Relaxed);
        let streets = Self {
            number,
            server: None,
        };
        let middle = streets.middle();
        run(&format!("ip netns add {middle}"));
        run(&format!("ip -n {middle} link set lo up"));
        run(&format!(
            "ip netns exec {middle} sysctl -qw net.ipv4.ip_forward=1"
        ));
        for home in [Home::Doctor, Home::Patient] {
            let (place, letter, network) = (streets.place(home), home.letter(), home.network());
            run(&format!("ip netns add {place}"));
            run(&format!("ip -n {place} link set lo up"));
            run(&format!(
                "ip -n {middle} link add to-{letter} type veth peer name eth0 netns {place}"
            ));
            run(&format!(
                "ip -n {middle} addr add {network}.1/24 dev to-{letter}"
            ));
            run(&format!("ip -n {middle} link set to-{letter} up"));
            run(&format!("ip -n {place} addr add {network}.2/24 dev eth0"));
            run(&format!("ip -n {place} link set eth0 up"));
            run(&format!("ip -n {place} route add default via {network}.1"));
        }
        streets
    }

    fn middle(&self) -> String {
        format!("mc{}s", self.number)
    }

    fn place(&self, home: Home) -> String {
        format!("mc{}{}", self.number, home.letter())
    }

    /// Opens a clinic in the middle.
    pub fn open_clinic(&mut self, folder: &Path) {
        let mut command = within(&self.middle(), &program("MEDCONSULT_SERVER_BIN"));
        command
            .args([
                "serve",
                "--demo",
                "--listen",
                &format!("0.0.0.0:{PORT}"),
                "--data",
            ])
            .arg(folder)
            .env(
                "MEDCONSULT_SECRET",
                "a secret of the tests, long enough for HS256",
            )
            .env_remove("DATABASE_URL")
            .env("RUST_LOG", "warn")
            .stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = output.next().expect("the server starts").unwrap();
        assert!(first.starts_with("listening on"), "{first}");
        // Its further lines are read, so that it is never held up by nobody listening.
        std::thread::spawn(move || output.for_each(drop));
        self.server = Some(Ended(child));
    }

    /// Where a home finds the server.
    pub fn server(&self, home: Home) -> SocketAddr {
        format!("{}.1:{PORT}", home.network()).parse().unwrap()
    }

    /// A program at a home.
    pub fn at(&self, home: Home, program: &str) -> Command {
        within(&self.place(home), program)
    }

    /// Takes a home off the network, or puts it back.
    pub fn connect(&self, home: Home, connected: bool) {
        let (place, state) = (self.place(home), if connected { "up" } else { "down" });
        run(&format!("ip -n {place} link set eth0 {state}"));
        if connected {
            self.route(home);
        }
    }

    fn route(&self, home: Home) {
        let (place, network) = (self.place(home), home.network());
        run(&format!(
            "ip -n {place} route replace default via {network}.1"
        ));
    }

    /// Gives a home another address, as a change of networks does.
    pub fn move_house(&self, home: Home) {
        let (place, network) = (self.place(home), home.network());
        run(&format!("ip -n {place} addr del {network}.2/24 dev eth0"));
        run(&format!("ip -n {place} addr add {network}.3/24 dev eth0"));
        self.route(home);
    }

    /// Narrows the way to each home: a bucket that drops what doesn't fit.
    pub fn narrow(&self, kbit_per_s: u32) {
        for home in [Home::Doctor, Home::Patient] {
            let (middle, letter) = (self.middle(), home.letter());
            run(&format!(
                "tc -n {middle} qdisc replace dev to-{letter} root tbf rate {kbit_per_s}kbit burst 8kb latency 200ms"
            ));
        }
    }
}

impl Drop for Streets {
    fn drop(&mut self) {
        self.server = None;
        for place in [
            self.middle(),
            self.place(Home::Doctor),
            self.place(Home::Patient),
        ] {
            Command::new("ip")
                .args(["netns", "del", &place])
                .status()
                .ok();
        }
    }
}

fn within(place: &str, program: &str) -> Command {
    let mut command = Command::new("ip");
    command.args(["netns", "exec", place, program]);
    command
}

fn run(line: &str) {
    let mut words = line.split_whitespace();
    let status = Command::new(words.next().unwrap()).args(words).status();
    let done = status.is_ok_and(|status| status.success());
    assert!(
        done,
        "`{line}` failed; it wants iproute2 and the right to make network namespaces"
    );
}
