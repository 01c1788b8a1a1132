use proptest::prelude::*;

use super::*;

/// A picture in which every corner has a colour of its own.
fn corners(width: u32, height: u32) -> Picture {
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            pixels.extend(match (x * 2 < width, y * 2 < height) {
                (true, true) => [220, 30, 30],
                (false, true) => [30, 200, 30],
                (true, false) => [30, 30, 220],
                (false, false) => [240, 240, 240],
            });
        }
    }
    Picture::new(width, height, pixels).unwrap_or_else(|| panic!("a picture"))
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let mut all = vec![0xff, marker];
    all.extend(u16::try_from(content.len() + 2).unwrap_or(0).to_be_bytes());
    all.extend(content);
    all
}

/// Exif that says how to turn a picture, and where it was taken.
fn exif(turned: u16, big: bool) -> Vec<u8> {
    let mut tiff = if big { b"MM\0*\0\0\0\x08".to_vec() } else { b"II*\0\x08\0\0\0".to_vec() };
    let short = |n: u16| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    let long = |n: u32| if big { n.to_be_bytes() } else { n.to_le_bytes() };
    tiff.extend(short(2));
    for (tag, value) in [(0x010f, 7), (0x0112, turned)] {
        tiff.extend(short(tag));
        tiff.extend(short(3));
        tiff.extend(long(1));
        tiff.extend(short(value));
        tiff.extend([0, 0]);
    }
    tiff.extend(long(0));
    tiff.extend(b"GPS 12.3456 N secret place");
    segment(0xe1, &[b"Exif\0\0", &tiff[..]].concat())
}

/// What a phone would make of a picture.
fn phone_jpeg(picture: &Picture, turned: u16) -> Vec<u8> {
    let plain = picture.to_jpeg();
    let mut all = plain[..20].to_vec();
    all.extend(exif(turned, turned.is_multiple_of(2)));
    all.extend(segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<secret/>"));
    all.extend(segment(0xed, b"Photoshop 3.0\0secret name"));
    all.extend(segment(0xe2, b"ICC_PROFILE\0\x01\x01 secret colours"));
    all.extend(segment(0xfe, b"secret comment"));
    all.extend(&plain[20..]);
    all.extend(b"a secret film behind the picture");
    all
}

fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut all = u32::try_from(content.len()).unwrap_or(0).to_be_bytes().to_vec();
    all.extend(name);
    all.extend(content);
    let mut crc = u32::MAX;
    for &byte in name.iter().chain(content) {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    all.extend((!crc).to_be_bytes());
    all
}

fn png_file(picture: &Picture) -> Vec<u8> {
    let mut out = Vec::new();
    {
        let mut encoder = ::png::Encoder::new(&mut out, picture.width(), picture.height());
        encoder.set_color(::png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap_or_else(|e| panic!("{e}"));
        let pixels: Vec<u8> = (0..picture.height())
            .flat_map(|y| (0..picture.width()).flat_map(move |x| picture.at(x, y)))
            .collect();
        writer.write_image_data(&pixels).unwrap_or_else(|e| panic!("{e}"));
    }
    let after_head = 8 + 25;
    let mut all = out[..after_head].to_vec();
    all.extend(png_chunk(b"tEXt", b"Author\0secret name"));
    all.extend(png_chunk(b"tIME", &[7, 234, 3, 2, 1, 1, 1]));
    all.extend(png_chunk(b"eXIf", b"MM\0* secret place"));
    all.extend(&out[after_head..]);
    all.extend(b"a secret behind the end");
    all
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|w| w == word)
}

fn like(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(&a, b)| a.abs_diff(b) < 24)
}

#[test]
fn a_picture_written_is_the_picture_read() {
    for (width, height) in [(64, 48), (17, 33), (1, 1), (200, 9)] {
        let picture = corners(width, height);
        let read = decode(&picture.to_jpeg()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!((read.width(), read.height()), (width, height));
        for (x, y) in [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)] {
            let (a, b) = (read.at(x, y), picture.at(x, y));
            assert!(width < 9 || height < 9 || like(a, b), "{width} {height} {x} {y}: {a:?} {b:?}");
        }
        assert_eq!(picture.to_jpeg(), corners(width, height).to_jpeg());
    }
    // A slow change of colour comes back close to what it was.
    let pixels = (0..64_u8).flat_map(|y| (0..64_u8).flat_map(move |x| [x * 4, y * 4, 255 - x * 2]));
    let slope = Picture::new(64, 64, pixels.collect()).unwrap_or_else(|| panic!("a picture"));
    let read = decode(&slope.to_jpeg()).unwrap_or_else(|e| panic!("{e}"));
    for (x, y) in (0..64).flat_map(|y| (0..64).map(move |x| (x, y))) {
        let (a, b) = (read.at(x, y), slope.at(x, y));
        assert!(a.iter().zip(b).all(|(&a, b)| a.abs_diff(b) < 14), "{x} {y}: {a:?} {b:?}");
    }
}

#[test]
fn nothing_of_a_camera_stays_and_the_picture_is_the_same() {
    let picture = corners(40, 24);
    for file in [phone_jpeg(&picture, 6), png_file(&picture)] {
        assert!(holds(&file, b"secret"));
        let kept = keep(file.clone()).unwrap_or_else(|e| panic!("{e}"));
        assert!(kept.stripped && !holds(&kept.bytes, b"secret"), "{}", kept.mime);
        assert!(!holds(&kept.bytes, b"GPS"));
        assert_eq!(decode(&kept.bytes), decode(&file), "{}", kept.mime);
        // Once more changes nothing.
        let again = keep(kept.bytes.clone()).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(again, kept);
    }
    // The coded picture itself is untouched.
    let plain = picture.to_jpeg();
    let kept = keep(phone_jpeg(&picture, 1)).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(kept.bytes, plain);
}

#[test]
fn a_picture_stands_as_it_was_held() {
    let picture = corners(40, 24);
    let upright = picture.at(0, 0);
    for (turned, corner) in [
        (1, (0, 0)),
        (2, (39, 0)),
        (3, (39, 23)),
        (4, (0, 23)),
        (5, (0, 0)),
        (6, (23, 0)),
        (7, (23, 39)),
        (8, (0, 39)),
    ] {
        let kept = keep(phone_jpeg(&picture, turned)).unwrap_or_else(|e| panic!("{e}"));
        let seen = decode(&kept.bytes).unwrap_or_else(|e| panic!("{e}"));
        let sides = if turned >= 5 { (24, 40) } else { (40, 24) };
        assert_eq!((seen.width(), seen.height()), sides, "{turned}");
        assert!(like(seen.at(corner.0, corner.1), upright), "{turned}: {:?}", seen);
    }
}

#[test]
fn made_smaller_it_keeps_its_shape_and_colours() {
    let picture = corners(400, 200);
    let small = picture.within(50, 50);
    assert_eq!((small.width(), small.height()), (50, 25));
    assert_eq!(small.at(0, 0), picture.at(0, 0));
    assert_eq!(small.at(49, 24), picture.at(399, 199));
    assert_eq!(picture.within(1000, 1000), picture);
    assert_eq!(picture.within(0, 0).width(), 1);
    let thin = corners(1000, 1).within(10, 10);
    assert_eq!((thin.width(), thin.height()), (10, 1));
}

#[test]
fn other_files_stay_as_they_are() {
    let paper = b"%PDF-1.7 a data sheet".to_vec();
    let kept = keep(paper.clone()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((kept.mime, kept.stripped, kept.bytes), ("application/pdf", false, paper));
    assert_eq!(decode(b"%PDF-1.7"), Err(PhotoError::NotShown));
    assert_eq!(keep(Vec::new()), Err(PhotoError::Empty));
    assert_eq!(mime(b"\0\0\0\x18ftypheic"), "image/heic");
}

#[test]
fn a_picture_that_is_cut_off_is_refused_wherever_it_is_cut() {
    for file in [phone_jpeg(&corners(40, 24), 6), png_file(&corners(40, 24))] {
        let whole = keep(file.clone()).unwrap_or_else(|e| panic!("{e}"));
        let end = if whole.mime == "image/jpeg" { file.len() - 32 } else { file.len() - 23 };
        for length in 9..end {
            let refused = keep(file[..length].to_vec());
            assert!(refused.is_err(), "{} at {length} of {end}", whole.mime);
        }
    }
}

#[test]
fn a_picture_that_says_it_is_huge_is_refused_at_once() {
    let mut jpeg = corners(16, 16).to_jpeg();
    let at = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap_or_else(|| panic!("a size"));
    jpeg[at + 5..at + 9].copy_from_slice(&[0xff; 4]);
    assert!(matches!(keep(jpeg.clone()), Err(PhotoError::TooLarge { .. })));
    assert!(decode(&jpeg).is_err());
    let mut png = png_file(&corners(16, 16));
    png[16..20].copy_from_slice(&0x7fff_ffff_u32.to_be_bytes());
    assert!(matches!(keep(png.clone()), Err(PhotoError::TooLarge { .. })));
    assert!(decode(&png).is_err());
}

#[test]
fn what_is_wrong_is_said_in_words() {
    let said: Vec<String> = [
        PhotoError::Empty,
        PhotoError::CutOff,
        PhotoError::Damaged { what: "a segment was expected", at: 7 },
        PhotoError::TooLarge { width: 30_000, height: 20_000 },
        PhotoError::NotShown,
        PhotoError::Unreadable("x".to_owned()),
    ]
    .iter()
    .map(ToString::to_string)
    .collect();
    assert_eq!(said[2], "the picture is damaged at byte 7: a segment was expected");
    assert!(said[3].contains("30000 x 20000") && said[3].contains("52 million"));
}

proptest! {
    #[test]
    fn no_bytes_bring_it_down(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for magic in [&b""[..], &[0xff, 0xd8, 0xff], png::SIGNATURE] {
            let file = [magic, &bytes[..]].concat();
            let _ = decode(&file);
            if let Ok(kept) = keep(file) {
                prop_assert!(!kept.bytes.is_empty());
            }
        }
    }

    #[test]
    fn nor_do_damaged_pictures(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        png in any::<bool>(),
        whole in any::<bool>(),
    ) {
        let mut file = if png { png_file(&corners(33, 20)) } else { phone_jpeg(&corners(33, 20), 6) };
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if !whole {
            file.truncate(cut.index(file.len()));
        }
        let _ = decode(&file);
        if let Ok(kept) = keep(file) {
            // What is kept can be shown.
            prop_assert!(!kept.stripped || decode(&kept.bytes).is_ok());
        }
    }

    #[test]
    fn any_picture_can_be_written(width in 1_u32..70, height in 1_u32..70, seed in any::<u64>()) {
        let mut state = seed | 1;
        let pixels = (0..width * height * 3).map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            u8::try_from(state & 0xff).unwrap_or(0)
        });
        let picture = Picture::new(width, height, pixels.collect()).unwrap_or_else(|| panic!("one"));
        let read = decode(&picture.to_jpeg()).unwrap_or_else(|e| panic!("{e}"));
        prop_assert_eq!((read.width(), read.height()), (width, height));
    }
}
