//! A folder with everything that the commands need, copied for each try.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use borderfit::model::{Evidence, ObservationId};
use borderfit::photo::Picture;
use borderfit::store::{OpenMode, Store, StoreError};

use crate::native::compiled;
use crate::surveys::{Desk, known, save, small};

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The disk is full from there on.
    Full,
    /// The same, after half of the write.
    Half,
    /// That call gets an error of the medium, and those after it none.
    Medium,
    /// The disk can only be read from there on.
    ReadOnly,
}

impl Way {
    pub(crate) const ALL: [Self; 4] = [Self::Full, Self::Half, Self::Medium, Self::ReadOnly];

    pub(crate) fn is_rare(self) -> bool {
        matches!(self, Self::Half | Self::ReadOnly)
    }

    pub(crate) fn is_full(self) -> bool {
        matches!(self, Self::Full | Self::Half)
    }

    /// Whether removing a file may fail too.
    pub(crate) fn keeps_files(self) -> bool {
        !self.is_full()
    }

    fn set(self, command: &mut Command) {
        // ENOSPC, EIO, EROFS.
        let number = ["28", "28", "5", "30"][self as usize];
        command.env("FAIL_WITH", number);
        match self {
            Self::Half => command.env("FAIL_HALF", "1"),
            Self::Medium => command.env("FAIL_ONCE", "1"),
            _ => command,
        };
    }
}

/// How a program ended.
#[derive(Default)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) said: String,
    /// How many calls wrote something.
    pub(crate) calls: usize,
    /// What failed first.
    pub(crate) first: String,
}

pub(crate) struct Post {
    folder: tempfile::TempDir,
    pub(crate) ran: Ran,
    /// Of an answer with a note, as `log` prints it.
    pub(crate) reference: String,
}

static FAILING: LazyLock<PathBuf> =
    LazyLock::new(|| compiled("failing.c", &["-shared", "-fPIC", "-ldl"]));

static TEMPLATE: LazyLock<Post> = LazyLock::new(Post::template);

/// What every try begins with.
pub(crate) fn template() -> &'static Post {
    &TEMPLATE
}

/// A copy of it.
pub(crate) fn before(template: &Post) -> Post {
    let copy = Post::empty();
    copy_folder(template.folder.path(), copy.folder.path());
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let into = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &into);
        } else {
            fs::copy(entry.path(), into).unwrap();
        }
    }
}

/// The observations of a survey file.
pub(crate) fn survey_ids(file: &Path) -> Result<BTreeSet<ObservationId>, StoreError> {
    let survey = Store::open(file, OpenMode::ReadOnly)?.load()?;
    Ok(survey.observations().iter().map(|o| o.id).collect())
}

impl Post {
    fn empty() -> Self {
        // In memory where there is such a folder: the failures are ours.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let folder = tempfile::tempdir_in(folder).unwrap();
        Self { folder, ran: Ran::default(), reference: String::new() }
    }

    /// Two laptops that answered differently, keys, a container, a photo, a table, a receipt.
    fn template() -> Self {
        let mut post = Self::empty();
        let readers = ["QV-A01", "entry", "readers"];
        let resolution = |desk: &mut Desk, value: &str, evidence| {
            let answer = known(value, "ppi", evidence);
            desk.record(
                readers,
                "image_resolution",
                "quantity",
                answer,
                "seen with the shift leader",
            );
        };
        let mut ours = Desk::at(small().survey, "K1");
        resolution(&mut ours, "500", Evidence::Tested);
        let mut theirs = Desk::at(small().survey, "K2");
        resolution(&mut theirs, "600", Evidence::Stated);
        for (name, survey) in
            [("ours", &ours.survey), ("theirs", &theirs.survey), ("disputed", &ours.survey)]
        {
            save(&post.path(&format!("{name}.survey")), survey).unwrap();
        }
        let pixels = (0..48 * 48 * 3).map(|n| (n * 37 % 256) as u8).collect();
        let photo = Picture::new(48, 48, pixels).unwrap().to_jpeg();
        fs::write(post.path("photo.jpg"), photo).unwrap();
        fs::write(post.path("words.txt"), "grey mules\n").unwrap();
        let table = "crossing_point,position,item,attribute,value,unit,evidence,recorded_by\n\
                     QV-A01,,,name,Older Bridge,,observed,K1\n\
                     QV-N01,,,name,Northern Gate,,observed,K1\n";
        fs::write(post.path("facts.csv"), table).unwrap();
        let does = |codes: &[i32], arguments: &[&str]| {
            let (code, said) = post.output(&mut post.command(arguments), "");
            assert!(codes.contains(&code), "{arguments:?}: {said}");
            said
        };
        let log = does(&[0], &["log", "ours.survey"]);
        let line = log.lines().find(|l| l.contains("500 ppi")).unwrap();
        let reference = line.split_whitespace().next().unwrap().to_owned();
        does(&[3], &["merge", "--into", "disputed.survey", "theirs.survey"]);
        let send = [
            "--to",
            "passphrase",
            "--passphrase-file",
            "words.txt",
            "--key-passphrase-file",
            "words.txt",
        ];
        does(&[0], &[&["send", "theirs.survey", "--out", "theirs.age"][..], &send].concat());
        does(&[0], &[&["send", "ours.survey", "--out", "sent.age"][..], &send].concat());
        fs::copy(post.path("ours.survey"), post.path("sent.survey")).unwrap();
        let receive = ["--passphrase-file", "words.txt", "--key-passphrase-file", "words.txt"];
        let arguments =
            ["receive", "sent.age", "--into", "head.survey", "--receipt", "receipt.json"];
        does(&[0, 3], &[&arguments[..], &receive].concat());
        let said = does(&[0], &["identity", "--key-passphrase-file", "words.txt"]);
        let fingerprint =
            said.lines().find_map(|l| l.strip_prefix("fingerprint of seals")).unwrap();
        does(&[0], &["identity", "--trust", &format!("{}=HQ", fingerprint.trim())]);
        post.reference = reference;
        post
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_borderfit"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("XDG_DATA_HOME", self.path("home"))
            .env("HOSTNAME", "field laptop 3")
            .env("USER", "K1");
        command
    }

    fn output(&self, command: &mut Command, input: &str) -> (i32, String) {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Who has ended hears nothing.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap_or(-1), text(&output.stderr) + &text(&output.stdout))
    }

    /// Runs the program, with a call that fails.
    pub(crate) fn run(
        mut self,
        arguments: &[&str],
        input: &str,
        fails: Option<(Way, usize)>,
    ) -> Self {
        let report = tempfile::NamedTempFile::new().unwrap();
        let mut command = self.command(arguments);
        command
            .env("LD_PRELOAD", &*FAILING)
            .env("FAIL_UNDER", self.folder.path())
            .env("FAIL_REPORT", report.path());
        if let Some((way, at)) = fails {
            command.env("FAIL_AT", at.to_string());
            way.set(&mut command);
        }
        let (code, said) = self.output(&mut command, input);
        let told = fs::read_to_string(report.path()).unwrap();
        let (calls, first) = told.trim_end().split_once(' ').unwrap_or((told.trim(), ""));
        self.ran = Ran { code, said, calls: calls.parse().unwrap_or(0), first: first.to_owned() };
        self
    }

    /// Files that nobody asked for.
    pub(crate) fn left_over(&self) -> Vec<String> {
        let mut left = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else if name.ends_with(".part") || name.ends_with(".part-journal") {
                    left.push(name);
                }
            }
        }
        left
    }
}
