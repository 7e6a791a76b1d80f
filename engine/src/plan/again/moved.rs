//! What moved under a plan since it was made: one change against the same one planned now.

use schema::{Location, Tree};

use super::sources;
use crate::address::Address;
use crate::contract::Comes;
use crate::plan::change::Change;
use crate::tree::{Difference, Path, compare, to_json};

/// What moved under a plan since it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The resource.
    pub address: Address,
    /// What of it, in words.
    pub what: String,
    /// The field, where it is one.
    pub field: Option<String>,
    /// Who moved it.
    pub by: Mover,
    /// Where it is declared now, where it is.
    pub location: Option<Location>,
}

/// Who moved what a plan was based on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mover {
    /// Nothing of the change is left to be done: AWS is as the plan asks, perhaps by an apply of it.
    Done,
    /// Somebody, in AWS.
    Aws,
    /// The manifests ask for something else.
    Git,
    /// The source of a secret holds another version.
    Source,
    /// The time that has passed.
    Time,
}

impl Mover {
    /// The word that stands in output for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Aws => "aws",
            Self::Git => "git",
            Self::Source => "source",
            Self::Time => "time",
        }
    }
}

/// What of a change moved, where something did.
pub(super) fn difference(saved: &Change, now: Option<&Change>) -> Option<Moved> {
    let moved = |by, field: Option<&Path>, what: String| {
        Some(Moved {
            address: saved.address.clone(),
            what,
            field: field.map(ToString::to_string),
            by,
            location: now.and_then(|now| now.location.clone()),
        })
    };
    let Some(now) = now else {
        if saved.resource.comes == Comes::BySelection {
            return None;
        }
        return moved(Mover::Done, None, format!("there is nothing left to {}", saved.action().word()));
    };
    if now.action() != saved.action() {
        let by = if asks_the_same(saved, now) { Mover::Aws } else { Mover::Git };
        return moved(
            by,
            None,
            format!("would now {} instead of {}", now.action().word(), saved.action().word()),
        );
    }
    for difference in &now.differences {
        let known = saved.differences.iter().find(|known| known.path == difference.path);
        if !known.is_some_and(|known| known.same(difference)) {
            let path = &difference.path;
            return match wants_the_same(saved, now, path) {
                true => moved(Mover::Aws, Some(path), format!("`{path}` is no longer what the plan saw")),
                false => {
                    moved(Mover::Git, Some(path), format!("`{path}` is no longer what the plan was to write"))
                }
            };
        }
    }
    if let Some(gone) = saved.differences.iter().find(|known| !holds(&now.differences, known)) {
        let by = if wants_the_same(saved, now, &gone.path) { Mover::Aws } else { Mover::Git };
        return moved(by, Some(&gone.path), format!("`{}` no longer differs", gone.path));
    }
    if let Some(first) = now.clears.iter().find(|first| !saved.clears.contains(first)) {
        return moved(Mover::Aws, None, format!("is held by `{first}` now, which the plan leaves alone"));
    }
    if let Some(path) = untaken(saved, now) {
        return moved(Mover::Aws, Some(&path), format!("`{path}` is no longer what the plan saw"));
    }
    if saved.protected && !now.protected {
        return moved(Mover::Git, None, "is no longer protected, as it was when that was planned".into());
    }
    let bound = saved.differences.iter().any(Difference::secret) || saved.taken().is_some();
    if bound && now.version != saved.version {
        return moved(Mover::Aws, None, "was changed in AWS since the plan was made".into());
    }
    sources::moved(saved, now).and_then(|(by, path, what)| moved(by, Some(&path), what))
}

/// Where what goes, is taken over or carried along is not what was reviewed.
fn untaken(saved: &Change, now: &Change) -> Option<Path> {
    let (was, is) = (saved.taken()?, now.taken()?);
    compare(&is, &was).differences.into_iter().next().map(|difference| difference.path)
}

fn holds(differences: &[Difference], known: &Difference) -> bool {
    differences.iter().any(|difference| difference.path == known.path)
}

fn asks_the_same(saved: &Change, now: &Change) -> bool {
    alike(saved.deed.to(), now.deed.to())
}

/// Whether the manifests ask for the same at a path; secrets count as the same.
fn wants_the_same(saved: &Change, now: &Change, path: &Path) -> bool {
    fn at<'a>(change: &'a Change, path: &Path) -> Option<&'a Tree> {
        path.0.iter().try_fold(change.deed.to()?, |tree, step| tree.get(step))
    }
    alike(at(saved, path), at(now, path))
}

/// Whether two trees say the same, secrets aside: a saved one has forgotten its text.
fn alike(a: Option<&Tree>, b: Option<&Tree>) -> bool {
    a.map(|tree| to_json(tree).to_string()) == b.map(|tree| to_json(tree).to_string())
}
