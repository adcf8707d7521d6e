//! Two network namespaces and the link between them: each has one end of a TUN, and this process
//! carries packets from one to the other as the link would.

use crate::link::{Link, Passage};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};
use tappers::{Interface, Tun};

/// Seeds of the two directions. Everybody who is measured loses the same packets.
const SEEDS: [u64; 2] = [11, 12];
const MAX_PACKET_BYTES: usize = 2_000;

/// When so many bytes arrived at the second home.
type Arrived = Arc<Mutex<Vec<(Instant, u32)>>>;

/// The way between two homes.
pub struct NetworkPair {
    link: Arc<Mutex<Link>>,
    arrived: Arrived,
    closed: Arc<AtomicBool>,
}

impl NetworkPair {
    /// Lays them out.
    pub fn lay(link: Link) -> Self {
        let networks = Self {
            link: Arc::new(Mutex::new(link)),
            arrived: Arrived::default(),
            closed: Arc::default(),
        };
        let ends = [0, 1].map(|home| {
            let (place, name) = (place(home), format!("call{}-{home}", std::process::id()));
            let tun = Tun::new_named(Interface::new(&name).unwrap()).expect(
                "a TUN device; it wants /dev/net/tun and the right to make network devices",
            );
            run(&format!("ip netns add {place}"));
            run(&format!("ip -n {place} link set lo up"));
            run(&format!("ip link set {name} netns {place}"));
            run(&format!(
                "ip -n {place} addr add 10.78.0.{}/24 dev {name}",
                home + 1
            ));
            // Nothing of its own accord: no router is asked for, and no other address used.
            run(&format!(
                "ip netns exec {place} sysctl -qw net.ipv6.conf.{name}.disable_ipv6=1"
            ));
            run(&format!("ip -n {place} link set {name} up"));
            run(&format!("ip -n {place} route add default dev {name}"));
            Arc::new(tun)
        });
        let [first, second] = ends;
        networks.carry((first.clone(), second.clone()), SEEDS[0], true);
        networks.carry((second, first), SEEDS[1], false);
        networks
    }

    /// Changes the link, in both directions.
    pub fn set(&self, link: Link) {
        *self.link.lock().unwrap() = link;
    }

    /// Kilobits per second that the second home got, in each `span` since `from`.
    pub fn rates(&self, from: Instant, span: Duration) -> Vec<f64> {
        let arrived = self.arrived.lock().unwrap();
        let mut rates = Vec::new();
        for (at, bytes) in arrived.iter().filter(|(at, _)| *at >= from) {
            let place = ((*at - from).as_secs_f64() / span.as_secs_f64()) as usize;
            rates.resize(rates.len().max(place + 1), 0.0);
            rates[place] += f64::from(*bytes) * 0.008 / span.as_secs_f64();
        }
        rates
    }

    /// A program at a home.
    pub fn at(&self, home: usize, program: &std::path::Path) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &place(home)]).arg(program);
        command
    }

    fn carry(&self, (from, to): (Arc<Tun>, Arc<Tun>), seed: u64, is_counted: bool) {
        let (queue, waiting) = mpsc::channel::<(Instant, Vec<u8>)>();
        let (arrived, closed) = (self.arrived.clone(), self.closed.clone());
        std::thread::spawn(move || {
            for (at, packet) in waiting {
                std::thread::sleep(at.saturating_duration_since(Instant::now()));
                if closed.load(Ordering::Relaxed) {
                    return;
                }
                if to.send(&packet).is_ok() && is_counted {
                    let bytes = u32::try_from(packet.len()).unwrap();
                    arrived.lock().unwrap().push((Instant::now(), bytes));
                }
            }
        });
        let link = self.link.clone();
        std::thread::spawn(move || {
            let mut passage = Passage::new(seed, Instant::now());
            let mut packet = [0; MAX_PACKET_BYTES];
            // It ends when the namespace and the device in it do.
            while let Ok(length) = from.recv(&mut packet) {
                let (now, link) = (Instant::now(), *link.lock().unwrap());
                let arrival = passage.pass(&link, u32::try_from(length).unwrap(), now);
                let sent = arrival.map(|at| queue.send((at, packet[..length].to_vec())));
                if sent.is_some_and(|sent| sent.is_err()) {
                    return;
                }
            }
        });
    }
}

impl Drop for NetworkPair {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        for home in [0, 1] {
            let mut tidy = Command::new("ip");
            tidy.args(["netns", "del", &place(home)]).status().ok();
        }
    }
}

fn place(home: usize) -> String {
    format!("call{}h{home}", std::process::id())
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
