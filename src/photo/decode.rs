//! Decoding within bounds.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{MAX_PIXELS, MAX_SIDE, PhotoError, Picture, jpeg, mime, within_bounds};

/// Makes a picture of the bytes of a JPEG or PNG file, turned as it is to be seen. Of a damaged one,
/// what can be seen of it.
///
/// # Errors
/// When it is no such file, is too large, or nothing can be made of it.
pub fn decode(bytes: &[u8]) -> Result<Picture, PhotoError> {
    match mime(bytes) {
        "image/jpeg" => jpeg_picture(bytes, false).map(|p| p.turned(jpeg::turned(bytes))),
        "image/png" => png_picture(bytes),
        _ => Err(PhotoError::NotShown),
    }
}

/// That a picture can be decoded whole.
pub(super) fn check(bytes: &[u8]) -> Result<(), PhotoError> {
    match mime(bytes) {
        "image/jpeg" => jpeg_picture(bytes, true).map(drop),
        _ => decode(bytes).map(drop),
    }
}

fn jpeg_picture(bytes: &[u8], strict: bool) -> Result<Picture, PhotoError> {
    let side = usize::try_from(MAX_SIDE).unwrap_or(usize::MAX);
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .set_strict_mode(strict)
        .set_use_unsafe(false)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let unreadable = |error: &dyn std::fmt::Debug| PhotoError::Unreadable(shortened(error));
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|e| unreadable(&e))?;
    let (width, height) = decoder.dimensions().ok_or(PhotoError::CutOff)?;
    let (width, height) = sides(width, height);
    within_bounds(width, height)?;
    let pixels = decoder.decode().map_err(|e| unreadable(&e))?;
    Picture::new(width, height, pixels).ok_or(PhotoError::CutOff)
}

fn png_picture(bytes: &[u8]) -> Result<Picture, PhotoError> {
    let unreadable = |error: &dyn std::fmt::Debug| PhotoError::Unreadable(shortened(error));
    let most = usize::try_from(MAX_PIXELS * 4 + (1 << 20)).unwrap_or(usize::MAX);
    let limits = png::Limits { bytes: most };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(|e| unreadable(&e))?;
    let (width, height) = (reader.info().width, reader.info().height);
    within_bounds(width, height)?;
    let size = reader.output_buffer_size().filter(|&size| size <= most);
    let mut samples = vec![0; size.ok_or(PhotoError::TooLarge { width, height })?];
    let frame = reader.next_frame(&mut samples).map_err(|e| unreadable(&e))?;
    samples.truncate(frame.buffer_size());
    // What can be seen through stands on white, as on paper.
    let over = |sample: u8, alpha: u8| {
        let (sample, alpha) = (u32::from(sample), u32::from(alpha));
        u8::try_from((sample * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(255)
    };
    let pixels: Vec<u8> = match frame.color_type {
        png::ColorType::Rgb => samples,
        png::ColorType::Grayscale => samples.iter().flat_map(|&g| [g; 3]).collect(),
        png::ColorType::GrayscaleAlpha => {
            samples.chunks_exact(2).flat_map(|p| [over(p[0], p[1]); 3]).collect()
        }
        png::ColorType::Rgba => samples
            .chunks_exact(4)
            .flat_map(|p| [over(p[0], p[3]), over(p[1], p[3]), over(p[2], p[3])])
            .collect(),
        png::ColorType::Indexed => return Err(PhotoError::NotShown),
    };
    Picture::new(width, height, pixels).ok_or(PhotoError::CutOff)
}

/// Sides that are too long for a number are too long for a picture.
fn sides(width: usize, height: usize) -> (u32, u32) {
    (u32::try_from(width).unwrap_or(u32::MAX), u32::try_from(height).unwrap_or(u32::MAX))
}

/// What a library says, in a line that is not too long.
fn shortened(error: &dyn std::fmt::Debug) -> String {
    let said = format!("{error:?}");
    said.chars().filter(|c| !c.is_control()).take(120).collect()
}
