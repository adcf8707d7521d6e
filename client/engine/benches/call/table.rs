//! Prints the table for docs/benchmarks.md.

use crate::call::{Outcome, Step};
use crate::figures::Figures;
use crate::load::load_average;
use crate::profile::{Look, Profile};

pub fn begin() {
    println!("| link | Chromium | ours | goal |\n|---|---|---|---|");
}

pub fn print(profile: &Profile, theirs: Option<&Outcome>, ours: &Outcome) {
    let tell = |outcome: &Outcome| match (&outcome.step, profile.look) {
        (Some(step), _) => tell_step(outcome, step),
        (None, Look::Load) => format!(
            "{:.0} % of a core, {:.0} MB, {:.0} fps, {:.0} kbit/s",
            outcome.cpu,
            outcome.megabytes,
            mean(&outcome.ends, |end| Some(end.pictures_per_second)).unwrap_or_default(),
            outcome.kilobits,
        ),
        (None, _) => tell_quality(outcome),
    };
    println!(
        "| {} | {} | {} | {} |",
        profile.label,
        theirs.map_or_else(String::new, tell),
        tell(ours),
        profile.goal
    );
}

pub fn end() {
    println!("\nThe load average was {} at the end.", load_average());
}

fn tell_quality(outcome: &Outcome) -> String {
    let ends = &outcome.ends;
    let (width, height) = ends[0].last_size;
    let mut parts = vec![
        format!(
            "{:.1} fps",
            mean(ends, |end| Some(end.pictures_per_second)).unwrap_or_default()
        ),
        format!("{} + {} freezes", ends[0].freezes, ends[1].freezes),
        format!("{width}x{height} at {:.0} kbit/s", outcome.kilobits),
    ];
    let delay =
        |place: fn((f64, f64, f64)) -> f64| mean(ends, |end| end.glass_to_glass_ms.map(place));
    if let Some(((p50, p95), longest)) = delay(|e| e.0).zip(delay(|e| e.1)).zip(delay(|e| e.2)) {
        parts.push(format!(
            "eye p50 {p50:.0}, p95 {p95:.0}, longest {longest:.0} ms"
        ));
    }
    let mut add = |what: &str, value: Option<f64>, digits: usize, unit: &str| {
        parts.extend(value.map(|value| format!("{what} {value:.digits$}{unit}")));
    };
    add("ear", mean(ends, |end| end.mouth_to_ear_ms), 0, " ms");
    add("guessed", mean(ends, |end| end.guessed), 2, " %");
    add("PESQ", mean(ends, |end| end.voice), 2, "");
    add("PSNR", mean(ends, |end| end.likeness), 1, " dB");
    add("set-up", Some(outcome.set_up), 0, " ms");
    parts.join(", ")
}

fn tell_step(outcome: &Outcome, step: &Step) -> String {
    let longest = |pick: fn(&Figures) -> f64| step.narrow.iter().map(pick).fold(0.0, f64::max);
    let back = step.back.iter().map(|(rate, after)| {
        let after = after.map_or("not within 12 s".to_owned(), |after| {
            format!("after {after:.1} s")
        });
        format!("{:.1} Mbit/s {after}", rate / 1_000.0)
    });
    format!(
        "narrow: outage {:.1} s, worst latency {:.1} s, {:.0} fps, guessed {:.2} % (after the first second {:.2} %); \
         wide again: {}; {:.0} kbit/s on average",
        longest(|end| end.longest_gap),
        longest(|end| end.glass_to_glass_ms.map_or(0.0, |delays| delays.2)) / 1_000.0,
        mean(&step.narrow, |end| Some(end.pictures_per_second)).unwrap_or_default(),
        mean(&step.narrow, |end| end.guessed).unwrap_or_default(),
        mean(&step.settled, |end| end.guessed).unwrap_or_default(),
        back.collect::<Vec<_>>().join(", "),
        outcome.kilobits,
    )
}

/// Over both ends.
fn mean(ends: &[Figures; 2], pick: impl Fn(&Figures) -> Option<f64>) -> Option<f64> {
    let values: Vec<_> = ends.iter().filter_map(pick).collect();
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
