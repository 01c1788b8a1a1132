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
        if house.colour.is_none() {
            root.sink.push(
                root.error(colour.span, "this is no colour")
                    .label("not understood")
                    .help("write red, green and blue in hexadecimal, as in \"#1f4e79\""),
            );
        }
    }
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
    fn everything_wrong_is_named_with_its_place() {
        let text = "format = 2\ncolour = \"blue\"\nchapters = [\"sumary\", \"sites\", \"sites\"]\n\
                    logo = 1\n[[sign_off]]\nname = \"x\"\n";
        let Err(LoadError::Refused { diagnostics, .. }) = load_house("report.toml", text) else {
            panic!("it is wrong");
        };
        assert_eq!(diagnostics.len(), 6, "{diagnostics:#?}");
    }
}
