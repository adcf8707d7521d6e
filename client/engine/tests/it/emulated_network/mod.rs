//! A network between two devices that loses, delays and narrows.

pub mod link;

use crate::two_devices::{Device, Options, pair_meddled};
use link::{Link, Loss, Passage};
use shared::Signal;
use std::net::{SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

/// What a packet is longer on a real wire.
const HEADERS: usize = 28;

/// Between the two devices: the callee only knows the network's address, and the caller only sees the
/// network. Both directions are alike. It ends together with the test's process.
#[derive(Clone, Default)]
pub struct EmulatedNetwork {
    link: Arc<Mutex<Link>>,
}

type Send = Arc<dyn Fn(&[u8]) + std::marker::Send + Sync>;

impl EmulatedNetwork {
    pub fn lose(&self, percent: u32) {
        self.link.lock().unwrap().loss = Loss::Random(f64::from(percent) / 100.0);
    }

    pub fn narrow(&self, kilobits: u32) {
        self.link.lock().unwrap().kilobits = kilobits;
    }

    pub fn delay(&self, millis: u64) {
        self.link.lock().unwrap().delay = Duration::from_millis(millis);
    }

    /// Opens a way to `device` and gives the address that leads to it.
    fn to(&self, device: SocketAddr) -> SocketAddr {
        let outside = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
        let inside = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
        let address = outside.local_addr().unwrap();
        inside.connect(device).unwrap();
        let other = Arc::new(Mutex::new(None));
        let (from, to, seen) = (outside.clone(), inside.clone(), other.clone());
        let receive = move |packet: &mut [u8]| {
            let (length, sender) = from.recv_from(packet).ok()?;
            *seen.lock().unwrap() = Some(sender);
            Some(length)
        };
        self.carry(1, receive, Arc::new(move |packet| drop(to.send(packet))));
        let back = move |packet: &[u8]| {
            if let Some(other) = *other.lock().unwrap() {
                let _ = outside.send_to(packet, other);
            }
        };
        self.carry(2, move |packet| inside.recv(packet).ok(), Arc::new(back));
        address
    }

    fn carry(
        &self,
        seed: u64,
        mut receive: impl FnMut(&mut [u8]) -> Option<usize> + std::marker::Send + 'static,
        send: Send,
    ) {
        let network = self.clone();
        let (queue, waiting) = mpsc::channel::<(Instant, Vec<u8>)>();
        std::thread::spawn(move || {
            for (at, packet) in waiting {
                std::thread::sleep(at.saturating_duration_since(Instant::now()));
                send(&packet);
            }
        });
        std::thread::spawn(move || {
            let mut packet = [0; 2_000];
            let mut passage = Passage::new(seed, Instant::now());
            loop {
                let Some(length) = receive(&mut packet) else {
                    continue;
                };
                let link = *network.link.lock().unwrap();
                let bytes = u32::try_from(length + HEADERS).unwrap();
                if let Some(at) = passage.pass(&link, bytes, Instant::now()) {
                    let _ = queue.send((at, packet[..length].to_vec()));
                }
            }
        });
    }
}

/// Two devices with the network between them.
pub fn pair_over(network: &EmulatedNetwork, caller: Options, callee: Options) -> (Device, Device) {
    let network = network.clone();
    let of_caller = move |signal: Signal| match signal {
        Signal::Candidate {
            candidate,
            sdp_mid,
            sdp_mline_index,
        } => {
            // candidate:foundation component protocol priority address port typ host
            let mut words: Vec<_> = candidate.split(' ').map(str::to_owned).collect();
            if words.len() < 8 || words[4] != "127.0.0.1" {
                return None;
            }
            let device = SocketAddr::new(words[4].parse().unwrap(), words[5].parse().unwrap());
            words[5] = network.to(device).port().to_string();
            Some(Signal::Candidate {
                candidate: words.join(" "),
                sdp_mid,
                sdp_mline_index,
            })
        }
        other => Some(other),
    };
    let of_callee = |signal| match signal {
        Signal::Candidate { .. } => None,
        other => Some(other),
    };
    pair_meddled(caller, callee, Box::new(of_caller), Box::new(of_callee))
}
