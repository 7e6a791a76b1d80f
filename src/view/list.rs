//! Lists item by item, texts line by line.

use std::collections::{BTreeMap, BTreeSet};

use engine::tree::to_json;
use schema::{Tree, reference};
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices};

use super::alike::{apart, tree_without_backslashes, without_backslashes};
use super::field::{Field, Line, Mark, Place, Shown, changed};
use super::near::{likest, near};
use super::records::{Pair, pairs};
use super::text::escape;
use super::value::inline;

/// Unchanged items or lines shown on either side of a change.
const CONTEXT: usize = 2;

/// The fields of two lists that hold no secret. A record that changed is walked into; everything else is one
/// line per item.
pub(super) fn lines_of_list(
    place: &Place,
    before: Option<&Tree>,
    after: Option<&Tree>,
    fields: &mut Vec<Field>,
) {
    let (there, wanted) = (items(before), items(after));
    let sets = [before, after].into_iter().flatten().all(|tree| matches!(tree, Tree::Set(_)));
    if before.is_some()
        && after.is_some()
        && let (true, Some(old), Some(new)) = (sets, by_type(there), by_type(wanted))
    {
        return changed(place, Some(&old), Some(&new), fields);
    }
    let listed = |there: &[Tree], wanted: &[Tree]| {
        let mut walked = Vec::new();
        let lines = match sets {
            true => set(place, there, wanted, &mut walked),
            false => ordered(place, there, wanted, &mut walked),
        };
        (context(lines), walked)
    };
    let (mut lines, mut walked) = listed(there, wanted);
    if shown_alike(&lines) {
        let plain = |items: &[Tree]| items.iter().map(tree_without_backslashes).collect::<Vec<_>>();
        (lines, walked) = listed(&plain(there), &plain(wanted));
    }
    fields.extend(walked);
    let shows = lines.iter().any(|line| matches!(line.mark, Mark::Added | Mark::Removed | Mark::Moved));
    if shows {
        fields.push(place.field(Shown::Lines(lines)));
    } else if there.is_empty() && wanted.is_empty() {
        fields.push(place.field(Shown::Pair(before.map(inline), after.map(inline))));
    }
}

fn items(tree: Option<&Tree>) -> &[Tree] {
    match tree {
        Some(Tree::List(items) | Tree::Set(items)) => items,
        Some(
            Tree::Undeclared
            | Tree::Bool(_)
            | Tree::Number(_)
            | Tree::Text(_)
            | Tree::Map(_)
            | Tree::Secret(_),
        )
        | None => &[],
    }
}

/// A set of values that each say what they are, such as `{expiration: …}`, by that.
pub(super) fn by_type(items: &[Tree]) -> Option<Tree> {
    let mut types = BTreeMap::new();
    for item in items {
        let Tree::Map(map) = item else { return None };
        let (Some((name, value)), 1) = (map.first_key_value(), map.len()) else { return None };
        if types.insert(name.clone(), value.clone()).is_some() {
            return None;
        }
    }
    Some(Tree::Map(types))
}

/// What tells items apart, exactly.
fn key(tree: &Tree) -> String {
    to_json(tree).to_string()
}

fn line(mark: Mark, tree: &Tree) -> Line {
    Line { mark, text: inline(tree) }
}

/// Records that changed are walked into; then what goes and what comes: a set has no order to show.
fn set(place: &Place, there: &[Tree], wanted: &[Tree], fields: &mut Vec<Field>) -> Vec<Line> {
    let (old, new) = (keys(there), keys(wanted));
    let left = |keys: &[String], others: &[String]| {
        let held: BTreeSet<&String> = others.iter().collect();
        (0..keys.len()).filter(|at| !held.contains(&keys[*at])).collect::<Vec<_>>()
    };
    let (mut gone, mut come) = (left(&old, &new), left(&new, &old));
    for Pair { was, will, label } in pairs(there, &gone, wanted, &come) {
        changed(&place.item(label, will), Some(&there[was]), Some(&wanted[will]), fields);
        gone.retain(|at| *at != was);
        come.retain(|at| *at != will);
    }
    let gone = gone.into_iter().map(|at| line(Mark::Removed, &there[at]));
    gone.chain(come.into_iter().map(|at| line(Mark::Added, &wanted[at]))).collect()
}

fn keys(items: &[Tree]) -> Vec<String> {
    items.iter().map(key).collect()
}

fn ordered(place: &Place, there: &[Tree], wanted: &[Tree], fields: &mut Vec<Field>) -> Vec<Line> {
    let (old, new) = (keys(there), keys(wanted));
    let ops = capture_diff_slices(Algorithm::Myers, &old, &new);
    let mut moves = Moves::new(&ops, &old, &new);
    let changing = |range: fn(&DiffOp) -> std::ops::Range<usize>, keys: &[String]| {
        let changing = ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. })).flat_map(range);
        changing.filter(|at| !moves.has(&keys[*at])).collect::<Vec<_>>()
    };
    let (gone, come) = (changing(DiffOp::old_range, &old), changing(DiffOp::new_range, &new));
    let pairs = pairs(there, &gone, wanted, &come);
    let (left, crossing) = (pairs.iter().map(|pair| pair.was).collect::<BTreeSet<_>>(), crossing(&pairs));
    let by_place: BTreeMap<usize, (&Pair, bool)> =
        pairs.iter().zip(crossing).map(|(pair, crosses)| (pair.will, (pair, crosses))).collect();
    for Pair { was, will, label } in &pairs {
        changed(&place.item(label.clone(), *will), Some(&there[*was]), Some(&wanted[*will]), fields);
    }
    let mut lines = Vec::new();
    for op in ops {
        if let DiffOp::Equal { .. } = op {
            lines.extend(op.old_range().map(|at| line(Mark::Same, &there[at])));
            continue;
        }
        for at in op.old_range().filter(|at| !moves.has(&old[*at]) && !left.contains(at)) {
            lines.push(line(Mark::Removed, &there[at]));
        }
        for at in op.new_range() {
            match (moves.take(&new[at]), by_place.get(&at)) {
                (Some(was), _) => lines.push(moved(inline(&wanted[at]), was, at)),
                (None, Some((pair, false))) if op.old_range().contains(&pair.was) => {}
                (None, Some((pair, _))) => {
                    let name = pair.label.clone().unwrap_or_else(|| inline(&wanted[at]));
                    lines.push(moved(name, pair.was, at));
                }
                (None, None) => lines.push(line(Mark::Added, &wanted[at])),
            }
        }
    }
    lines
}

/// Which of the pairs, in the order of where they will stand, have passed another one.
fn crossing(pairs: &[Pair]) -> Vec<bool> {
    let mut most = 0;
    let mut crossing = Vec::with_capacity(pairs.len());
    for pair in pairs {
        crossing.push(pair.was < most);
        most = most.max(pair.was);
    }
    let mut least = usize::MAX;
    for (pair, crosses) in pairs.iter().zip(&mut crossing).rev() {
        *crosses |= least < pair.was;
        least = least.min(pair.was);
    }
    crossing
}

/// What stands where it stood is passed by others, and does not move.
fn moved(what: String, was: usize, will: usize) -> Line {
    if was == will {
        return Line { mark: Mark::Same, text: what };
    }
    Line { mark: Mark::Moved, text: format!("{what} (from place {} to {})", was + 1, will + 1) }
}

/// Items that a diff takes out at one place and puts in at another.
struct Moves(BTreeMap<String, Vec<usize>>);

impl Moves {
    fn new(ops: &[DiffOp], old: &[String], new: &[String]) -> Self {
        let changing = || ops.iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
        let count = |keys: &[String], range: fn(&DiffOp) -> std::ops::Range<usize>| {
            let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for at in changing().flat_map(range) {
                places.entry(keys[at].clone()).or_default().push(at);
            }
            places
        };
        let (mut gone, come) = (count(old, DiffOp::old_range), count(new, DiffOp::new_range));
        // Only what goes as often as it comes is a move; anything else reads better as it is.
        gone.retain(|key, places| come.get(key).is_some_and(|new| new.len() == places.len()));
        gone.values_mut().for_each(|places| places.reverse());
        Self(gone)
    }

    fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    fn take(&mut self, key: &str) -> Option<usize> {
        self.0.get_mut(key)?.pop()
    }
}

/// The lines of a text that differ, with their neighbours.
pub(super) fn lines_of_text(before: &str, after: &str) -> Vec<Line> {
    let (before, after) = (reference::written(before), reference::written(after));
    let lines = lines_of(&before, &after);
    match shown_alike(&lines) {
        true => lines_of(&without_backslashes(&before), &without_backslashes(&after)),
        false => lines,
    }
}

fn lines_of(before: &str, after: &str) -> Vec<Line> {
    let diff = TextDiff::from_lines(before, after);
    let lines = diff.iter_all_changes().map(|change| {
        let mark = match change.tag() {
            ChangeTag::Equal => Mark::Same,
            ChangeTag::Delete => Mark::Removed,
            ChangeTag::Insert => Mark::Added,
        };
        let text = change.value();
        let ended = text.ends_with('\n') || mark == Mark::Same;
        let shown = escape(text.strip_suffix('\n').unwrap_or(text));
        let open = !ended && (before.ends_with('\n') || after.ends_with('\n')) && !before.is_empty();
        Line { mark, text: if open { format!("{shown} (no newline at the end)") } else { shown } }
    });
    context(lines.collect())
}

/// Whether some line that comes looks like one that goes: what is written out for one of them is what the other
/// says.
fn shown_alike(lines: &[Line]) -> bool {
    let of = |mark: Mark| lines.iter().filter(move |line| line.mark == mark).map(|line| line.text.as_str());
    let gone: BTreeSet<&str> = of(Mark::Removed).collect();
    of(Mark::Added).any(|text| gone.contains(text))
}

/// Lines that come in the place of others, told apart where nobody could see how they differ: a long one beside
/// the one that it shares most with, wherever that stands, any other beside its neighbour.
fn told_apart(lines: &mut [Line]) {
    let all = |mark: Mark| (0..lines.len()).filter(|at| lines[*at].mark == mark).collect::<Vec<_>>();
    let (gone, come) = (all(Mark::Removed), all(Mark::Added));
    let texts = |places: &[usize]| places.iter().map(|at| lines[*at].text.as_str()).collect::<Vec<_>>();
    let likest = likest(&texts(&gone), &texts(&come));
    let mut pairs: Vec<(usize, usize)> =
        gone.iter().zip(likest).filter_map(|(old, new)| Some((*old, come[new?]))).collect();
    let paired: BTreeSet<usize> = pairs.iter().flat_map(|(old, new)| [*old, *new]).collect();
    pairs.extend(neighbours(lines).filter(|(old, new)| !paired.contains(old) && !paired.contains(new)));
    for (old, new) in pairs {
        let (was, will) = apart(&lines[old].text, &lines[new].text);
        (lines[old].text, lines[new].text) = near(&was, &will);
    }
}

/// Each line that goes with the one that comes in its place.
fn neighbours(lines: &[Line]) -> impl Iterator<Item = (usize, usize)> {
    let mut pairs = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let run = |from: usize, mark: Mark| lines[from..].iter().take_while(|line| line.mark == mark).count();
        let gone = run(at, Mark::Removed);
        let come = run(at + gone, Mark::Added);
        pairs.extend((0..gone.min(come)).map(|of| (at + of, at + gone + of)));
        at += (gone + come).max(1);
    }
    pairs.into_iter()
}

/// Leaves out what stays, but for the neighbours of what changes.
fn context(mut lines: Vec<Line>) -> Vec<Line> {
    told_apart(&mut lines);
    let near = |at: usize| {
        let (from, to) = (at.saturating_sub(CONTEXT), (at + CONTEXT + 1).min(lines.len()));
        lines[from..to].iter().any(|line| line.mark != Mark::Same)
    };
    let kept: Vec<bool> = (0..lines.len()).map(near).collect();
    let mut out: Vec<Line> = Vec::new();
    let mut skipped = 0;
    for (line, kept) in lines.into_iter().zip(kept) {
        if kept {
            out.extend(gap(&mut skipped));
            out.push(line);
        } else {
            skipped += 1;
        }
    }
    out.extend(gap(&mut skipped));
    out
}

fn gap(skipped: &mut usize) -> Option<Line> {
    let count = std::mem::take(skipped);
    (count > 0).then(|| Line { mark: Mark::Skipped, text: format!("{count} unchanged") })
}

#[cfg(test)]
mod tests {
    use engine::tree::Path;

    use super::*;
    use crate::view::field::{Whole, whole};

    fn policies(days: &str) -> Tree {
        let one = |name: &'static str, value| Tree::map([(name, value)]);
        let before = Tree::map([("before", Tree::text(days))]);
        let expiration = Tree::text("2027-12-31T23:59:59Z");
        Tree::set([one("expiration", expiration), one("expirationNotification", before)])
    }

    fn names(fields: &[Field]) -> Vec<&str> {
        fields.iter().map(|field| field.name.as_str()).collect()
    }

    #[test]
    fn a_set_of_what_says_its_type_is_told_by_type() {
        let place = || Place::of(&Path(vec!["policies".into()]));
        let mut fields = Vec::new();
        let (old, new) = (policies("30 days"), policies("31 days"));
        changed(&place(), Some(&old), Some(&new), &mut fields);
        assert_eq!(names(&fields), ["policies.expirationNotification.before"]);
        let mut fields = Vec::new();
        whole(&place(), &new, Whole::Comes, &mut fields);
        assert_eq!(names(&fields), ["policies.expiration", "policies.expirationNotification"]);
    }

    #[test]
    fn a_type_that_is_there_twice_is_no_name() {
        let one = |days: i64| Tree::map([("noChange", Tree::Number(days))]);
        let mut fields = Vec::new();
        let place = Place::of(&Path(vec!["policies".into()]));
        changed(&place, Some(&Tree::set([one(1), one(2)])), Some(&Tree::set([one(3)])), &mut fields);
        assert_eq!(names(&fields), ["policies"]);
    }

    #[test]
    fn a_long_line_that_moves_shows_where_it_changes() {
        let long = |end: &str| format!("{}{end}", "x".repeat(1_300));
        let before = format!("a\nb\nc\n{}\n", long("echo abc"));
        let after = format!("{}\na\nb\nc\n", long("rm -rf /"));
        let lines = lines_of_text(&before, &after);
        let of = |mark| lines.iter().find(|line| line.mark == mark).map(|line| line.text.as_str());
        let shown = |end: &str| format!("<1276 characters alike>{}{end}", "x".repeat(24));
        assert_eq!(of(Mark::Removed), Some(shown("echo abc").as_str()));
        assert_eq!(of(Mark::Added), Some(shown("rm -rf /").as_str()));
    }
}
