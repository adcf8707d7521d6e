//! A walk of chance through everything that may happen to a visit: clocks that are set, lids that close,
//! ways that are cut, addresses that die, proxies, servers, apps and sound servers that end and come back, and
//! people who change their minds. At its end both are in a call.

mod device;
mod history;
mod people;
mod way;
mod weather;

use crate::rounds::rounds;
use crate::stage::PATIENCE;
use client_core::CallStage;
use device::Device;
use history::Glance;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use std::time::{Duration, Instant};
use weather::Weather;

/// Steps of one walk, and the walks, by their seeds.
struct Length {
    steps: usize,
    seeds: std::ops::Range<u64>,
}

/// The short form is one that takes a minute; the long one is what the promise is held to.
fn length() -> Length {
    let number = |variable| std::env::var(variable).ok()?.parse::<u64>().ok();
    if let Some(seed) = number("MEDCONSULT_WALK") {
        return Length {
            steps: 200,
            seeds: seed..seed + 1,
        };
    }
    Length {
        steps: rounds(25, 200),
        seeds: rounds(0..1, 0..20),
    }
}

/// How many walk at once: each waits most of its time.
const AT_ONCE: usize = 3;

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_to_a_visit_both_meet_in_the_end() {
    use futures_util::{StreamExt, stream};
    let Length { steps, seeds } = length();
    let walks = stream::iter(seeds).map(|seed| {
        tokio::spawn(async move {
            let faults = walk(seed, steps).await;
            (seed, faults)
        })
    });
    let mut found = Vec::new();
    let mut walks = walks.buffer_unordered(AT_ONCE);
    while let Some(walked) = walks.next().await {
        let (seed, faults) = walked.unwrap();
        for fault in faults {
            println!("walk {seed}: {fault}");
            found.push((seed, fault));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Walks, and tells what was broken on the way.
async fn walk(seed: u64, steps: usize) -> Vec<String> {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut weather = Weather::fair().await;
    let mut faults = Vec::new();
    for step in 0..steps {
        // How long a person or the weather takes is part of what happens.
        tokio::time::sleep(Duration::from_millis(dice.random_range(50..2_500))).await;
        let what = if dice.random_bool(0.45) {
            weather.turns(&mut dice).await
        } else {
            weather.somebody_acts(&mut dice)
        };
        weather.look();
        weather.told(format!("{step}: {what}"));
        faults.extend(weather.who_is_offline_for_nothing());
    }
    weather.clears_up().await;
    if let Err(why) = weather.both_meet().await {
        faults.push(why);
    }
    faults.extend(history::judge(
        &weather.doctor.history,
        &weather.patient.history,
    ));
    if !faults.is_empty() {
        faults.push(format!("on its way:\n{}", weather.story()));
    }
    faults
}

/// Both are in the same call and say so.
fn have_met(doctor: &Glance, patient: &Glance) -> bool {
    let active = |glance: &Glance| match &glance.call {
        Some((id, CallStage::Active { .. })) => Some(*id),
        _ => None,
    };
    active(doctor).is_some() && active(doctor) == active(patient)
}

/// How long the way to a call may take once the weather is fair: a call that is interrupted is waited for
/// one minute, and a ring that nobody hears half a minute.
const MEET_WITHIN: Duration = PATIENCE.saturating_mul(2);

impl Weather {
    /// Everybody wants the call to come about, and it does.
    async fn both_meet(&mut self) -> Result<(), String> {
        let began = Instant::now();
        loop {
            self.look();
            if have_met(self.doctor.last(), self.patient.last()) {
                return Ok(());
            }
            if began.elapsed() > MEET_WITHIN {
                return Err(format!(
                    "they never met: doctor {}, patient {}",
                    self.doctor.now_sees(),
                    self.patient.now_sees()
                ));
            }
            self.doctor.goes_on(people::doctor);
            self.patient.goes_on(people::patient);
            tokio::select! {
                () = self.doctor.shows_more() => {}
                () = self.patient.shows_more() => {}
                // What was asked for may have been lost on its way.
                () = tokio::time::sleep(Duration::from_secs(2)) => {}
            }
        }
    }
}

impl Device {
    /// Does what leads to a call from what is seen.
    fn goes_on(&mut self, wish: fn(&client_core::ViewState) -> Option<client_core::Intent>) {
        if let Some(intent) = self.view().and_then(wish) {
            self.wants(intent);
        }
    }
}
