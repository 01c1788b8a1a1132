//! Receipts for what was handed over, and forgetting a survey once there is one.

use std::fs;
use std::path::Path;

use super::context::snapshots;
use super::failure::Failure;
use super::home;
use super::keyring::Signers;
use super::output::{SMALL, read_file, say, write_file};
use crate::model::id::hex;
use crate::model::visible;
use crate::store::{self, Counted, FoundSeal, OpenMode, Store};
use crate::vault::{Identity, Receipt, Received, fingerprint, is_genuine};
use crate::{counted, t};

/// Writes the receipt for what was received.
pub(super) fn receipt(
    out: &Path,
    who: &Identity,
    survey: &str,
    rows: &Counted,
    seals: Vec<String>,
) -> Result<(), Failure> {
    let at = super::context::now().to_string();
    let observations = rows.observations;
    let received = Received { survey, digest: &rows.digest, observations, seals };
    let receipt = Receipt::sign(who, received, &at);
    let text = serde_json::to_vec_pretty(&receipt).map_err(Failure::defect)?;
    write_file(out, &text)?;
    say(&counted!(
        observations,
        "{file}: receipt for {n} observation; send it back",
        "{file}: receipt for {n} observations; send it back",
        file = out.display()
    ));
    Ok(())
}

/// The genuine seals that cover all of a file, by id.
pub(super) fn whole_seals(seals: &[FoundSeal]) -> Vec<String> {
    let whole = |f: &&FoundSeal| f.fits && f.beyond == 0 && is_genuine(&f.seal);
    seals.iter().filter(whole).map(|f| hex(&f.seal.id)).collect()
}

/// Wipes a survey that a receipt says has arrived.
pub(super) fn wipe(file: &Path, receipt: &Path, yes: bool) -> Result<u8, Failure> {
    let refused = |what: String, hint: &str| {
        Err(Failure::refused(t!("{what}; nothing was wiped", what), hint.to_owned()))
    };
    let Some(found) = Receipt::read(&read_file(receipt, SMALL)?) else {
        return refused(
            t!("{file} is no receipt, or was changed", file = receipt.display()),
            t!("ask the receiver for it again; 'borderfit receive --receipt' writes it"),
        );
    };
    let key = found.key().unwrap_or_default();
    let mut signers = Signers::read()?;
    let known = signers.0.entry(hex(&key)).or_default().name.clone();
    let Some(name) = known else {
        // So that the fingerprint can be confirmed.
        signers.write()?;
        return refused(
            t!(
                "{file} is signed by a key that nobody here has compared: {name} ({fingerprint})",
                file = receipt.display(),
                name = visible(&found.received_by),
                fingerprint = fingerprint(&key)
            ),
            t!("compare the fingerprint with the receiver by telephone, then 'borderfit identity \
                --trust \"FINGERPRINT=NAME\"'"),
        );
    };
    let store = Store::open(file, OpenMode::ReadWrite)?;
    let survey = store.load()?.id().to_string();
    let (digest, observations) = store.digest()?;
    let seals = whole_seals(&store.seals()?);
    drop(store);
    if found.survey != survey {
        return refused(
            t!("{file} is for another survey", file = receipt.display()),
            t!("name the survey that was handed over"),
        );
    }
    if found.digest != digest {
        return refused(
            t!(
                "{file} has {observations} observations, and the receipt is for {received} or for \
                 others: something was recorded or merged since",
                file = file.display(),
                observations,
                received = found.observations
            ),
            t!("send it again, and ask for a receipt for that"),
        );
    }
    if !seals.is_empty() && !seals.iter().any(|seal| found.seals.contains(seal)) {
        return refused(
            t!("{file} does not name the seal of what was sent", file = receipt.display()),
            t!("send it again, and ask for a receipt for that"),
        );
    }
    say(&counted!(
        observations,
        "{name} received the {n} observation at {time}",
        "{name} received all {n} observations at {time}",
        name,
        time = visible(&found.at)
    ));
    if !yes {
        say(t!("nothing was wiped yet: it cannot be taken back; add --yes to do it"));
        return Ok(0);
    }
    let mut gone = vec![file.to_owned()];
    store::wipe(file)?;
    let copies = snapshots().map(|folder| folder.join(&survey));
    for snapshot in copies.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten() {
        let snapshot = snapshot.map_err(Failure::defect)?.path();
        if snapshot.is_file() {
            store::overwrite(&snapshot).map_err(|error| {
                Failure::refused(
                    t!("{file} cannot be wiped: {error}", file = snapshot.display(), error),
                    t!("the survey itself is gone; remove this snapshot by hand"),
                )
            })?;
            gone.push(snapshot);
        }
    }
    if let Some(own) = home::own() {
        own.forget(file);
    }
    for file in gone {
        say(&t!("wiped {file}", file = file.display()));
    }
    say(t!("on flash memory traces may live on: keep field laptops on encrypted disks"));
    Ok(0)
}
