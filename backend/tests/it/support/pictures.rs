//! Pictures made by hand, as their formats' own documents lay them out.

/// The smallest PNG there is: one transparent pixel, its parts as the PNG specification lays them out.
pub const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\
\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\
\0\0\0\x0aIDAT\x78\x9c\x63\0\x01\0\0\x05\0\x01\x0d\x0a\x2d\xb4\
\0\0\0\0IEND\xae\x42\x60\x82";

/// A PNG (ISO/IEC 15948) that says it has this size, with `noise` bytes where its pixels would be.
pub fn png(width: u32, height: u32, noise: usize) -> Vec<u8> {
    let mut header = [width.to_be_bytes(), height.to_be_bytes()].concat();
    // Eight bits, grey, the only packing, the only filter, no interlacing.
    header.extend([8, 0, 0, 0, 0]);
    let shades = (0..).map(|n: u32| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap());
    let pixels: Vec<u8> = shades.take(noise).collect();
    png_of(&[(b"IHDR", &header), (b"IDAT", &pixels), (b"IEND", &[])])
}

/// A PNG of these chunks.
pub fn png_of(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let chunks = chunks.iter().flat_map(|(name, data)| chunk(name, data));
    b"\x89PNG\r\n\x1a\n".iter().copied().chain(chunks).collect()
}

/// One chunk of it.
pub fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let named = [name.as_slice(), data].concat();
    let length = u32::try_from(data.len()).unwrap();
    [
        &length.to_be_bytes(),
        named.as_slice(),
        &crc32(&named).to_be_bytes(),
    ]
    .concat()
}

/// ISO/IEC 15948, annex D.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 }
        })
    };
    !bytes.iter().fold(!0, step)
}
