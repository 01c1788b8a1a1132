//! Receipts for what was handed over, and forgetting a survey once there is one.

use std::fs;
use std::path::Path;

use super::context::data_folder;
use super::failure::Failure;
use super::home;
use super::keyring::{Signers, hex};
use super::output::{read_file, say, write_file};
use crate::store::{self, OpenMode, Store};
use crate::vault::{Identity, Receipt, fingerprint};
use crate::words::visible;

/// Writes the receipt for what was received.
pub(super) fn receipt(
    out: &Path,
    who: &Identity,
    survey: &str,
    digest: &str,
    observations: usize,
) -> Result<(), Failure> {
    let at = super::context::now().to_string();
    let receipt = Receipt::sign(who, survey, digest, observations as u64, &at);
    let text = serde_json::to_vec_pretty(&receipt).map_err(Failure::defect)?;
    write_file(out, &text)?;
    say(&format!("{}: receipt for {observations} observations; send it back", out.display()));
    Ok(())
}

/// Wipes a survey that a receipt says has arrived.
pub(super) fn wipe(file: &Path, receipt: &Path, yes: bool) -> Result<u8, Failure> {
    let refused = |what: String, hint: &str| {
        Err(Failure::refused(format!("{what}; nothing was wiped"), hint.to_owned()))
    };
    let Some(found) = Receipt::read(&read_file(receipt)?) else {
        return refused(
            format!("{} is no receipt, or was changed", receipt.display()),
            "ask the receiver for it again; 'borderfit receive --receipt' writes it",
        );
    };
    let key = found.key().unwrap_or_default();
    let mut signers = Signers::read()?;
    let known = signers.0.entry(hex(&key)).or_default().name.clone();
    let Some(name) = known else {
        // So that the fingerprint can be confirmed.
        signers.write()?;
        return refused(
            format!(
                "{} is signed by a key that nobody here has compared: {} ({})",
                receipt.display(),
                visible(&found.received_by),
                fingerprint(&key)
            ),
            "compare the fingerprint with the receiver by telephone, then 'borderfit identity \
             --trust \"FINGERPRINT=NAME\"'",
        );
    };
    let store = Store::open(file, OpenMode::ReadWrite)?;
    let survey = store.load()?.id().to_string();
    let (digest, observations) = store.digest()?;
    drop(store);
    if found.survey != survey {
        return refused(
            format!("{} is for another survey", receipt.display()),
            "name the survey that was handed over",
        );
    }
    if found.digest != digest {
        return refused(
            format!(
                "{} has {observations} observations, and the receipt is for {} or for others: \
                 something was recorded or merged since",
                file.display(),
                found.observations
            ),
            "send it again, and ask for a receipt for that",
        );
    }
    say(&format!("{name} received all {observations} observations at {}", visible(&found.at)));
    if !yes {
        say("nothing was wiped yet: it cannot be taken back; add --yes to do it");
        return Ok(0);
    }
    let mut gone = vec![file.to_owned()];
    store::wipe(file)?;
    let snapshots = data_folder().map(|folder| folder.join("snapshots").join(&survey));
    for snapshot in snapshots.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten() {
        let snapshot = snapshot.map_err(Failure::defect)?.path();
        if snapshot.is_file() {
            store::overwrite(&snapshot).map_err(|error| {
                Failure::refused(
                    format!("{} cannot be wiped: {error}", snapshot.display()),
                    "the survey itself is gone; remove this snapshot by hand",
                )
            })?;
            gone.push(snapshot);
        }
    }
    if let Some(own) = home::own() {
        own.forget(file);
    }
    for file in gone {
        say(&format!("wiped {}", file.display()));
    }
    say("on flash memory traces may live on: keep field laptops on encrypted disks");
    Ok(0)
}
