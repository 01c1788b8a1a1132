//! Handing over: what is sent arrives whole, and what is not whole is named.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use borderfit::model::Evidence;
use serde_json::Value;

use crate::seen::seen;
use crate::surveys::{Desk, known, load, save, small};

/// Several people, each with keys of their own, in one folder.
struct Post(tempfile::TempDir);

impl Post {
    fn new() -> Self {
        let post = Self(tempfile::tempdir().unwrap());
        save(&post.path("k1.survey"), &small().survey).unwrap();
        for (name, words) in [("k1", "grey mules"), ("hq", "blue sheep"), ("words", "open road")] {
            fs::write(post.path(&format!("{name}.txt")), format!("{words}\n")).unwrap();
        }
        post
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, who: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_borderfit"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("XDG_DATA_HOME", self.path(&format!("home-{who}")))
            .env("USER", who)
            .output()
            .unwrap()
    }

    fn ends(&self, code: i32, who: &str, arguments: &[&str]) -> String {
        let output = self.run(who, arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap() + &said
    }

    /// The key of somebody to receive with, and the fingerprint of their seals.
    fn identity(&self, who: &str) -> (String, String) {
        let words = format!("{who}.txt");
        let said = self.ends(0, who, &["identity", "--key-passphrase-file", &words]);
        let after = |label: &str| {
            let line = said.lines().find(|l| l.starts_with(label)).unwrap();
            line[label.len()..].trim().to_owned()
        };
        (after("key to receive with"), after("fingerprint of seals"))
    }

    fn send(&self, out: &str, to: &str) -> String {
        let arguments =
            ["send", "k1.survey", "--to", to, "--out", out, "--key-passphrase-file", "k1.txt"];
        self.ends(0, "k1", &[&arguments[..], &["--passphrase-file", "words.txt"]].concat())
    }

    fn receive<'a>(file: &'a str, into: &'a str) -> [&'a str; 6] {
        ["receive", file, "--into", into, "--key-passphrase-file", "hq.txt"]
    }

    fn verify(&self, who: &str, file: &str) -> Value {
        let output = self.run(who, &["verify", file, "--format", "json"]);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Somebody records one more fact.
    fn record(&self, value: &str) {
        let mut store = borderfit::store::Store::open(
            &self.path("k1.survey"),
            borderfit::store::OpenMode::ReadWrite,
        )
        .unwrap();
        let mut desk = Desk::at(store.load().unwrap(), value);
        let readers = ["QV-A01", "entry", "readers"];
        desk.record(readers, "quantity", "count", known(value, "", Evidence::Tested), "");
        store.append(&desk.survey).unwrap();
    }
}

#[test]
fn p12_sent_and_received_is_the_same() {
    let post = Post::new();
    let (key, _) = post.identity("hq");
    let before = seen(&load(&post.path("k1.survey")).unwrap());
    for (out, to, into) in [("a.age", &*key, "a.survey"), ("b.age", "passphrase", "b.survey")] {
        let said = post.send(out, to);
        assert!(said.contains("safe to remove"), "{said}");
        let bytes = fs::read(post.path(out)).unwrap();
        assert!(bytes.starts_with(b"age-encryption.org/v1"));
        assert!(!bytes.windows(10).any(|w| w == b"Old Bridge"), "it can be read by anybody");
        let mut arguments = Post::receive(out, into).to_vec();
        if to == "passphrase" {
            arguments.extend(["--passphrase-file", "words.txt"]);
        }
        let said = post.ends(0, "hq", &arguments);
        assert!(said.contains("signed by"), "{said}");
        assert_eq!(seen(&load(&post.path(into)).unwrap()), before);
        assert_eq!(post.verify("hq", into)["ok"], true);
    }
    let left: Vec<String> = fs::read_dir(post.0.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn wrong_passphrase_wrong_key_and_a_cut_off_container_are_told_apart() {
    let post = Post::new();
    let (key, _) = post.identity("hq");
    post.identity("k1");
    post.send("key.age", &key);
    post.send("words.age", "passphrase");
    let whole = fs::read(post.path("key.age")).unwrap();
    fs::write(post.path("cut.age"), &whole[..whole.len() / 2]).unwrap();
    fs::write(post.path("wrong.txt"), "open read\n").unwrap();
    // Somebody else, who has keys but not these.
    fs::write(post.path("k2.txt"), "red goats\n").unwrap();
    post.identity("k2");
    let message = |who: &str, arguments: &[&str]| {
        let said = post.ends(1, who, arguments);
        assert!(said.contains("nothing was changed"), "{said}");
        assert!(!post.path("x.survey").exists());
        said.lines().next().unwrap().to_owned()
    };
    let wrong = ["receive", "words.age", "--into", "x.survey", "--passphrase-file", "wrong.txt"];
    let other = ["receive", "key.age", "--into", "x.survey", "--key-passphrase-file", "k2.txt"];
    let messages = [
        message("hq", &wrong),
        message("k2", &other),
        message("hq", &Post::receive("cut.age", "x.survey")),
        message("hq", &Post::receive("k1.survey", "x.survey")),
        message("hq", &Post::receive("words.age", "x.survey")),
    ];
    insta::assert_snapshot!(messages.join("\n"), @r"
    borderfit: words.age: the passphrase is not the one that it was encrypted with; nothing was changed
    borderfit: key.age: it was not encrypted for this key; nothing was changed
    borderfit: cut.age: it is damaged or cut off after 0 % of it; nothing was changed
    borderfit: k1.survey: it is no encrypted container; nothing was changed
    borderfit: words.age: it was encrypted with a passphrase, not for a key; nothing was changed
    ");
}

#[test]
fn what_was_taken_out_put_back_or_signed_by_somebody_else_is_named() {
    let post = Post::new();
    let (key, _) = post.identity("hq");
    let (_, fingerprint) = post.identity("k1");
    post.send("first.age", &key);
    post.ends(0, "hq", &Post::receive("first.age", "hq.survey"));
    // A name only after the fingerprint was compared.
    let trust = format!("{fingerprint}=K. One");
    post.ends(0, "hq", &["identity", "--trust", &trust]);
    post.record("7");
    assert_eq!(post.verify("k1", "k1.survey")["seals"][0]["added_since"], 1);
    post.send("second.age", &key);
    let said = post.ends(0, "hq", &Post::receive("second.age", "hq.survey"));
    assert!(said.contains("signed by K. One"), "{said}");
    assert_eq!(post.verify("hq", "hq.survey")["ok"], true);
    // The older one once more: it is not the last that this laptop has seen.
    let said = post.ends(3, "hq", &Post::receive("first.age", "hq.survey"));
    assert!(said.contains("the last seal of K. One"), "{said}");
    // And so it stays, however often the older one comes.
    let said = post.ends(3, "hq", &Post::receive("first.age", "hq-2.survey"));
    assert!(said.contains("the last seal of K. One"), "{said}");
    // The log calls what came by the name under which it came.
    let log = post.ends(0, "hq", &["log", "hq.survey", "--imports"]);
    assert!(log.contains("second.age") && !log.contains(".part"), "{log}");
    // A row taken out, with everything that would give it away.
    fs::copy(post.path("k1.survey"), post.path("cut.survey")).unwrap();
    let conn = rusqlite::Connection::open(post.path("cut.survey")).unwrap();
    let last: i64 = conn.query_row("SELECT max(k) FROM obs", [], |row| row.get(0)).unwrap();
    conn.execute("DELETE FROM obs WHERE k = ?1", [last]).unwrap();
    conn.execute("DELETE FROM head WHERE obs = ?1", [last]).unwrap();
    drop(conn);
    let verified = post.verify("k1", "cut.survey");
    assert_eq!(verified["ok"], false);
    let problems = verified["problems"].to_string();
    assert!(problems.contains("sealed are missing or were changed"), "{problems}");
    let merged = post.ends(3, "hq", &["merge", "--into", "m.survey", "cut.survey"]);
    assert!(merged.contains("sealed are missing or were changed"), "{merged}");
}

#[test]
fn known_signers_are_not_lost_with_a_file_that_cannot_be_read() {
    let post = Post::new();
    let (key, _) = post.identity("hq");
    post.send("first.age", &key);
    post.ends(0, "hq", &Post::receive("first.age", "hq.survey"));
    let file = post.path("home-hq/borderfit/signers.json");
    fs::write(&file, "{ half of it").unwrap();
    let said = post.ends(1, "hq", &["verify", "hq.survey"]);
    assert!(said.contains("signers.json") && said.contains("nothing was changed"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "{ half of it");
}

#[test]
fn a_laptop_forgets_a_survey_only_with_a_receipt_for_all_of_it() {
    let post = Post::new();
    let (key, fingerprint) = post.identity("hq");
    post.send("a.age", &key);
    let mut arguments = Post::receive("a.age", "a.survey").to_vec();
    arguments.extend(["--receipt", "r.json"]);
    let said = post.ends(0, "hq", &arguments);
    assert!(said.contains("receipt for"), "{said}");
    let wipe = ["export", "k1.survey", "--wipe", "r.json", "--yes"];
    // Nobody has compared the key.
    let said = post.ends(1, "k1", &wipe);
    assert!(said.contains("nobody here has compared") && said.contains(&fingerprint), "{said}");
    post.ends(0, "k1", &["identity", "--trust", &format!("{fingerprint}=Headquarters")]);
    // A receipt that was changed.
    let receipt = fs::read_to_string(post.path("r.json")).unwrap();
    fs::write(post.path("forged.json"), receipt.replace("\"received_by\"", "\"received_BY\""))
        .unwrap();
    let forged = ["export", "k1.survey", "--wipe", "forged.json", "--yes"];
    assert!(post.ends(1, "k1", &forged).contains("no receipt"));
    // Something was recorded since.
    let whole = fs::read(post.path("k1.survey")).unwrap();
    let mut desk = Desk::at(load(&post.path("k1.survey")).unwrap(), "K1");
    desk.record(
        ["QV-A01", "", ""],
        "name",
        "text",
        known("New Bridge", "", Evidence::Observed),
        "",
    );
    let mut store = borderfit::store::Store::open(
        &post.path("k1.survey"),
        borderfit::store::OpenMode::ReadWrite,
    )
    .unwrap();
    store.append(&desk.survey).unwrap();
    drop(store);
    let said = post.ends(1, "k1", &wipe);
    assert!(
        said.contains("recorded or merged since") && said.contains("nothing was wiped"),
        "{said}"
    );
    fs::write(post.path("k1.survey"), whole).unwrap();
    // All facts, but without the seal: that would be gone with the laptop's copy.
    let stripped = post.path("u.survey");
    fs::copy(post.path("k1.survey"), &stripped).unwrap();
    rusqlite::Connection::open(&stripped).unwrap().execute("DELETE FROM seal", []).unwrap();
    let mut send = vec!["send", "u.survey", "--to", &key, "--out", "s.age", "--unsigned"];
    post.ends(3, "k1", &send);
    send = Post::receive("s.age", "s.survey").to_vec();
    send.extend(["--receipt", "s.json"]);
    post.ends(3, "hq", &send);
    let said = post.ends(1, "k1", &["export", "k1.survey", "--wipe", "s.json", "--yes"]);
    assert!(said.contains("does not name the seal"), "{said}");
    // Without --yes it is only checked.
    let said = post.ends(0, "k1", &wipe[..4]);
    assert!(said.contains("Headquarters received all"), "{said}");
    assert!(post.path("k1.survey").exists());
    post.ends(0, "k1", &wipe);
    assert!(!post.path("k1.survey").exists());
    assert!(load(&post.path("a.survey")).is_ok());
}

#[test]
fn a_line_of_the_report_leads_to_the_seal_that_covers_it() {
    let post = Post::new();
    let trace =
        || post.ends(0, "k1", &["trace", "k1.survey", "R01@QV-A01", "--profile", "demo-min"]);
    assert!(trace().contains("none: the survey is not sealed"), "{}", trace());
    post.identity("hq");
    post.send("a.age", "passphrase");
    let (_, fingerprint) = post.identity("k1");
    let of = |said: &str| -> [String; 2] {
        let seal = said.lines().find(|line| line.starts_with("seal")).expect("a seal");
        assert!(seal.contains(&fingerprint) && seal.contains("holds; covers"), "{said}");
        let counts = seal.rsplit("covers ").next().unwrap_or("").split(" of these ");
        let counts: Vec<String> = counts.map(|n| n.trim_end_matches(" facts").to_owned()).collect();
        counts.try_into().expect("two numbers")
    };
    let [covered, all] = of(&trace());
    assert_eq!(covered, all);
    assert_ne!(all, "0");
    // What is recorded after it is not under it.
    post.record("17");
    let [covered, all] = of(&trace());
    assert_ne!(covered, all);
}
