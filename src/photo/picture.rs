//! A picture in memory: turned, made smaller. Whole numbers only, so that every machine makes the
//! same of it.

/// Pixels, row by row: red, green, blue.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} x {})", self.width, self.height)
    }
}

impl Picture {
    /// A picture of these pixels; `None` when they are not as many as its sides say.
    #[must_use]
    pub fn new(width: u32, height: u32, pixels: Vec<u8>) -> Option<Self> {
        let wanted = usize::try_from(u64::from(width) * u64::from(height) * 3).ok()?;
        (wanted > 0 && pixels.len() == wanted).then_some(Self { width, height, pixels })
    }

    /// Its width.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Its height.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.height
    }

    /// A pixel; black outside.
    #[must_use]
    pub fn at(&self, x: u32, y: u32) -> [u8; 3] {
        if x >= self.width || y >= self.height {
            return [0; 3];
        }
        let at = self.index(x, y);
        [self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]]
    }

    fn index(&self, x: u32, y: u32) -> usize {
        (y as usize * self.width as usize + x as usize) * 3
    }

    /// The same turned and mirrored as Exif numbers it: 1 to 8.
    #[must_use]
    pub(super) fn turned(self, how: u8) -> Self {
        if !(2..=8).contains(&how) {
            return self;
        }
        let (w, h) = (self.width, self.height);
        let (width, height) = if how >= 5 { (h, w) } else { (w, h) };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            for x in 0..width {
                let (from_x, from_y) = match how {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    _ => (w - 1 - y, x),
                };
                pixels.extend(self.at(from_x, from_y));
            }
        }
        Self { width, height, pixels }
    }

    /// The same at most so wide and high, each pixel the mean of those that it stands for. Never
    /// larger than it is.
    #[must_use]
    pub fn within(&self, width: u32, height: u32) -> Self {
        let (width, height) = self.fitting(width.max(1), height.max(1));
        if (width, height) == (self.width, self.height) {
            return self.clone();
        }
        self.squeezed(width, height)
    }

    /// The sides of the picture when it is at most so wide and high.
    fn fitting(&self, width: u32, height: u32) -> (u32, u32) {
        let (w, h) = (u64::from(self.width), u64::from(self.height));
        let (most_w, most_h) = (u64::from(width).min(w), u64::from(height).min(h));
        let (new_w, new_h) = if w * most_h <= h * most_w {
            ((w * most_h / h).max(1), most_h)
        } else {
            (most_w, (h * most_w / w).max(1))
        };
        (u32::try_from(new_w).unwrap_or(1), u32::try_from(new_h).unwrap_or(1))
    }

    /// The same in exactly so many pixels, which are not more than it has; its shape may change.
    #[must_use]
    pub fn squeezed(&self, width: u32, height: u32) -> Self {
        let (width, height) = (width.clamp(1, self.width), height.clamp(1, self.height));
        let edge = |n: u32, of: u32, all: u32| {
            u32::try_from(u64::from(n) * u64::from(all) / u64::from(of)).unwrap_or(all)
        };
        let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
        for y in 0..height {
            let (top, bottom) = (edge(y, height, self.height), edge(y + 1, height, self.height));
            for x in 0..width {
                let (left, right) = (edge(x, width, self.width), edge(x + 1, width, self.width));
                let mut sums = [0_u64; 3];
                for row in top..bottom {
                    let (from, to) = (self.index(left, row), self.index(right - 1, row) + 3);
                    for pixel in self.pixels[from..to].chunks_exact(3) {
                        for (sum, &sample) in sums.iter_mut().zip(pixel) {
                            *sum += u64::from(sample);
                        }
                    }
                }
                let count = u64::from(right - left) * u64::from(bottom - top);
                let mean = |sum: u64| u8::try_from((sum + count / 2) / count.max(1)).unwrap_or(255);
                pixels.extend(sums.map(mean));
            }
        }
        Self { width, height, pixels }
    }
}
