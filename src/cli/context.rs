//! What commands share: the clock, random bytes, opening surveys, finding profiles.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::output::read_file;
use crate::merge::Hand;
use crate::model::{
    Answer, Day, Entry, Evidence, Kind, Moment, Session, Supersede, Survey, Value, ValueType,
};
use crate::standard::{self, LoadError, Loaded, Vocabulary};
use crate::store::{OpenMode, Store, StoredProfile};
use crate::t;

/// The name and version of the program.
pub(super) const PROGRAM: &str = concat!("borderfit ", env!("CARGO_PKG_VERSION"));

/// Now, in the time zone of the machine.
pub(super) fn now() -> Moment {
    let now = jiff::Zoned::now();
    Moment {
        milliseconds: u64::try_from(now.timestamp().as_millisecond()).unwrap_or(0),
        offset_minutes: i16::try_from(now.offset().seconds() / 60).unwrap_or(0),
    }
}

/// A source of random bytes.
pub(super) struct Random {
    seed: [u8; 32],
    counter: u64,
}

impl Random {
    /// Seeds it from the system.
    pub(super) fn new() -> Result<Self, Failure> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| {
            Failure::refused(
                t!("the system gives no random bytes: {error}", error),
                t!("try again"),
            )
        })?;
        Ok(Self { seed, counter: 0 })
    }

    /// Always the same bytes, for what holds nothing to protect.
    pub(super) fn fixed(name: &str) -> Self {
        Self { seed: *blake3::hash(name.as_bytes()).as_bytes(), counter: 0 }
    }

    /// 16 bytes; that nobody can guess, unless the source is fixed.
    pub(super) fn bytes(&mut self) -> [u8; 16] {
        self.counter += 1;
        let hash = blake3::keyed_hash(&self.seed, &self.counter.to_le_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        bytes
    }
}

/// Opens a survey for reading.
pub(super) fn open(path: &Path) -> Result<(Store, Survey), Failure> {
    let store = Store::open(path, OpenMode::ReadOnly)?;
    let survey = store.load()?;
    Ok((store, survey))
}

/// Loads a profile by the id of a built-in one or by a path.
pub(super) fn profile(named: &str) -> Result<Loaded, Failure> {
    Ok(profile_or_errors(named)??)
}

/// The same, with what is wrong with its text kept apart from a file that cannot be read.
pub(super) fn profile_or_errors(named: &str) -> Result<Result<Loaded, LoadError>, Failure> {
    let looks_like_path = named.contains(['/', '\\']) || named.ends_with(".toml");
    if !looks_like_path && (standard::built_in_ids().any(|id| id == named) || !exists(named)) {
        return Ok(standard::load_built_in(named));
    }
    let path = Path::new(named);
    let bytes = read_file(path, standard::MAX_TEXT)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        Failure::refused(
            t!("{path} is not UTF-8 text (byte {byte})", path = named, byte = valid),
            t!("nothing was changed; save the profile as UTF-8"),
        )
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let resolver = |other: &str| {
        let other = folder.join(other);
        let text = String::from_utf8(read_file(&other, standard::MAX_TEXT).ok()?).ok()?;
        Some((other.display().to_string(), text))
    };
    Ok(standard::load_text(named, &text, &resolver))
}

fn exists(named: &str) -> bool {
    Path::new(named).exists()
}

/// The profiles that a survey is judged by, loaded.
pub(super) fn stored_profiles(store: &Store) -> Result<Vec<Loaded>, Failure> {
    load_stored(store, store.profiles_in_force()?)
}

/// Every profile that a survey holds, loaded, in force or not.
pub(super) fn all_profiles(store: &Store) -> Result<Vec<Loaded>, Failure> {
    load_stored(store, store.profiles()?)
}

fn load_stored(store: &Store, profiles: Vec<StoredProfile>) -> Result<Vec<Loaded>, Failure> {
    let mut loaded = Vec::new();
    for stored in profiles {
        let (profile, file) = (&stored.name, store.path().display());
        let name = t!("profile {profile} in {file}", profile, file);
        loaded.push(standard::load_text(&name, &stored.text, &|_| None)?);
    }
    Ok(loaded)
}

/// The profiles to judge by: the one named (of the survey, else built in or a file), else those of
/// the survey.
pub(super) fn chosen_profiles(store: &Store, named: Option<&str>) -> Result<Vec<Loaded>, Failure> {
    let Some(named) = named else {
        let own = stored_profiles(store)?;
        if own.is_empty() {
            return Err(Failure::usage(
                t!("{file} has no profile to judge by", file = store.path().display()),
                t!("name one with --profile; 'borderfit profile list' shows what there is"),
            ));
        }
        return Ok(own);
    };
    // Not the others: one that cannot be read, which a merge may have brought, is in nobody's way.
    let mut own = store.profiles_in_force()?;
    own.retain(|stored| stored.name == named);
    match load_stored(store, own)?.into_iter().next() {
        Some(own) => Ok(vec![own]),
        None => Ok(vec![profile(named)?]),
    }
}

/// The profiles that a survey is judged by, as far as they can be read, and the others' ids.
pub(super) fn readable_profiles(store: &Store) -> Result<(Vec<Loaded>, Vec<String>), Failure> {
    let (mut loaded, mut unread) = (Vec::new(), Vec::new());
    for stored in store.profiles_in_force()? {
        match standard::load_text(&stored.name, &stored.text, &|_| None) {
            Ok(profile) => loaded.push(profile),
            Err(_) => unread.push(stored.name),
        }
    }
    Ok((loaded, unread))
}

/// The one profile to judge by.
pub(super) fn one_profile(store: &Store, named: Option<&str>) -> Result<Loaded, Failure> {
    let mut chosen = chosen_profiles(store, named)?;
    if chosen.len() > 1 {
        let ids: Vec<&str> = chosen.iter().map(|l| l.profile.id.as_str()).collect();
        return Err(Failure::usage(
            t!("the survey has several profiles: {profiles}", profiles = ids.join(", ")),
            t!("name one with --profile; each is judged and printed by itself"),
        ));
    }
    chosen.pop().ok_or_else(|| Failure::defect("no profile was chosen"))
}

/// The types that an attribute has, in the words of the profiles and of the catalogue.
pub(super) fn types<'a>(
    profiles: &'a [Loaded],
    attribute: &str,
) -> Result<Vec<&'a ValueType>, Failure> {
    let catalogue = standard::catalogue().map_err(Failure::defect)?;
    let vocabularies = profiles.iter().map(|l| &l.profile.vocabulary).chain([catalogue]);
    let of = |v: &'a Vocabulary| v.find(attribute).map(|id| &v.attribute(id).value);
    Ok(vocabularies.filter_map(of).collect())
}

/// Reads values for comparing them: by the first type of an attribute that can read them.
pub(super) fn reading(
    profiles: &[Loaded],
) -> Result<impl Fn(&str, &str, &str) -> Option<Value> + '_, Failure> {
    let catalogue = standard::catalogue().map_err(Failure::defect)?;
    Ok(move |attribute: &str, value: &str, unit: &str| {
        let vocabularies = profiles.iter().map(|l| &l.profile.vocabulary).chain([catalogue]);
        vocabularies
            .filter_map(|v| v.find(attribute).map(|id| &v.attribute(id).value))
            .find_map(|t| t.parse(value, unit).ok())
    })
}

/// Who decides: the name given, else that of the user of the machine.
pub(super) fn person(named: Option<&str>) -> Result<String, Failure> {
    let user = || ["USER", "USERNAME", "LOGNAME"].into_iter().find_map(|v| std::env::var(v).ok());
    let name = named.map(str::to_owned).or_else(user).unwrap_or_default();
    match name.trim() {
        "" => Err(Failure::usage(
            t!("who decides? nothing was changed"),
            t!("give your name with --recorded-by; it goes into the record"),
        )),
        name => Ok(name.to_owned()),
    }
}

/// The folder with the copies that are kept of surveys, each by its id.
pub(super) fn snapshots() -> Option<PathBuf> {
    data_folder().map(|folder| folder.join("snapshots"))
}

/// Whether a line says yes, in any language of the program.
pub(super) fn is_yes(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes" | "o" | "oui")
}

/// Whether a line says no, in any language of the program.
pub(super) fn is_no(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "n" | "no" | "non")
}

/// The folder of what the program keeps for itself, which need not be there yet.
pub(super) fn data_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let home = set("XDG_DATA_HOME").or_else(|| {
        if cfg!(windows) {
            set("LOCALAPPDATA")
        } else if cfg!(target_os = "macos") {
            set("HOME").map(|home| home.join("Library/Application Support"))
        } else {
            set("HOME").map(|home| home.join(".local/share"))
        }
    });
    home.map(|home| home.join("borderfit"))
}

/// What this laptop calls itself.
pub(super) fn device() -> String {
    let named = ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(|v| std::env::var(v).ok());
    let kept = || std::fs::read_to_string("/etc/hostname").ok();
    named.or_else(kept).unwrap_or_default().trim().chars().take(80).collect()
}

/// The day named, else that of the newest observation.
pub(super) fn as_of(survey: &Survey, named: Option<Day>) -> Day {
    named.unwrap_or_else(|| crate::judge::default_day(survey))
}

/// Records a fact of the survey itself: by whom and when, in a session of its own.
pub(super) fn say_of_survey(
    survey: &mut Survey,
    attribute: &str,
    value: &str,
    (who, at): (&str, Moment),
    random: &mut Random,
) {
    let session = survey.add_session(Session::new(random.bytes(), who, "", PROGRAM, at));
    let attribute = survey.intern(attribute);
    let observation = survey.prepare(Entry {
        subject: Survey::ROOT,
        attribute,
        session,
        milliseconds: at.milliseconds,
        kind: Kind::Text.code(),
        answer: Answer::known(value, Evidence::Observed),
        note: String::new(),
        supersede: Supersede::All,
        settles: None,
        salt: random.bytes(),
    });
    survey.insert(observation);
}

/// Who decides something, on which laptop.
pub(super) struct Decider {
    author: String,
    device: String,
    draw: Box<dyn FnMut() -> [u8; 16]>,
}

impl Decider {
    /// The person named, else the user of the machine.
    pub(super) fn new(named: Option<&str>) -> Result<Self, Failure> {
        let mut random = Random::new()?;
        let draw = Box::new(move || random.bytes());
        Ok(Self { author: person(named)?, device: device(), draw })
    }

    /// What is decided now is recorded by this hand.
    pub(super) fn hand(&mut self) -> Hand<'_> {
        Hand {
            author: &self.author,
            device: &self.device,
            program: PROGRAM,
            now: now(),
            random: &mut *self.draw,
        }
    }
}
