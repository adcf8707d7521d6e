//! One voice from the channels of a microphone.
//!
//! Many sound cards have two inputs and a microphone at one of them; others give one voice twice, or
//! once upside down. So channels that agree with the loudest one are averaged, and the others are
//! left out: a mean with a dead channel is a quiet voice, and one with its mirror image is none.

/// Channels that are looked at; no sound system gives more.
pub const MAX_CHANNELS: usize = 32;
/// How much of the known energy is kept per sample when it is less loud than before: halved in 0.7 s,
/// so that a pause between two words does not change the channel.
const MEMORY: f32 = 0.999_98;
/// Another channel takes over where its energy is so many times the leading one's: 3 dB.
const TAKES_OVER: f32 = 2.0;
/// A channel joins the leading one where it has at least this share of its energy: 10 dB below.
const JOINS_ABOVE: f32 = 0.1;
/// How alike it has to be, 1 for the same.
const JOINS_ALIKE: f32 = 0.6;
/// A channel with less than this share of the leading one's energy is dead: 40 dB below.
const DEAD_BELOW: f32 = 0.000_1;
/// Mean energy of a sample, full scale being 1, under which nothing is judged: 50 dB below.
const AUDIBLE: f32 = 0.000_01;
/// How much of the way to its new share a channel goes with each sample: most of it in 5 ms, which
/// is heard neither as a click nor as a fade.
const GLIDE: f32 = 0.01;

/// Mixes down block by block. Never allocates.
pub struct ChannelMix {
    channels: usize,
    /// Of each channel: energy of a sample as remembered, product with the leading one, share.
    energy: [f32; MAX_CHANNELS],
    product: [f32; MAX_CHANNELS],
    share: [f32; MAX_CHANNELS],
    wanted: [f32; MAX_CHANNELS],
    leading: usize,
}

impl ChannelMix {
    /// Of a microphone with so many channels; of more than [`MAX_CHANNELS`], the first ones.
    #[must_use]
    pub fn new(channels: usize) -> Self {
        let channels = channels.clamp(1, MAX_CHANNELS);
        let mut mix = Self {
            channels,
            energy: [0.0; MAX_CHANNELS],
            product: [0.0; MAX_CHANNELS],
            share: [0.0; MAX_CHANNELS],
            wanted: [0.0; MAX_CHANNELS],
            leading: 0,
        };
        // Nothing is known yet, and no channel may be missed.
        let equal = 1.0 / count(channels);
        mix.share.iter_mut().take(channels).for_each(|s| *s = equal);
        mix.wanted = mix.share;
        mix
    }

    /// Listens to a block; `frames` gives each moment's samples, channel by channel.
    pub fn listen<F: Iterator<Item = f32>>(&mut self, frames: impl Iterator<Item = F>) {
        let mut energy = [0.0_f32; MAX_CHANNELS];
        let mut product = [0.0_f32; MAX_CHANNELS];
        let mut moment = [0.0_f32; MAX_CHANNELS];
        let mut length = 0_usize;
        for frame in frames {
            length += 1;
            for (slot, sample) in moment.iter_mut().zip(frame) {
                *slot = sample;
            }
            let lead = moment.get(self.leading).copied().unwrap_or_default();
            let sums = energy.iter_mut().zip(&mut product);
            for (sample, (energy, product)) in moment.iter().zip(sums).take(self.channels) {
                *energy += sample * sample;
                *product += sample * lead;
            }
        }
        if length > 0 {
            self.judge(&energy, &product, length);
        }
    }

    fn judge(
        &mut self,
        energy: &[f32; MAX_CHANNELS],
        product: &[f32; MAX_CHANNELS],
        length: usize,
    ) {
        let exponent = i32::try_from(length).unwrap_or(i32::MAX);
        let kept = MEMORY.powi(exponent);
        for (known, new) in self.energy.iter_mut().zip(energy) {
            *known = (*known * kept).max(new / count(length));
        }
        for (known, new) in self.product.iter_mut().zip(product) {
            let new = new / count(length);
            // As long remembered as the energy that it is held against.
            *known = if new.abs() > (*known * kept).abs() {
                new
            } else {
                *known * kept
            };
        }
        let lead = self.energy_of(self.leading);
        let loudest = (0..self.channels).max_by(|one, other| {
            let (one, other) = (self.energy_of(*one), self.energy_of(*other));
            one.total_cmp(&other)
        });
        let loudest = loudest.unwrap_or_default();
        if self.energy_of(loudest) > lead * TAKES_OVER {
            self.leading = loudest;
            // What was known was about the one before.
            self.product = [0.0; MAX_CHANNELS];
        }
        let lead = self.energy_of(self.leading);
        if lead < AUDIBLE {
            return;
        }
        let joins = |channel: usize| {
            let (energy, product) = (
                self.energy_of(channel),
                self.product.get(channel).copied().unwrap_or_default(),
            );
            let alike = product / (energy * lead).sqrt().max(f32::MIN_POSITIVE);
            channel == self.leading || (energy > lead * JOINS_ABOVE && alike > JOINS_ALIKE)
        };
        let together = (0..self.channels).filter(|channel| joins(*channel)).count();
        let mut wanted = [0.0; MAX_CHANNELS];
        for (channel, wanted) in wanted.iter_mut().enumerate().take(self.channels) {
            if joins(channel) {
                *wanted = 1.0 / count(together);
            }
        }
        self.wanted = wanted;
    }

    fn energy_of(&self, channel: usize) -> f32 {
        self.energy.get(channel).copied().unwrap_or_default()
    }

    /// One sample from those of one moment.
    pub fn mix(&mut self, frame: impl Iterator<Item = f32>) -> f32 {
        let shares = self.share.iter_mut().zip(&self.wanted).take(self.channels);
        frame
            .zip(shares)
            .map(|(sample, (share, wanted))| {
                *share += (wanted - *share) * GLIDE;
                sample * *share
            })
            .sum()
    }

    /// The channels on which nothing is heard while another one is heard, as bits from the lowest on;
    /// nothing while none is heard.
    #[must_use]
    pub fn dead(&self) -> Option<u32> {
        let lead = self.energy_of(self.leading);
        (lead >= AUDIBLE).then(|| {
            (0..self.channels)
                .filter(|channel| self.energy_of(*channel) < lead * DEAD_BELOW)
                .fold(0, |bits, channel| bits | (1 << channel))
        })
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "channels and samples of a block are few"
)]
const fn count(of: usize) -> f32 {
    of as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::media::audio::capture::Wave;

    /// A second of a voice through two inputs, block by block; what came of its last half, against the voice.
    fn heard(inputs: impl Fn(f32, usize) -> [f32; 2]) -> (f32, Option<u32>) {
        let mut mix = ChannelMix::new(2);
        let mut wave = Wave::new(440.0);
        let voice: Vec<f32> = (0..50).flat_map(|_| wave.piece()).collect();
        let mut out = Vec::new();
        for (block, samples) in voice.chunks(480).enumerate() {
            let frames: Vec<[f32; 2]> = samples
                .iter()
                .enumerate()
                .map(|(n, sample)| inputs(*sample, block * 480 + n))
                .collect();
            mix.listen(frames.iter().map(|frame| frame.iter().copied()));
            out.extend(frames.iter().map(|frame| mix.mix(frame.iter().copied())));
        }
        let level = |sound: &[f32]| sound.iter().map(|s| s * s).sum::<f32>().sqrt();
        (level(&out[24_000..]) / level(&voice[24_000..]), mix.dead())
    }

    fn near(level: f32, wanted: f32) -> bool {
        (level - wanted).abs() < 0.05
    }

    #[test]
    fn a_voice_at_one_of_two_inputs_is_heard_in_full_whichever_it_is() {
        let (level, dead) = heard(|voice, _| [0.0, voice]);
        assert!(near(level, 1.0) && dead == Some(0b01), "{level} {dead:?}");
        let (level, dead) = heard(|voice, _| [voice, 0.0]);
        assert!(near(level, 1.0) && dead == Some(0b10), "{level} {dead:?}");
    }

    #[test]
    fn hum_at_the_other_input_is_left_out() {
        // 30 dB below the voice at its loudest, and another tone.
        let hum = |n: usize| 0.008 * (count(n) / 48_000.0 * 50.0 * std::f32::consts::TAU).sin();
        let (level, dead) = heard(|voice, n| [hum(n), voice]);
        assert!(near(level, 1.0) && dead == Some(0), "{level} {dead:?}");
    }

    #[test]
    fn inputs_that_agree_are_averaged() {
        let (level, dead) = heard(|voice, _| [voice, 0.6 * voice]);
        assert!(near(level, 0.8) && dead == Some(0), "{level} {dead:?}");
    }

    #[test]
    fn an_input_that_is_the_mirror_image_takes_nothing_away() {
        let (level, _) = heard(|voice, _| [voice, -voice]);
        assert!(near(level, 1.0), "{level}");
    }

    #[test]
    fn nothing_is_called_dead_in_a_silent_room() {
        let (_, dead) = heard(|voice, _| [voice * 0.001, 0.0]);
        assert_eq!(dead, None);
    }

    #[test]
    fn one_input_is_itself() {
        let mut mix = ChannelMix::new(1);
        mix.listen([0.5, -0.25].map(std::iter::once).into_iter());
        assert!((mix.mix(std::iter::once(0.5)) - 0.5).abs() < 1e-6);
    }
}
