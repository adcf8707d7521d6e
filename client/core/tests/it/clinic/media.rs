//! The simulated media engines: whose peer connection has agreed with whose, and where media flows.
//!
//! As strict as true ones: media flows only between two ends that know each other's present certificate. An
//! end that agreed with one certificate never agrees with another (RFC 8842, 5): it has to be made anew.

use super::device::Open;
use super::{Clinic, Event};
use client_core::{MediaCommand, MediaEvent, MediaRole};
use shared::{Signal, Transport};

/// Certificates of whoever sits between the two begin so.
const OF_A_MIDDLE: &str = "v=0\r\na=fingerprint:sha-256 EE:";

impl Clinic {
    pub(super) fn on_media(&mut self, device: usize, command: MediaCommand) {
        use MediaCommand as Do;
        use MediaRole::{Answerer, Offerer};
        let Some(open) = self.devices[device].media.clone() else {
            return;
        };
        match (command, open.role) {
            (Do::Open { .. } | Do::Restart { .. }, Offerer) => self.offer(device),
            (Do::Renew { .. }, Offerer) => self.offer_anew(device),
            (Do::Restart { .. }, Answerer) => {
                let transport = match open.other {
                    Some(_) => Transport::Kept,
                    None => Transport::New,
                };
                self.say(device, Signal::OfferWanted { transport });
            }
            (Do::Signal { signal, .. }, role) => self.on_signal(device, role, signal),
            _ => {}
        }
        self.look_at_media();
    }

    fn on_signal(&mut self, device: usize, role: MediaRole, signal: Signal) {
        let other = |open: &Open, sdp: &String| open.other.as_ref().is_some_and(|own| own != sdp);
        let open = self.devices[device].media.clone().unwrap();
        match (role, signal) {
            (MediaRole::Offerer, Signal::OfferWanted { transport }) => {
                if transport == Transport::New && open.other.is_some() {
                    self.offer_anew(device);
                } else {
                    self.offer(device);
                }
            }
            (MediaRole::Answerer, Signal::Offer { sdp, .. }) => {
                if other(&open, &sdp) {
                    self.devices[device].renew();
                }
                self.devices[device].agree(sdp);
                let answer = self.devices[device].description(device);
                self.say(device, Signal::answer(answer));
            }
            (MediaRole::Offerer, Signal::Answer { sdp, .. }) if other(&open, &sdp) => {
                self.offer_anew(device);
            }
            (MediaRole::Offerer, Signal::Answer { sdp, .. }) => self.devices[device].agree(sdp),
            _ => {}
        }
    }

    fn offer_anew(&mut self, device: usize) {
        self.devices[device].renew();
        self.offer(device);
    }

    fn offer(&mut self, device: usize) {
        let sdp = self.devices[device].description(device);
        self.say(device, Signal::offer(sdp));
    }

    fn say(&mut self, device: usize, signal: Signal) {
        let call_id = self.devices[device].media.as_ref().unwrap().call_id;
        let event = MediaEvent::Signal { call_id, signal };
        self.at(5, Event::Media(device, event));
    }

    /// Whether this end has agreed with one that is there now.
    fn is_met(&self, device: usize) -> bool {
        let open = self.devices[device].media.as_ref();
        let Some(open) = open.filter(|open| open.agreed && self.devices[device].network.up) else {
            return false;
        };
        let is_at = |other: usize| {
            other != device
                && self.devices[other].media.is_some()
                && open.other == Some(self.devices[other].description(other))
        };
        let with_a_middle = open
            .other
            .as_ref()
            .is_some_and(|sdp| sdp.starts_with(OF_A_MIDDLE));
        with_a_middle || (0..self.devices.len()).any(is_at)
    }

    /// Media flows between two devices that agreed while both are on the network.
    pub fn look_at_media(&mut self) {
        let met = (0..self.devices.len()).filter(|device| self.is_met(*device));
        let flows = met.count() >= 2;
        for device in 0..self.devices.len() {
            let Some(open) = self.devices[device].media.as_mut() else {
                continue;
            };
            if flows != open.receiving {
                open.receiving = flows;
                // A path that broke needs a new agreement, and is noticed after two seconds.
                open.agreed &= flows;
                let event = MediaEvent::Receiving {
                    call_id: open.call_id,
                    receiving: flows,
                };
                if flows {
                    // It was away for less than that.
                    self.events.retain(|_, event| !is_silence(event, device));
                }
                self.at(if flows { 40 } else { 2_000 }, Event::Media(device, event));
            }
        }
    }
}

/// A device is about to notice that nothing arrives.
fn is_silence(event: &Event, at: usize) -> bool {
    matches!(
        event,
        Event::Media(device, MediaEvent::Receiving { receiving: false, .. }) if *device == at
    )
}
