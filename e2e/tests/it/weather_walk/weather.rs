//! The weather of a walk, and who acts in it.

use super::device::Device;
use super::people;
use crate::stage::clocks::Clocks;
use crate::stage::house::House;
use rand::RngExt;
use rand::rngs::StdRng;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A clinic and two devices.
pub struct Weather {
    pub doctor: Device,
    pub patient: Device,
    house: House,
    clocks: Clocks,
    /// How far the server's clock was set, in seconds.
    server_is_off: i64,
    /// Since when the server can be reached.
    reachable_since: Instant,
    story: Vec<String>,
    began: Instant,
    _folder: TempDir,
}

impl Weather {
    /// Both are signed in; the session can be started.
    pub async fn fair() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clocks = Clocks::make();
        let house = House::with(folder.path(), |command| clocks.adopt(command));
        let mut doctor = Device::make("doctor", house.address).await;
        let mut patient = Device::make("patient", house.address).await;
        doctor.signs_in("doctor@clinic.com", "doctor123").await;
        patient.signs_in("john@email.com", "patient123").await;
        Self {
            doctor,
            patient,
            house,
            clocks,
            server_is_off: 0,
            reachable_since: Instant::now(),
            story: Vec::new(),
            began: Instant::now(),
            _folder: folder,
        }
    }

    pub fn look(&mut self) {
        self.doctor.look();
        self.patient.look();
    }

    /// Writes down what happened.
    pub fn told(&mut self, what: String) {
        let seconds = self.began.elapsed().as_secs_f32();
        let stage = |device: &Device| {
            let glance = device.last();
            let call = glance.call.as_ref().map(|(_, stage)| format!("{stage:?}"));
            let call = call.unwrap_or_default();
            let name = call.split([' ', '{']).next().unwrap_or_default().to_owned();
            format!("{}{name}", if glance.online { "" } else { "offline " })
        };
        let (doctor, patient) = (stage(&self.doctor), stage(&self.patient));
        self.story
            .push(format!("{seconds:7.1} {what} [{doctor} | {patient}]"));
    }

    pub fn story(&self) -> String {
        self.story.join("\n")
    }

    fn anybody(&mut self, dice: &mut StdRng) -> &mut Device {
        if dice.random_bool(0.5) {
            &mut self.doctor
        } else {
            &mut self.patient
        }
    }

    /// Somebody wants something: mostly a call, now and then none.
    pub fn somebody_acts(&mut self, dice: &mut StdRng) -> String {
        self.look();
        let backs_out = dice.random_bool(0.1);
        let mut said = Vec::new();
        for (device, onwards) in [
            (&mut self.doctor, people::doctor as fn(&_) -> _),
            (&mut self.patient, people::patient),
        ] {
            if dice.random_bool(0.2) {
                continue;
            }
            let wish = if backs_out {
                people::backs_out
            } else {
                onwards
            };
            if let Some(intent) = device.view().and_then(wish) {
                said.push(format!("{} {intent:?}", device.name));
                device.wants(intent);
            }
        }
        said.join(", ")
    }

    /// Something happens.
    pub async fn turns(&mut self, dice: &mut StdRng) -> String {
        match dice.random_range(0..13) {
            0 => {
                let seconds = [-7_200, -60, 60, 3_600][dice.random_range(0..4)];
                let device = self.anybody(dice);
                device.clocks.set(seconds);
                format!("the {}'s clock is set by {seconds} s", device.name)
            }
            1 => {
                // Near the truth: a session has its hours.
                let off = dice.random_range(-120..120);
                let by = off - self.server_is_off;
                self.clocks.set(by);
                self.server_is_off = off;
                format!("the server's clock is set by {by} s")
            }
            2 => {
                let slept = Duration::from_secs(dice.random_range(5..900));
                let device = self.anybody(dice);
                device.passage.cut();
                device.passage.mend();
                device.cut = false;
                device.clocks.sleep(slept);
                device.is_disturbed();
                format!("the {}'s device slept for {slept:?}", device.name)
            }
            3 | 4 => {
                let device = self.anybody(dice);
                device.cut = !device.cut;
                if device.cut {
                    device.passage.cut();
                } else {
                    device.passage.mend();
                }
                device.is_disturbed();
                let how = if device.cut { "cut" } else { "mended" };
                format!("the {}'s way is {how}", device.name)
            }
            5 | 6 => {
                let away = Duration::from_millis(dice.random_range(0..3_000));
                self.house.kill();
                tokio::time::sleep(away).await;
                let clocks = &self.clocks;
                self.house.reopen_with(|command| clocks.adopt(command));
                self.reachable_since = Instant::now();
                format!("the server was away for {away:?}")
            }
            7 => {
                let device = self.anybody(dice);
                device.sound_restarts();
                format!("the {}'s sound server starts again", device.name)
            }
            8 => {
                let device = self.anybody(dice);
                let dead = device.changes_addresses().await;
                let what = if dead {
                    "has a dead address"
                } else {
                    "has none that is dead"
                };
                format!("the {}'s name for the server {what}", device.name)
            }
            9 => {
                let behind = dice.random_bool(0.5);
                let device = self.anybody(dice);
                device.moves_behind_proxy(behind);
                let how = if behind {
                    "behind a proxy"
                } else {
                    "without a proxy"
                };
                format!("the {}'s app starts again {how}", device.name)
            }
            _ => {
                let device = self.anybody(dice);
                device.restarts();
                format!("the {}'s app starts again", device.name)
            }
        }
    }

    /// Nothing stands in the way any more.
    pub async fn clears_up(&mut self) {
        for device in [&mut self.doctor, &mut self.patient] {
            if device.cut {
                device.passage.mend();
                device.cut = false;
                device.is_disturbed();
            }
        }
        self.look();
        self.told("all is fair".into());
    }

    pub fn who_is_offline_for_nothing(&self) -> Vec<String> {
        [&self.doctor, &self.patient]
            .into_iter()
            .filter_map(|device| device.is_offline_for_nothing(self.reachable_since))
            .collect()
    }
}
