//! A photo on the page: two of them fit on one. Knows the flow of pages.

use std::sync::Arc;

use lopdf::{Dictionary, Document as Pdf, ObjectId, Stream, dictionary};

use super::error::PdfError;
use super::flow::{At, Flow};
use super::paragraph::Line;
use super::structure::Role;
use super::table::{caption_height, caption_lines, draw_caption};
use super::theme::{self, BLACK, FLOAT_GAP};
use super::units::{Length, mm, pt, tenths};
use crate::report::document::Photo;

/// Highest that a photo is printed, so that two with their captions fill a page.
const HIGHEST: Length = mm(100);

/// A picture that a page draws by its number.
pub(super) struct Image {
    jpeg: Arc<[u8]>,
    width: u32,
    height: u32,
}

impl Image {
    /// What of it counts into the id of a file.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.jpeg
    }
}

/// Sets a photo with its caption below it.
pub(super) fn photo(flow: &mut Flow<'_>, photo: &Photo) -> Result<(), PdfError> {
    let caption = caption_lines(flow, &photo.id, &photo.caption, "")?;
    let words = caption_height(&caption) + theme::ITEM_GAP;
    let room = (flow.width(), HIGHEST.min((flow.capacity() - FLOAT_GAP) / 2 - words - FLOAT_GAP));
    let extent = fitting((photo.width, photo.height), room);
    flow.space(FLOAT_GAP);
    flow.reserve(extent.1 + words)?;
    flow.anchor(At::Row, &photo.anchor, "");
    let left = flow.left();
    let corner = (flow.mirrored(left, extent.0), flow.y());
    picture(flow, photo, corner, extent);
    let (canvas, _) = flow.draw();
    canvas.outline_box(corner, extent, tenths(5), theme::RULE);
    flow.advance(extent.1 + theme::ITEM_GAP);
    draw(flow, &caption);
    flow.space(FLOAT_GAP);
    Ok(())
}

/// Sets the picture at the top of a cover, where reading starts.
pub(super) fn logo(flow: &mut Flow<'_>, photo: &Photo) -> Result<(), PdfError> {
    let extent = fitting((photo.width, photo.height), (mm(60), mm(24)));
    flow.reserve(extent.1)?;
    let corner = (flow.mirrored(flow.left(), extent.0), flow.y());
    picture(flow, photo, corner, extent);
    flow.advance(extent.1 + pt(12));
    Ok(())
}

/// Sets a picture, with its words for those who do not see it, into this place.
fn picture(flow: &mut Flow<'_>, photo: &Photo, corner: (Length, Length), extent: (Length, Length)) {
    let number = flow.image(Image {
        jpeg: Arc::clone(&photo.jpeg),
        width: photo.width,
        height: photo.height,
    });
    flow.figure_content(&photo.alt, corner, extent, |canvas, _| {
        canvas.image(number, corner, extent);
    });
    flow.end_figure();
}

fn draw(flow: &mut Flow<'_>, caption: &[Line]) {
    let element = (!caption.is_empty()).then(|| flow.tree.add(Role::Caption));
    draw_caption(flow, caption, BLACK, element);
}

/// The sides of a picture of so many pixels in the room that there is: its shape is kept, and a
/// pixel is never larger than on a screen.
fn fitting((width, height): (u32, u32), room: (Length, Length)) -> (Length, Length) {
    let (w, h) = (Length::from(width.max(1)), Length::from(height.max(1)));
    let across = room.0.min(room.1 * w / h).min(w * pt(3) / 4).max(pt(1));
    (across, (across * h / w).max(pt(1)))
}

/// Adds the pictures to a file; gives the resources by which pages draw them.
pub(super) fn embed(pdf: &mut Pdf, images: Vec<Image>) -> Dictionary {
    let mut resources = Dictionary::new();
    for (number, image) in images.into_iter().enumerate() {
        let id: ObjectId = pdf.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject",
                "Subtype" => "Image",
                "Width" => i64::from(image.width),
                "Height" => i64::from(image.height),
                "ColorSpace" => "DeviceRGB",
                "BitsPerComponent" => 8,
                "Filter" => "DCTDecode",
            },
            image.jpeg.to_vec(),
        ));
        resources.set(format!("P{number}"), id);
    }
    resources
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_keeps_its_shape_and_is_not_blown_up() {
        let room = (mm(170), mm(100));
        assert_eq!(fitting((1_400, 700), room).0, mm(170));
        let upright = fitting((700, 1_400), room);
        assert!(upright.1 <= mm(100) && upright.1 > mm(99));
        assert_eq!(fitting((96, 48), room), (pt(72), pt(36)));
        assert!(fitting((20_000, 1), room).1 >= pt(1));
    }
}
