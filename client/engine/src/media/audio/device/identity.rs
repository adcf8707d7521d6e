//! Which device is which.
//!
//! A device goes by the id that its sound system gave it, because two may have the same name. Where
//! the id is gone, as after a change of the socket, the name finds it again.

use super::host::{Direction, host, is_pretended};
use client_core::DeviceEntry;
use cpal::traits::DeviceTrait;
use cpal::{Device, Host};

/// The microphones that are plugged in. Asks the sound system, which may hang.
#[must_use]
pub fn list_microphones() -> Vec<DeviceEntry> {
    list(Direction::In)
}

/// The speakers that are plugged in. Asks the sound system, which may hang.
#[must_use]
pub fn list_speakers() -> Vec<DeviceEntry> {
    list(Direction::Out)
}

fn list(direction: Direction) -> Vec<DeviceEntry> {
    let devices = host().map(|host| direction.devices(&host));
    let mut found: Vec<DeviceEntry> = devices.iter().flatten().filter_map(entry).collect();
    // A sound server that was started again names them in another order.
    found.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    found.dedup();
    found
}

/// What a device is called; nothing where a sound server only pretends it.
pub fn entry(device: &Device) -> Option<DeviceEntry> {
    let name = device.description().ok()?.name().to_owned();
    // Not every sound system gives ids.
    let Ok(id) = device.id() else {
        return Some(DeviceEntry::named(name));
    };
    (!is_pretended(id.id())).then(|| DeviceEntry {
        id: id.to_string(),
        name,
    })
}

/// A device to be opened.
pub struct Picked {
    /// The sound system's.
    pub device: Device,
    /// What it is called.
    pub entry: DeviceEntry,
}

/// The wanted device; the system's choice where none is wanted or that one is not plugged in.
pub fn pick(host: &Host, direction: Direction, wanted: Option<&DeviceEntry>) -> Option<Picked> {
    let found = wanted.and_then(|wanted| pick_exactly(host, direction, wanted));
    found.or_else(|| {
        let device = direction.usual(host)?;
        Some(Picked {
            entry: entry(&device)?,
            device,
        })
    })
}

/// The wanted device and no other.
pub fn pick_exactly(host: &Host, direction: Direction, wanted: &DeviceEntry) -> Option<Picked> {
    let devices = direction.devices(host).into_iter();
    let named = devices.filter_map(|device| Some((entry(&device)?, device)));
    let mut named: Vec<(DeviceEntry, Device)> = named.collect();
    let place = place_of(wanted, named.iter().map(|(entry, _)| entry))?;
    let (entry, device) = named.swap_remove(place);
    Some(Picked { device, entry })
}

/// Where the wanted device stands: the one of its id, or else the first one of its name.
fn place_of<'a>(
    wanted: &DeviceEntry,
    found: impl Iterator<Item = &'a DeviceEntry> + Clone,
) -> Option<usize> {
    let mut by_id = found.clone();
    let mut by_name = found;
    by_id
        .position(|entry| entry.id == wanted.id)
        .or_else(|| by_name.position(|entry| entry.name == wanted.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, name: &str) -> DeviceEntry {
        DeviceEntry {
            id: id.to_owned(),
            name: name.to_owned(),
        }
    }

    #[test]
    fn of_two_with_one_name_the_id_decides_and_the_name_where_the_id_is_gone() {
        let found = [
            entry("pulseaudio:built-in", "Speakers"),
            entry("pulseaudio:usb-1", "USB-Headset"),
            entry("pulseaudio:usb-2", "USB-Headset"),
        ];
        let place = |id, name| place_of(&entry(id, name), found.iter());
        assert_eq!(place("pulseaudio:usb-2", "USB-Headset"), Some(2));
        assert_eq!(place("pulseaudio:usb-1", "USB-Headset"), Some(1));
        assert_eq!(place("pulseaudio:usb-9", "USB-Headset"), Some(1));
        // As it was kept while devices went by their names alone.
        assert_eq!(place("Speakers", "Speakers"), Some(0));
        assert_eq!(place("pulseaudio:usb-9", "Earphones"), None);
    }
}
