//! `borderfit trace`: from a line of a report back to what it rests on.

use super::args::Trace;
use super::context::{as_of, chosen_profiles, open};
use super::failure::Failure;
use super::keyring::Signers;
use super::output::print;
use crate::judge::assess;
use crate::model::ObservationId;
use crate::model::seal::Seal;
use crate::report::trace::{Sealed, find, trace};
use crate::report::{Filter, gap_table};
use crate::store::Store;
use crate::t;
use crate::vault::{fingerprint, is_genuine};

pub(super) fn run(args: &Trace) -> Result<u8, Failure> {
    let (store, survey) = open(&args.file)?;
    let seals = seals(&store)?;
    let mut out = String::new();
    for loaded in chosen_profiles(&store, args.profile.as_deref())? {
        let assessment = assess(&survey, &loaded.profile, as_of(&survey, args.as_of));
        let table = gap_table(&survey, &loaded.profile, &assessment, &Filter::default());
        for line in find(&survey, &table, &args.id) {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&trace(&survey, &table, line, &seals));
        }
    }
    if out.is_empty() {
        return Err(Failure::refused(
            t!("no finding of {file} has the id {id}", file = args.file.display(), id = args.id),
            t!("take an id from the first column of a table of the report, such as G5QK7M2XB, or \
                 a finding, such as DOC-06@QV-A01/entry; name the profile of that report with \
                 --profile"),
        ));
    }
    print(out.as_bytes())?;
    Ok(0)
}

/// The seals of the file, with what this laptop knows of who signed.
fn seals(store: &Store) -> Result<Vec<Sealed>, Failure> {
    let signers = Signers::read()?;
    let said = |(seal, covers): (Seal, Vec<ObservationId>)| {
        let (called, print) = (signers.called(&seal.signer), fingerprint(&seal.signer));
        // An unknown key is called by its fingerprint already.
        let named = called.contains(&print);
        Sealed {
            signer: if named { called } else { format!("{called} ({print})") },
            holds: !covers.is_empty() && is_genuine(&seal),
            covers: covers.into_iter().collect(),
        }
    };
    Ok(store.sealed()?.into_iter().map(said).collect())
}
