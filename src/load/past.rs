//! A stack as it was at a commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::resolve::{Read, broken, places};
use schema::Sources;
use schema::yaml::add_bytes;

use super::files::named;
use super::find::STACK_FILE;
use super::git::Past;

/// Reads a stack and its manifests as they were at a commit; `None` where git does not have them
/// all, or they were not good then. `region` stands where AWS's configuration says it.
pub fn load_at(root: &Path, commit: &str, region: &str) -> Option<Read> {
    let past = Past::at(root, commit)?;
    let mut sources = Sources::default();
    let stack = add(&past, &mut sources, [PathBuf::from(STACK_FILE)])?.into_values().next()?;
    let (stack, findings) = schema::read_stack(&sources, stack);
    let stack = stack.filter(|_| !broken(&findings))?;
    let manifests = named(past.paths(), &stack.manifests);
    let ids = add(&past, &mut sources, manifests)?.into_values();
    let (manifests, findings) = schema::read_manifests(&sources, ids);
    if broken(&findings) {
        return None;
    }
    let mut read = Read { stack, manifests, sources: Arc::new(sources), files: BTreeMap::new() };
    let places = places(&read.stack, &[region.to_owned()]);
    let wanted: BTreeSet<String> =
        places.iter().flat_map(|place| engine::resolve::files(&read, place).into_keys()).collect();
    let there: BTreeSet<&Path> = past.paths().collect();
    let wanted = wanted.into_iter().map(PathBuf::from).filter(|path| there.contains(path.as_path()));
    let mut sources = Arc::unwrap_or_clone(std::mem::take(&mut read.sources));
    let files = add(&past, &mut sources, wanted)?;
    read.files = files.into_iter().map(|(path, id)| (path.display().to_string(), id)).collect();
    read.sources = Arc::new(sources);
    Some(read)
}

fn add(
    past: &Past,
    sources: &mut Sources,
    paths: impl IntoIterator<Item = PathBuf>,
) -> Option<BTreeMap<PathBuf, schema::SourceId>> {
    let paths: Vec<PathBuf> = paths.into_iter().collect();
    let texts = past.texts(paths.iter().map(PathBuf::as_path))?;
    let added = paths.into_iter().zip(texts).map(|(path, text)| {
        let id = add_bytes(sources, path.display().to_string(), text).ok()?;
        Some((path, id))
    });
    added.collect()
}
