//! A stack as it was at a commit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::resolve::{Read, broken, places};
use schema::Sources;
use schema::yaml::add_bytes;

use super::files::named;
use super::find::STACK_FILE;
use super::folder::Folder;
use super::git::Past;
use crate::program::Failure;

/// Reads a stack and its manifests as they were at a commit; `None` where git does not have them
/// all, or they were not good then. `regions` are those of a stack without environments.
///
/// # Errors
/// git was asked and passed its bounds.
pub fn load_at(root: &Path, commit: &str, regions: &[String]) -> Result<Option<Read>, Failure> {
    let Some(past) = Past::at(root, commit)? else { return Ok(None) };
    let mut sources = Sources::default();
    let Some(stack) = add(&past, &mut sources, [PathBuf::from(STACK_FILE)])? else { return Ok(None) };
    let Some(stack) = stack.into_values().next() else { return Ok(None) };
    let (stack, findings) = schema::read_stack(&sources, stack);
    let Some(stack) = stack.filter(|_| !broken(&findings)) else { return Ok(None) };
    let there = past.folder().paths();
    let manifests = once(past.folder(), named(there.iter().map(PathBuf::as_path), &stack.manifests));
    let Some(ids) = add(&past, &mut sources, manifests)? else { return Ok(None) };
    let (manifests, findings) = schema::read_manifests(&sources, ids.into_values());
    if broken(&findings) {
        return Ok(None);
    }
    let mut read = Read { stack, manifests, sources: Arc::new(sources), files: BTreeMap::new() };
    let places = places(&read.stack, regions);
    let wanted: BTreeSet<String> =
        places.iter().flat_map(|place| engine::resolve::files(&read, place).into_keys()).collect();
    let wanted = wanted.into_iter().map(PathBuf::from);
    let wanted = wanted.filter(|path| past.folder().object(path).is_some());
    let mut sources = Arc::unwrap_or_clone(std::mem::take(&mut read.sources));
    let Some(files) = add(&past, &mut sources, wanted)? else { return Ok(None) };
    read.files = files.into_iter().map(|(path, id)| (path.display().to_string(), id)).collect();
    read.sources = Arc::new(sources);
    Ok(Some(read))
}

/// Each file once, however many links lead to it, under its shortest path; the stack's own file is no manifest.
fn once(folder: &Folder, paths: BTreeSet<PathBuf>) -> Vec<PathBuf> {
    let mut read: BTreeSet<PathBuf> = folder.real(Path::new(STACK_FILE)).into_iter().collect();
    let mut paths: Vec<PathBuf> = paths.into_iter().collect();
    paths.sort_by_key(|path| path.components().count());
    paths.retain(|path| folder.real(path).is_some_and(|real| read.insert(real)));
    paths
}

fn add(
    past: &Past,
    sources: &mut Sources,
    paths: impl IntoIterator<Item = PathBuf>,
) -> Result<Option<BTreeMap<PathBuf, schema::SourceId>>, Failure> {
    let paths: Vec<PathBuf> = paths.into_iter().collect();
    let Some(texts) = past.texts(paths.iter().map(PathBuf::as_path))? else { return Ok(None) };
    let added = paths.into_iter().zip(texts).map(|(path, text)| {
        let id = add_bytes(sources, path.display().to_string(), text).ok()?;
        Some((path, id))
    });
    Ok(added.collect())
}
