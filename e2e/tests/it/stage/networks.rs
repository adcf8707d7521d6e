use super::desktop::Ended;
use super::house::serve;
use super::terminal::program;
use crate::netns::{Namespace, run};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// Three network namespaces: the server's in the middle, which routes, and one for each device. What
/// happens to a network happens to these, and to nothing else of the machine.
pub struct Networks {
    /// Ends before the network it is in.
    server: Option<Ended>,
    middle: Namespace,
    homes: [Namespace; 2],
    /// Folders with what the places know names by.
    names: Vec<PathBuf>,
}

impl Drop for Networks {
    fn drop(&mut self) {
        for folder in &self.names {
            std::fs::remove_dir_all(folder).ok();
        }
    }
}

/// Whose device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Doctor,
    Patient,
}

pub const PORT: u16 = 8440;

impl Home {
    const ALL: [Self; 2] = [Self::Doctor, Self::Patient];

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

    /// The same of IPv6, of those that are set apart for examples (RFC 3849).
    const fn network_of_ipv6(self) -> &'static str {
        match self {
            Self::Doctor => "2001:db8:77:1",
            Self::Patient => "2001:db8:77:2",
        }
    }
}

impl Networks {
    /// Makes them.
    pub fn make() -> Self {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let number = std::process::id() * 10 + MADE.fetch_add(1, Ordering::Relaxed);
        let middle = Namespace::add(format!("mc{number}s"));
        middle.run("sysctl -qw net.ipv4.ip_forward=1");
        let homes = Home::ALL.map(|home| {
            let (letter, network) = (home.letter(), home.network());
            let inside = Namespace::add(format!("mc{number}{letter}"));
            let peer = inside.name();
            middle.ip(&format!(
                "link add to-{letter} type veth peer name eth0 netns {peer}"
            ));
            middle.ip(&format!("addr add {network}.1/24 dev to-{letter}"));
            middle.ip(&format!("link set to-{letter} up"));
            inside.ip(&format!("addr add {network}.2/24 dev eth0"));
            inside.ip("link set eth0 up");
            inside.ip(&format!("route add default via {network}.1"));
            inside
        });
        Self {
            server: None,
            middle,
            homes,
            names: Vec::new(),
        }
    }

    const fn of(&self, home: Home) -> &Namespace {
        let [doctor, patient] = &self.homes;
        match home {
            Home::Doctor => doctor,
            Home::Patient => patient,
        }
    }

    /// Opens a clinic in the middle.
    pub fn open_clinic(&mut self, folder: &Path) {
        self.open_clinic_with(folder, |_| {});
    }

    /// Opens one that listens on every address of the middle; `more` has the last word on how.
    pub fn open_clinic_with(&mut self, folder: &Path, more: impl FnOnce(&mut Command)) {
        let mut command = self.middle.command(program("MEDCONSULT_SERVER_BIN"));
        more(&mut command);
        let (server, _) = serve(command, folder, &format!("[::]:{PORT}"));
        self.server = Some(Ended(server));
    }

    /// A program in the middle, with its arguments; it ends with the test.
    pub fn start_in_the_middle(&self, line: &str) -> Ended {
        let mut words = line.split_whitespace();
        let mut command = self.middle.command(words.next().unwrap());
        let child = command.args(words).stdout(Stdio::null()).spawn();
        Ended(child.unwrap())
    }

    /// Gives the middle an address behind which nothing else lies.
    pub fn add_address_in_the_middle(&self, address: &str) {
        self.middle.ip(&format!("addr add {address} dev lo"));
    }

    /// Gives a home addresses of IPv6 as well.
    pub fn add_ipv6(&self, home: Home) {
        let (letter, network) = (home.letter(), home.network_of_ipv6());
        self.middle.run("sysctl -qw net.ipv6.conf.all.forwarding=1");
        self.middle
            .ip(&format!("addr add {network}::1/64 nodad dev to-{letter}"));
        let inside = self.of(home);
        inside.ip(&format!("addr add {network}::2/64 nodad dev eth0"));
        inside.ip(&format!("-6 route add default via {network}::1"));
    }

    /// Takes a home's addresses of IPv4 away.
    pub fn remove_ipv4(&self, home: Home) {
        self.of(home).ip("-4 addr flush dev eth0");
    }

    /// Leaves a home nothing but its own network.
    pub fn remove_way_out(&self, home: Home) {
        self.of(home).ip("route del default");
    }

    /// Lets the middle swallow what goes to these addresses, and tell nobody.
    pub fn swallow(&self, addresses: &str) {
        self.middle.ip(&format!("route add blackhole {addresses}"));
    }

    /// Has programs that start at a place from now on know a name by these addresses, in this order.
    /// No home is the middle.
    pub fn name(&mut self, place: Option<Home>, name: &str, addresses: &[&str]) {
        let namespace = place.map_or(&self.middle, |home| self.of(home)).name();
        // What lies there is laid over /etc by `ip netns exec`.
        let folder = Path::new("/etc/netns").join(namespace);
        std::fs::create_dir_all(&folder).unwrap();
        let lines: String = addresses
            .iter()
            .map(|it| format!("{it} {name}\n"))
            .collect();
        std::fs::write(
            folder.join("hosts"),
            format!("127.0.0.1 localhost\n{lines}"),
        )
        .unwrap();
        // All of a name's addresses count, and not the first one alone.
        std::fs::write(folder.join("host.conf"), "multi on\n").unwrap();
        self.names.push(folder);
    }

    /// Where a home finds the server.
    pub fn server(&self, home: Home) -> SocketAddr {
        format!("{}.1:{PORT}", home.network()).parse().unwrap()
    }

    /// A program at a home.
    pub fn at(&self, home: Home, program: &str) -> Command {
        let mut command = self.of(home).command(program);
        // The server lies in a network of its own, and speaks in the clear.
        command.env("MEDCONSULT_PLAIN_HTTP", "true");
        command
    }

    /// Takes a home off the network, or puts it back.
    pub fn connect(&self, home: Home, connected: bool) {
        let state = if connected { "up" } else { "down" };
        self.of(home).ip(&format!("link set eth0 {state}"));
        if connected {
            self.route(home);
        }
    }

    fn route(&self, home: Home) {
        let route = format!("route replace default via {}.1", home.network());
        self.of(home).ip(&route);
    }

    /// Gives a home another address, as a change of networks does.
    pub fn change_address(&self, home: Home) {
        let network = home.network();
        let inside = self.of(home);
        inside.ip(&format!("addr del {network}.2/24 dev eth0"));
        inside.ip(&format!("addr add {network}.3/24 dev eth0"));
        self.route(home);
    }

    /// Lets the way to a home pass packets of so many bytes at most. The home doesn't know, and isn't told.
    pub fn shrink(&self, home: Home, bytes: u32) {
        self.middle
            .ip(&format!("link set to-{} mtu {bytes}", home.letter()));
    }

    /// Narrows the way to each home: a bucket that drops what doesn't fit.
    pub fn narrow(&self, kbit_per_s: u32) {
        let middle = self.middle.name();
        for home in Home::ALL {
            let letter = home.letter();
            run(&format!(
                "tc -n {middle} qdisc replace dev to-{letter} root tbf rate {kbit_per_s}kbit burst 8kb latency 200ms"
            ));
        }
    }
}
