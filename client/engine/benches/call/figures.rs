//! From diaries to figures. Both kinds of ends are judged by the same rules here, except for the
//! guessed sound, which each end counts itself.

use crate::diary::{Diary, Seen, Task, read_sound};
use crate::film::{CLIP_SECONDS, Film};
use crate::voice_score::{lag, samples, voice_score};
use std::time::Duration;

/// A window of a call, seconds since 1970.
pub type Window = (f64, f64);

/// What one end saw and heard in a window.
#[derive(Debug, Default)]
pub struct Figures {
    pub pictures_per_second: f64,
    pub freezes: usize,
    /// From the camera to the decoded picture, milliseconds: median, 95 of a hundred, longest.
    pub glass_to_glass_ms: Option<(f64, f64, f64)>,
    /// From the mouth to the ear, milliseconds.
    pub mouth_to_ear_ms: Option<f64>,
    /// Sound that was made up, percent.
    pub guessed: Option<f64>,
    /// Likeness of pictures, decibels.
    pub likeness: Option<f64>,
    /// The voice's score.
    pub voice: Option<f64>,
    pub last_size: (u16, u16),
    /// Longest time without a new picture, seconds.
    pub longest_gap: f64,
}

/// What `here` got from `there` in a window.
pub fn figures(
    here: (&Task, &Diary),
    there: (&Task, &Diary),
    window: Window,
    film: &Film,
) -> Figures {
    let (task, diary) = here;
    let is_in = |at: f64| (window.0..window.1).contains(&at);
    let mut seen: Vec<_> = diary.seen.iter().filter(|s| is_in(s.at)).copied().collect();
    seen.sort_by(|a, b| a.at.total_cmp(&b.at));
    let delays = delays(&seen, &there.1.taken);
    let seconds: Vec<_> = diary.seconds.iter().filter(|s| is_in(s.at)).collect();
    let guessed = seconds.iter().map(|s| s.guessed_permille).sum::<f64>() / 10.0;
    let mut figures = Figures {
        pictures_per_second: seen.len() as f64 / (window.1 - window.0),
        freezes: freezes(&seen),
        glass_to_glass_ms: at(&delays, 0.5)
            .zip(at(&delays, 0.95))
            .zip(at(&delays, 1.0))
            .map(|((a, b), c)| (a, b, c)),
        guessed: (!seconds.is_empty()).then(|| guessed / seconds.len() as f64),
        likeness: likeness(task, film, window),
        last_size: seen.last().map_or((0, 0), |seen| seen.size),
        longest_gap: longest_gap(&seen, window),
        ..Figures::default()
    };
    if !task.is_frugal {
        (figures.mouth_to_ear_ms, figures.voice) = judge_sound(here, there, window);
    }
    figures
}

/// How often the picture stood still, by the rule of the W3C's statistics: a gap of more than three
/// times the mean of the last thirty, and at least 150 ms more than it.
pub fn freezes(seen: &[Seen]) -> usize {
    let gaps: Vec<_> = seen
        .windows(2)
        .map(|pair| pair[1].at - pair[0].at)
        .collect();
    let is_freeze = |place: &usize| {
        let before = &gaps[place.saturating_sub(30)..*place];
        let mean = before.iter().sum::<f64>() / before.len().max(1) as f64;
        gaps[*place] > (3.0 * mean).max(mean + 0.15)
    };
    (1..gaps.len()).filter(is_freeze).count()
}

fn longest_gap(seen: &[Seen], (from, to): Window) -> f64 {
    let times = seen.iter().map(|seen| seen.at);
    let times: Vec<_> = std::iter::once(from).chain(times).chain([to]).collect();
    let gaps = times.windows(2).map(|pair| pair[1] - pair[0]);
    gaps.fold(0.0, f64::max)
}

/// Milliseconds from the camera to the decoded picture, sorted. Numbers come again when the clip
/// starts over, so the last one before counts; one that nobody noted leaves no delay.
fn delays(seen: &[Seen], taken: &[(u32, f64)]) -> Vec<f64> {
    let delay = |seen: &Seen| {
        let before = taken.iter().rev();
        let (_, at) = before
            .into_iter()
            .find(|(number, at)| *number == seen.number && *at <= seen.at)?;
        let delay = seen.at - at;
        (delay < f64::from(CLIP_SECONDS) - 1.0).then_some(delay * 1_000.0)
    };
    let mut delays: Vec<_> = seen.iter().filter_map(delay).collect();
    delays.sort_by(f64::total_cmp);
    delays
}

fn at(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(last as f64 * share).round() as usize])
}

/// The mean over the pictures that were kept.
fn likeness(task: &Task, film: &Film, (from, to): Window) -> Option<f64> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&task.folder)
        .unwrap()
        .filter_map(Result::ok)
    {
        let name = entry.file_name().into_string().unwrap();
        let Some(name) = name
            .strip_prefix("seen-")
            .and_then(|n| n.strip_suffix(".i420"))
        else {
            continue;
        };
        let parts: Vec<u64> = name.split('-').map(|part| part.parse().unwrap()).collect();
        let at = parts[0] as f64 / 1_000.0;
        if (from..to).contains(&at) {
            let size = (parts[2] as u16, parts[3] as u16);
            let picture = std::fs::read(entry.path()).unwrap();
            found.push(film.likeness(parts[1] as u32, &picture, size));
        }
    }
    (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
}

/// A sound and when it was in the air.
struct Sound {
    samples: Vec<f32>,
    begun: f64,
    is_loop: bool,
}

impl Sound {
    /// The times that were noted scatter, because whoever noted them was late now and then, and
    /// never early: the middle of them is taken.
    fn new(path: &std::path::Path, marks: &[(usize, f64)], is_loop: bool) -> Option<Self> {
        let begun = marks
            .iter()
            .map(|(place, at)| at - *place as f64 / 48_000.0);
        let mut begun: Vec<_> = begun.collect();
        begun.sort_by(f64::total_cmp);
        let begun = at(&begun, 0.5)?;
        let samples = read_sound(path);
        (!samples.is_empty()).then_some(Self {
            samples,
            begun,
            is_loop,
        })
    }

    fn between(&self, (from, to): Window) -> Vec<f32> {
        let place = |at: f64| ((at - self.begun) * 48_000.0).max(0.0) as usize;
        let (from, to) = (place(from), place(to));
        if self.is_loop {
            return self
                .samples
                .iter()
                .cycle()
                .skip(from % self.samples.len())
                .take(to - from)
                .copied()
                .collect();
        }
        self.samples
            .get(from..to.min(self.samples.len()))
            .unwrap_or_default()
            .to_vec()
    }
}

/// Mouth to ear in milliseconds, and the voice's score.
fn judge_sound(
    here: (&Task, &Diary),
    there: (&Task, &Diary),
    window: Window,
) -> (Option<f64>, Option<f64>) {
    let said = Sound::new(
        &there.0.folder.join("said"),
        &there.1.said_marks,
        !there.0.is_browser,
    );
    let heard = Sound::new(&here.0.folder.join("heard"), &here.1.heard_marks, false);
    let Some((said, heard)) = said.zip(heard) else {
        return (None, None);
    };
    let mut delays = Vec::new();
    let mut from = window.0;
    while from + 2.0 < window.1 {
        let said = said.between((from, from + 1.0));
        let heard = heard.between((from, from + 2.0));
        let (late, alike) = lag(&said, &heard, samples(1_000));
        if alike > 0.6 {
            delays.push(late as f64 / 48.0);
        }
        from += 0.7;
    }
    delays.sort_by(f64::total_cmp);
    let Some(delay_ms) = at(&delays, 0.5) else {
        return (None, None);
    };
    let late = Duration::from_secs_f64(delay_ms / 1_000.0).as_secs_f64();
    // Pieces of some sentences each, as the method was made for.
    let mut scores = Vec::new();
    let mut from = window.0;
    while from + 8.0 + late < window.1 {
        let said = said.between((from, from + 8.0));
        let heard = heard.between((from + late, from + late + 8.0));
        scores.push(voice_score(&said, &heard));
        from += 8.0;
    }
    let score = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    (Some(delay_ms), (!scores.is_empty()).then_some(score))
}
