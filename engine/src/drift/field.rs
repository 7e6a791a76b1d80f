//! One place of a resource, seen from three sides.

use schema::Tree;

use crate::plan::{By, FieldOrigin};

use crate::tree::{Comparison, Difference, Path, to_json};

/// What was applied of a resource, beside what is there.
pub(super) struct Then {
    /// What git asked for, in AWS's spelling where that says the same.
    pub(super) tree: Tree,
    /// How that differs from what is there.
    pub(super) comparison: Comparison,
}

/// Who has changed a place: `last` is what was applied last, `older` everything before it since the
/// last whole apply. What AWS holds and git once asked for is nobody's doing.
pub(super) fn field(
    difference: &Difference,
    wanted: Option<&Tree>,
    last: &Then,
    older: &[Then],
) -> FieldOrigin {
    let Difference { path, before: _, after: _ } = difference;
    let applied = at(&last.tree, path).filter(|tree| !matches!(tree, Tree::Undeclared));
    let asked = wanted.and_then(|wanted| at(wanted, path));
    let git = applied.map(to_json) != asked.map(to_json);
    let by = match (git, outside(path, last, older)) {
        (true, false) => By::Git,
        (true, true) => By::Both,
        // Its source is the same, and what that gave then nobody knows.
        (false, false) if applied.is_some_and(Tree::holds_secret) => By::Untold,
        (false, _) => By::Outside,
    };
    FieldOrigin { path: path.clone(), by, applied: applied.cloned() }
}

fn outside(path: &Path, last: &Then, older: &[Then]) -> bool {
    // A secret of then has no text any more: nothing tells it from the live one.
    let told = at(&last.tree, path).is_none_or(|tree| !tree.holds_secret());
    let differs = |then: &Then| then.comparison.differences.iter().any(|one| overlap(&one.path, path));
    told && older.iter().chain([last]).all(differs)
}

/// Whether one of two places lies in the other.
fn overlap(one: &Path, other: &Path) -> bool {
    one.0.iter().zip(&other.0).all(|(a, b)| a == b)
}

fn at<'a>(tree: &'a Tree, path: &Path) -> Option<&'a Tree> {
    path.0.iter().try_fold(tree, |tree, name| tree.get(name))
}
