//! Which devices there are, and news of them while somebody wants to know.

use super::audio::device::{list_microphones, list_speakers};
use client_core::{DeviceEntry, DeviceList};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot, watch};

/// How often devices are looked for. No sound library tells on every system.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What is plugged in now. Asks the system, which may take some milliseconds.
#[must_use]
pub fn list_devices() -> DeviceList {
    DeviceList {
        cameras: list_cameras(),
        microphones: list_microphones(),
        speakers: list_speakers(),
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
fn list_cameras() -> Vec<DeviceEntry> {
    super::video::camera::list_cameras()
}

/// Phones: the page knows its cameras.
#[cfg(any(target_os = "android", target_os = "ios"))]
fn list_cameras() -> Vec<DeviceEntry> {
    Vec::new()
}

/// Tells each change while `wanted` holds true, and first of all what there is.
pub(super) async fn watch_devices(
    mut wanted: watch::Receiver<bool>,
    found: mpsc::Sender<DeviceList>,
) {
    let mut known = None;
    while wanted.wait_for(|wanted| *wanted).await.is_ok() {
        // On a thread of its own, and not on the runtime's: a sound server that hangs would keep the
        // app from ending.
        let (answering, answer) = oneshot::channel();
        let thread = std::thread::Builder::new().name("devices".to_owned());
        let asked = thread.spawn(move || answering.send(list_devices()).is_ok());
        let (Ok(_), Ok(list)) = (asked, answer.await) else {
            return;
        };
        if known.as_ref() != Some(&list) {
            known = Some(list.clone());
            if found.send(list).await.is_err() {
                return;
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
