//! What was imported, for people.

use std::collections::BTreeMap;
use std::path::PathBuf;

use engine::contract::Unsaid;
use engine::import::from::Unread;
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
    /// What of a file of another tool no manifest says.
    pub unread: Vec<Unread>,
    /// How much of it is at other places, by account and region.
    pub elsewhere: BTreeMap<String, usize>,
    /// How many plain values it hides.
    pub hidden: usize,
    /// How the other tool lets go of what was taken.
    pub let_go: Option<LetGo>,
}

/// How another tool lets go of what was taken from it, without deleting it.
pub enum LetGo {
    /// By the blocks in a file.
    Terraform(PathBuf),
    /// By what its template says of some resources.
    CloudFormation(Vec<String>),
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
    let Imported { drafts, left, unsaid, unread, elsewhere, hidden, let_go } = found;
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
            0 if is_terraform(file) => "for Terraform".to_owned(),
            0 => "a content".to_owned(),
            _ => counted(file.resources, "resource", "resources"),
        };
        text.push_str(&format!("  {path:width$}  {says}\n"));
    }
    if !left.is_empty() || !elsewhere.is_empty() {
        text.push_str("\nLeft alone\n");
        for (why, count) in left {
            text.push_str(&format!("  {count} {}\n", whose(why)));
        }
        for (place, count) in elsewhere {
            text.push_str(&format!("  {count} in {}, where no chosen site is\n", escape(place)));
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
    if *hidden > 0 {
        let values = counted(*hidden, "value", "values");
        text.push_str(&format!(
            "\nTerraform hides the value of every parameter, {values} of Strings among them: AWS keeps those, by \
             `manage: metadata`.\n  `--plain PATTERN` names which are no secret; `trueup import --path` reads them \
             from AWS\n"
        ));
    }
    if !(unsaid.is_empty() && unread.is_empty()) {
        text.push_str("\nIn no manifest\n");
        for Unsaid { address, why } in unsaid {
            text.push_str(&format!("  {}: {}\n", escape(address.as_str()), escape(why)));
        }
        for Unread { what, why } in unread {
            text.push_str(&format!("  {}: {}\n", escape(what), escape(why)));
        }
    }
    text.push_str(&let_go.as_ref().map(going).unwrap_or_default());
    text
}

fn is_terraform(file: &Filed) -> bool {
    file.path.extension().is_some_and(|ending| ending == "tf")
}

/// The steps in which another tool lets go.
fn going(let_go: &LetGo) -> String {
    match let_go {
        LetGo::Terraform(file) => format!(
            "\nLet Terraform go, once `trueup apply` has adopted\n  `{}` has `removed` blocks for that, which delete \
             nothing, and the `terraform state rm` lines that do the same\n",
            file.display()
        ),
        LetGo::CloudFormation(names) => {
            let names: Vec<String> = names.iter().map(|name| format!("    {}\n", escape(name))).collect();
            format!(
                "\nLet CloudFormation go\n  1. set `DeletionPolicy: Retain` and `UpdateReplacePolicy: Retain` on\n{}  \
                 2. update the stack with that\n  3. `trueup apply`, which adopts them\n  4. take them out of the \
                 template and update the stack, or delete the stack: nothing of them is deleted\n",
                names.concat()
            )
        }
    }
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
