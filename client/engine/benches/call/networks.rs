//! Two network namespaces and the link between them: each has one end of a TUN, and this process
//! carries packets from one to the other as the link would.

use crate::link::{Link, Passage};
use crate::netns::{Namespace, run};
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

/// The two networks of a call, one for each of its ends.
pub struct Networks {
    link: Arc<Mutex<Link>>,
    arrived: Arrived,
    closed: Arc<AtomicBool>,
    homes: [Namespace; 2],
}

impl Networks {
    /// Makes them.
    pub fn make(link: Link) -> Self {
        let number = std::process::id();
        let [first, second] = [0, 1].map(|home| {
            let device = format!("call{number}-{home}");
            let tun = Tun::new_named(Interface::new(&device).unwrap()).expect(
                "a TUN device; it wants /dev/net/tun and the right to make network devices",
            );
            let inside = Namespace::add(format!("call{number}h{home}"));
            run(&format!("ip link set {device} netns {}", inside.name()));
            inside.ip(&format!("addr add 10.78.0.{}/24 dev {device}", home + 1));
            // Nothing of its own accord: no router is asked for, and no other address used.
            inside.run(&format!("sysctl -qw net.ipv6.conf.{device}.disable_ipv6=1"));
            inside.ip(&format!("link set {device} up"));
            inside.ip(&format!("route add default dev {device}"));
            (Arc::new(tun), inside)
        });
        let networks = Self {
            link: Arc::new(Mutex::new(link)),
            arrived: Arrived::default(),
            closed: Arc::default(),
            homes: [first.1, second.1],
        };
        let (first, second) = (first.0, second.0);
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
        self.homes[home].command(program)
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

impl Drop for Networks {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}
