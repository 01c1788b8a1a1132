//! The house style of a mission: who signs, what stands in which order, in its own words. Read from
//! a file of the mission beside its surveys.

use super::fields::Fields;
use super::library::{LoadError, load_document};

/// The format of the file.
const FORMAT: &str = "1";

/// The chapters of a report, in their usual order, by the keys used in files.
pub const CHAPTERS: [&str; 15] = [
    "control",
    "notice",
    "acronyms",
    "summary",
    "method",
    "sites",
    "profile",
    "results",
    "cross-cutting",
    "crossing-points",
    "feasibility",
    "costs",
    "rights",
    "recommendations",
    "annexes",
];

/// The house style of a mission. The default is that of nobody.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct House {
    /// Who publishes the report; may be empty.
    pub organisation: String,
    /// The picture on the cover; none for none.
    pub logo: Option<Logo>,
    /// Instead of the usual notice; may be empty.
    pub disclaimer: String,
    /// Whether chapters are without numbers.
    pub unnumbered: bool,
    /// The colour of lines, as red, green and blue from 0 to 255; none is grey.
    pub colour: Option<[u8; 3]>,
    /// Keys of the chapters, in order; empty for all in the usual order.
    pub chapters: Vec<String>,
    /// Steps of the sign-off, each with who does it (may be empty).
    pub sign_off: Vec<(String, String)>,
    /// Versions so far: number, date, what changed.
    pub versions: Vec<[String; 3]>,
}

/// The picture on the cover.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// The name of a PNG or JPEG file that lies beside the house style.
    pub file: String,
    /// What it shows, for whoever cannot see it.
    pub alt: String,
}

/// Reads a house style. `file_name` is what messages call it.
///
/// # Errors
/// Everything that is wrong with the text, each with its place.
pub fn load_house(file_name: &str, text: &str) -> Result<House, LoadError> {
    load_document(file_name, text, "this house style", |fields| Some(document(fields)))
}

fn document(root: Fields<'_>) -> House {
    let root = root.only(&[
        "format",
        "organisation",
        "logo",
        "logo_alt",
        "disclaimer",
        "numbered",
        "colour",
        "chapters",
        "sign_off",
        "version",
    ]);
    root.format(FORMAT, "house styles", "");
    let mut house = House {
        organisation: root.plain("organisation"),
        disclaimer: root.plain("disclaimer"),
        ..House::default()
    };
    if let Some(numbered) = root.flag("numbered") {
        house.unnumbered = !numbered.value;
    }
    if let Some(colour) = root.text("colour") {
        house.colour = hex(&colour.value);
        match house.colour.map(contrast) {
            None => root.sink.push(
                root.error(colour.span, "this is no colour")
                    .label("not understood")
                    .help("write red, green and blue in hexadecimal, as in \"#1f4e79\""),
            ),
            Some(tenths) if tenths < LEAST_CONTRAST => root.sink.push(
                root.error(colour.span, "this colour is too light for lines on white paper")
                    .label(format!("its contrast is {}.{} to 1", tenths / 10, tenths % 10))
                    .help("take a darker one: 3 to 1 is the least (WCAG 2.2, 1.4.11)"),
            ),
            Some(_) => {}
        }
    }
    house.logo = logo(&root);
    for chapter in root.texts("chapters", false) {
        let known = CHAPTERS.contains(&chapter.value.as_str());
        if !known {
            root.sink.push(
                root.error(chapter.span, format!("there is no chapter `{}`", chapter.value))
                    .label("not known")
                    .help(format!("the chapters are {}", CHAPTERS.join(", "))),
            );
        } else if house.chapters.contains(&chapter.value) {
            root.sink.push(
                root.error(chapter.span, format!("the chapter `{}` stands twice", chapter.value))
                    .label("named again")
                    .help("name each chapter once"),
            );
        } else {
            house.chapters.push(chapter.value);
        }
    }
    for (table, span) in root.tables("sign_off", "{ step = \"...\" }", false) {
        let fields = Fields { table, span, what: "this [[sign_off]]", ..root };
        let fields = fields.only(&["step", "name"]);
        if let Some(step) = fields.required("step", "\"Team lead\"") {
            house.sign_off.push((step.value, fields.plain("name")));
        }
    }
    for (table, span) in root.tables("version", "{ number = \"...\" }", false) {
        let fields = Fields { table, span, what: "this [[version]]", ..root };
        let fields = fields.only(&["number", "date", "change"]);
        if let Some(number) = fields.required("number", "\"1.0\"") {
            let (date, change) = (fields.plain("date"), fields.plain("change"));
            house.versions.push([number.value, date, change]);
        }
    }
    house
}

/// The logo with its words, which it needs, as a file beside the house style.
fn logo(root: &Fields<'_>) -> Option<Logo> {
    let alt = root.text("logo_alt");
    let Some(file) = root.text("logo") else {
        if let Some(alt) = alt {
            root.sink.push(
                root.error(alt.span, "these words are for a logo, and there is none")
                    .label("of no picture")
                    .help("name its file with `logo`, or leave the words out"),
            );
        }
        return None;
    };
    if file.value.is_empty() || file.value.contains(['/', '\\']) {
        root.sink.push(
            root.error(file.span, "this is no file beside the house style")
                .label("a name without folders is asked")
                .help("put the picture into the same folder, as in \"logo.png\""),
        );
        return None;
    }
    let Some(alt) = alt.filter(|alt| !alt.value.trim().is_empty()) else {
        root.sink.push(
            root.error(file.span, "the logo has no words for whoever cannot see it")
                .label("shown without words")
                .help("add what it shows, as in logo_alt = \"Emblem of the mission\""),
        );
        return None;
    };
    Some(Logo { file: file.value, alt: alt.value })
}

/// Least contrast of a line with white, in tenths.
const LEAST_CONTRAST: u64 = 30;

/// The contrast of a colour with white, in tenths, rounded down: (1.05) / (L + 0.05) of WCAG 2.2,
/// with its curve of brightness as a polynomial (off by less than a thousandth).
fn contrast([red, green, blue]: [u8; 3]) -> u64 {
    // Thousand millionths.
    let linear = |part: u8| {
        let c = u64::from(part);
        (305_306_011 * c.pow(3) + 682_171_111 * 255 * c.pow(2) + 12_522_878 * 255 * 255 * c)
            / 255_u64.pow(3)
    };
    let light = (2_126 * linear(red) + 7_152 * linear(green) + 722 * linear(blue)) / 10_000;
    10 * 1_050_000_000 / (light + 50_000_000)
}

fn hex(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#')?;
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_style_is_read() {
        let text = "format = 1\norganisation = \"Mission\"\ncolour = \"#1f4e79\"\n\
                    numbered = false\nchapters = [\"summary\", \"annexes\"]\n\
                    [[sign_off]]\nstep = \"Team lead\"\nname = \"A. B.\"\n\
                    [[version]]\nnumber = \"1.0\"\n";
        let house = load_house("report.toml", text).expect("it is right");
        assert_eq!(house.chapters, ["summary", "annexes"]);
        assert_eq!(house.colour, Some([0x1f, 0x4e, 0x79]));
        assert!(house.unnumbered && house.sign_off.len() == 1 && house.versions.len() == 1);
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        // Figures of the usual checkers, cut to tenths.
        for (colour, tenths) in [
            ([255, 255, 255], 10),
            ([0, 0, 0], 210),
            ([0x1f, 0x4e, 0x79], 86),
            ([0x76, 0x76, 0x76], 45),
            ([0x94, 0x94, 0x94], 30),
            ([0xff, 0xcc, 0], 15),
        ] {
            assert_eq!(contrast(colour), tenths, "{colour:?}");
        }
    }

    #[test]
    fn a_logo_has_words_and_lies_beside() {
        let read = |text: &str| load_house("report.toml", &format!("format = 1\n{text}\n"));
        let house = read("logo = \"logo.png\"\nlogo_alt = \"Emblem\"").expect("it is right");
        assert_eq!(house.logo.map(|l| (l.file, l.alt)), Some(("logo.png".into(), "Emblem".into())));
        for wrong in [
            "logo = \"logo.png\"",
            "logo = \"logo.png\"\nlogo_alt = \" \"",
            "logo = \"../logo.png\"\nlogo_alt = \"Emblem\"",
            "logo_alt = \"Emblem\"",
            "colour = \"#ffcc00\"",
        ] {
            let Err(LoadError::Refused { diagnostics, .. }) = read(wrong) else {
                panic!("it is wrong: {wrong}");
            };
            assert_eq!(diagnostics.len(), 1, "{wrong}: {diagnostics:#?}");
        }
    }

    #[test]
    fn everything_wrong_is_named_with_its_place() {
        let text = "format = 2\ncolour = \"blue\"\nchapters = [\"sumary\", \"sites\", \"sites\"]\n\
                    logos = 1\n[[sign_off]]\nname = \"x\"\n";
        let Err(LoadError::Refused { diagnostics, .. }) = load_house("report.toml", text) else {
            panic!("it is wrong");
        };
        assert_eq!(diagnostics.len(), 6, "{diagnostics:#?}");
    }
}
