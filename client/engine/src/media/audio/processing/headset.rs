//! Tells a headset by its name, because no system tells it otherwise.

/// Words in the names of what sits on or in somebody's ears, in lower case.
const WORDS: [&str; 10] = [
    "headset",
    "headphone",
    "earphone",
    "earpiece",
    "earbud",
    "airpods",
    "buds",
    "hands-free",
    "handsfree",
    "kopfhörer",
];

/// Whether a sound device of this name is a headset's. A wrong "no" costs a little of the own voice
/// while both speak; a wrong "yes" lets the other side hear itself, so only plain words count.
#[must_use]
pub fn is_headset(name: &str) -> bool {
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headsets_are_told_from_speakers() {
        for name in [
            "Plantronics Headset Mono",
            "Built-in Audio Headphones",
            "Anna's AirPods Pro",
            "Hands-Free AG Audio",
        ] {
            assert!(is_headset(name), "{name}");
        }
        for name in [
            "Built-in Audio Analog Stereo",
            "MacBook Speakers",
            "HDMI",
            "",
        ] {
            assert!(!is_headset(name), "{name}");
        }
    }
}
