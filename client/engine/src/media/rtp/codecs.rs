//! The codecs that are offered, with their RTP payload types, feedback and header extensions.

use rtc::peer_connection::configuration::media_engine::{
    MIME_TYPE_OPUS, MIME_TYPE_RTX, MIME_TYPE_VP8,
};
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};
use webrtc::error::Result;
use webrtc::peer_connection::MediaEngine;

const OPUS_PAYLOAD_TYPE: u8 = 111;
/// What browsers use for it.
pub const RED_PAYLOAD_TYPE: u8 = 63;
/// Sound packets with copies of earlier ones (RFC 2198).
pub const MIME_TYPE_RED: &str = "audio/red";
const VP8_PAYLOAD_TYPE: u8 = 96;
const RTX_PAYLOAD_TYPE: u8 = 97;
/// The name of the header extension that carries transport-wide numbers.
pub const TRANSPORT_WIDE: &str =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

/// Opus with or without copies, and VP8 with repairs on a stream of their own; both with transport-wide numbers.
pub fn media_engine() -> Result<MediaEngine> {
    let mut engine = MediaEngine::default();
    for kind in [RtpCodecKind::Audio, RtpCodecKind::Video] {
        engine.register_codec(codec_of(kind), kind)?;
        let numbers = RTCRtpHeaderExtensionCapability {
            uri: TRANSPORT_WIDE.to_owned(),
        };
        engine.register_header_extension(numbers, kind, None)?;
    }
    let copies = RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: MIME_TYPE_RED.to_owned(),
            clock_rate: 48_000,
            channels: 2,
            sdp_fmtp_line: format!("{OPUS_PAYLOAD_TYPE}/{OPUS_PAYLOAD_TYPE}"),
            rtcp_feedback: vec![],
        },
        payload_type: RED_PAYLOAD_TYPE,
    };
    engine.register_codec(copies, RtpCodecKind::Audio)?;
    let repairs = RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: MIME_TYPE_RTX.to_owned(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: format!("apt={VP8_PAYLOAD_TYPE}"),
            rtcp_feedback: vec![],
        },
        payload_type: RTX_PAYLOAD_TYPE,
    };
    engine.register_codec(repairs, RtpCodecKind::Video)?;
    Ok(engine)
}

/// How Opus or VP8 is offered.
pub fn codec_of(kind: RtpCodecKind) -> RTCRtpCodecParameters {
    if kind == RtpCodecKind::Audio {
        return RTCRtpCodecParameters {
            rtp_codec: RTCRtpCodec {
                mime_type: MIME_TYPE_OPUS.to_owned(),
                clock_rate: 48_000,
                // Always 2 in the description (RFC 7587, 7); what is sent is mono.
                channels: 2,
                sdp_fmtp_line: "minptime=10;useinbandfec=1;usedtx=1".to_owned(),
                rtcp_feedback: feedback(&[("transport-cc", "")]),
            },
            payload_type: OPUS_PAYLOAD_TYPE,
        };
    }
    let wanted = [
        ("nack", ""),
        ("nack", "pli"),
        ("ccm", "fir"),
        ("transport-cc", ""),
    ];
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: MIME_TYPE_VP8.to_owned(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: String::new(),
            rtcp_feedback: feedback(&wanted),
        },
        payload_type: VP8_PAYLOAD_TYPE,
    }
}

fn feedback(kinds: &[(&str, &str)]) -> Vec<RTCPFeedback> {
    let kinds = kinds.iter().map(|(typ, parameter)| RTCPFeedback {
        typ: (*typ).to_owned(),
        parameter: (*parameter).to_owned(),
    });
    kinds.collect()
}
