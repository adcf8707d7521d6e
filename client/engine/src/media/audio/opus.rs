//! Opus, set up for speech.

use super::{PIECE_SAMPLES, Piece, SAMPLE_RATE};
use crate::media::units::Bitrate;
use bytes::Bytes;
use opus::{Application, Channels, Decoder, Encoder};

/// The rate of speech at first; silence takes next to none.
const FIRST_BITRATE: Bitrate = Bitrate::kbps(32);
/// At 9 and above silence was never recognised; against 5 it is worth 0.2 of PESQ.
const COMPLEXITY: i32 = 6;
/// Loss the encoder prepares for before the other side has reported any.
const FIRST_LOSS_PERCENT: i32 = 5;
/// Largest packet a single frame can become (RFC 6716, 3.2.1).
const MAX_PACKET_BYTES: usize = 1_275;
/// Packets of this length say that nothing is said; they need not be sent (RFC 6716, 2.1.9).
const SILENT_PACKET_BYTES: usize = 2;
/// Longest sound in one packet: 120 ms.
const MAX_DECODED_SAMPLES: usize = 5_760;

/// Sound to Opus.
pub struct AudioEncoder {
    encoder: Encoder,
    bitrate: Bitrate,
}

impl AudioEncoder {
    /// An encoder.
    ///
    /// # Errors
    /// libopus has no memory or refused a setting.
    pub fn new() -> opus::Result<Self> {
        let mut encoder = Encoder::new(SAMPLE_RATE, Channels::Mono, Application::Voip)?;
        encoder.set_complexity(COMPLEXITY)?;
        encoder.set_inband_fec(true)?;
        encoder.set_packet_loss_perc(FIRST_LOSS_PERCENT)?;
        encoder.set_dtx(true)?;
        let mut encoder = Self {
            encoder,
            bitrate: Bitrate::ZERO,
        };
        encoder.set_bitrate(FIRST_BITRATE);
        Ok(encoder)
    }

    /// Changes the rate from the next piece on.
    pub fn set_bitrate(&mut self, bitrate: Bitrate) {
        if bitrate == self.bitrate {
            return;
        }
        let wanted = i32::try_from(bitrate.as_bps()).unwrap_or(i32::MAX);
        // Where it is refused the old one goes on.
        if self
            .encoder
            .set_bitrate(opus::Bitrate::Bits(wanted))
            .is_ok()
        {
            self.bitrate = bitrate;
        }
    }

    /// Prepares for `percent` of packets being lost; never for less than at the start, because
    /// losses come without warning.
    pub fn expect_loss(&mut self, percent: u8) {
        let percent = i32::from(percent).clamp(FIRST_LOSS_PERCENT, 50);
        // A refused hint changes nothing that matters.
        let _ = self.encoder.set_packet_loss_perc(percent);
    }

    /// Encodes one piece; nothing where there is nothing to send, because nobody speaks.
    ///
    /// # Errors
    /// libopus failed.
    pub fn encode(&mut self, piece: &Piece) -> opus::Result<Option<Bytes>> {
        let mut packet = [0; MAX_PACKET_BYTES];
        let length = self.encoder.encode_float(piece, &mut packet)?;
        let sent = packet
            .get(..length)
            .filter(|p| p.len() > SILENT_PACKET_BYTES);
        Ok(sent.map(Bytes::copy_from_slice))
    }
}

/// Packets to sound. What can't be decoded is concealed, so it always gives sound.
pub trait Decode {
    /// The sound of a packet.
    fn decode(&mut self, packet: &[u8]) -> Vec<f32>;
    /// `samples` of lost sound: the end of it from the copy in the packet after it, if there is one,
    /// and the rest guessed.
    fn repair(&mut self, packet_after: &[u8], samples: usize) -> Vec<f32>;
    /// A guess at what `samples` of lost sound were like.
    fn conceal(&mut self, samples: usize) -> Vec<f32>;
}

/// Opus to sound.
pub struct AudioDecoder {
    decoder: Decoder,
}

impl AudioDecoder {
    /// A decoder.
    ///
    /// # Errors
    /// libopus has no memory.
    pub fn new() -> opus::Result<Self> {
        let decoder = Decoder::new(SAMPLE_RATE, Channels::Mono)?;
        Ok(Self { decoder })
    }
}

impl Decode for AudioDecoder {
    fn decode(&mut self, packet: &[u8]) -> Vec<f32> {
        let mut sound = vec![0.0; MAX_DECODED_SAMPLES];
        match self.decoder.decode_float(packet, &mut sound, false) {
            Ok(samples) if samples > 0 => {
                sound.truncate(samples);
                sound
            }
            Ok(_) | Err(_) => self.conceal(PIECE_SAMPLES),
        }
    }

    fn repair(&mut self, packet_after: &[u8], samples: usize) -> Vec<f32> {
        let mut sound = vec![0.0; samples];
        match self.decoder.decode_float(packet_after, &mut sound, true) {
            Ok(_) => sound,
            Err(_) => self.conceal(samples),
        }
    }

    fn conceal(&mut self, samples: usize) -> Vec<f32> {
        let mut sound = vec![0.0; samples];
        if self.decoder.decode_float(&[], &mut sound, false).is_err() {
            sound.fill(0.0);
        }
        sound
    }
}

/// Whether a packet carries a copy of the sound before it (RFC 6716, 2.1.7): the second bit of its
/// first frame, where that is of the kind that has one, is one frame of up to 20 ms, and mono.
#[must_use]
pub fn holds_copy(packet: &[u8]) -> bool {
    const ONE_FRAME: u8 = 0b011;
    const STEREO: u8 = 0b100;
    let Some((head, frame)) = packet.split_first() else {
        return false;
    };
    // 3.1: below 16 the voice's half of Opus is in it; of its frame lengths two are over 20 ms.
    let kind = head >> 3;
    let short = (12..16).contains(&kind) || (kind < 12 && kind % 4 < 2);
    let plain = head & (ONE_FRAME | STEREO) == 0;
    short && plain && frame.first().is_some_and(|first| first & 0x40 != 0)
}

/// Ticks of RTP's clock that a packet covers; nothing for what is no Opus packet.
#[must_use]
pub fn packet_ticks(packet: &[u8]) -> Option<u32> {
    let samples = opus::packet::get_nb_samples(packet, SAMPLE_RATE).ok()?;
    u32::try_from(samples).ok()
}

#[cfg(test)]
mod tests {
    use super::super::capture::Wave;
    use super::*;

    #[test]
    fn silence_is_hardly_sent_and_a_tone_is() {
        let mut encoder = AudioEncoder::new().unwrap();
        let silent = (0..100).filter(|_| encoder.encode(&[0.0; PIECE_SAMPLES]).unwrap().is_some());
        let silent = silent.count();
        assert!(silent <= 20, "{silent} of 100 silent pieces were sent");
        let mut wave = Wave::new(440.0);
        let loud = (0..250).filter(|_| encoder.encode(&wave.piece()).unwrap().is_some());
        assert_eq!(loud.count(), 250);
    }

    #[test]
    fn garbage_is_concealed() {
        let mut decoder = AudioDecoder::new().unwrap();
        assert_eq!(decoder.decode(&[0xff; 3]).len(), PIECE_SAMPLES);
        assert_eq!(decoder.repair(&[], PIECE_SAMPLES).len(), PIECE_SAMPLES);
        assert_eq!(packet_ticks(&[]), None);
    }
}
