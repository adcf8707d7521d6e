//! VP8 through libvpx: the only place that calls into it.
//!
//! Owns the two codec contexts and turns pictures into chunks and back. Never keeps a pointer of
//! libvpx beyond the call that gave it: everything that leaves this module is copied.

use super::frame::{Size, VideoFrame};
use crate::media::units::Bitrate;
use std::mem::MaybeUninit;
use std::os::raw::{c_int, c_uint, c_ulong};
use std::ptr;
use vpx_sys as vpx;

/// Ticks per second of the time stamps, the RTP clock of video (RFC 7741).
pub const CLOCK_HZ: u32 = 90_000;

/// libvpx's `VPX_EFLAG_FORCE_KF`. As one byte it fits what the encoder takes on every system: 32 bits
/// on some, 64 on others.
const FORCE_KEY_FRAME: u8 = 1;

/// libvpx refused something; holds its own error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("libvpx: {0:?}")]
pub struct VpxFault(vpx::vpx_codec_err_t);

/// Whether a picture must be decodable on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFrame {
    /// It must.
    Forced,
    /// The encoder decides.
    AsNeeded,
}

/// One encoded picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// A VP8 frame (RFC 6386).
    pub data: Vec<u8>,
    /// It can be decoded without any earlier one.
    pub is_key: bool,
}

/// Pictures of one size to VP8, tuned for calls.
pub struct Vp8Encoder {
    context: Box<vpx::vpx_codec_ctx_t>,
    config: vpx::vpx_codec_enc_cfg_t,
    size: Size,
}

/// VP8 to pictures.
pub struct Vp8Decoder {
    context: Box<vpx::vpx_codec_ctx_t>,
}

// SAFETY: a context is only touched through `&mut self`, and libvpx's contexts are not bound to the
// thread that made them.
unsafe impl Send for Vp8Encoder {}
// SAFETY: as above.
unsafe impl Send for Vp8Decoder {}

impl Vp8Encoder {
    /// An encoder for pictures of `size` at about this rate.
    ///
    /// # Errors
    /// libvpx refused the settings or has no memory.
    pub fn new(size: Size, bitrate: Bitrate) -> Result<Self, VpxFault> {
        let config = call_settings(size, bitrate)?;
        let mut context = blank_context();
        // SAFETY: the context is zeroed as libvpx asks for, the settings were filled by it, and
        // both outlive the call.
        check(unsafe {
            vpx::vpx_codec_enc_init_ver(
                &mut *context,
                vpx::vpx_codec_vp8_cx(),
                &config,
                0,
                abi(vpx::VPX_ENCODER_ABI_VERSION),
            )
        })?;
        let mut encoder = Self {
            context,
            config,
            size,
        };
        use vpx::vp8e_enc_control_id::{
            VP8E_SET_CPUUSED, VP8E_SET_MAX_INTRA_BITRATE_PCT, VP8E_SET_STATIC_THRESHOLD,
        };
        // The speed WebRTC uses on desktops; still areas are skipped; a key frame may take three
        // times a mean frame's bits, so that it doesn't block a narrow line.
        encoder.control(VP8E_SET_CPUUSED, -6)?;
        encoder.control(VP8E_SET_STATIC_THRESHOLD, 1)?;
        encoder.control(VP8E_SET_MAX_INTRA_BITRATE_PCT, 900)?;
        Ok(encoder)
    }

    /// The size of its pictures.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// Changes the rate from the next picture on.
    ///
    /// # Errors
    /// libvpx refused it.
    pub fn set_bitrate(&mut self, bitrate: Bitrate) -> Result<(), VpxFault> {
        self.config.rc_target_bitrate = bitrate.as_kbps();
        // SAFETY: context and settings are valid and outlive the call.
        check(unsafe { vpx::vpx_codec_enc_config_set(&mut *self.context, &self.config) })
    }

    /// Encodes a picture of time stamp `at` ([`CLOCK_HZ`], rising). Nothing comes back where the
    /// encoder left the picture out to keep its rate.
    ///
    /// # Errors
    /// The picture has another size, or libvpx failed.
    pub fn encode(
        &mut self,
        frame: &VideoFrame,
        at: i64,
        key: KeyFrame,
    ) -> Result<Option<Chunk>, VpxFault> {
        if frame.size() != self.size {
            return Err(VpxFault(vpx::vpx_codec_err_t::VPX_CODEC_INVALID_PARAM));
        }
        let image = borrow_image(frame)?;
        let flags = match key {
            KeyFrame::Forced => FORCE_KEY_FRAME,
            KeyFrame::AsNeeded => 0,
        };
        // SAFETY: the image points into `frame`, which outlives the call; libvpx only reads it and
        // keeps no pointer, because it looks ahead by no frame.
        check(unsafe {
            vpx::vpx_codec_encode(
                &mut *self.context,
                &image,
                at,
                c_ulong::from(CLOCK_HZ / 30),
                flags.into(),
                c_ulong::from(vpx::VPX_DL_REALTIME),
            )
        })?;
        Ok(self.take_chunk())
    }

    fn take_chunk(&mut self) -> Option<Chunk> {
        let mut iter: vpx::vpx_codec_iter_t = ptr::null();
        let mut chunk = None;
        loop {
            // SAFETY: the context is valid, `iter` starts as null as libvpx asks for; the packet
            // lives until the next call on this context.
            let packet =
                unsafe { vpx::vpx_codec_get_cx_data(&mut *self.context, &mut iter).as_ref() };
            let Some(packet) = packet else { return chunk };
            if packet.kind != vpx::vpx_codec_cx_pkt_kind::VPX_CODEC_CX_FRAME_PKT {
                continue;
            }
            // SAFETY: a packet of this kind holds the `frame` member.
            let frame = unsafe { packet.data.frame };
            let length = usize::try_from(frame.sz).unwrap_or_default();
            // SAFETY: libvpx says that `buf` holds `sz` bytes; they are copied at once.
            let data = unsafe { std::slice::from_raw_parts(frame.buf.cast::<u8>(), length) };
            chunk = Some(Chunk {
                data: data.to_vec(),
                is_key: frame.flags & vpx::VPX_FRAME_IS_KEY != 0,
            });
        }
    }

    fn control(&mut self, id: vpx::vp8e_enc_control_id, value: c_int) -> Result<(), VpxFault> {
        #[expect(clippy::as_conversions, reason = "the number of a C enum")]
        let id = id as c_int;
        // SAFETY: the context is valid, and each control used here takes one int.
        check(unsafe { vpx::vpx_codec_control_(&mut *self.context, id, value) })
    }
}

impl Drop for Vp8Encoder {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is not used again.
        unsafe { vpx::vpx_codec_destroy(&mut *self.context) };
    }
}

impl Vp8Decoder {
    /// A decoder; it starts at a key frame.
    ///
    /// # Errors
    /// libvpx has no memory.
    pub fn new() -> Result<Self, VpxFault> {
        let mut context = blank_context();
        // SAFETY: the context is zeroed; no settings means the defaults.
        check(unsafe {
            vpx::vpx_codec_dec_init_ver(
                &mut *context,
                vpx::vpx_codec_vp8_dx(),
                ptr::null(),
                0,
                abi(vpx::VPX_DECODER_ABI_VERSION),
            )
        })?;
        Ok(Self { context })
    }

    /// Decodes one chunk.
    ///
    /// # Errors
    /// The chunk is broken, or an earlier one is missing.
    pub fn decode(&mut self, chunk: &[u8]) -> Result<Option<VideoFrame>, VpxFault> {
        let length = c_uint::try_from(chunk.len())
            .map_err(|_| VpxFault(vpx::vpx_codec_err_t::VPX_CODEC_INVALID_PARAM))?;
        // SAFETY: the chunk is readable for `length` bytes and outlives the call.
        check(unsafe {
            vpx::vpx_codec_decode(
                &mut *self.context,
                chunk.as_ptr(),
                length,
                ptr::null_mut(),
                0,
            )
        })?;
        let mut iter: vpx::vpx_codec_iter_t = ptr::null();
        // SAFETY: the context is valid; the image lives until the next call on this context.
        let image = unsafe { vpx::vpx_codec_get_frame(&mut *self.context, &mut iter).as_ref() };
        Ok(image.and_then(copy_image))
    }
}

impl Drop for Vp8Decoder {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is not used again.
        unsafe { vpx::vpx_codec_destroy(&mut *self.context) };
    }
}

fn blank_context() -> Box<vpx::vpx_codec_ctx_t> {
    // SAFETY: the context is plain C data (pointers, integers, an enum whose zero is "ok"), and
    // libvpx asks for it zeroed. It is boxed because libvpx may keep its address.
    Box::new(unsafe { MaybeUninit::zeroed().assume_init() })
}

fn call_settings(size: Size, bitrate: Bitrate) -> Result<vpx::vpx_codec_enc_cfg_t, VpxFault> {
    let mut config = MaybeUninit::<vpx::vpx_codec_enc_cfg_t>::zeroed();
    // SAFETY: libvpx fills the whole structure.
    check(unsafe {
        vpx::vpx_codec_enc_config_default(vpx::vpx_codec_vp8_cx(), config.as_mut_ptr(), 0)
    })?;
    // SAFETY: filled just above.
    let mut config = unsafe { config.assume_init() };
    config.g_w = size.width().into();
    config.g_h = size.height().into();
    config.g_timebase = vpx::vpx_rational {
        num: 1,
        den: 90_000,
    };
    // One thread is enough up to 640x480 (1.7 ms a frame); larger pictures get a second one.
    config.g_threads = if size.area() > 640 * 480 { 2 } else { 1 };
    config.g_lag_in_frames = 0;
    config.g_error_resilient = vpx::VPX_ERROR_RESILIENT_DEFAULT;
    config.rc_end_usage = vpx::vpx_rc_mode::VPX_CBR;
    config.rc_target_bitrate = bitrate.as_kbps();
    config.rc_dropframe_thresh = 30;
    config.rc_min_quantizer = 2;
    config.rc_max_quantizer = 56;
    config.rc_undershoot_pct = 100;
    config.rc_overshoot_pct = 15;
    // Milliseconds.
    config.rc_buf_initial_sz = 500;
    config.rc_buf_optimal_sz = 600;
    config.rc_buf_sz = 1_000;
    // Key frames come when asked for; this is only a backstop.
    config.kf_mode = vpx::vpx_kf_mode::VPX_KF_AUTO;
    config.kf_max_dist = 3_000;
    Ok(config)
}

fn borrow_image(frame: &VideoFrame) -> Result<vpx::vpx_image_t, VpxFault> {
    let (width, height) = (frame.size().width().into(), frame.size().height().into());
    let planes = frame.planes();
    let mut image = MaybeUninit::<vpx::vpx_image_t>::zeroed();
    // SAFETY: libvpx fills the structure and only stores the pointer it gets; it never writes
    // through it while encoding.
    let wrapped = unsafe {
        vpx::vpx_img_wrap(
            image.as_mut_ptr(),
            vpx::vpx_img_fmt_t::VPX_IMG_FMT_I420,
            width,
            height,
            1,
            planes[0].0.as_ptr().cast_mut(),
        )
    };
    if wrapped.is_null() {
        return Err(VpxFault(vpx::vpx_codec_err_t::VPX_CODEC_MEM_ERROR));
    }
    // SAFETY: filled just above.
    let mut image = unsafe { image.assume_init() };
    // The frame's planes are separate, and their strides may differ from what wrapping assumed.
    let slots = image.planes.iter_mut().zip(&mut image.stride);
    for ((data, stride), (plane, own_stride)) in slots.zip(planes) {
        *data = plane.as_ptr().cast_mut();
        *stride = c_int::try_from(own_stride).unwrap_or_default();
    }
    Ok(image)
}

fn copy_image(image: &vpx::vpx_image_t) -> Option<VideoFrame> {
    if image.fmt != vpx::vpx_img_fmt_t::VPX_IMG_FMT_I420 {
        return None;
    }
    let size = Size::new(
        u16::try_from(image.d_w).ok()?,
        u16::try_from(image.d_h).ok()?,
    )?;
    let heights = [size, size.chroma(), size.chroma()].map(Size::height);
    let widths = [size, size.chroma(), size.chroma()].map(Size::width);
    let mut planes = [(&[][..], 0); 3];
    for (index, slot) in planes.iter_mut().enumerate() {
        let stride = usize::try_from(*image.stride.get(index)?).ok()?;
        let rows = usize::from(*heights.get(index)?);
        let length = stride * (rows - 1) + usize::from(*widths.get(index)?);
        let data = *image.planes.get(index)?;
        // SAFETY: libvpx says that the plane has `rows` rows, `stride` bytes apart, the last one
        // at least `width` bytes long; it stays valid until the next call on the decoder, and it
        // is copied before that.
        *slot = (unsafe { std::slice::from_raw_parts(data, length) }, stride);
    }
    VideoFrame::from_strided(size, planes)
}

fn check(code: vpx::vpx_codec_err_t) -> Result<(), VpxFault> {
    match code {
        vpx::vpx_codec_err_t::VPX_CODEC_OK => Ok(()),
        fault => Err(VpxFault(fault)),
    }
}

fn abi(version: u32) -> c_int {
    c_int::try_from(version).unwrap_or_default()
}
