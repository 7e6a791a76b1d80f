//! Which manifest goes into which file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use engine::import::Draft;
use schema::stack::Stack;

use crate::error::{Error, Result};
use crate::load::{Loaded, reads};
use crate::render::import::Filed;

/// A file that is to be written.
pub(super) type Place = Filed;

/// As many manifests of a kind as share a file.
const MOST: usize = 10;

/// The kind whose manifests each have a file of their own.
const HIERARCHY: &str = "ParameterHierarchy";

/// The files of some manifests, none of which is there yet.
///
/// # Errors
/// The stack reads no new file, or would take a document's content for a manifest.
pub(super) fn placed(loaded: &Loaded, begins: bool, drafts: &[Draft]) -> Result<Vec<Filed>> {
    let stack = &loaded.read.as_ref().expect("drafts are a stack's").stack;
    if drafts.is_empty() {
        return Ok(Vec::new());
    }
    let folder = folder(stack)?;
    let schema = begins || loaded.root.join(SCHEMA).exists();
    let header = if schema { header(&folder) } else { String::new() };
    let mut taken: BTreeSet<PathBuf> = BTreeSet::new();
    let mut files = Vec::new();
    for (name, drafts) in grouped(drafts) {
        let path = |number: usize| match number {
            1 => folder.join(format!("{name}.yaml")),
            number => folder.join(format!("{name}-{number}.yaml")),
        };
        let free =
            |path: &PathBuf| !taken.contains(path) && loaded.root.join(path).symlink_metadata().is_err();
        let path = (1..).map(path).find(free).expect("there is always another number");
        taken.insert(path.clone());
        let texts: Vec<&str> = drafts.iter().map(|draft| draft.text.as_str()).collect();
        files.push(Filed {
            path,
            text: format!("{header}{}", texts.join("---\n")),
            resources: drafts.iter().map(|draft| draft.resources).sum(),
            manifests: drafts.len(),
        });
        for (path, text) in drafts.iter().flat_map(|draft| &draft.files) {
            if reads(&stack.manifests, Path::new(path)) {
                return Err(Error::failed(format!("the stack would read `{path}` as a manifest")).help(
                    "let `spec.manifests` of `trueup.yaml` name a folder, such as `manifests/**/*.yaml`",
                ));
            }
            files.push(Filed { path: path.into(), text: text.clone(), resources: 0, manifests: 0 });
        }
    }
    Ok(files)
}

/// Manifests by the name of their file: a hierarchy's own, and their kind's where they are few.
fn grouped(drafts: &[Draft]) -> BTreeMap<String, Vec<&Draft>> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    drafts.iter().for_each(|draft| *count.entry(draft.kind).or_default() += 1);
    let mut grouped: BTreeMap<String, Vec<&Draft>> = BTreeMap::new();
    for draft in drafts {
        let kind = dashed(draft.kind);
        let name = match draft.kind {
            HIERARCHY => draft.name.clone(),
            kind_name if count[kind_name] <= MOST => format!("{kind}s"),
            _ => format!("{kind}-{}", draft.name),
        };
        grouped.entry(name).or_default().push(draft);
    }
    grouped
}

/// `PatchBaseline` becomes `patch-baseline`.
fn dashed(kind: &str) -> String {
    let mut name = String::new();
    for c in kind.chars() {
        if c.is_ascii_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

const SCHEMA: &str = "schema/trueup.json";

fn header(folder: &Path) -> String {
    let up: String = folder.components().map(|_| "../").collect();
    format!("# yaml-language-server: $schema={up}{SCHEMA}\n")
}

/// The first folder in which the stack reads any file of YAML.
fn folder(stack: &Stack) -> Result<PathBuf> {
    let mut folders = stack.manifests.iter().map(|pattern| {
        let plain = |part: &&str| !part.contains(['*', '?', '[', '{', '\\']);
        let parts: Vec<&str> =
            pattern.value.split('/').filter(|part| *part != ".").take_while(plain).collect();
        PathBuf::from(parts.join("/"))
    });
    let read = |folder: &PathBuf| reads(&stack.manifests, &folder.join("any-name.yaml"));
    folders.find(read).ok_or_else(|| {
        Error::failed("no pattern of the stack would read a new manifest")
            .help("add `manifests/*.yaml` to `spec.manifests` of `trueup.yaml`")
    })
}
