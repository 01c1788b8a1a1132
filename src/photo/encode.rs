//! Writing a picture as a baseline JPEG file, by ITU-T T.81: for pages, where a decoded picture
//! would take ten times the room. Nothing enters but the pixels, and the same pixels give the same
//! bytes on every machine.
//!
//! Colours are kept at half the resolution in each direction; the coding tables are those that the
//! standard gives as typical (its Annex K).

use super::Picture;

/// How coarsely brightness is kept, in the order of the rows: Table K.1, halved.
const BRIGHTNESS: [u8; 64] = halved(&[
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
    92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
]);

/// How coarsely colours are kept: Table K.2, halved.
const COLOUR: [u8; 64] = halved(&[
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
]);

/// The order in which coefficients are coded.
const ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// Codes of differences of means: how many of each length, then what they stand for (Table K.3).
const DC: (&[u8; 16], &[u8]) =
    (&[0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

/// Codes of the other coefficients (Table K.5).
const AC: (&[u8; 16], &[u8]) = (
    &[0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d],
    &[
        0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61,
        0x07, 0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52,
        0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25,
        0x26, 0x27, 0x28, 0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45,
        0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64,
        0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83,
        0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99,
        0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6,
        0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3,
        0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8,
        0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
    ],
);

/// cos(k pi / 16) / 2 in parts of 8192, k from 0.
const COSINES: [i32; 9] = [4096, 4017, 3784, 3406, 2896, 2276, 1567, 799, 0];

const fn halved(table: &[u8; 64]) -> [u8; 64] {
    let mut half = [0; 64];
    let mut n = 0;
    while n < 64 {
        half[n] = table[n].div_ceil(2);
        n += 1;
    }
    half
}

impl Picture {
    /// The picture as a JPEG file.
    #[must_use]
    pub fn to_jpeg(&self) -> Vec<u8> {
        let mut out = head(self);
        let mut writer = Bits { out: &mut out, held: 0, count: 0 };
        let (dc, ac) = (codes(DC), codes(AC));
        let waves = waves();
        let mut means = [0; 3];
        for top in (0..self.height()).step_by(16) {
            for left in (0..self.width()).step_by(16) {
                for (n, block) in self.blocks(left, top).iter().enumerate() {
                    // Four of brightness, then one of each colour.
                    let part = n.saturating_sub(3);
                    let table = if part == 0 { &BRIGHTNESS } else { &COLOUR };
                    let coded = quantised(block, &waves, table);
                    write_block(&mut writer, &coded, &mut means[part], &dc, &ac);
                }
            }
        }
        writer.finish();
        out.extend([0xff, 0xd9]);
        out
    }

    /// The blocks of sixteen by sixteen pixels: brightness left to right and down, then blue and
    /// red, each sample less its middle. Beyond the edge the picture goes on as it ends.
    fn blocks(&self, left: u32, top: u32) -> [[i32; 64]; 6] {
        let mut blocks = [[0; 64]; 6];
        for y in 0..16_u32 {
            for x in 0..16_u32 {
                let pixel =
                    self.at((left + x).min(self.width() - 1), (top + y).min(self.height() - 1));
                let [r, g, b] = pixel.map(i32::from);
                let at = ((y % 8) * 8 + x % 8) as usize;
                blocks[(y / 8 * 2 + x / 8) as usize][at] =
                    ((19_595 * r + 38_470 * g + 7_471 * b + 32_768) >> 16) - 128;
                // Means of four are summed here and divided by the shift.
                let colour = ((y / 2) * 8 + x / 2) as usize;
                blocks[4][colour] += (-11_059 * r - 21_709 * g + 32_768 * b) >> 8;
                blocks[5][colour] += (32_768 * r - 27_439 * g - 5_329 * b) >> 8;
            }
        }
        for block in &mut blocks[4..] {
            block.iter_mut().for_each(|sum| *sum = (*sum + 512) >> 10);
        }
        blocks
    }
}

/// What stands before the coded picture.
fn head(picture: &Picture) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8];
    let mut segment = |marker: u8, content: &[u8]| {
        let length = u16::try_from(content.len() + 2).unwrap_or(u16::MAX);
        out.extend([0xff, marker]);
        out.extend(length.to_be_bytes());
        out.extend(content);
    };
    segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    for (n, table) in (0..).zip([&BRIGHTNESS, &COLOUR]) {
        let mut content = vec![n];
        content.extend(ZIGZAG.iter().map(|&at| table[usize::from(at)]));
        segment(0xdb, &content);
    }
    let side = |n: u32| u16::try_from(n).unwrap_or(u16::MAX).to_be_bytes();
    let mut content = vec![8];
    content.extend(side(picture.height()));
    content.extend(side(picture.width()));
    content.extend([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    segment(0xc0, &content);
    for (class, (counts, values)) in [(0x00, DC), (0x10, AC)] {
        let mut content = vec![class];
        content.extend(counts);
        content.extend(values);
        segment(0xc4, &content);
    }
    segment(0xda, &[3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
    out
}

/// Code and length of each value.
fn codes((counts, values): (&[u8; 16], &[u8])) -> [(u32, u32); 256] {
    let mut codes = [(0, 0); 256];
    let (mut code, mut values) = (0, values.iter());
    for (length, &count) in (1..).zip(counts) {
        for &value in values.by_ref().take(count.into()) {
            codes[usize::from(value)] = (code, length);
            code += 1;
        }
        code <<= 1;
    }
    codes
}

/// The cosine waves: for each frequency its eight samples.
fn waves() -> [[i32; 8]; 8] {
    let mut waves = [[2896; 8]; 8];
    for (u, wave) in waves.iter_mut().enumerate().skip(1) {
        for (x, sample) in wave.iter_mut().enumerate() {
            let k = (2 * x + 1) * u % 32;
            let k = if k > 16 { 32 - k } else { k };
            *sample = if k > 8 { -COSINES[16 - k] } else { COSINES[k] };
        }
    }
    waves
}

/// The coefficients of a block, as coarsely as the table says, in the order of coding.
fn quantised(block: &[i32; 64], waves: &[[i32; 8]; 8], table: &[u8; 64]) -> [i32; 64] {
    let mut rows = [0; 64];
    for y in 0..8 {
        for (u, wave) in waves.iter().enumerate() {
            let sum: i32 = (0..8).map(|x| block[y * 8 + x] * wave[x]).sum();
            rows[y * 8 + u] = (sum + 256) >> 9;
        }
    }
    let mut coded = [0; 64];
    for (coefficient, &at) in coded.iter_mut().zip(&ZIGZAG) {
        let at = usize::from(at);
        let (v, u) = (at / 8, at % 8);
        let sum: i32 = (0..8).map(|y| rows[y * 8 + u] * waves[v][y]).sum();
        // Parts of 16 from the rows, of 8192 from the waves.
        let step = i32::from(table[at]) << 17;
        *coefficient = (sum.abs() + step / 2) / step * sum.signum();
    }
    coded
}

/// Codes a block; `mean` is that of the block before, and becomes that of this one.
fn write_block(
    writer: &mut Bits<'_>,
    coded: &[i32; 64],
    mean: &mut i32,
    dc: &[(u32, u32); 256],
    ac: &[(u32, u32); 256],
) {
    let difference = coded[0] - *mean;
    *mean = coded[0];
    let size = size_of(difference);
    writer.code(dc[size as usize]);
    writer.amplitude(difference, size);
    let mut zeros = 0;
    for &coefficient in &coded[1..] {
        if coefficient == 0 {
            zeros += 1;
            continue;
        }
        while zeros > 15 {
            writer.code(ac[0xf0]);
            zeros -= 16;
        }
        let size = size_of(coefficient);
        writer.code(ac[zeros << 4 | size as usize]);
        writer.amplitude(coefficient, size);
        zeros = 0;
    }
    if zeros > 0 {
        writer.code(ac[0]);
    }
}

/// How many bits a number takes.
fn size_of(number: i32) -> u32 {
    32 - number.unsigned_abs().leading_zeros()
}

/// Bits on their way into bytes.
struct Bits<'a> {
    out: &'a mut Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    fn code(&mut self, (code, length): (u32, u32)) {
        self.put(code, length);
    }

    /// A number of this size; one below zero is written as what it lacks to the largest.
    fn amplitude(&mut self, number: i32, size: u32) {
        let below = if number < 0 { (1 << size) - 1 } else { 0 };
        self.put((number + below).unsigned_abs(), size);
    }

    fn put(&mut self, bits: u32, count: u32) {
        for n in (0..count).rev() {
            self.held = self.held << 1 | (bits >> n & 1);
            self.count += 1;
            if self.count == 8 {
                let byte = u8::try_from(self.held & 0xff).unwrap_or(0xff);
                self.out.push(byte);
                if byte == 0xff {
                    self.out.push(0);
                }
                (self.held, self.count) = (0, 0);
            }
        }
    }

    /// Fills the last byte.
    fn finish(&mut self) {
        while self.count > 0 {
            self.put(1, 1);
        }
    }
}
