//! The links that calls are measured on.

use crate::link::{Link, Loss};
use std::time::Duration;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Look {
    /// What a person sees and hears.
    Quality,
    /// What it costs; nobody looks at more than a person would.
    Load,
    /// What a way does to it that narrows for so long to this rate, and widens again.
    Step { kilobits: u32, lasts: Duration },
}

/// One measurement.
#[derive(Clone, Copy, Debug)]
pub struct Profile {
    pub name: &'static str,
    pub label: &'static str,
    pub goal: &'static str,
    pub size: (u16, u16),
    pub look: Look,
    pub link: Link,
}

const VGA: (u16, u16) = (640, 480);
const HD: (u16, u16) = (1280, 720);

const fn profile(name: &'static str, label: &'static str, link: Link) -> Profile {
    Profile {
        name,
        label,
        goal: "",
        size: VGA,
        look: Look::Quality,
        link,
    }
}

fn link(delay: u64, percent_lost: u32, kilobits: u32) -> Link {
    Link {
        delay: Duration::from_millis(delay),
        loss: Loss::Random(f64::from(percent_lost) / 100.0),
        kilobits,
        ..Link::default()
    }
}

/// All of them, in the order of the goals.
pub fn all() -> Vec<Profile> {
    let load = |name, label, size, goal| Profile {
        size,
        goal,
        look: Look::Load,
        ..profile(name, label, Link::default())
    };
    let quality = |name, label, goal, link| Profile {
        goal,
        ..profile(name, label, link)
    };
    let far = Link {
        jitter: Duration::from_millis(25),
        ..link(100, 5, 0)
    };
    let severe = Link {
        loss: Loss::Bursts {
            share: 0.1,
            row: 4.0,
        },
        ..link(150, 0, 300)
    };
    let step = Look::Step {
        kilobits: 300,
        lasts: Duration::from_secs(12),
    };
    vec![
        quality("near", "no delay, no loss", "", Link::default()),
        quality(
            "clean",
            "80 ms round trip",
            "set-up <= 150 ms from accept, p50 <= 60 ms, p95 <= 90 ms",
            link(40, 0, 0),
        ),
        quality(
            "loss5",
            "5 % loss, 80 ms round trip",
            "30 fps, 0 freezes, guessed <= 0.5 %",
            link(40, 5, 0),
        ),
        quality(
            "loss10",
            "10 % loss, 80 ms round trip",
            ">= 29 fps, <= 1 freeze, guessed <= 1 %",
            link(40, 10, 0),
        ),
        quality(
            "narrow",
            "300 kbit/s, 50 ms round trip",
            ">= 28 fps, p50 <= 80 ms, guessed 0 %",
            link(25, 0, 300),
        ),
        quality(
            "far",
            "200 ms round trip, 25 ms jitter, 5 % loss",
            "no more freezes than Chromium",
            far,
        ),
        quality(
            "severe",
            "300 ms round trip, 10 % lost in bursts, 300 kbit/s",
            ">= 20 fps, <= 10 freezes, guessed <= 3 %",
            severe,
        ),
        Profile {
            size: HD,
            goal: "outage <= 2 s, worst latency <= 1 s, no sound guessed after 1 s; 1.5 Mbit/s within 5 s",
            look: step,
            ..profile(
                "step",
                "1280x720, 50 ms round trip, 2 Mbit/s -> 300 kbit/s -> 2 Mbit/s",
                link(25, 0, 2_000),
            )
        },
        load(
            "load480",
            "640x480, no delay",
            VGA,
            "<= 12 % of a core, <= 40 MB",
        ),
        load("load720", "1280x720, no delay", HD, ""),
    ]
}
