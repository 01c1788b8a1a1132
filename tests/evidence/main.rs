//! Photos and files as evidence, as their users meet them: attached, merged, verified, taken back,
//! printed, held back.
#![allow(clippy::unwrap_used)]

mod commands;
#[path = "../journeys/mod.rs"]
mod journeys;
mod pictures;
mod report;
mod terminal;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A folder in which somebody works.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// With a survey of one crossing point, a booth and its readers.
    pub(crate) fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        desk.write(
            "facts.csv",
            "crossing_point,position,item,attribute,value,unit,evidence,absent,recorded_by,recorded_at,note\n\
             QV-A01,,,name,Alpha Road,,observed,,K1,2026-03-02T09:00:00Z,\n\
             QV-A01,,,type,road,,observed,,K1,2026-03-02T09:00:00Z,\n\
             QV-A01,entry,,kind,first-line-entry,,observed,,K1,2026-03-02T09:01:00Z,\n\
             QV-A01,entry,readers,equipment,document-reader,,observed,,K1,2026-03-02T09:02:00Z,\n\
             QV-A01,entry,readers,quantity,3,,observed,,K1,2026-03-02T09:03:00Z,\n\
             QV-A01,entry,readers,serial,SN-4711,,observed,,K1,2026-03-02T09:03:00Z,\n",
        );
        desk.done(&["new", "a.survey", "--title", "Mission", "--profile", "demo-min"]);
        desk.done(&["import", "a.survey", "facts.csv"]);
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("USER", "K1")
            .env_remove("BORDERFIT_LANGUAGE")
            .output()
            .unwrap()
    }

    /// What a command that works prints and says.
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        self.ends(0, arguments)
    }

    /// What a command that ends with this code prints and says.
    pub(crate) fn ends(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        said
    }

    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|e| panic!("{arguments:?}: {e} {}", text(&output.stderr)))
    }

    pub(crate) fn photos(&self, file: &str) -> Vec<Value> {
        let document = self.json(&["photos", file, "--format", "json"]);
        assert_eq!(document["format"], "borderfit.photos/1");
        document["photos"].as_array().unwrap().clone()
    }

    /// Runs SQL on a file, as nobody should.
    pub(crate) fn tamper(&self, file: &str, sql: &str) {
        let conn = rusqlite::Connection::open(self.path(file)).unwrap();
        conn.execute_batch(sql).unwrap();
    }

    /// Names of the files of a folder, sorted.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.path(folder))
            .unwrap()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(crate) fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}
