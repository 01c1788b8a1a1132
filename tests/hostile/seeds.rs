//! Where fuzzing begins: for each target, inputs that lead deep into what it does.

use std::fs;
use std::path::Path;

use borderfit::photo::Picture;

use crate::bodies::File;

/// The inputs of a target.
pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "survey" => surveys(),
        "table" => tables(),
        "standard" => standards(),
        "container" => containers(),
        "photo" => photos(),
        _ => panic!("no target '{target}'"),
    }
}

/// The files below a folder of the repository, in order.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    all.sort();
    all.iter().filter(|p| p.is_file()).map(|p| fs::read(p).unwrap()).collect()
}

fn with(first: u8, rest: &[u8]) -> Vec<u8> {
    [&[first], rest].concat()
}

fn surveys() -> Vec<Vec<u8>> {
    let numbers =
        |n: u8| (0..120_u8).map(|i| i.wrapping_mul(n).wrapping_add(n)).collect::<Vec<_>>();
    let changes = (0..40).map(|n| with(n % 3 + 1, &numbers(n.wrapping_mul(7) | 1)));
    changes.chain([with(0, File::new().good()), with(1, &[])]).collect()
}

fn tables() -> Vec<Vec<u8>> {
    let mut all = files("tests/tables/broken");
    all.extend(files("tests/tables"));
    all.retain(|table| table.len() < 60_000);
    let how = [0, 12, 1, 61, 2, 14];
    (0..).zip(all).map(|(n, table)| with(how[n % how.len()], &table)).collect()
}

fn standards() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for folder in ["tests/profiles/valid", "tests/profiles/invalid"] {
        all.extend(files(folder).into_iter().map(|text| with(0, &text)));
    }
    all.push(with(1, include_bytes!("../../standards/demo/prices.toml")));
    let house = b"format = 1\norganisation = \"Mission\"\ncolour = \"#204060\"\nnumbered = true\n\
                  chapters = [\"summary\"]\nsign_off = [[\"Checked\", \"K1\"]]\n\
                  [[version]]\nnumber = \"1\"\ndate = \"2026-03-03\"\nwhat = \"first\"\n";
    all.push(with(2, house));
    all
}

fn containers() -> Vec<Vec<u8>> {
    let header = b"age-encryption.org/v1\n-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\n\
                   EmECAEcKN+n/Vs9SbWiV+Hu0r+E8R77DdWYyd83nw7U\n--- Vn+54jqiiUCE+WZcEVY3f1sqHjlu/z1LCQ/T7Xm7qI0\n";
    let words = b"age-encryption.org/v1\n-> scrypt bBjlhJVYZeE4aqUdmtRHfw 15\n\
                  ZV/AhotwSGqaPCU43cepl4WYUouAa17a3xpu4G2yi5k\n--- fgMiVLJHMlg9fW7CVG/hPS5EAU4Zeg19LyCP7SoH5nA\n";
    let mut all =
        vec![with(1, header), with(3, words), with(7, b"{\"format\":\"borderfit.receipt/1\"}")];
    for how in [0, 2, 8, 10, 16, 18, 20, 24, 28] {
        all.push(with(how, &[]));
        all.push(with(how, &[2, 0, 0, 40, b'x', 3, 0, 1, 0, 9]));
    }
    all
}

/// Small pictures of both sorts.
fn photos() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for (width, height) in [(1, 1), (8, 8), (17, 9), (40, 30)] {
        let pixels = (0..width * height * 3).map(|n| (n * 37 % 256) as u8).collect();
        let picture = Picture::new(width, height, pixels).unwrap();
        all.push(picture.to_jpeg());
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        let pixels: Vec<u8> = (0..width * height * 3).map(|n| (n * 41 % 256) as u8).collect();
        writer.write_image_data(&pixels).unwrap();
        writer.finish().unwrap();
        all.push(out);
    }
    all
}
