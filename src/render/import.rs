//! What was imported, for people.

use std::collections::BTreeMap;
use std::path::PathBuf;

use engine::contract::Unsaid;
use engine::import::{Draft, Left};

use crate::view::text::{counted, escape};

/// What an import found at all sites.
#[derive(Default)]
pub struct Imported {
    /// The manifests.
    pub drafts: Vec<Draft>,
    /// How many are left alone, by why.
    pub left: BTreeMap<Left, usize>,
    /// What no manifest can say.
    pub unsaid: Vec<Unsaid>,
}

/// A file that is written.
pub struct Filed {
    /// Relative to the stack's folder.
    pub path: PathBuf,
    /// What it holds.
    pub text: String,
    /// How many resources its manifests say.
    pub resources: usize,
    /// How many manifests it holds; none where a manifest names it.
    pub manifests: usize,
}

/// What was imported, its files, what was left alone, and what cannot be said.
pub fn human(found: &Imported, files: &[Filed]) -> String {
    let Imported { drafts, left, unsaid } = found;
    let resources: usize = drafts.iter().map(|draft| draft.resources).sum();
    let mut text = match drafts.len() {
        0 => "Nothing to import: whatever is there is declared, or left alone\n".to_owned(),
        manifests => format!(
            "{} in {}\n",
            counted(resources, "resource", "resources"),
            counted(manifests, "manifest", "manifests")
        ),
    };
    let width =
        files.iter().map(|file| file.path.display().to_string().chars().count()).max().unwrap_or_default();
    for file in files {
        let path = file.path.display().to_string();
        let says = match file.manifests {
            0 => "a content".to_owned(),
            _ => counted(file.resources, "resource", "resources"),
        };
        text.push_str(&format!("  {path:width$}  {says}\n"));
    }
    if !left.is_empty() {
        text.push_str("\nLeft alone\n");
        for (why, count) in left {
            text.push_str(&format!("  {count} {}\n", whose(why)));
        }
    }
    let notes = drafts.iter().flat_map(|draft| {
        draft.unsaid.iter().map(move |note| format!("  {}/{}: {}\n", draft.kind, draft.name, escape(note)))
    });
    let notes: String = notes.collect();
    if !notes.is_empty() {
        text.push_str("\nTo be looked at, and told in the manifests\n");
        text.push_str(&notes);
    }
    if !unsaid.is_empty() {
        text.push_str("\nIn no manifest\n");
        for Unsaid { address, why } in unsaid {
            text.push_str(&format!("  {}: {}\n", escape(address.as_str()), escape(why)));
        }
    }
    text
}

fn whose(why: &Left) -> String {
    match why {
        Left::Ours => "of this stack, whose manifests are gone: the next apply deletes them".to_owned(),
        Left::Other(owner) => format!("of `{}`, by their tag", escape(owner)),
        Left::CloudFormation => "of CloudFormation".to_owned(),
        Left::QuickSetup => "of Quick Setup".to_owned(),
        Left::Record => "records and leases of trueup".to_owned(),
    }
}
