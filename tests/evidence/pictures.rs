//! Pictures to attach.

use borderfit::photo::Picture;

/// A picture of stripes; another number makes other stripes.
pub(crate) fn stripes(width: u32, height: u32, seed: u32) -> Picture {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            let on = (x / 8 + y / 8 + seed) % 3;
            pixels.extend([on as u8 * 90 + 20, (seed * 37 % 200) as u8, 200 - on as u8 * 60]);
        }
    }
    Picture::new(width, height, pixels).unwrap()
}

/// A JPEG file as a phone makes it: with the place, the device and a comment in it.
pub(crate) fn phone(seed: u32) -> Vec<u8> {
    let plain = stripes(96, 64, seed).to_jpeg();
    let mut file = plain[..20].to_vec();
    let mut segment = |marker: u8, content: &[u8]| {
        file.extend([0xff, marker]);
        file.extend(u16::try_from(content.len() + 2).unwrap().to_be_bytes());
        file.extend(content);
    };
    segment(
        0xe1,
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0SECRET-PLACE 41.1 N",
    );
    segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0SECRET-NAME");
    segment(0xfe, b"SECRET-COMMENT");
    file.extend(&plain[20..]);
    file
}
